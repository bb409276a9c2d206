/** A table of plain values as typed columns, for the writers of CSV and Parquet. */
import type {Column, Columns} from "#kernels/data";
import type {Plain} from "./plain.ts";
import type {ResultTable} from "./result-table.ts";

export function toColumns({rows, columns, read}: ResultTable): Columns {
  return {rows, columns: columns.map(({name, type}, index) => toColumn(name, type, rows, (row) => read(row, index)))};
}

function toColumn(name: string, type: string, rows: number, read: (row: number) => Plain): Column {
  if (type === "number") return toNumbers(name, rows, read) ?? toTexts(name, rows, read);
  if (type === "date") return toDates(name, rows, read) ?? toTexts(name, rows, read);
  if (type === "bigint") return toBigints(name, rows, read) ?? toTexts(name, rows, read);
  if (type === "boolean") return toBooleans(name, rows, read) ?? toTexts(name, rows, read);
  return toTexts(name, rows, read);
}

/** Fills an array and marks what is missing. Null when a value is of another type than the first rows said: the column is then text. */
function fill(rows: number, read: (row: number) => Plain, put: (row: number, value: Exclude<Plain, null>) => boolean): {readonly valid: Uint8Array | null} | null {
  const valid = new Uint8Array(rows);
  let missing = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = read(row);
    if (value === null || (value instanceof Date && Number.isNaN(value.getTime()))) missing += 1;
    else if (!put(row, value)) return null;
    else valid[row] = 1;
  }
  return {valid: missing === 0 ? null : valid};
}

function toNumbers(name: string, rows: number, read: (row: number) => Plain): Column | null {
  const values = new Float64Array(rows);
  const filled = fill(rows, read, (row, value) => {
    if (typeof value !== "number") return false;
    values[row] = value;
    return true;
  });
  return filled && {name, type: "number", values, ...filled};
}

function toDates(name: string, rows: number, read: (row: number) => Plain): Column | null {
  const values = new Float64Array(rows);
  const filled = fill(rows, read, (row, value) => {
    if (!(value instanceof Date)) return false;
    values[row] = value.getTime();
    return true;
  });
  return filled && {name, type: "date", values, ...filled};
}

/** Integers of more than 64 bits stay texts. */
function toBigints(name: string, rows: number, read: (row: number) => Plain): Column | null {
  const values = new BigInt64Array(rows);
  const filled = fill(rows, read, (row, value) => {
    if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value) return false;
    values[row] = value;
    return true;
  });
  return filled && {name, type: "bigint", values, ...filled};
}

function toBooleans(name: string, rows: number, read: (row: number) => Plain): Column | null {
  const values = new Uint8Array(rows);
  const filled = fill(rows, read, (row, value) => {
    if (typeof value !== "boolean") return false;
    values[row] = value ? 1 : 0;
    return true;
  });
  return filled && {name, type: "boolean", values, ...filled};
}

function toTexts(name: string, rows: number, read: (row: number) => Plain): Column {
  const encoder = new TextEncoder();
  const offsets = new Uint32Array(rows + 1);
  const texts: Uint8Array[] = [];
  const {valid} = fill(rows, (row) => {
    offsets[row + 1] = offsets[row] ?? 0;
    return read(row);
  }, (row, value) => {
    const text = encoder.encode(value instanceof Date ? value.toISOString() : String(value));
    texts.push(text);
    offsets[row + 1] = (offsets[row] ?? 0) + text.length;
    return true;
  }) ?? {valid: null};
  const bytes = new Uint8Array(offsets[rows] ?? 0);
  let at = 0;
  for (const text of texts) {
    bytes.set(text, at);
    at += text.length;
  }
  return {name, type: "text", offsets, bytes, valid};
}
