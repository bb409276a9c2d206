/** A value that a run kept, read as a table: rows and columns of plain values, whole, where the page of a notebook shows the first. */
import type {DecodedColumn, DecodedTable} from "#kernels/digest";
import type {TableColumn, TableColumnType} from "#notebooks";
import {toPlain} from "./plain.ts";
import type {Plain} from "./plain.ts";

export interface ResultTable {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** The value as it is plain: a missing one is null, and what is neither text, number, boolean nor date is JSON. */
  read(row: number, column: number): Plain;
}

/** What a table's bytes decode to, told apart from an object of the same shape. */
export class KeptTable {
  readonly table: DecodedTable;

  constructor(table: DecodedTable) {
    this.table = table;
  }
}

/** The table that a value is: a table, a list of plain objects, a list of plain values, or an object of lists of one length; null when it is none of these. */
export function toResultTable(value: unknown): ResultTable | null {
  if (value instanceof KeptTable) return toTable(value.table);
  if (isList(value)) return toObjectTable(value) ?? toListTable([["value", value]]);
  return isPlainObject(value) ? toListTable(listsOf(value)) : null;
}

type PlainObject = {readonly [name: string]: unknown};
type List = ArrayLike<unknown>;

export function isPlainObject(item: unknown): item is PlainObject {
  return typeof item === "object" && item !== null && !Array.isArray(item) && Object.getPrototypeOf(item) === Object.prototype;
}

function isList(value: unknown): value is List {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isScalarList(value: unknown): value is List {
  return isList(value) && (!Array.isArray(value) || value.every((item) => typeof item !== "object" || item === null || item instanceof Date));
}

/** An object's lists that belong together: those of the length that most have; the bounds of intervals beside them, by their level. */
function listsOf(value: PlainObject): [name: string, list: List][] {
  const lists = Object.entries(value).filter((entry): entry is [string, List] => isScalarList(entry[1]) && entry[1].length > 0);
  const intervals = Array.isArray(value["intervals"]) ? value["intervals"].filter(isPlainObject) : [];
  for (const {level, lower, upper} of intervals)
    if (typeof level === "number" && isScalarList(lower) && isScalarList(upper)) lists.push([`lower_${toPercent(level)}`, lower], [`upper_${toPercent(level)}`, upper]);
  const counts = new Map<number, number>();
  for (const [, {length}] of lists) counts.set(length, (counts.get(length) ?? 0) + 1);
  const most = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || b - a)[0]?.[0];
  const together = lists.filter(([, {length}]) => length === most);
  return together.length > 1 ? together : [];
}

const toPercent = (level: number): string => String(Math.round(level * 1000) / 10).replace(".", "_");

function toListTable(lists: readonly (readonly [name: string, list: List])[]): ResultTable | null {
  const [first] = lists;
  if (!first || first[1].length === 0 || !lists.every(([, list]) => isScalarList(list))) return null;
  const read = (row: number, column: number): Plain => toPlain(lists[column]?.[1][row]);
  const columns = lists.map(([name], column) => ({name, type: findType(first[1].length, (row) => read(row, column))}));
  return {columns, rows: first[1].length, read};
}

function toTable({rows, columns}: DecodedTable): ResultTable {
  const readers = columns.map(toReader);
  return {
    rows,
    columns: columns.map((column) => ({name: column.name, type: column.kind === "missing" || column.kind === "mixed" ? "other" : column.kind})),
    read: (row, column) => readers[column]?.(row) ?? null,
  };
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
function toObjectTable(list: List): ResultTable | null {
  if (!Array.isArray(list) || list.length === 0 || !list.every(isPlainObject)) return null;
  const names = [...new Set(list.slice(0, sampledRows).flatMap((item) => Object.keys(item)))];
  if (names.length === 0) return null;
  const read = (row: number, column: number): Plain => toPlain(list[row]?.[names[column] ?? ""]);
  return {columns: names.map((name, column) => ({name, type: findType(list.length, (row) => read(row, column))})), rows: list.length, read};
}

/** The type that the first rows agree on. */
function findType(rows: number, read: (row: number) => Plain): TableColumnType {
  const types = new Set<TableColumnType>();
  for (let row = 0; row < Math.min(rows, sampledRows); row += 1) {
    const value = read(row);
    if (value !== null) types.add(typeOf(value));
  }
  const [type] = types;
  return types.size === 1 && type !== undefined ? type : "other";
}

function typeOf(value: Exclude<Plain, null>): TableColumnType {
  if (value instanceof Date) return "date";
  const type = typeof value;
  return type === "string" ? "text" : (type as "number" | "bigint" | "boolean");
}
