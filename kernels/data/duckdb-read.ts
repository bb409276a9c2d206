/** From DuckDB's vectors to our columns, by copying memory rather than making a value of each item. */
import {type DuckDBDataChunk, type DuckDBDecimalType, type DuckDBEnumType, type DuckDBType, DuckDBTypeId} from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type {Column, Columns} from "./columns.ts";
import {toUniqueNames} from "./column-names.ts";
import {checkShape, type DataLimits} from "./limits.ts";
import {type TextBuilder, toPlainTextBuilder} from "./text-builder.ts";
import {Validity} from "./validity.ts";

/** Chunks as they come from a result. */
export interface ChunkSource {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  fetchChunk(): Promise<DuckDBDataChunk | null>;
}

export interface ReadColumns {
  readonly columns: Columns;
  readonly notes: readonly string[];
}

/** Reads a result to its end. `onRows` is told how many rows there are so far, and may throw to stop. */
export async function readChunks(
  source: ChunkSource,
  expectedRows: number,
  limits: DataLimits,
  onRows: (rows: number) => void,
): Promise<ReadColumns> {
  const names = toUniqueNames(source.names, source.names.length);
  const notes: string[] = [];
  const collectors = source.types.map((type, index) => toCollector(names[index] ?? "", type, expectedRows, notes));
  let rows = 0;
  for (;;) {
    const chunk = await source.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    collectors.forEach((collector, index) => collector.take(chunk, index, chunk.rowCount));
    rows += chunk.rowCount;
    checkShape(rows, collectors.length, limits);
    onRows(rows);
  }
  return {columns: {rows, columns: collectors.map((collector) => collector.finish(rows))}, notes};
}

interface Collector {
  take(chunk: DuckDBDataChunk, index: number, rows: number): void;
  finish(rows: number): Column;
}

function toCollector(name: string, type: DuckDBType, expectedRows: number, notes: string[]): Collector {
  const reader = numericReader(type);
  if (reader !== null) return new NumericCollector(name, reader, expectedRows);
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return new TextCollector(name, expectedRows);
    case DuckDBTypeId.ENUM:
      return new EnumCollector(name, type as DuckDBEnumType, expectedRows);
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.SQLNULL:
      return new OtherCollector(name, expectedRows);
    default:
      notes.push(`"${name}" holds ${type.toString().slice(0, 80)}, kept as text`);
      return new OtherCollector(name, expectedRows);
  }
}

/** How items of a type become doubles. */
interface NumericReader {
  readonly result: "number" | "date" | "boolean";
  readonly itemBytes: number;
  /** Reads `rows` items into `out` from `at` on; what does not fit a double exactly is also kept as a bigint where `exact` is given. */
  readonly read: (data: DataView, rows: number, out: Float64Array, at: number) => void;
  /** For 64-bit and longer integers: the item as a bigint. */
  readonly large?: (data: DataView, offset: number) => bigint;
}

