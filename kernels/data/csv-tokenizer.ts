/** Where the fields of a CSV lie: one pass over the bytes that finds rows and fields, and says what is wrong with them. */

/** Rows of one batch. Field c of row r is `bytes[starts[r·columns + c] … ends[…]]`; an end below zero is `~end` and the field holds doubled quotes. */
export interface FieldBatch {
  rows: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Offset where the row begins, and after the row's last byte. */
  readonly rowStarts: Int32Array;
  readonly rowEnds: Int32Array;
  /** 1-based line where the row begins. */
  readonly rowLines: Float64Array;
}

export interface TokenizerOptions {
  readonly delimiter: string;
  /** One character, or empty where quotes mean nothing. */
  readonly quote: string;
  readonly columns: number;
  /** The byte that ends a line: 10, or 13 in files that have carriage returns alone. */
  readonly lineEnd: number;
  /** 1-based line of the first byte. */
  readonly firstLine: number;
  /** Rows that one batch holds at most; as many as is quick when absent. */
  readonly rows?: number;
  /** Told of a row that is kept but not whole. */
  readonly onBadRow: (line: number, reason: string, bytes: Uint8Array, start: number, end: number) => void;
}

/** A quoted field longer than this is taken for one whose quote is never closed. */
const longestQuotedField = 16 << 20;
const batchFields = 1 << 15;
const carriageReturn = 13;

/** What #quoted answers instead of an offset. */
const incomplete = -1;
const neverClosed = -2;

export class CsvTokenizer {
  readonly batch: FieldBatch;
  readonly #columns: number;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #lineEnd: number;
  readonly #onBadRow: TokenizerOptions["onBadRow"];
  readonly #capacity: number;
  #line: number;
  /** In one column, blank lines before this offset are known to have a row behind them. */
  #rowAhead = -1;
  /** Set by #quoted: where the field's content begins and ends, and whether it holds doubled quotes. */
  #contentStart = 0;
  #contentEnd = 0;
  #reason = "";

