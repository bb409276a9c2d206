/** What of an Arquero table is digested: its visible rows in their order, its columns, its groups and its parameters. */
import {getOwnPropertyDescriptor, getPrototypeOf, hasOwn, isArray, isInteger, isView, typedArrayLength, typedArrayName} from "./primordials.ts";

/** A table as the encoder reads it. */
export interface TableParts {
  /** Visible rows. */
  readonly rows: number;
  readonly names: readonly string[];
  /** The column of a name: an array, a typed array, or an object with `at(row)`. */
  readonly columns: readonly unknown[];
  /** Visible row i is row `order[i]` of the columns; null when all rows are visible in their own order. */
  readonly order: Uint32Array | null;
  readonly groups: TableGroups | null;
  readonly parameters: {readonly [name: string]: unknown} | null;
}

export interface TableGroups {
  readonly names: readonly string[];
  /** One array of values a name, with one value a group. */
  readonly values: readonly (readonly unknown[])[];
  /** Per visible row, the number of its group. */
  readonly keys: Uint32Array;
}

interface TableLike {
  columnNames(): readonly string[];
  numRows(): number;
  totalRows(): number;
  column(name: string): unknown;
  indices(): Uint32Array;
  isFiltered(): boolean;
  isOrdered(): boolean;
  data(): unknown;
  groups(): GroupBySpecification | null;
  params(): {readonly [name: string]: unknown} | undefined;
}

interface GroupBySpecification {
  readonly names: readonly string[];
  readonly get: readonly ((row: number, data: unknown) => unknown)[];
  readonly rows: ArrayLike<number>;
  readonly size: number;
  readonly keys: ArrayLike<number>;
}

const methods = ["columnNames", "numRows", "totalRows", "column", "indices", "isFiltered", "isOrdered", "data", "groups", "params"] as const;

/** The parts of an Arquero table, known by its methods, or null for any other object. Looking for the methods runs no getter. */
export function readTable(value: object): TableParts | null {
  for (let i = 0; i < methods.length; i++) if (!hasMethod(value, methods[i]!)) return null;
  const table = value as TableLike;
  const given = table.columnNames();
  if (!isArray(given)) return null;
  const names: string[] = [];
  const columns: unknown[] = [];
  for (let i = 0; i < given.length; i++) {
    const name: unknown = given[i];
    if (typeof name !== "string") return null;
    names[i] = name;
    columns[i] = table.column(name);
  }
  const rows = table.numRows();
  if (!isInteger(rows) || rows < 0 || rows > 0xffff_ffff) return null;
  const order = table.isFiltered() || table.isOrdered() ? table.indices() : null;
  if (order !== null && !(isView(order) && typedArrayName(order) === "Uint32Array" && typedArrayLength(order) >= rows)) return null;
  const parameters = table.params() ?? null;
  if (typeof parameters !== "object") return null;
  return {rows, names, columns, order, groups: readGroups(table, rows, order), parameters};
}

function readGroups(table: TableLike, rows: number, order: Uint32Array | null): TableGroups | null {
  const groups = table.groups();
  if (groups === null) return null;
  const names: string[] = [];
  const values: unknown[][] = [];
  for (let i = 0; i < groups.names.length; i++) {
    names[i] = `${groups.names[i]!}`;
    const column: unknown[] = [];
    for (let group = 0; group < groups.size; group++) column[group] = groups.get[i]!(groups.rows[group]!, table.data());
    values[i] = column;
  }
  const keys = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) keys[i] = groups.keys[order === null ? i : order[i]!]!;
  return {names, values, keys};
}

function hasMethod(value: object, name: string): boolean {
  for (let of: object | null = value; of !== null; of = getPrototypeOf(of)) {
    const descriptor = getOwnPropertyDescriptor(of, name);
    if (descriptor !== undefined) return hasOwn(descriptor, "value") && typeof descriptor.value === "function";
  }
  return false;
}
