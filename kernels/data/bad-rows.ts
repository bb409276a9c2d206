/** Rows that could not be read whole: counted, and the first of them told with line, reason and text. */
import type {BadRow, ParsedColumn} from "./parsing.ts";

const mostBadRows = 100;
const mostBadCharacters = 200;
const utf8 = new TextDecoder();

/** The bad rows of one reading: counted once a row, the first hundred kept. */
export class BadRows {
  count = 0;
  readonly rows: BadRow[] = [];
  #lastLine = -1;

  add(line: number, reason: string, text: () => string): void {
    const last = this.rows[this.rows.length - 1];
    if (line === this.#lastLine) {
      if (last !== undefined && last.line === line && last.reason.length < 400)
        this.rows[this.rows.length - 1] = {...last, reason: `${last.reason}; ${reason}`};
      return;
    }
    this.#lastLine = line;
    this.count += 1;
    if (this.rows.length < mostBadRows) this.rows.push({line, reason, text: text()});
  }
}

export function describeMisfit(column: ParsedColumn, text: string): string {
  const wanted =
    column.type === "date"
      ? `a date of the form ${column.dateFormat ?? "iso"}`
      : column.type === "bigint"
        ? "a 64-bit integer"
        : column.type === "boolean"
          ? "true or false"
          : "a number";
  return `${JSON.stringify(text.slice(0, 80))} in "${column.name}" is not ${wanted}, and is taken as missing`;
}

export function toExcerpt(bytes: Uint8Array, start: number, end: number): string {
  const to = Math.min(end, start + mostBadCharacters * 4);
  return utf8.decode(bytes.subarray(start, to)).replace(/\r$/, "").slice(0, mostBadCharacters);
}
