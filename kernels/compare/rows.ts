/** Rows of a value that is a table, or a list of records, as columns that can be hashed, compared and shown. */
import type {DecodedColumn, DecodedTable} from "#kernels/digest";
import {showCell, showDate} from "./show.ts";

export interface RowColumn {
  readonly name: string;
  /** Mixes the cells of this column into one hash a row. */
  mix(hashes: Uint32Array, seed: number): void;
  /** Whether the cell of a row is that of a row of another column. */
  equals(row: number, other: RowColumn, otherRow: number): boolean;
  /** A plain value: number, text, bigint, boolean, null, or whatever a record holds. */
  at(row: number): unknown;
  show(row: number): string;
  /** How good its cells are as names of rows: 0 never, 1 texts and whole numbers, 2 times. */
  readonly keyRank: number;
  readonly hasMissing: boolean;
  /** The cells of a column of numbers or times; 0 where one is missing. */
  readonly numbers?: Float64Array;
  /** Whether every cell is a number greater than the one before, so that no two are the same; false where that is not looked at. */
  isRising(): boolean;
}

export interface Rows {
  readonly count: number;
  readonly columns: readonly RowColumn[];
}

/** Rows of a decoded table in the order of its rows. */
export function tableRows({rows, columns}: DecodedTable): Rows {
  return {count: rows, columns: columns.map((column) => toColumn(column, rows))};
}

/** Rows of an array of records that all have a field in common; null for other arrays. */
export function recordRows(value: readonly unknown[]): Rows | null {
  if (value.length === 0 || !value.every(isRecord)) return null;
  const records = value as readonly {readonly [field: string]: unknown}[];
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (names.length === 0 || names.length > 500 || !names.some((name) => records.every((record) => Object.hasOwn(record, name)))) return null;
  return {count: records.length, columns: names.map((name) => listColumn(name, records.map((record) => record[name])))};
}

function isRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function toColumn(column: DecodedColumn, rows: number): RowColumn {
  switch (column.kind) {
    case "number":
    case "date":
      return numberColumn(column.name, column.values, column.valid, column.kind === "date");
    case "text":
      return textColumn(column.name, column.offsets, column.bytes, column.valid, rows);
    case "bigint":
    case "boolean": {
      const {values, valid} = column;
      return listColumn(column.name, Array.from({length: rows}, (_, row) => (valid && !valid[row] ? null : column.kind === "boolean" ? values[row] === 1 : values[row])));
    }
    case "mixed":
      return listColumn(column.name, column.values);
    case "missing":
      return listColumn(column.name, Array.from({length: rows}, () => null));
  }
}

const missingHash = 0x9e3779b9;

