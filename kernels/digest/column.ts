/** A table's column by content: the same values give the same buffers, whether they lay in typed arrays or in a plain array. */
import type {Column, ColumnValues} from "#kernels/data";
import {
  BigWords, Bytes, DatePrototype, Doubles, WeakMapConstructor, Words, accepts, bigintAsIntN, dateGetTime, getPrototypeOf, isArray, isView,
  objectKeys, typedArrayIncludes, typedArrayLength, typedArrayName, typedArraySubarray, weakMapGet, weakMapSet,
} from "./primordials.ts";
import {utf8Size, writeUtf8} from "./writer.ts";

/** What a column is made of. `valid` is null when no value is missing; missing rows are 0 or empty in the other buffers. */
export type ColumnContent =
  | {readonly kind: "missing"}
  | {readonly kind: "number" | "date"; readonly values: Float64Array; readonly valid: Uint8Array | null}
  | {readonly kind: "bigint"; readonly values: BigInt64Array; readonly valid: Uint8Array | null}
  | {readonly kind: "boolean"; readonly values: Uint8Array; readonly valid: Uint8Array | null}
  | {readonly kind: "text"; readonly offsets: Uint32Array; readonly bytes: Uint8Array; readonly valid: Uint8Array | null}
  | {readonly kind: "mixed"; readonly values: readonly unknown[]};

const offered = new WeakMapConstructor<object, unknown>();

/**
 * Tells that `values`, an object that a table uses as a column, shows the content of `column` and nothing else: its buffers are then
 * digested as they lie, without asking the object. For column classes over `Columns`, called where they are made; a cell cannot reach it.
 * The text of the column must be valid UTF-8.
 */
export function offerColumn(values: object, column: ColumnValues & Pick<Column, "valid">): void {
  weakMapSet(offered, values, column);
}

/** The content of a column of `rows` rows; with `order`, row i is the column's row `order[i]`. */
export function toColumnContent(column: unknown, rows: number, order: Uint32Array | null): ColumnContent {
  if (rows === 0) return {kind: "missing"};
  if (typeof column === "object" && column !== null) {
    const given = weakMapGet(offered, column) as (ColumnValues & Pick<Column, "valid">) | undefined;
    if (given !== undefined) return fromOffered(given, rows, order);
    if (isView(column)) {
      const name = typedArrayName(column);
      if (name === "BigInt64Array") return {kind: "bigint", values: pickBigints(column as BigInt64Array, rows, order), valid: null};
      if (name !== undefined && name !== "BigUint64Array") {
        const numbers = column as Float64Array;
        return {kind: "number", values: oneNaN(pickNumbers(numbers, rows, order), order === null && name === "Float64Array"), valid: null};
      }
    }
  }
  return fromValues(readValues(column, rows, order), rows);
}

function pickNumbers(from: Float64Array, rows: number, order: Uint32Array | null): Float64Array {
  if (order === null) return typedArrayName(from) === "Float64Array" ? subarray(from, rows) : new Doubles(from);
  const picked = new Doubles(rows);
  for (let i = 0; i < rows; i++) picked[i] = from[order[i]!]!;
  return picked;
}

function pickBigints(from: BigInt64Array, rows: number, order: Uint32Array | null): BigInt64Array {
  if (order === null) return subarray(from, rows);
  const picked = new BigWords(rows);
  for (let i = 0; i < rows; i++) picked[i] = from[order[i]!]!;
  return picked;
}

function pickBytes(from: Uint8Array, rows: number, order: Uint32Array | null): Uint8Array {
  if (order === null) return subarray(from, rows);
  const picked = new Bytes(rows);
  for (let i = 0; i < rows; i++) picked[i] = from[order[i]!]!;
  return picked;
}

function subarray<Values extends Float64Array | BigInt64Array | Uint8Array | Uint32Array>(from: Values, length: number): Values {
  return typedArraySubarray(from as unknown as Uint8Array, 0, length) as unknown as Values;
}

