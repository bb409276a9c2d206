/** Reads a CSV as its parsing says, in one pass over chunks of bounded size. */
import {BadRows, describeMisfit, toExcerpt} from "./bad-rows.ts";
import {type ColumnBuilder, toColumnBuilder} from "./column-builder.ts";
import type {Column, Columns} from "./columns.ts";
import {CsvTokenizer} from "./csv-tokenizer.ts";
import {DataError} from "./data-error.ts";
import {checkShape, formatBytes} from "./limits.ts";
import {MissingMarks} from "./missing-marks.ts";
import type {BadRow, ParsedColumn, Parsing} from "./parsing.ts";
import {type DataSource, readUtf8, type ReadingOptions} from "./source.ts";

export type CsvParsing = Extract<Parsing, {format: "csv"}>;

/** A value that does not fit its column's type. */
export interface Misfit {
  readonly line: number;
  readonly text: string;
}

export interface CsvReading {
  readonly columns: Columns;
  readonly badRowCount: number;
  readonly badRows: readonly BadRow[];
}

export interface CsvReadingOptions extends ReadingOptions {
  /** Columns to build, by position; the others come out empty. All when absent. */
  readonly only?: readonly boolean[];
  /** Per column: values that do not fit are given to `onMisfit` instead of being bad rows. */
  readonly tentative?: readonly boolean[];
  /** Per column: an integer that a double cannot hold does not fit, instead of being rounded. */
  readonly exactIntegers?: readonly boolean[];
  readonly onMisfit?: (column: number, misfit: Misfit) => void;
  /** Bytes of the file, where they are known, to take memory once. */
  readonly sizeBytes?: number;
}

/** A row longer than this means that the file has no lines. */
const longestRow = 64 << 20;

export async function readCsv(source: DataSource, parsing: CsvParsing, options: CsvReadingOptions): Promise<CsvReading> {
  const reader = new CsvReader(parsing, options);
  for await (const chunk of readUtf8(source, parsing, options)) reader.push(chunk);
  return reader.finish();
}

interface Fault {
  readonly line: number;
  readonly reason: string;
  /** Where the row lies. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

class CsvReader {
  readonly #parsing: CsvParsing;
  readonly #options: CsvReadingOptions;
  readonly #bad = new BadRows();
  #carry: Uint8Array = new Uint8Array(0);
  #tokenizer: CsvTokenizer | null = null;
  #builders: (ColumnBuilder | null)[] = [];
  #rows = 0;
  #linesToSkip: number;
  #headerToSkip: boolean;
  #line = 1;
  #lineEnd = 0;
  #misfits: {row: number; column: number; text: string}[] = [];
  /** What is wrong with rows of the batch. */
  #faults: Fault[] = [];

  constructor(parsing: CsvParsing, options: CsvReadingOptions) {
    this.#parsing = parsing;
    this.#options = options;
    this.#linesToSkip = parsing.skipLines;
    this.#headerToSkip = parsing.header;
    checkShape(0, parsing.columns.length, options.limits);
  }