function numericReader(type: DuckDBType): NumericReader | null {
  const every = (
    itemBytes: number,
    item: (data: DataView, offset: number) => number,
    result: NumericReader["result"] = "number",
  ): NumericReader => ({
    result,
    itemBytes,
    read: (data, rows, out, at) => {
      for (let i = 0; i < rows; i += 1) out[at + i] = item(data, i * itemBytes);
    },
  });
  const int64 = (data: DataView, offset: number) => data.getInt32(offset + 4, true) * 4_294_967_296 + data.getUint32(offset, true);
  const uint64 = (data: DataView, offset: number) => data.getUint32(offset + 4, true) * 4_294_967_296 + data.getUint32(offset, true);
  const bigInt128 = (data: DataView, offset: number) => (data.getBigInt64(offset + 8, true) << 64n) | data.getBigUint64(offset, true);
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return every(1, (data, offset) => (data.getUint8(offset) === 0 ? 0 : 1), "boolean");
    case DuckDBTypeId.TINYINT:
      return every(1, (data, offset) => data.getInt8(offset));
    case DuckDBTypeId.UTINYINT:
      return every(1, (data, offset) => data.getUint8(offset));
    case DuckDBTypeId.SMALLINT:
      return every(2, (data, offset) => data.getInt16(offset, true));
    case DuckDBTypeId.USMALLINT:
      return every(2, (data, offset) => data.getUint16(offset, true));
    case DuckDBTypeId.INTEGER:
      return every(4, (data, offset) => data.getInt32(offset, true));
    case DuckDBTypeId.UINTEGER:
      return every(4, (data, offset) => data.getUint32(offset, true));
    case DuckDBTypeId.FLOAT:
      return every(4, (data, offset) => data.getFloat32(offset, true));
    case DuckDBTypeId.DOUBLE:
      return every(8, (data, offset) => data.getFloat64(offset, true));
    case DuckDBTypeId.BIGINT:
      return {...every(8, int64), large: (data, offset) => data.getBigInt64(offset, true)};
    case DuckDBTypeId.UBIGINT:
      return {...every(8, uint64), large: (data, offset) => data.getBigUint64(offset, true)};
    case DuckDBTypeId.HUGEINT:
      return {...every(16, (data, offset) => Number(bigInt128(data, offset))), large: bigInt128};
    case DuckDBTypeId.UHUGEINT: {
      const large = (data: DataView, offset: number) => (data.getBigUint64(offset + 8, true) << 64n) | data.getBigUint64(offset, true);
      return {...every(16, (data, offset) => Number(large(data, offset))), large};
    }
    case DuckDBTypeId.DECIMAL: {
      const {width, scale} = type as DuckDBDecimalType;
      const divisor = 10 ** scale;
      if (width <= 4) return every(2, (data, offset) => data.getInt16(offset, true) / divisor);
      if (width <= 9) return every(4, (data, offset) => data.getInt32(offset, true) / divisor);
      if (width <= 18) return every(8, (data, offset) => int64(data, offset) / divisor);
      return every(16, (data, offset) => Number(bigInt128(data, offset)) / divisor);
    }
    case DuckDBTypeId.DATE:
      return every(4, (data, offset) => data.getInt32(offset, true) * 86_400_000, "date");
    case DuckDBTypeId.TIMESTAMP_S:
      return every(8, (data, offset) => int64(data, offset) * 1000, "date");
    case DuckDBTypeId.TIMESTAMP_MS:
      return every(8, int64, "date");
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return every(8, (data, offset) => Math.floor(int64(data, offset) / 1000), "date");
    case DuckDBTypeId.TIMESTAMP_NS:
      return every(8, (data, offset) => Math.floor(int64(data, offset) / 1_000_000), "date");
    default:
      return null;
  }
}

/** The rows of a vector that are missing, marked in `validity`; rows in `out` are numbered from `at`. */
function takeValidity(vector: duckdb.Vector, rows: number, onMissing: (row: number) => void): boolean {
  const words = Math.ceil(rows / 64);
  const bits = duckdb.vector_get_validity(vector, words * 8) as Uint8Array | null;
  if (bits === null) return false;
  let any = false;
  for (let byte = 0; byte * 8 < rows; byte += 1) {
    const present = bits[byte] as number;
    if (present === 255) continue;
    for (let bit = 0; bit < 8 && byte * 8 + bit < rows; bit += 1) {
      if ((present >> bit) & 1) continue;
      onMissing(byte * 8 + bit);
      any = true;
    }
  }
  return any;
}

function toView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

class NumericCollector implements Collector {
  readonly #name: string;
  readonly #reader: NumericReader;
  readonly #validity = new Validity();
  readonly #large: (readonly [row: number, value: bigint])[] = [];
  #values: Float64Array<ArrayBuffer>;
  #rows = 0;

  constructor(name: string, reader: NumericReader, expectedRows: number) {
    this.#name = name;
    this.#reader = reader;
    this.#values = new Float64Array(Math.max(2048, expectedRows));
  }