/** Whether there is a NaN; compiled to a loop that is three times as fast as `includes`. */
export function hasNaN(numbers: Float64Array, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const number = numbers[i]!;
    if (number !== number) return true;
  }
  return false;
}

/** The numbers with every NaN in its one form; copied first when `shared`. */
function oneNaN(numbers: Float64Array, shared: boolean): Float64Array {
  if (!hasNaN(numbers, typedArrayLength(numbers))) return numbers;
  const copy = shared ? new Doubles(numbers) : numbers;
  const words = new Words(copy.buffer, copy.byteOffset, copy.length * 2);
  for (let i = 0; i < copy.length; i++) {
    if (copy[i] === copy[i]) continue;
    words[2 * i] = 0;
    words[2 * i + 1] = 0x7ff8_0000;
  }
  return copy;
}

function fromOffered(column: ColumnValues & Pick<Column, "valid">, rows: number, order: Uint32Array | null): ColumnContent {
  let valid: Uint8Array | null = null;
  if (column.valid !== null) {
    const picked = pickBytes(column.valid, rows, order);
    if (!typedArrayIncludes(picked, 1)) return {kind: "missing"};
    if (typedArrayIncludes(picked, 0)) valid = picked;
  }
  switch (column.type) {
    case "number":
    case "date":
      return {kind: column.type, values: oneNaN(pickNumbers(column.values, rows, order), order === null), valid};
    case "bigint":
      return {kind: "bigint", values: pickBigints(column.values, rows, order), valid};
    case "boolean":
      return {kind: "boolean", values: pickBytes(column.values, rows, order), valid};
    case "text":
      return {kind: "text", ...pickText(column.offsets, column.bytes, rows, order), valid};
    case "dictionary":
      return fromDictionary(column.codes, column.dictionary, rows, order, valid);
  }
}

function pickText(offsets: Uint32Array, bytes: Uint8Array, rows: number, order: Uint32Array | null) {
  if (order === null && offsets[0] === 0) return {offsets: subarray(offsets, rows + 1), bytes: subarray(bytes, offsets[rows]!)};
  const starts = new Words(rows + 1);
  for (let i = 0; i < rows; i++) {
    const row = order === null ? i : order[i]!;
    starts[i + 1] = starts[i]! + offsets[row + 1]! - offsets[row]!;
  }
  const picked = new Bytes(starts[rows]!);
  for (let i = 0; i < rows; i++) {
    const row = order === null ? i : order[i]!;
    for (let from = offsets[row]!, to = starts[i]!, end = offsets[row + 1]!; from < end; ) picked[to++] = bytes[from++]!;
  }
  return {offsets: starts, bytes: picked};
}

function fromDictionary(
  codes: Uint32Array, dictionary: readonly string[], rows: number, order: Uint32Array | null, valid: Uint8Array | null,
): ColumnContent {
  const starts = new Words(dictionary.length + 1);
  for (let i = 0; i < dictionary.length; i++) {
    const size = utf8Size(dictionary[i]!);
    if (size < 0) {
      const values: unknown[] = [];
      for (let row = 0; row < rows; row++) {
        values[row] = valid !== null && valid[row] === 0 ? null : dictionary[codes[order === null ? row : order[row]!]!]!;
      }
      return fromValues(values, rows);
    }
    starts[i + 1] = starts[i]! + size;
  }
  const words = new Bytes(starts[dictionary.length]!);
  for (let i = 0; i < dictionary.length; i++) writeUtf8(dictionary[i]!, words, starts[i]!);
  const offsets = new Words(rows + 1);
  for (let row = 0; row < rows; row++) {
    const code = codes[order === null ? row : order[row]!]!;
    const missing = valid !== null && valid[row] === 0;
    offsets[row + 1] = offsets[row]! + (missing ? 0 : starts[code + 1]! - starts[code]!);
  }
  const bytes = new Bytes(offsets[rows]!);
  for (let row = 0; row < rows; row++) {
    let from = starts[codes[order === null ? row : order[row]!]!]!;
    for (let to = offsets[row]!, end = offsets[row + 1]!; to < end; ) bytes[to++] = words[from++]!;
  }
  return {kind: "text", offsets, bytes, valid};
}

