/** Builders that turn the fields of one column, batch by batch, into a typed column. */
import type {Column} from "./columns.ts";
import type {FieldBatch} from "./csv-tokenizer.ts";
import {type DateParser, toDateParser} from "./date-text.ts";
import type {MissingMarks} from "./missing-marks.ts";
import {type NumberStyle, parseBigInteger, parseNumber, powersOfTen} from "./number-text.ts";
import type {ParsedColumn} from "./parsing.ts";
import {TextBuilder} from "./text-builder.ts";
import {nextCapacity, Validity} from "./validity.ts";

export interface ColumnBuilder {
  /** Takes the batch's fields of column `column` of `columns`. */
  append(bytes: Uint8Array, batch: FieldBatch, column: number, columns: number): void;
  finish(): Column;
}

export interface BuilderOptions {
  readonly style: NumberStyle;
  readonly missing: MissingMarks;
  readonly quote: string;
  /** Rows that are expected, so that memory is taken once. */
  readonly expectedRows: number;
  /** Refuse integers that a double cannot hold, instead of rounding them. */
  readonly exactIntegers: boolean;
  /** A value that does not fit the column's type; it is taken as missing. `row` counts in the batch. */
  readonly onMisfit: (row: number, text: string) => void;
}

export function toColumnBuilder(column: ParsedColumn, options: BuilderOptions): ColumnBuilder {
  if (column.type === "number") return new NumberBuilder(column.name, options);
  if (column.type === "text") return new TextBuilder(column.name, options);
  if (column.type === "date") return new DateBuilder(column.name, toDateParser(column.dateFormat ?? "iso"), options);
  if (column.type === "bigint") return new BigIntBuilder(column.name, options);
  return new BooleanBuilder(column.name, options);
}

const latin1 = new TextDecoder("latin1");
const utf8 = new TextDecoder();

/** The text of a field, doubled quotes made single. */
export function toText(bytes: Uint8Array, start: number, end: number, quote: string): string {
  if (end >= 0) return utf8.decode(bytes.subarray(start, end));
  return utf8.decode(bytes.subarray(start, ~end)).replaceAll(quote + quote, quote);
}

class NumberBuilder implements ColumnBuilder {
  readonly #name: string;
  readonly #options: BuilderOptions;
  readonly #decimal: number;
  /** A mark such as -999 is a number too, so marks are looked for first. */
  readonly #marksFirst: boolean;
  readonly #validity = new Validity();
  #values = new Float64Array(0);
  #rows = 0;

  constructor(name: string, options: BuilderOptions) {
    this.#name = name;
    this.#options = options;
    this.#decimal = options.style.decimalMark.charCodeAt(0);
    this.#marksFirst = options.missing.texts.some((text) => /^[\s\d.,+-]*\d[\s\d.,+-]*$/.test(text));
  }

  append(bytes: Uint8Array, batch: FieldBatch, column: number, columns: number): void {
    const {starts, ends, rows} = batch;
    const decimal = this.#decimal;
    const marksFirst = this.#marksFirst;
    const needed = this.#rows + rows;
    if (needed > this.#values.length) {
      const capacity = nextCapacity(this.#values.length, needed, this.#options.expectedRows);
      this.#values = new Float64Array(this.#values.buffer.transfer(capacity * 8));
    }
    const values = this.#values;
    const powers = powersOfTen;
    let out = this.#rows;
    for (let row = 0, i = column; row < rows; row += 1, i += columns, out += 1) {
      const start = starts[i] as number;
      const end = ends[i] as number;
      let at = start;
      const first = bytes[at] as number;
      if (first === 45 || first === 43) at += 1;
      const digitsStart = at;
      let mantissa = 0;
      let point = 0;
      while (at < end) {
        const byte = bytes[at] as number;
        const digit = byte - 48;
        if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
        else if (byte === decimal && point === 0) point = at + 1;
        else break;
        at += 1;
      }
      const length = end - digitsStart;
      if (at === end && length > (point > 0 ? 1 : 0) && length <= 16 && !marksFirst && mantissa <= 9007199254740991) {
        const value = point > 0 ? mantissa / (powers[end - point] as number) : mantissa;
        values[out] = first === 45 ? -value : value;
      } else values[out] = this.#slow(bytes, start, end, row, out);
    }
    this.#rows = out;
  }

  #slow(bytes: Uint8Array, start: number, end: number, row: number, out: number): number {
    const {missing, style, quote, exactIntegers, onMisfit} = this.#options;
    if (end >= 0) {
      let from = start;
      let to = end;
      while (from < to && (bytes[from] as number) <= 32) from += 1;
      while (to > from && (bytes[to - 1] as number) <= 32) to -= 1;
      if (from === to || missing.has(bytes, from, to)) {
        this.#validity.clear(out, this.#values.length);
        return 0;
      }
    }
    const text = toText(bytes, start, end, quote);
    const value = parseNumber(text, style);
    if (value !== undefined && !(exactIntegers && Number.isInteger(value) && !Number.isSafeInteger(value) && /^\s*[+-]?\d+\s*$/.test(text)))
      return value;
    onMisfit(row, text);
    this.#validity.clear(out, this.#values.length);
    return 0;
  }

