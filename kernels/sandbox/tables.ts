/** Tables as displays: Arquero tables and arrays of plain objects, a page at a time, sorted and filtered. */
import type {TableCell, TableColumn, TableColumnType, TablePage, TableQuery} from "#notebooks";
import {readTable} from "#kernels/digest/sandbox";

export interface TableSource {
  readonly names: readonly string[];
  readonly rows: number;
  read(row: number, column: number): unknown;
}

const maximumColumns = 500;
const maximumPageRows = 1000;
const maximumCellCharacters = 500;
const firstPageRows = 50;
const sampledRows = 200;

function isPlainObject(value: unknown): value is {readonly [name: string]: unknown} {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === null;
}

/** How to read a value as a table; null when it is none. */
export function toTableSource(value: unknown): TableSource | null {
  if (value === null || typeof value !== "object") return null;
  if (Array.isArray(value)) return toArraySource(value);
  const table = readTable(value);
  if (!table) return null;
  const {names, rows, order} = table;
  const columns = table.columns as readonly {readonly at: (row: number) => unknown}[];
  return {names, rows, read: (row, column) => columns[column]?.at(order ? order[row]! : row)};
}

function toArraySource(value: readonly unknown[]): TableSource | null {
  if (value.length === 0) return null;
  const names = new Set<string>();
  for (let row = 0; row < value.length; row++) {
    const item = value[row];
    if (!isPlainObject(item)) return null;
    if (row < sampledRows) for (const key of Object.keys(item)) names.add(key);
  }
  if (names.size === 0) return null;
  const list = [...names];
  return {names: list, rows: value.length, read: (row, column) => (value[row] as {readonly [name: string]: unknown})[list[column] as string]};
}

function typeOf(value: unknown): TableColumnType {
  switch (typeof value) {
    case "number":
      return "number";
    case "bigint":
      return "bigint";
    case "boolean":
      return "boolean";
    case "string":
      return "text";
    default:
      return value instanceof Date ? "date" : "other";
  }
}

function findColumnType(source: TableSource, column: number): TableColumnType {
  let found: TableColumnType | null = null;
  for (let row = 0; row < Math.min(source.rows, sampledRows); row++) {
    const value = source.read(row, column);
    if (value === null || value === undefined) continue;
    const type = typeOf(value);
    if (found !== null && found !== type) return "other";
    found = type;
  }
  return found ?? "other";
}

function cut(text: string): string {
  return text.length > maximumCellCharacters ? `${text.slice(0, maximumCellCharacters)}…` : text;
}

export function toTableCell(value: unknown): TableCell {
  switch (typeof value) {
    case "undefined":
      return null;
    case "string":
      return cut(value);
    case "number":
      return Number.isFinite(value) ? value : {$number: String(value)};
    case "bigint":
      return {$bigint: value.toString()};
    case "boolean":
      return value;
    case "symbol":
    case "function":
      return cut(String(value));
  }
  if (value === null) return null;
  if (value instanceof Date) return {$date: Number.isNaN(value.getTime()) ? null : value.getTime()};
  try {
    return cut(JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? item.toString() : item)) ?? "");
  } catch (error) {
    return cut(error instanceof Error ? `(${error.message})` : "(unreadable)");
  }
}

function comparable(value: unknown): number | string | bigint | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (typeof value === "string" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
  return String(toTableCell(value));
}

function rank(value: number | string | bigint | null): number {
  return value === null ? 2 : typeof value === "string" ? 1 : 0;
}

/** Missing values come last either way. */
function sortRows(rows: Uint32Array, source: TableSource, column: number, descending: boolean): void {
  const keys = new Map<number, ReturnType<typeof comparable>>();
  for (const row of rows) keys.set(row, comparable(source.read(row, column)));
  const sign = descending ? -1 : 1;
  rows.sort((a, b) => {
    const first = keys.get(a) ?? null;
    const second = keys.get(b) ?? null;
    if (first === null || second === null) return rank(first) - rank(second) || a - b;
    if (rank(first) !== rank(second)) return sign * (rank(first) - rank(second));
    return first < second ? -sign : first > second ? sign : a - b;
  });
}

function toSearchText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString().toLowerCase();
  if (typeof value === "object") return String(toTableCell(value)).toLowerCase();
  return String(value).toLowerCase();
}

function filterRows(source: TableSource, filter: string): Uint32Array {
  const wanted = filter.toLowerCase();
  const kept: number[] = [];
  const columns = Math.min(source.names.length, maximumColumns);
  for (let row = 0; row < source.rows; row++) {
    if (wanted === "") {
      kept.push(row);
      continue;
    }
    for (let column = 0; column < columns; column++) {
      if (!toSearchText(source.read(row, column)).includes(wanted)) continue;
      kept.push(row);
      break;
    }
  }
  return Uint32Array.from(kept);
}

/** The rows in the order of the latest query of each value, so that the next page of it is at once. */
const arranged = new WeakMap<object, {readonly key: string; readonly rows: Uint32Array}>();

function arrange(value: object, source: TableSource, {sort, filter}: TableQuery): Uint32Array | null {
  if (!sort && filter === "") return null;
  const key = JSON.stringify([sort, filter]);
  const known = arranged.get(value);
  if (known?.key === key) return known.rows;
  const rows = filterRows(source, filter);
  if (sort) {
    const column = source.names.indexOf(sort.column);
    if (column < 0) throw new RangeError(`the table has no column ${sort.column}`);
    sortRows(rows, source, column, sort.descending);
  }
  arranged.set(value, {key, rows});
  return rows;
}

export function answerPage(value: unknown, query: TableQuery): TablePage {
  const source = toTableSource(value);
  if (!source) throw new TypeError("the display is not a table");
  const rows = arrange(value as object, source, query);
  const total = rows ? rows.length : source.rows;
  const offset = Math.max(0, Math.floor(query.offset) || 0);
  const limit = Math.min(maximumPageRows, Math.max(0, Math.floor(query.limit) || 0));
  const columns = Math.min(source.names.length, maximumColumns);
  const cells: TableCell[][] = [];
  for (let index = offset; index < Math.min(total, offset + limit); index++) {
    const row = rows ? rows[index]! : index;
    cells.push(Array.from({length: columns}, (_, column) => toTableCell(source.read(row, column))));
  }
  return {offset, rows: total, cells};
}

export interface TableDisplay {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  readonly page: TablePage;
  readonly cut: string | null;
}

/** The columns and the first page; a page is smaller where cells are many or long. */
export function makeTableDisplay(source: TableSource, characters: number): TableDisplay {
  const {names, rows} = source;
  const columns = names.slice(0, maximumColumns).map((name, column) => ({name, type: findColumnType(source, column)}));
  const cells: TableCell[][] = [];
  let used = 0;
  for (let row = 0; row < Math.min(rows, firstPageRows); row++) {
    const line = columns.map((_, column) => toTableCell(source.read(row, column)));
    used += JSON.stringify(line).length;
    if (used > characters && cells.length > 0) break;
    cells.push(line);
  }
  const cutNote = names.length > maximumColumns ? `showing ${maximumColumns} of ${names.length.toLocaleString("en-US")} columns` : null;
  return {columns, rows, page: {offset: 0, rows, cells}, cut: cutNote};
}
