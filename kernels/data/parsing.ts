/** The explicit way a data set's bytes are read: found by looking, shown, and correctable; part of the data set's digest. */
export type {BadRow, ColumnSummary, Inspection, ParsedColumn, Parsing} from "#notebooks";