function readValues(column: unknown, rows: number, order: Uint32Array | null): unknown[] {
  const values: unknown[] = [];
  const isIndexed = isArray(column) || isView(column);
  const from = column as {readonly [index: number]: unknown; at(row: number): unknown};
  for (let i = 0; i < rows; i++) {
    const row = order === null ? i : order[i]!;
    values[i] = isIndexed ? from[row] : from.at(row);
  }
  return values;
}

function kindOf(value: unknown): "number" | "bigint" | "boolean" | "date" | "text" | "mixed" {
  switch (typeof value) {
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "bigint":
      return bigintAsIntN(64, value) === value ? "bigint" : "mixed";
    case "string":
      return "text";
    case "object":
      return isPlainDate(value as object) ? "date" : "mixed";
    default:
      return "mixed";
  }
}

function isPlainDate(value: object): boolean {
  return getPrototypeOf(value) === DatePrototype && accepts(dateGetTime, value) && objectKeys(value).length === 0;
}

function fromValues(values: readonly unknown[], rows: number): ColumnContent {
  let kind: ReturnType<typeof kindOf> | "missing" = "missing";
  let valid: Uint8Array | null = null;
  for (let i = 0; i < rows; i++) {
    const value = values[i];
    if (value === null) {
      valid ??= new Bytes(rows);
      continue;
    }
    const its = kindOf(value);
    if (kind === "missing") kind = its;
    else if (kind !== its) kind = "mixed";
    if (kind === "mixed") return {kind, values};
  }
  if (kind === "missing") return {kind};
  if (valid !== null) for (let i = 0; i < rows; i++) valid[i] = values[i] === null ? 0 : 1;
  switch (kind) {
    case "number":
    case "date": {
      const numbers = new Doubles(rows);
      for (let i = 0; i < rows; i++) {
        if (values[i] !== null) numbers[i] = kind === "number" ? (values[i] as number) : dateGetTime(values[i] as object);
      }
      return {kind, values: oneNaN(numbers, false), valid};
    }
    case "bigint": {
      const bigints = new BigWords(rows);
      for (let i = 0; i < rows; i++) if (values[i] !== null) bigints[i] = values[i] as bigint;
      return {kind, values: bigints, valid};
    }
    case "boolean": {
      const bits = new Bytes(rows);
      for (let i = 0; i < rows; i++) bits[i] = values[i] === true ? 1 : 0;
      return {kind, values: bits, valid};
    }
    case "text":
      return fromTexts(values as readonly (string | null)[], rows, valid);
  }
}

function fromTexts(texts: readonly (string | null)[], rows: number, valid: Uint8Array | null): ColumnContent {
  const offsets = new Words(rows + 1);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const text = texts[i];
    const size = text === null || text === undefined ? 0 : utf8Size(text);
    total += size;
    if (size < 0 || total > 0xffff_ffff) return {kind: "mixed", values: texts};
    offsets[i + 1] = total;
  }
  const bytes = new Bytes(total);
  for (let i = 0; i < rows; i++) {
    const text = texts[i];
    if (text !== null && text !== undefined) writeUtf8(text, bytes, offsets[i]!);
  }
  return {kind: "text", offsets, bytes, valid};
}

/** The bytes of a buffer as they lie in memory; the platforms that the engine runs on are little-endian. */
export function toLittleEndianBytes(values: Float64Array | BigInt64Array | Uint32Array | Uint8Array): Uint8Array {
  return new Bytes(values.buffer, values.byteOffset, values.byteLength);
}