  push(chunk: Uint8Array): void {
    if (this.#carry.length > longestRow)
      throw new DataError(
        "damaged",
        `the row that begins at line ${this.#tokenizer?.line ?? this.#line} is longer than ${formatBytes(longestRow)}; this is no CSV`,
      );
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    this.#carry = bytes.subarray(this.#consume(bytes, false));
  }

  finish(): CsvReading {
    this.#consume(this.#carry, true);
    const columns = this.#parsing.columns.map((column, index): Column => {
      const builder = this.#builders.length > 0 ? this.#builders[index] : this.#toBuilder(column, index, 0);
      return builder?.finish() ?? {name: column.name, type: "number", values: new Float64Array(0), valid: null};
    });
    return {columns: {rows: this.#rows, columns}, badRowCount: this.#bad.count, badRows: this.#bad.rows};
  }

  /** Reads what is whole and returns where it stopped. */
  #consume(bytes: Uint8Array, final: boolean): number {
    const start = this.#consumeHead(bytes, final);
    if (start < 0) return 0;
    const {delimiter, quote, columns} = this.#parsing;
    if (columns.length === 0) return bytes.length;
    this.#tokenizer ??= new CsvTokenizer({
      delimiter,
      quote,
      columns: columns.length,
      lineEnd: this.#lineEnd,
      firstLine: this.#line,
      onBadRow: (line, reason, data, from, to) => this.#faults.push({line, reason, bytes: data, start: from, end: to}),
    });
    const tokenizer = this.#tokenizer;
    let at = start;
    for (;;) {
      const next = tokenizer.tokenize(bytes, at, bytes.length, final);
      const {batch} = tokenizer;
      if (batch.rows > 0) {
        if (this.#builders.length === 0) {
          const expected = this.#expectRows((next - at) / batch.rows);
          this.#builders = columns.map((column, index) =>
            this.#options.only?.[index] === false ? null : this.#toBuilder(column, index, expected),
          );
        }
        for (let c = 0; c < columns.length; c += 1) this.#builders[c]?.append(bytes, batch, c, columns.length);
        if (this.#misfits.length > 0) this.#settleMisfits(bytes);
        if (this.#faults.length > 0) this.#report();
        this.#rows += batch.rows;
        checkShape(this.#rows, columns.length, this.#options.limits);
      }
      if (next === at) return at;
      at = next;
      if (at >= bytes.length) return at;
    }
  }

  /** Skips the lines before the data; −1 when more bytes are needed. Its state is kept as offsets from the start, so that it begins again. */
  #consumeHead(bytes: Uint8Array, final: boolean): number {
    if (this.#lineEnd === 0) {
      const found = findLineEnd(bytes, final);
      if (found === 0) return -1;
      this.#lineEnd = found;
    }
    let at = 0;
    if (this.#linesToSkip > 0) {
      let line = this.#line;
      let left = this.#linesToSkip;
      while (left > 0) {
        const end = bytes.indexOf(this.#lineEnd, at);
        if (end < 0) return final ? bytes.length : -1;
        at = end + 1;
        line += 1;
        left -= 1;
      }
      if (!this.#headerToSkip) {
        this.#linesToSkip = 0;
        this.#line = line;
        return at;
      }
    }
    if (!this.#headerToSkip) return at;
    const {delimiter, quote} = this.#parsing;
    const header = new CsvTokenizer({
      delimiter,
      quote,
      columns: 1,
      rows: 1,
      lineEnd: this.#lineEnd,
      firstLine: this.#line + this.#linesToSkip,
      onBadRow: () => undefined,
    });
    let next = header.tokenize(bytes, at, bytes.length, final);
    while (header.batch.rows === 1 && header.batch.rowStarts[0] === header.batch.rowEnds[0] && next < bytes.length) {
      at = next;
      next = header.tokenize(bytes, at, bytes.length, final);
    }
    if (header.batch.rows === 0 && !final) return -1;
    this.#headerToSkip = false;
    this.#linesToSkip = 0;
    this.#line = header.line;
    return next;
  }

  #expectRows(bytesPerRow: number): number {
    const {sizeBytes} = this.#options;
    if (sizeBytes === undefined) return 0;
    const columns = Math.max(1, this.#parsing.columns.length);
    return Math.min(Math.ceil((sizeBytes / bytesPerRow) * 1.02) + 16, Math.ceil(this.#options.limits.maximumValues / columns));
  }

  #toBuilder(column: ParsedColumn, index: number, expectedRows: number): ColumnBuilder {
    const {decimalMark, thousandsMark, missing, quote} = this.#parsing;
    return toColumnBuilder(column, {
      style: {decimalMark, thousandsMark},
      missing: new MissingMarks(missing),
      quote,
      expectedRows,
      exactIntegers: this.#options.exactIntegers?.[index] === true,
      onMisfit: (row, text) => this.#misfits.push({row, column: index, text}),
    });
  }

  /** Hands the batch's values that did not fit to the one who tries types, or notes them as faults of their rows. */
  #settleMisfits(bytes: Uint8Array): void {
    const {tentative, onMisfit} = this.#options;
    const batch = this.#tokenizer?.batch;
    if (batch === undefined) return;
    this.#misfits.sort((a, b) => a.row - b.row || a.column - b.column);
    for (const {row, column, text} of this.#misfits) {
      const line = batch.rowLines[row] ?? 0;
      if (tentative?.[column] === true) {
        onMisfit?.(column, {line, text});
        continue;
      }
      const parsed = this.#parsing.columns[column];
      if (parsed === undefined) continue;
      this.#faults.push({
        line,
        reason: describeMisfit(parsed, text),
        bytes,
        start: batch.rowStarts[row] ?? 0,
        end: batch.rowEnds[row] ?? 0,
      });
    }
    this.#misfits = [];
  }

  /** Reports the batch's faults in the order of the lines; what is wrong with the row as a whole comes before its values. */
  #report(): void {
    this.#faults.sort((a, b) => a.line - b.line);
    for (const {line, reason, bytes, start, end} of this.#faults) this.#bad.add(line, reason, () => toExcerpt(bytes, start, end));
    this.#faults = [];
  }
}

/** The byte that ends lines, from the first line's end: 13 for carriage returns alone, else 10; 0 when more bytes are needed. */
export function findLineEnd(bytes: Uint8Array, final: boolean): 0 | 10 | 13 {
  const feed = bytes.indexOf(10);
  const carriage = bytes.indexOf(13);
  if (feed < 0 && carriage < 0) return final ? 10 : 0;
  if (carriage < 0 || (feed >= 0 && feed <= carriage + 1)) return 10;
  if (carriage + 1 === bytes.length && !final) return 0;
  return 13;
}
