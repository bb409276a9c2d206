/** A table as an Excel workbook of one sheet, its first row the columns' names. */
import writeXlsxFile from "write-excel-file/node";
import type {Cell, Row} from "write-excel-file/node";
import type {Plain} from "./plain.ts";
import type {ResultTable} from "./result-table.ts";

/** What an Excel sheet can hold. */
const limits = {rows: 1_048_576, columns: 16_384, letters: 32_767} as const;
/** More cells than this are not made into a workbook here: it would take gigabytes of memory. */
const mostCells = 2_000_000;
const firstDay = Date.UTC(1900, 2, 1);
const dayMs = 86_400_000;
const formats = {day: "yyyy-mm-dd", time: "yyyy-mm-dd hh:mm:ss"} as const;

/** Throws a RangeError when Excel cannot hold the table. */
export async function toWorkbook(table: ResultTable, sheet: string): Promise<Uint8Array> {
  const {rows, columns} = table;
  if (rows + 1 > limits.rows || columns.length > limits.columns)
    throw new RangeError(`a sheet of Excel holds ${limits.rows - 1} rows and ${limits.columns} columns, and the table has ${rows} and ${columns.length}: take Parquet or CSV`);
  if (rows * columns.length > mostCells)
    throw new RangeError(`a table of ${rows * columns.length} cells is too large for a workbook, which may have ${mostCells} here: take Parquet or CSV`);
  const dayOnly = columns.map(({type}, column) => type === "date" && hasDaysOnly(table, column));
  const head: Row = columns.map(({name}) => ({value: clean(name), type: String, fontWeight: "bold"}));
  const body = Array.from({length: rows}, (_, row): Row => columns.map((_column, column) => toCell(table.read(row, column), dayOnly[column] ?? false)));
  const widths = columns.map(({name, type}) => ({width: Math.min(40, Math.max(type === "date" ? 20 : 11, name.length + 2))}));
  return writeXlsxFile([head, ...body], {sheet: toSheetName(sheet), stickyRowsCount: 1, columns: widths}).toBuffer();
}

function hasDaysOnly({rows, read}: ResultTable, column: number): boolean {
  for (let row = 0; row < rows; row += 1) {
    const value = read(row, column);
    if (value instanceof Date && value.getTime() % dayMs !== 0) return false;
  }
  return true;
}

/** Dates before Excel's calendar, numbers that it has not, and integers that it would round become texts. */
function toCell(value: Plain, dayOnly: boolean): Cell {
  if (value === null) return null;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null;
    if (value.getTime() < firstDay || value.getUTCFullYear() > 9999) return {value: value.toISOString(), type: String};
    return {value, type: Date, format: dayOnly ? formats.day : formats.time};
  }
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? {value: Number(value), type: Number} : {value: value.toString(), type: String};
  if (typeof value === "number") return Number.isFinite(value) ? {value, type: Number} : {value: String(value), type: String};
  if (typeof value === "boolean") return {value, type: Boolean};
  if (value.length > limits.letters) throw new RangeError(`a cell of Excel holds ${limits.letters} letters, and a text has ${value.length}: take Parquet or CSV`);
  return {value: clean(value), type: String};
}

/** Text without what XML cannot carry. */
function clean(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}

/** At most 31 letters, none of those that Excel refuses. */
function toSheetName(name: string): string {
  return clean(name).replace(/[\\/?*[\]:]/g, "_").replace(/^'+|'+$/g, "").slice(0, 31) || "Sheet";
}
