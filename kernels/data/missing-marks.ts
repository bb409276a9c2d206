/** Recognising the texts that mean a missing value, straight from bytes. */

/** Texts that commonly stand for a missing value where numbers or dates are expected. */
export const commonMissingMarks: readonly string[] = [
  "NA",
  "N/A",
  "n/a",
  "na",
  "#N/A",
  "#NA",
  "NaN",
  "nan",
  "NAN",
  "null",
  "NULL",
  "Null",
  "None",
  "none",
  "nil",
  "NIL",
  "\\N",
  "-",
  "--",
  "---",
  ".",
  "..",
  "?",
  "*",
  "missing",
  "Missing",
  "unknown",
  "Unknown",
  "n.a.",
  "N.A.",
  "nd",
  "ND",
  "#VALUE!",
  "#REF!",
  "#DIV/0!",
];

/** Marks that mean a missing value wherever they stand, text columns included. */
export const certainMissingMarks: readonly string[] = ["NULL", "null", "\\N", "#N/A", "N/A"];

export class MissingMarks {
  readonly texts: readonly string[];
  readonly #byLength: (readonly Uint8Array[])[] = [];

  constructor(texts: readonly string[]) {
    this.texts = texts;
    const encoder = new TextEncoder();
    const lists: Uint8Array[][] = [];
    for (const text of texts) {
      const bytes = encoder.encode(text);
      while (lists.length <= bytes.length) lists.push([]);
      lists[bytes.length]?.push(bytes);
    }
    this.#byLength = lists;
  }

  /** Whether `bytes[start … end]` is one of the marks. */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    const candidates = this.#byLength[end - start];
    if (candidates === undefined) return false;
    for (const mark of candidates) {
      let i = 0;
      while (i < mark.length && mark[i] === bytes[start + i]) i += 1;
      if (i === mark.length) return true;
    }
    return false;
  }
}