function scramble(hash: number, bits: number): number {
  let mixed = Math.imul(hash ^ bits, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function numberColumn(name: string, values: Float64Array, valid: Uint8Array | null, isDate: boolean): RowColumn {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const isMissing = (row: number): boolean => valid !== null && valid[row] === 0;
  const column: RowColumn & {readonly valid: Uint8Array | null} = {
    name,
    numbers: values,
    valid,
    mix(hashes, seed) {
      for (let row = 0; row < values.length; row += 1) {
        const low = bits[row * 2]!;
        const high = bits[row * 2 + 1]!;
        hashes[row] = valid !== null && valid[row] === 0 ? scramble(hashes[row]! + seed, missingHash) : scramble(scramble(hashes[row]! + seed, low), high);
      }
    },
    equals(row, other, otherRow) {
      const {numbers} = other;
      if (!numbers) return isMissing(row) ? other.at(otherRow) === null : Object.is(values[row], other.at(otherRow));
      const theirs = other as typeof column;
      const isGone = isMissing(row);
      if (isGone !== (theirs.valid !== null && theirs.valid[otherRow] === 0)) return false;
      return isGone || Object.is(values[row], numbers[otherRow]);
    },
    at: (row) => (isMissing(row) ? null : values[row]),
    show: (row) => (isMissing(row) ? "" : isDate ? showDate(values[row]!) : String(values[row])),
    isRising() {
      if (valid) return false;
      for (let row = 1; row < values.length; row += 1) if (!(values[row]! > values[row - 1]!)) return false;
      return values.length === 0 || !Number.isNaN(values[0]);
    },
    get keyRank() {
      if (isDate) return 2;
      for (let row = 0; row < Math.min(values.length, 1000); row += 1) if (!Number.isInteger(values[row])) return 0;
      return 1;
    },
    get hasMissing() {
      return valid?.includes(0) ?? false;
    },
  };
  return column;
}

function textColumn(name: string, offsets: Uint32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): RowColumn {
  const isMissing = (row: number): boolean => valid !== null && valid[row] === 0;
  const decoder = new TextDecoder();
  const textAt = (row: number): string => decoder.decode(bytes.subarray(offsets[row]!, offsets[row + 1]!));
  const column: RowColumn & {readonly offsets: Uint32Array; readonly bytes: Uint8Array; readonly valid: Uint8Array | null} = {
    name,
    offsets,
    bytes,
    valid,
    keyRank: 1,
    isRising: () => false,
    get hasMissing() {
      return valid?.includes(0) ?? false;
    },
    mix(hashes, seed) {
      for (let row = 0; row < rows; row += 1) {
        let hash = scramble(hashes[row]! + seed, valid !== null && valid[row] === 0 ? missingHash : 0);
        const end = offsets[row + 1]!;
        for (let at = offsets[row]!; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
        hashes[row] = scramble(hash, end - offsets[row]!);
      }
    },
    equals(row, other, otherRow) {
      if (!("bytes" in other)) return isMissing(row) ? other.at(otherRow) === null : other.at(otherRow) === textAt(row);
      const theirs = other as typeof column;
      const isGone = isMissing(row);
      if (isGone !== (theirs.valid !== null && theirs.valid[otherRow] === 0)) return false;
      if (isGone) return true;
      const start = offsets[row]!;
      const otherStart = theirs.offsets[otherRow]!;
      const length = offsets[row + 1]! - start;
      if (theirs.offsets[otherRow + 1]! - otherStart !== length) return false;
      for (let at = 0; at < length; at += 1) if (bytes[start + at] !== theirs.bytes[otherStart + at]) return false;
      return true;
    },
    at: (row) => (isMissing(row) ? null : textAt(row)),
    show: (row) => (isMissing(row) ? "" : showCell(textAt(row))),
  };
  return column;
}

/** Any values; those that are not plain count by what is shown of them. */
function listColumn(name: string, values: readonly unknown[]): RowColumn {
  const plain = (row: number): unknown => {
    const value = values[row];
    if (value === undefined || value === null) return null;
    if (value instanceof Date) return value.getTime();
    return typeof value === "object" ? stringify(value) : value;
  };
  const first = values.find((value) => value !== null && value !== undefined);
  return {
    name,
    keyRank: first instanceof Date ? 2 : typeof first === "string" || typeof first === "bigint" || Number.isInteger(first) ? 1 : 0,
    isRising: () => false,
    get hasMissing() {
      return values.some((value) => value === null || value === undefined);
    },
    mix(hashes, seed) {
      for (let row = 0; row < values.length; row += 1) {
        const text = String(plain(row));
        let hash = scramble(hashes[row]! + seed, typeof values[row] === "string" ? 1 : 0);
        for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
        hashes[row] = scramble(hash, text.length);
      }
    },
    equals(row, other, otherRow) {
      const theirs = other.at(otherRow);
      return Object.is(plain(row), theirs);
    },
    at: plain,
    show: (row) => showCell(values[row]),
  };
}

function stringify(value: object): string {
  const seen = new Set<unknown>();
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "bigint") return `${part}n`;
    if (typeof part === "object" && part !== null) {
      if (seen.has(part)) return "[again]";
      seen.add(part);
      if (ArrayBuffer.isView(part) && "length" in part) return [...(part as unknown as Iterable<unknown>)].map(String);
      if (part instanceof Map || part instanceof Set) return [...part];
    }
    return part;
  });
}
