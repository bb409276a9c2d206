/** Apache Arrow in and out: the IPC file and stream formats. */
import * as arrow from "apache-arrow";
import type {Column, Columns} from "./columns.ts";
import {DataError} from "./data-error.ts";
import {toUniqueNames} from "./column-names.ts";
import {writeJson} from "./json-text.ts";
import {checkShape} from "./limits.ts";
import {toPlainTextBuilder} from "./text-builder.ts";
import {collect, type DataSource, readRaw, type ReadingOptions} from "./source.ts";

export interface NotedColumns {
  readonly columns: Columns;
  readonly notes: readonly string[];
}

export async function readArrow(source: DataSource, options: ReadingOptions): Promise<NotedColumns> {
  const {zstdDecompressSync} = await import("node:zlib");
  arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, {decode: (bytes) => new Uint8Array(zstdDecompressSync(bytes))});
  const bytes = await collect(readRaw(source, options));
  try {
    const table = arrow.tableFromIPC(bytes);
    return toColumns(table, options);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new DataError("damaged", `the Arrow file cannot be read: ${detail}`, {cause: error});
  }
}

function toColumns(table: arrow.Table, options: ReadingOptions): NotedColumns {
  const rows = table.numRows;
  checkShape(rows, table.numCols, options.limits);
  const notes: string[] = [];
  const names = toUniqueNames(
    table.schema.fields.map(({name}) => name),
    table.numCols,
  );
  const columns = names.map((name, index): Column => {
    const vector = table.getChildAt(index);
    if (vector === null) throw new DataError("damaged", `the Arrow file has no data for column "${name}"`);
    return toColumn(name, vector, rows, notes);
  });
  return {columns: {rows, columns}, notes};
}

function toValid(vector: arrow.Vector, rows: number): Uint8Array | null {
  if (vector.nullCount === 0) return null;
  const valid = new Uint8Array(rows);
  let row = 0;
  for (const chunk of vector.data) {
    const {length, nullBitmap, offset} = chunk;
    const all = chunk.nullCount === 0 || nullBitmap === undefined || nullBitmap.length === 0;
    for (let i = 0; i < length; i += 1, row += 1)
      valid[row] = all || ((nullBitmap[(offset + i) >> 3] ?? 0) >> ((offset + i) & 7)) & 1 ? 1 : 0;
  }
  return valid;
}

function toColumn(name: string, vector: arrow.Vector, rows: number, notes: string[]): Column {
  const type: arrow.DataType = vector.type;
  if (arrow.DataType.isNull(type)) return toTexts(name, vector, rows, () => null);
  const valid = toValid(vector, rows);
  if (arrow.DataType.isFloat(type) || arrow.DataType.isInt(type)) return toNumbers(name, vector, rows, valid, notes);
  if (arrow.DataType.isDecimal(type))
    return fillNumbers(name, "number", vector, rows, valid, (value) => decimalToNumber(value, type.scale));
  if (arrow.DataType.isDate(type) || arrow.DataType.isTimestamp(type)) {
    if (arrow.DataType.isTimestamp(type) && (type.unit === arrow.TimeUnit.MICROSECOND || type.unit === arrow.TimeUnit.NANOSECOND))
      notes.push(`the times in "${name}" were cut to the millisecond`);
    return fillNumbers(name, "date", vector, rows, valid, (value) => Math.floor(Number(value)));
  }
  if (arrow.DataType.isBool(type)) {
    const values = new Uint8Array(rows);
    for (let row = 0; row < rows; row += 1) values[row] = vector.get(row) === true ? 1 : 0;
    return {name, type: "boolean", values, valid};
  }
  if (arrow.DataType.isDictionary(type)) {
    if (arrow.DataType.isUtf8(type.dictionary) || arrow.DataType.isLargeUtf8(type.dictionary))
      return toDictionary(name, vector, rows, valid);
    return toTexts(name, vector, rows, (value) => toJsonText(value));
  }
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type)) return toTexts(name, vector, rows, (value) => String(value));
  notes.push(`"${name}" holds ${String(type)}, kept as JSON text`);
  return toTexts(name, vector, rows, (value) => toJsonText(value));
}

function fillNumbers(
  name: string,
  type: "number" | "date",
  vector: arrow.Vector,
  rows: number,
  valid: Uint8Array | null,
  read: (value: unknown) => number,
): Column {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) if (valid === null || valid[row] !== 0) values[row] = read(vector.get(row));
  return {name, type, values, valid};
}