  constructor({delimiter, quote, columns, lineEnd, firstLine, rows, onBadRow}: TokenizerOptions) {
    this.#delimiter = toByte("delimiter", delimiter);
    this.#quote = quote === "" ? -1 : toByte("quote", quote);
    this.#columns = columns;
    this.#lineEnd = lineEnd;
    this.#line = firstLine;
    this.#onBadRow = onBadRow;
    this.#capacity = rows ?? Math.max(1, Math.floor(batchFields / columns));
    const fields = this.#capacity * columns;
    this.batch = {
      rows: 0,
      starts: new Int32Array(fields),
      ends: new Int32Array(fields),
      rowStarts: new Int32Array(this.#capacity),
      rowEnds: new Int32Array(this.#capacity),
      rowLines: new Float64Array(this.#capacity),
    };
  }

  /** 1-based line of the row that comes next. */
  get line(): number {
    return this.#line;
  }

  /**
   * Fills the batch with whole rows from `bytes[start … end]` and returns where it stopped: behind the last whole row. It stops when the batch
   * is full, or when what is left is not a whole row. `final`: no bytes follow, so the last row may end without a line end.
   */
  tokenize(bytes: Uint8Array, start: number, end: number, final: boolean): number {
    const {starts, ends, rowStarts, rowEnds, rowLines} = this.batch;
    const columns = this.#columns;
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    const lineEnd = this.#lineEnd;
    const capacity = this.#capacity;
    let rows = 0;
    let at = start;
    let consumed = start;
    let line = this.#line;
    this.#rowAhead = -1;

    nextRow: while (at < end && rows < capacity) {
      const rowStart = at;
      const base = rows * columns;
      let field = 0;
      let rowEnd = -1;
      let linesInside = 0;
      let reason = "";
      let blank = true;
      let lastEmpty = false;
      while (rowEnd < 0) {
        let fieldStart = at;
        let fieldEnd: number;
        lastEmpty = false;
        const after = at < end && bytes[at] === quote ? this.#quoted(bytes, at, end, final) : neverClosed;
        if (after === incomplete) break nextRow;
        if (after >= 0) {
          if (this.#reason !== "") reason = this.#reason;
          blank = false;
          fieldStart = this.#contentStart;
          fieldEnd = this.#contentEnd;
          const contentEnd = fieldEnd < 0 ? ~fieldEnd : fieldEnd;
          for (let i = fieldStart; i < contentEnd; i += 1) if (bytes[i] === lineEnd) linesInside += 1;
          at = after;
          if (at < end && bytes[at] === carriageReturn) at += lineEnd === carriageReturn ? 0 : 1;
        } else {
          if (at < end && bytes[at] === quote) reason = "a quote is opened and never closed; the row was read up to its line's end";
          let byte = -1;
          while (at < end) {
            byte = bytes[at] as number;
            if (byte === delimiter || byte === lineEnd) break;
            at += 1;
          }
          if (at === end && !final) break nextRow;
          fieldEnd = at;
          if (fieldEnd > fieldStart && byte !== delimiter && bytes[fieldEnd - 1] === carriageReturn) fieldEnd -= 1;
          lastEmpty = fieldEnd === fieldStart;
        }
        if (field < columns) {
          starts[base + field] = fieldStart;
          ends[base + field] = fieldEnd;
        }
        field += 1;
        if (at >= end) {
          if (!final) break nextRow;
          rowEnd = end;
        } else if (bytes[at] === lineEnd) {
          rowEnd = at;
          at += 1;
        } else {
          at += 1;
          if (at === end && !final) break nextRow;
        }
      }
      if (blank && lastEmpty && field === 1) {
        if (columns > 1) {
          line += 1;
          consumed = at;
          continue;
        }
        const next = this.#findRow(bytes, at, end);
        if (next === end) {
          if (!final) break;
          line += 1;
          consumed = end;
          break;
        }
      }
      if (field !== columns && reason === "") {
        if (field < columns) reason = `${field} ${field === 1 ? "field" : "fields"} where ${columns} are expected; the others are missing`;
        else if (field > columns + 1 || !lastEmpty)
          reason = `${field} fields where ${columns} ${columns === 1 ? "is" : "are"} expected; those beyond are left out`;
      }
      for (let c = field; c < columns; c += 1) {
        starts[base + c] = rowStart;
        ends[base + c] = rowStart;
      }
      rowStarts[rows] = rowStart;
      rowEnds[rows] = rowEnd;
      rowLines[rows] = line;
      if (reason !== "") this.#onBadRow(line, reason, bytes, rowStart, rowEnd);
      rows += 1;
      line += linesInside + 1;
      consumed = at;
    }
    this.#line = line;
    this.batch.rows = rows;
    return consumed;
  }

  /** The first byte from a place on that is not a line end; `end` when there is none. */
  #findRow(bytes: Uint8Array, at: number, end: number): number {
    if (this.#rowAhead >= at) return this.#rowAhead;
    let next = at;
    while (next < end && (bytes[next] === this.#lineEnd || bytes[next] === carriageReturn)) next += 1;
    this.#rowAhead = next;
    return next;
  }

  /** Reads the quoted field whose opening quote is at a place: the offset behind it, `incomplete`, or `neverClosed`. */
  #quoted(bytes: Uint8Array, open: number, end: number, final: boolean): number {
    const quote = this.#quote;
    const lineEnd = this.#lineEnd;
    let doubled = false;
    let at = open + 1;
    this.#reason = "";
    for (;;) {
      while (at < end && bytes[at] !== quote) at += 1;
      if (at >= end) return final || at - open > longestQuotedField ? neverClosed : incomplete;
      if (at + 1 >= end && !final) return incomplete;
      if (at + 1 < end && bytes[at + 1] === quote) {
        doubled = true;
        at += 2;
        continue;
      }
      break;
    }
    this.#contentStart = open + 1;
    this.#contentEnd = doubled ? ~at : at;
    const after = at + 1;
    if (after >= end || bytes[after] === this.#delimiter || bytes[after] === lineEnd) return after;
    if (bytes[after] === carriageReturn) {
      if (after + 1 >= end) return final ? after : incomplete;
      if (bytes[after + 1] === lineEnd) return after;
    }
    for (let i = open; i < at; i += 1) if (bytes[i] === lineEnd) return neverClosed;
    let fieldEnd = after;
    while (fieldEnd < end && bytes[fieldEnd] !== this.#delimiter && bytes[fieldEnd] !== lineEnd) fieldEnd += 1;
    if (fieldEnd >= end && !final) return incomplete;
    this.#reason = "text follows a closing quote; the field is kept with its quotes";
    this.#contentStart = open;
    this.#contentEnd = bytes[fieldEnd - 1] === carriageReturn ? fieldEnd - 1 : fieldEnd;
    return fieldEnd;
  }
}

function toByte(name: string, character: string): number {
  const code = character.charCodeAt(0);
  if (character.length !== 1 || code > 127 || code === 10 || code === 13)
    throw new TypeError(`${name} must be one ASCII character that ends no line, and is ${JSON.stringify(character)}`);
  return code;
}
