/** The builder of a text column: a dictionary while few different texts repeat, plain bytes otherwise. */
import type {BuilderOptions, ColumnBuilder} from "./column-builder.ts";
import type {Column} from "./columns.ts";
import {DataError} from "./data-error.ts";
import type {FieldBatch} from "./csv-tokenizer.ts";
import {MissingMarks} from "./missing-marks.ts";
import {nextCapacity, Validity} from "./validity.ts";

/** Below this many different texts a column stays a dictionary until it ends. */
const freeEntries = 1024;
const mostEntries = 1 << 16;

/**
 * Whether a column is kept as a dictionary depends on its rows alone, never on how they arrived: it stops being one at the row where the
 * different texts pass 1,024 and a quarter of the rows so far, or 65,536; and at the end it must have at least two rows for each.
 */
export class TextBuilder implements ColumnBuilder {
  readonly #name: string;
  readonly #options: BuilderOptions;
  readonly #quote: number;
  readonly #validity = new Validity();
  #scratch = new Uint8Array(256);
  #rows = 0;

  /** The dictionary: entry e is `#arena[#entryStarts[e] … #entryStarts[e + 1]]`; the table holds entry + 1 at its hash. */
  #isDictionary = true;
  #codes = new Uint32Array(0);
  #table = new Int32Array(4096);
  #hashes = new Int32Array(1024);
  #entryStarts = new Uint32Array(1025);
  #entryMissing: boolean[] = [];
  #entries = 0;

  /** The bytes of the entries, or of the rows once it is plain text. */
  #arena = new Uint8Array(8192);
  #arenaLength = 0;
  #offsets = new Uint32Array(0);

  constructor(name: string, options: BuilderOptions) {
    this.#name = name;
    this.#options = options;
    this.#quote = options.quote === "" ? -1 : options.quote.charCodeAt(0);
  }