function toNumbers(name: string, vector: arrow.Vector, rows: number, valid: Uint8Array | null, notes: string[]): Column {
  const values = new Float64Array(rows);
  const isLarge = vector.type.bitWidth === 64;
  let row = 0;
  let exact = true;
  for (const chunk of vector.data) {
    const source = chunk.values as {readonly [index: number]: number | bigint};
    const isHalf = arrow.DataType.isFloat(chunk.type) && chunk.type.precision === arrow.Precision.HALF;
    for (let i = 0; i < chunk.length; i += 1, row += 1) {
      if (valid !== null && valid[row] === 0) continue;
      const value = isHalf ? Number(vector.get(row)) : Number(source[i]);
      if (isLarge && !Number.isSafeInteger(value)) exact = false;
      values[row] = value;
    }
  }
  if (exact) return {name, type: "number", values, valid};
  const large = new BigInt64Array(rows);
  for (row = 0; row < rows; row += 1) {
    if (valid !== null && valid[row] === 0) continue;
    const value = BigInt(vector.get(row) as bigint);
    if (value >= 2n ** 63n) {
      notes.push(`"${name}" holds integers beyond 64 bits with sign, kept as text`);
      return toTexts(name, vector, rows, (item) => String(item));
    }
    large[row] = value;
  }
  return {name, type: "bigint", values: large, valid};
}

function decimalToNumber(value: unknown, scale: number): number {
  if (!(value instanceof Uint32Array)) return Number(value) / 10 ** scale;
  let whole = 0n;
  for (let i = value.length - 1; i >= 0; i -= 1) whole = (whole << 32n) | BigInt(value[i] ?? 0);
  return Number(BigInt.asIntN(value.length * 32, whole)) / 10 ** scale;
}

/** The dictionaries of all chunks joined, in the order in which their entries first come. */
function toDictionary(name: string, vector: arrow.Vector, rows: number, valid: Uint8Array | null): Column {
  const codes = new Uint32Array(rows);
  const numbers = new Map<string, number>();
  let row = 0;
  for (const chunk of vector.data) {
    const entries: arrow.Vector | undefined = chunk.dictionary;
    const own = Array.from({length: entries?.length ?? 0}, (_, entry) => {
      const text = String(entries?.get(entry) ?? "");
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    });
    const source = chunk.values as {readonly [index: number]: number | bigint};
    for (let i = 0; i < chunk.length; i += 1, row += 1) if (valid === null || valid[row] !== 0) codes[row] = own[Number(source[i])] ?? 0;
  }
  return {name, type: "dictionary", codes, dictionary: [...numbers.keys()], valid};
}

function toTexts(name: string, vector: arrow.Vector, rows: number, write: (value: unknown) => string | null): Column {
  const builder = toPlainTextBuilder(name, rows);
  const encoder = new TextEncoder();
  for (let row = 0; row < rows; row += 1) {
    const value: unknown = vector.get(row);
    const text = value === null || value === undefined ? null : write(value);
    if (text === null) builder.putMissing();
    else {
      const bytes = encoder.encode(text);
      builder.put(bytes, 0, bytes.length);
    }
  }
  return builder.finish();
}

function toJsonText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return writeJson(value);
}

/** The table as an Arrow IPC file; texts that repeat are dictionary encoded, dates are milliseconds in UTC. */
export function writeArrow({rows, columns}: Columns): Uint8Array {
  const vectors = columns.map((column) => [column.name, toVector(column, rows)] as const);
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), "file");
}

function toBitmap(valid: Uint8Array | null): {nullBitmap?: Uint8Array; nullCount: number} {
  if (valid === null) return {nullCount: 0};
  const nullBitmap = new Uint8Array(Math.ceil(valid.length / 8));
  let nullCount = 0;
  for (let i = 0; i < valid.length; i += 1) {
    if (valid[i] === 0) nullCount += 1;
    else nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return {nullBitmap, nullCount};
}

function toVector(column: Column, length: number): arrow.Vector {
  const base = {length, ...toBitmap(column.valid)};
  switch (column.type) {
    case "number":
      return arrow.makeVector(arrow.makeData({...base, type: new arrow.Float64(), data: column.values}));
    case "bigint":
      return arrow.makeVector(arrow.makeData({...base, type: new arrow.Int64(), data: column.values}));
    case "date":
      return arrow.makeVector(
        arrow.makeData({
          ...base,
          type: new arrow.TimestampMillisecond("UTC"),
          data: BigInt64Array.from(column.values, (value) => BigInt(Math.floor(value))),
        }),
      );
    case "boolean": {
      const {nullBitmap: data} = toBitmap(column.values);
      return arrow.makeVector(arrow.makeData({...base, type: new arrow.Bool(), data: data ?? new Uint8Array(0)}));
    }
    case "text": {
      const valueOffsets = Int32Array.from(column.offsets);
      return arrow.makeVector(arrow.makeData({...base, type: new arrow.Utf8(), valueOffsets, data: column.bytes}));
    }
    case "dictionary": {
      const dictionary = arrow.vectorFromArray([...column.dictionary], new arrow.Utf8());
      const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
      return arrow.makeVector(arrow.makeData({...base, type, data: Int32Array.from(column.codes), dictionary}));
    }
  }
}
