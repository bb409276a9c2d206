/** What is inside the bytes of a kept value: the value, and the tables in it. */
import {decodeValue, digestBytes} from "#kernels/digest";
import type {ResultFormat, RunResult} from "#notebooks";
import {resultFormats} from "#notebooks";
import {isPlainObject, KeptTable, toResultTable} from "./result-table.ts";
import type {ResultTable} from "./result-table.ts";

export interface KeptValue {
  readonly cell: number;
  readonly name: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** The value; undefined for bytes that have not their digest, and for a value with opaque parts. */
export function readValue({digest, bytes}: Pick<KeptValue, "digest" | "bytes">): unknown {
  if (digestBytes(bytes) !== digest) return undefined;
  try {
    return decodeValue(bytes, {makeTable: (table) => new KeptTable(table)});
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The table in a value, or in one of its fields. */
export function findTable(value: unknown, field: string | null): ResultTable | null {
  if (field === null) return toResultTable(value);
  return isPlainObject(value) && Object.hasOwn(value, field) ? toResultTable(value[field]) : null;
}

export type ListedResult = Omit<RunResult, "address">;

const onlyJson: readonly ResultFormat[] = ["json"];

/** The value itself, and the tables in its fields that are no part of its own. */
export function listResults(kept: KeptValue): ListedResult[] {
  const {cell, name} = kept;
  const value = readValue(kept);
  if (value === undefined) return [];
  const own = toResultTable(value);
  const describe = ({rows, columns}: ResultTable) => ({rows, columns: columns.slice(0, mostColumns)});
  const whole: ListedResult = {cell, name, table: own && describe(own), formats: own ? resultFormats : onlyJson};
  if (!isPlainObject(value)) return [whole];
  const columns = new Set(own?.columns.map((column) => column.name));
  const parts = Object.keys(value).flatMap((field): ListedResult[] => {
    const table = columns.has(field) || /[./]/.test(field) ? null : toResultTable(value[field]);
    return table ? [{cell, name: `${name}.${field}`, table: describe(table), formats: resultFormats}] : [];
  });
  return [whole, ...parts];
}

/** Columns that are listed of a table; a file has all. */
const mostColumns = 100;
