/** SQL of cells on DuckDB: tables out of canonical bytes, and the result back as one. Loaded when a cell first asks. */
import {createHash} from "node:crypto";
import {openSql, type Column, type Columns, type SqlEngine, type SqlParameter} from "#kernels/data";
import {decodeValue, encodeValue, offerColumn, type DecodedColumn, type DecodedTable, type TableParts} from "#kernels/digest";
import type {FromWorker} from "./analysis-worker.ts";

const sqlMemoryMb = 400;

let engine: Promise<SqlEngine> | null = null;

class ResultTable {
  readonly columns: Columns;

  constructor(columns: Columns) {
    this.columns = columns;
  }
}

class GivenTable {
  readonly columns: Columns;

  constructor(columns: Columns) {
    this.columns = columns;
  }
}

function readResult(value: object): TableParts | null {
  if (!(value instanceof ResultTable)) return null;
  const {rows, columns} = value.columns;
  const offered = columns.map((column) => {
    const made = {};
    offerColumn(made, column);
    return made;
  });
  return {rows, names: columns.map(({name}) => name), columns: offered, order: null, groups: null, parameters: null};
}

function toColumn(decoded: DecodedColumn, rows: number): Column {
  switch (decoded.kind) {
    case "missing":
      return {name: decoded.name, type: "number", values: new Float64Array(rows), valid: new Uint8Array(rows)};
    case "mixed":
      return toTextColumn(decoded.name, decoded.values);
    default: {
      const {kind, ...content} = decoded;
      return {...content, type: kind} as Column;
    }
  }
}

function toTextColumn(name: string, values: readonly unknown[]): Column {
  const texts = values.map((value) => (value === null || value === undefined ? null : typeof value === "object" ? JSON.stringify(value) : String(value)));
  const encoded = texts.map((text) => Buffer.from(text ?? "", "utf8"));
  const offsets = new Uint32Array(values.length + 1);
  encoded.forEach((bytes, row) => (offsets[row + 1] = offsets[row]! + bytes.length));
  return {name, type: "text", offsets, bytes: Buffer.concat(encoded), valid: Uint8Array.from(texts, (text) => (text === null ? 0 : 1))};
}

function makeTable({rows, columns}: DecodedTable): GivenTable {
  return new GivenTable({rows, columns: columns.map((column) => toColumn(column, rows))});
}

function toColumns(name: string, value: unknown): Columns {
  if (value instanceof GivenTable) return value.columns;
  if (Array.isArray(value) && value.every((item) => item !== null && typeof item === "object" && !Array.isArray(item))) return toColumnsOfObjects(value as {[name: string]: unknown}[]);
  throw new TypeError(`${name} is not a table: SQL reads Arquero tables and arrays of objects`);
}

function toColumnsOfObjects(rows: readonly {readonly [name: string]: unknown}[]): Columns {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {rows: rows.length, columns: names.map((name) => toColumnOfValues(name, rows.map((row) => row[name])))};
}

function toColumnOfValues(name: string, values: readonly unknown[]): Column {
  const isMissing = (value: unknown): boolean => value === null || value === undefined;
  const present = values.filter((value) => !isMissing(value));
  const valid = present.length < values.length ? Uint8Array.from(values, (value) => (isMissing(value) ? 0 : 1)) : null;
  if (present.every((value) => typeof value === "number")) return {name, type: "number", values: Float64Array.from(values, (value) => (value as number | null) ?? 0), valid};
  if (present.every((value) => typeof value === "boolean")) return {name, type: "boolean", values: Uint8Array.from(values, Number), valid};
  if (present.every((value) => value instanceof Date)) return {name, type: "date", values: Float64Array.from(values, (value) => (isMissing(value) ? 0 : (value as Date).getTime())), valid};
  return toTextColumn(name, values);
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Runs one query: the arguments are its text, its parameters, and the tables by name. */
export async function runSql(bytes: Uint8Array, signal: AbortSignal, answer: (message: FromWorker) => void): Promise<void> {
  const argumentDigest = digest(bytes);
  try {
    const [text, parameters, tables] = decodeValue(bytes, {makeTable}) as [string, SqlParameter[], {[name: string]: unknown}];
    engine ??= openSql({memoryMb: sqlMemoryMb});
    const given = new Map(Object.entries(tables).map(([name, value]) => [name, toColumns(name, value)]));
    const columns = await (await engine).query(text, parameters, given, {signal});
    const result = encodeValue(new ResultTable(columns), {toTable: readResult});
    answer({type: "result", argumentDigest, resultDigest: digest(result), bytes: result, isStream: false, isSeeded: false});
  } catch (error) {
    answer({type: "failed", argumentDigest, name: error instanceof Error ? error.name : "Error", message: error instanceof Error ? error.message : String(error)});
  }
}