  append(bytes: Uint8Array, batch: FieldBatch, column: number, columns: number): void {
    const {starts, ends, rows} = batch;
    this.reserveRows(this.#rows + rows);
    for (let row = 0, i = column; row < rows; row += 1, i += columns) {
      const start = starts[i] as number;
      const end = ends[i] as number;
      if (start === end) this.putMissing();
      else if (end >= 0) this.put(bytes, start, end);
      else {
        const length = this.#unescape(bytes, start, ~end);
        this.put(this.#scratch, 0, length);
      }
    }
  }

  /** Makes room for so many rows in all; must come before `put`. */
  reserveRows(needed: number): void {
    if (this.#isDictionary) {
      if (needed <= this.#codes.length) return;
      const capacity = nextCapacity(this.#codes.length, needed, this.#options.expectedRows);
      this.#codes = new Uint32Array(this.#codes.buffer.transfer(capacity * 4));
    } else if (needed >= this.#offsets.length) {
      const capacity = nextCapacity(this.#offsets.length, needed + 1, this.#options.expectedRows + 1);
      this.#offsets = new Uint32Array(this.#offsets.buffer.transfer(capacity * 4));
    }
  }

  putMissing(): void {
    const row = this.#rows;
    this.#rows = row + 1;
    this.#validity.clear(row, this.#capacity());
    if (!this.#isDictionary) this.#offsets[row + 1] = this.#arenaLength;
  }

  /** The next row's text; one of the missing marks is a missing value, the empty text is not. */
  put(bytes: Uint8Array, start: number, end: number): void {
    const row = this.#rows;
    this.#rows = row + 1;
    if (this.#isDictionary) {
      const code = this.#find(bytes, start, end);
      if (code >= 0) {
        if (this.#entryMissing[code]) this.#validity.clear(row, this.#capacity());
        else this.#codes[row] = code;
        return;
      }
      if (this.#entries < freeEntries || (this.#entries < mostEntries && this.#entries * 4 <= row)) {
        const added = this.#add(bytes, start, end, ~code);
        if (this.#entryMissing[added]) this.#validity.clear(row, this.#capacity());
        else this.#codes[row] = added;
        return;
      }
      this.#toPlain(row);
    }
    if (this.#options.missing.has(bytes, start, end)) this.#validity.clear(row, this.#capacity());
    else this.#write(bytes, start, end);
    this.#offsets[row + 1] = this.#arenaLength;
  }

  #capacity(): number {
    return this.#isDictionary ? this.#codes.length : this.#offsets.length;
  }

  /** The entry of a text, or the complement of its hash. */
  #find(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let i = start; i < end; i += 1) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) & 0x7fffffff;
    const table = this.#table;
    const mask = table.length - 1;
    const arena = this.#arena;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = (table[slot] as number) - 1;
      if (entry < 0) return ~hash;
      if (this.#hashes[entry] !== hash) continue;
      let at = this.#entryStarts[entry] as number;
      if ((this.#entryStarts[entry + 1] as number) - at !== end - start) continue;
      let i = start;
      while (i < end && bytes[i] === arena[at]) {
        i += 1;
        at += 1;
      }
      if (i === end) return entry;
    }
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const entry = this.#entries;
    if (entry + 1 >= this.#entryStarts.length) {
      this.#entryStarts = new Uint32Array(this.#entryStarts.buffer.transfer(this.#entryStarts.length * 8));
      this.#hashes = new Int32Array(this.#hashes.buffer.transfer(this.#hashes.length * 8));
    }
    this.#write(bytes, start, end);
    this.#entries = entry + 1;
    this.#entryStarts[entry + 1] = this.#arenaLength;
    this.#hashes[entry] = hash;
    this.#entryMissing.push(this.#options.missing.has(bytes, start, end));
    if (this.#entries * 2 > this.#table.length) this.#rehash();
    else this.#place(entry, hash);
    return entry;
  }

  #place(entry: number, hash: number): void {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
    this.#table[slot] = entry + 1;
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 4);
    for (let entry = 0; entry < this.#entries; entry += 1) this.#place(entry, this.#hashes[entry] as number);
  }

  #write(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    let at = this.#arenaLength;
    if (at + length > this.#arena.length) {
      if (at + length > 0xffffffff) throw new DataError("too-large", `column "${this.#name}" holds more than 4 GiB of text`);
      const capacity = Math.min(0xffffffff, Math.max(this.#arena.length * 2, at + length));
      this.#arena = new Uint8Array(this.#arena.buffer.transfer(capacity));
    }
    if (length > 48) this.#arena.set(bytes.subarray(start, end), at);
    else {
      const arena = this.#arena;
      for (let i = start; i < end; i += 1, at += 1) arena[at] = bytes[i] as number;
    }
    this.#arenaLength += length;
  }

  /** Writes the rows before `row` out as plain text. */
  #toPlain(row: number): void {
    const codes = this.#codes;
    const entries = this.#arena;
    const entryStarts = this.#entryStarts;
    let total = 0;
    const valid = this.#validity.finish(codes.length);
    for (let i = 0; i < row; i += 1) {
      if (valid !== null && valid[i] === 0) continue;
      const code = codes[i] as number;
      total += (entryStarts[code + 1] as number) - (entryStarts[code] as number);
    }
    const expected = Math.ceil((total / Math.max(1, row)) * this.#options.expectedRows * 1.05);
    this.#arena = new Uint8Array(Math.max(8192, total * 2, Math.min(expected, 0xffffffff)));
    this.#arenaLength = 0;
    this.#offsets = new Uint32Array(codes.length + 1);
    this.#isDictionary = false;
    for (let i = 0; i < row; i += 1) {
      if (valid === null || valid[i] !== 0) {
        const code = codes[i] as number;
        this.#write(entries, entryStarts[code] as number, entryStarts[code + 1] as number);
      }
      this.#offsets[i + 1] = this.#arenaLength;
    }
    this.#codes = new Uint32Array(0);
    this.#table = new Int32Array(0);
    this.#hashes = new Int32Array(0);
    this.#entryStarts = new Uint32Array(0);
  }

  #unescape(bytes: Uint8Array, start: number, end: number): number {
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array((end - start) * 2);
    const scratch = this.#scratch;
    let length = 0;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      scratch[length] = byte;
      length += 1;
      if (byte === this.#quote) i += 1;
    }
    return length;
  }

  finish(): Column {
    const rows = this.#rows;
    const usedEntries = this.#entries - this.#entryMissing.reduce((sum, missing) => sum + (missing ? 1 : 0), 0);
    if (this.#isDictionary && usedEntries * 2 > rows) this.#toPlain(rows);
    const valid = this.#validity.finish(rows);
    if (!this.#isDictionary) {
      const offsets = new Uint32Array(this.#offsets.buffer.transfer((rows + 1) * 4));
      const bytes = new Uint8Array(this.#arena.buffer.transfer(this.#arenaLength));
      return {name: this.#name, type: "text", offsets, bytes, valid};
    }
    const decoder = new TextDecoder("utf-8", {ignoreBOM: true});
    const dictionary: string[] = [];
    const renumbered = new Uint32Array(this.#entries);
    for (let entry = 0; entry < this.#entries; entry += 1) {
      renumbered[entry] = dictionary.length;
      if (this.#entryMissing[entry]) continue;
      dictionary.push(decoder.decode(this.#arena.subarray(this.#entryStarts[entry], this.#entryStarts[entry + 1])));
    }
    const codes = new Uint32Array(this.#codes.buffer.transfer(rows * 4));
    if (dictionary.length < this.#entries)
      for (let row = 0; row < rows; row += 1)
        if (valid === null || valid[row] !== 0) codes[row] = renumbered[codes[row] as number] as number;
    return {name: this.#name, type: "dictionary", codes, dictionary, valid};
  }
}

/** A builder for texts that come one by one and have no missing marks; room for all rows is made. */
export function toPlainTextBuilder(name: string, rows: number): TextBuilder {
  const builder = new TextBuilder(name, {
    style: {decimalMark: ".", thousandsMark: ""},
    missing: new MissingMarks([]),
    quote: "",
    expectedRows: rows,
    exactIntegers: false,
    onMisfit: () => undefined,
  });
  builder.reserveRows(rows);
  return builder;
}