  finish(): Column {
    const values = new Float64Array(this.#values.buffer.transfer(this.#rows * 8));
    return {name: this.#name, type: "number", values, valid: this.#validity.finish(this.#rows)};
  }
}

/** Builders that read a value at a time: what differs is how a text is read and where it is put. */
abstract class ValueBuilder implements ColumnBuilder {
  readonly name: string;
  readonly options: BuilderOptions;
  readonly validity = new Validity();
  rows = 0;
  capacity = 0;

  constructor(name: string, options: BuilderOptions) {
    this.name = name;
    this.options = options;
  }

  abstract grow(capacity: number): void;
  /** Whether the value fits; then it is stored. */
  abstract put(bytes: Uint8Array, start: number, end: number, out: number): boolean;
  abstract finish(): Column;

  append(bytes: Uint8Array, batch: FieldBatch, column: number, columns: number): void {
    const {starts, ends, rows} = batch;
    if (this.rows + rows > this.capacity) {
      this.capacity = nextCapacity(this.capacity, this.rows + rows, this.options.expectedRows);
      this.grow(this.capacity);
    }
    const {missing, quote, onMisfit} = this.options;
    const marks = missing.texts.length > 0;
    for (let row = 0, i = column; row < rows; row += 1, i += columns, this.rows += 1) {
      let start = starts[i] as number;
      let end = ends[i] as number;
      if (end >= 0) {
        while (start < end && (bytes[start] as number) <= 32) start += 1;
        while (end > start && (bytes[end - 1] as number) <= 32) end -= 1;
        if (start === end || (marks && missing.has(bytes, start, end))) {
          this.validity.clear(this.rows, this.capacity);
          continue;
        }
        if (this.put(bytes, start, end, this.rows)) continue;
      }
      onMisfit(row, toText(bytes, start, end, quote));
      this.validity.clear(this.rows, this.capacity);
    }
  }
}

class DateBuilder extends ValueBuilder {
  readonly #parse: DateParser;
  #values = new Float64Array(0);

  constructor(name: string, parse: DateParser, options: BuilderOptions) {
    super(name, options);
    this.#parse = parse;
  }

  grow(capacity: number): void {
    this.#values = new Float64Array(this.#values.buffer.transfer(capacity * 8));
  }

  put(bytes: Uint8Array, start: number, end: number, out: number): boolean {
    const value = this.#parse(bytes, start, end);
    if (Number.isNaN(value)) return false;
    this.#values[out] = value;
    return true;
  }

  finish(): Column {
    const values = new Float64Array(this.#values.buffer.transfer(this.rows * 8));
    return {name: this.name, type: "date", values, valid: this.validity.finish(this.rows)};
  }
}

class BigIntBuilder extends ValueBuilder {
  #values = new BigInt64Array(0);

  grow(capacity: number): void {
    this.#values = new BigInt64Array(this.#values.buffer.transfer(capacity * 8));
  }

  put(bytes: Uint8Array, start: number, end: number, out: number): boolean {
    const value = parseBigInteger(latin1.decode(bytes.subarray(start, end)), this.options.style);
    if (value === undefined) return false;
    this.#values[out] = value;
    return true;
  }

  finish(): Column {
    const values = new BigInt64Array(this.#values.buffer.transfer(this.rows * 8));
    return {name: this.name, type: "bigint", values, valid: this.validity.finish(this.rows)};
  }
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
  ["t", true],
  ["f", false],
  ["yes", true],
  ["no", false],
  ["y", true],
  ["n", false],
  ["1", true],
  ["0", false],
  ["on", true],
  ["off", false],
]);

/** The truth value that a text means, whatever its case, or undefined. */
export function parseBoolean(text: string): boolean | undefined {
  return truths.get(text.trim().toLowerCase());
}

class BooleanBuilder extends ValueBuilder {
  #values = new Uint8Array(0);

  grow(capacity: number): void {
    this.#values = new Uint8Array(this.#values.buffer.transfer(capacity));
  }

  put(bytes: Uint8Array, start: number, end: number, out: number): boolean {
    if (end - start > 5) return false;
    const value = parseBoolean(latin1.decode(bytes.subarray(start, end)));
    if (value === undefined) return false;
    this.#values[out] = value ? 1 : 0;
    return true;
  }

  finish(): Column {
    const values = new Uint8Array(this.#values.buffer.transfer(this.rows));
    return {name: this.name, type: "boolean", values, valid: this.validity.finish(this.rows)};
  }
}
