/** The door of data: tables in and out, and how their bytes are read. */
export * from "./columns.ts";
export * from "./parsing.ts";
export {DataError, type DataErrorCode} from "./data-error.ts";
export {type DataLimits, defaultLimits} from "./limits.ts";
export type {DataSource} from "./source.ts";
export {type ColumnCorrection, type ParsingCorrections, toCorrections} from "./corrections.ts";
export {inspect, type InspectOptions} from "./inspect.ts";
export {readData, type ReadOptions} from "./read-data.ts";
export {createDataReader, type DataReader} from "./data-reader.ts";
export {digestData, toCanonicalParsing} from "./digest-data.ts";
export {pageColumns, toTableColumns, toValueReader} from "./page-columns.ts";
export {toCsv, toCsvParts} from "./to-csv.ts";
export {toArrow, toParquet} from "./table-files.ts";
export {openSql, type SqlEngine, type SqlOptions, type SqlParameter, type SqlQueryOptions} from "./sql-engine.ts";
