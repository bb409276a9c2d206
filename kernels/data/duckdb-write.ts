/** From our columns to a DuckDB table, by copying memory rather than making a value of each item. */
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  ENUM,
  TIMESTAMP_MS,
  VARCHAR,
} from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type {Column, Columns} from "./columns.ts";

/** The DuckDB type that a column is handed over as; dictionaries as enumerations, which a view shows as texts. */
function toDuckType(column: Column): DuckDBType {
  if (column.type === "number") return DOUBLE;
  if (column.type === "bigint") return BIGINT;
  if (column.type === "boolean") return BOOLEAN;
  if (column.type === "date") return TIMESTAMP_MS;
  return column.type === "dictionary" && column.dictionary.length > 0 ? ENUM(column.dictionary) : VARCHAR;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Makes the table `name` in a schema of the connection's database and copies the columns into it, in the order of the rows. */
export async function insertColumns(connection: DuckDBConnection, name: string, {rows, columns}: Columns, schema = "main"): Promise<void> {
  const types = columns.map(toDuckType);
  const list = columns.map((column, index) => `${quoteName(column.name)} ${types[index]?.toString() ?? "VARCHAR"}`);
  await connection.run(
    `CREATE TABLE ${quoteName(schema)}.${quoteName(name)} (${list.length === 0 ? "no_columns INTEGER" : list.join(", ")})`,
  );
  if (rows === 0 || columns.length === 0) return;
  const appender = await connection.createAppender(name, schema);
  const size = duckdb.vector_size();
  const chunk = DuckDBDataChunk.create(types);
  const writers = columns.map(toWriter);
  for (let start = 0; start < rows; start += size) {
    const count = Math.min(size, rows - start);
    chunk.reset();
    chunk.rowCount = count;
    columns.forEach((column, index) => {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
      writers[index]?.(vector, start, count);
      writeValidity(vector, column.valid, start, count);
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

type Writer = (vector: duckdb.Vector, start: number, count: number) => void;

function copy(vector: duckdb.Vector, array: ArrayBufferView, start: number, count: number, itemBytes: number): void {
  duckdb.copy_data_to_vector(vector, 0, array.buffer as ArrayBuffer, array.byteOffset + start * itemBytes, count * itemBytes);
}

function toWriter(column: Column): Writer {
  switch (column.type) {
    case "number":
    case "bigint":
      return (vector, start, count) => copy(vector, column.values, start, count, 8);
    case "boolean":
      return (vector, start, count) => copy(vector, column.values, start, count, 1);
    case "date": {
      const words = new Int32Array(duckdb.vector_size() * 2);
      return (vector, start, count) => {
        for (let i = 0; i < count; i += 1) {
          const value = Math.floor(column.values[start + i] as number);
          const high = Math.floor(value / 4_294_967_296);
          words[i * 2] = value - high * 4_294_967_296;
          words[i * 2 + 1] = high;
        }
        copy(vector, words, 0, count, 8);
      };
    }
    case "dictionary":
      return toDictionaryWriter(column.codes, column.dictionary.length);
    case "text":
      return toTextWriter(column.offsets, column.bytes);
  }
}

function toDictionaryWriter(codes: Uint32Array, entries: number): Writer {
  if (entries === 0) return () => undefined;
  if (entries > 65_536) return (vector, start, count) => copy(vector, codes, start, count, 4);
  const narrow = entries <= 256 ? new Uint8Array(duckdb.vector_size()) : new Uint16Array(duckdb.vector_size());
  return (vector, start, count) => {
    narrow.set(codes.subarray(start, start + count));
    copy(vector, narrow, 0, count, narrow.BYTES_PER_ELEMENT);
  };
}

/** Texts of up to 12 bytes lie inside DuckDB's 16-byte string; longer ones are handed over one by one. */
function toTextWriter(offsets: Uint32Array, bytes: Uint8Array): Writer {
  const strings = new Uint8Array(duckdb.vector_size() * 16);
  const view = new DataView(strings.buffer);
  return (vector, start, count) => {
    strings.fill(0, 0, count * 16);
    const long: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const from = offsets[start + i] as number;
      const length = (offsets[start + i + 1] as number) - from;
      if (length > 12) {
        long.push(i);
        continue;
      }
      view.setUint32(i * 16, length, true);
      for (let k = 0, at = i * 16 + 4; k < length; k += 1) strings[at + k] = bytes[from + k] as number;
    }
    copy(vector, strings, 0, count, 16);
    for (const i of long) duckdb.vector_assign_string_element_len(vector, i, bytes.subarray(offsets[start + i], offsets[start + i + 1]));
  };
}

function writeValidity(vector: duckdb.Vector, valid: Uint8Array | null, start: number, count: number): void {
  if (valid === null) return;
  const bits = new Uint8Array(Math.ceil(count / 64) * 8).fill(255);
  let any = false;
  for (let i = 0; i < count; i += 1) {
    if (valid[start + i] !== 0) continue;
    bits[i >> 3] = (bits[i >> 3] as number) & ~(1 << (i & 7));
    any = true;
  }
  if (!any) return;
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length);
}