  take(chunk: DuckDBDataChunk, index: number, rows: number): void {
    const {read, itemBytes, large} = this.#reader;
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
    const data = toView(duckdb.vector_get_data(vector, rows * itemBytes));
    const at = this.#rows;
    if (at + rows > this.#values.length) this.#values = new Float64Array(this.#values.buffer.transfer(((at + rows) * 12) & ~7));
    const values = this.#values;
    read(data, rows, values, at);
    takeValidity(vector, rows, (row) => {
      values[at + row] = 0;
      this.#validity.clear(at + row, values.length);
    });
    if (large !== undefined)
      for (let i = 0; i < rows; i += 1) if (!Number.isSafeInteger(values[at + i])) this.#large.push([at + i, large(data, i * itemBytes)]);
    this.#rows = at + rows;
  }

  finish(rows: number): Column {
    const name = this.#name;
    const values = new Float64Array(this.#values.buffer.transfer(rows * 8));
    const valid = this.#validity.finish(rows);
    if (this.#reader.result === "boolean") return {name, type: "boolean", values: Uint8Array.from(values), valid};
    if (this.#reader.result === "date") return {name, type: "date", values, valid};
    if (this.#large.length === 0) return {name, type: "number", values, valid};
    if (this.#large.some(([, value]) => BigInt.asIntN(64, value) !== value)) return {name, type: "number", values, valid};
    const large = new Map(this.#large);
    return {name, type: "bigint", values: BigInt64Array.from(values, (value, row) => large.get(row) ?? BigInt(value)), valid};
  }
}

class TextCollector implements Collector {
  readonly #builder: TextBuilder;
  readonly #missing = new Uint8Array(4096);
  #rows = 0;

  constructor(name: string, expectedRows: number) {
    this.#builder = toPlainTextBuilder(name, expectedRows);
  }

  take(chunk: DuckDBDataChunk, index: number, rows: number): void {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
    const bytes = duckdb.vector_get_data(vector, rows * 16);
    const view = toView(bytes);
    const builder = this.#builder;
    builder.reserveRows(this.#rows + rows);
    this.#missing.fill(0, 0, rows);
    takeValidity(vector, rows, (row) => (this.#missing[row] = 1));
    for (let i = 0; i < rows; i += 1) {
      if (this.#missing[i] === 1) {
        builder.putMissing();
        continue;
      }
      const offset = i * 16;
      const length = view.getUint32(offset, true);
      if (length <= 12) builder.put(bytes, offset + 4, offset + 4 + length);
      else builder.put(duckdb.get_data_from_pointer(bytes.buffer as ArrayBuffer, bytes.byteOffset + offset + 8, length), 0, length);
    }
    this.#rows += rows;
  }

  finish(): Column {
    return this.#builder.finish();
  }
}

class EnumCollector implements Collector {
  readonly #name: string;
  readonly #type: DuckDBEnumType;
  readonly #validity = new Validity();
  #codes: Uint32Array<ArrayBuffer>;
  #rows = 0;

  constructor(name: string, type: DuckDBEnumType, expectedRows: number) {
    this.#name = name;
    this.#type = type;
    this.#codes = new Uint32Array(Math.max(2048, expectedRows));
  }

  take(chunk: DuckDBDataChunk, index: number, rows: number): void {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
    const size = this.#type.values.length;
    const itemBytes = size <= 256 ? 1 : size <= 65_536 ? 2 : 4;
    const view = toView(duckdb.vector_get_data(vector, rows * itemBytes));
    const at = this.#rows;
    if (at + rows > this.#codes.length) this.#codes = new Uint32Array(this.#codes.buffer.transfer((at + rows) * 8));
    for (let i = 0; i < rows; i += 1)
      this.#codes[at + i] =
        itemBytes === 1 ? view.getUint8(i) : itemBytes === 2 ? view.getUint16(i * 2, true) : view.getUint32(i * 4, true);
    takeValidity(vector, rows, (row) => {
      this.#codes[at + row] = 0;
      this.#validity.clear(at + row, this.#codes.length);
    });
    this.#rows = at + rows;
  }

  finish(rows: number): Column {
    const codes = new Uint32Array(this.#codes.buffer.transfer(rows * 4));
    return {name: this.#name, type: "dictionary", codes, dictionary: [...this.#type.values], valid: this.#validity.finish(rows)};
  }
}

/** Types without a counterpart: DuckDB's own text of each value. */
class OtherCollector implements Collector {
  readonly #builder: TextBuilder;
  #rows = 0;

  constructor(name: string, expectedRows: number) {
    this.#builder = toPlainTextBuilder(name, expectedRows);
  }

  take(chunk: DuckDBDataChunk, index: number, rows: number): void {
    const encoder = new TextEncoder();
    const vector = chunk.getColumnVector(index);
    this.#builder.reserveRows(this.#rows + rows);
    for (let i = 0; i < rows; i += 1) {
      const value = vector.getItem(i);
      if (value === null) this.#builder.putMissing();
      else {
        const bytes = encoder.encode(String(value));
        this.#builder.put(bytes, 0, bytes.length);
      }
    }
    this.#rows += rows;
  }

  finish(): Column {
    return this.#builder.finish();
  }
}
