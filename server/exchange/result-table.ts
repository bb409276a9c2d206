/** A value that a run kept, read as a table: rows and columns of plain values, whole, where the page of a notebook shows the first. */
import {decodeValue} from "#kernels/digest";
import type {DecodedColumn, DecodedTable} from "#kernels/digest";
import type {TableCell, TableColumn, TableColumnType} from "#notebooks";

export type Plain = string | number | bigint | boolean | Date | null;

export interface ResultTable {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** The value as it is plain: a missing one is null, and what is neither text, number, boolean nor date is JSON. */
  read(row: number, column: number): Plain;
}

/** What a table's bytes decode to, told apart from an object of the same shape. */
class Decoded {
  readonly table: DecodedTable;

  constructor(table: DecodedTable) {
    this.table = table;
  }
}

/** The table of canonical bytes: an Arquero table, or a list of plain objects; null when the value is neither, or has opaque parts. */
export function readResultTable(bytes: Uint8Array): ResultTable | null {
  let value: unknown;
  try {
    value = decodeValue(bytes, {makeTable: (table) => new Decoded(table)});
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
  if (value instanceof Decoded) return toTable(value.table);
  return Array.isArray(value) ? toObjectTable(value) : null;
}

function toTable({rows, columns}: DecodedTable): ResultTable {
  const readers = columns.map(toReader);
  return {
    rows,
    columns: columns.map((column) => ({name: column.name, type: toType(column)})),
    read: (row, column) => readers[column]?.(row) ?? null,
  };
}

function toType(column: DecodedColumn): TableColumnType {
  if (column.kind === "missing" || column.kind === "mixed") return "other";
  return column.kind;
}

function toReader(column: DecodedColumn): (row: number) => Plain {
  const present = toPresentReader(column);
  const valid = "valid" in column ? column.valid : null;
  return valid === null ? present : (row) => (valid[row] === 0 ? null : present(row));
}

function toPresentReader(column: DecodedColumn): (row: number) => Plain {
  switch (column.kind) {
    case "missing":
      return () => null;
    case "number":
    case "bigint":
      return (row) => column.values[row] ?? null;
    case "date":
      return (row) => new Date(column.values[row] ?? NaN);
    case "boolean":
      return (row) => column.values[row] === 1;
    case "text": {
      const decoder = new TextDecoder("utf-8", {ignoreBOM: true});
      return (row) => decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
    }
    case "mixed":
      return (row) => toPlain(column.values[row]);
  }
}

const sampledRows = 200;

/** Columns are the names of the first rows, as in a notebook. */
function toObjectTable(list: readonly unknown[]): ResultTable | null {
  const isPlainObject = (item: unknown): item is {readonly [name: string]: unknown} =>
    typeof item === "object" && item !== null && !Array.isArray(item) && Object.getPrototypeOf(item) === Object.prototype;
  if (list.length === 0 || !list.every(isPlainObject)) return null;
  const names = [...new Set(list.slice(0, sampledRows).flatMap((item) => Object.keys(item)))];
  if (names.length === 0) return null;
  const read = (row: number, column: number): Plain => toPlain(list[row]?.[names[column] ?? ""]);
  const columns = names.map((name, column) => ({name, type: findType(list.slice(0, sampledRows).map((_, row) => read(row, column)))}));
  return {columns, rows: list.length, read};
}

function findType(values: readonly Plain[]): TableColumnType {
  const types = new Set(values.filter((value) => value !== null).map(typeOf));
  const [type] = types;
  return types.size === 1 && type !== undefined ? type : "other";
}

function typeOf(value: Exclude<Plain, null>): TableColumnType {
  if (value instanceof Date) return "date";
  const type = typeof value;
  return type === "string" ? "text" : (type as "number" | "bigint" | "boolean");
}

function toPlain(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" || value instanceof Date) return value;
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? item.toString() : item)) ?? null;
}

/** The value as a page of a table carries it. */
export function toTableCell(value: Plain): TableCell {
  if (value instanceof Date) return {$date: Number.isNaN(value.getTime()) ? null : value.getTime()};
  if (typeof value === "bigint") return {$bigint: value.toString()};
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) return {$number: Object.is(value, -0) ? "-0" : String(value)};
  return value;
}
