/** Finds a CSV's delimiter, quote, preamble and header by looking at its beginning. */
import {listDateFormats} from "./date-formats.ts";
import {type SampleRow, skipLinesOf, splitRows} from "./sample-rows.ts";

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly skipLines: number;
  readonly header: boolean;
  /** Fields of a row. */
  readonly width: number;
  /** Share of the sample's rows that have that many fields. */
  readonly agreement: number;
  readonly notes: readonly string[];
}

export interface DialectCorrections {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly skipLines?: number | undefined;
  readonly header?: boolean | undefined;
}

const delimiters = [",", ";", "\t", "|", ":", " "];

export function guessDialect(text: string, whole: boolean, fileName: string, corrections: DialectCorrections): Dialect {
  const notes: string[] = [];
  const declared = /^sep=(.)\r?\n/i.exec(text);
  if (declared !== null) {
    const delimiter = corrections.delimiter ?? declared[1] ?? ",";
    const rows = splitRows(text.slice(declared[0].length), delimiter, '"', whole, 1000);
    const header = corrections.header ?? guessHeader(rows);
    return {
      delimiter,
      quote: corrections.quote ?? '"',
      skipLines: corrections.skipLines ?? 1,
      header,
      width: modeOf(rows).width,
      agreement: 1,
      notes,
    };
  }
  const head = text.length > 1 << 17 ? text.slice(0, 1 << 17) : text;
  const wholeHead = whole && head.length === text.length;
  const skipped = skipLinesOf(head, corrections.skipLines ?? 0);
  const quotes = corrections.quote !== undefined ? [corrections.quote] : ['"', "'"];
  const tried = corrections.delimiter !== undefined ? [corrections.delimiter] : delimiters;
  let best: {delimiter: string; quote: string; rows: SampleRow[]; width: number; agreement: number; score: number} | null = null;
  for (const quote of quotes) {
    if (quote === "'" && !/(?:^|[,;\t|])'[^'\n]*'(?:[,;\t|]|\r?$)/m.test(skipped)) continue;
    for (const delimiter of tried) {
      const rows = splitRows(skipped, delimiter, quote, wholeHead, 1000);
      const {width, agreement} = modeOf(rows);
      const tidy = rows.slice(0, 100).flatMap((row) => row.fields);
      const rough = tidy.filter((field) => field.includes('"')).length / Math.max(1, tidy.length);
      const isWeak = delimiter === " " || delimiter === ":";
      const score = width < 2 ? 0 : agreement * (1 + Math.log2(width) * 0.1) * (isWeak ? 0.6 : 1) - (quote === "'" ? rough + 0.001 : 0);
      if (best === null || score > best.score) best = {delimiter, quote, rows, width, agreement, score};
    }
  }
  if (best === null) throw new Error("no delimiter was tried");
  if (corrections.delimiter === undefined && isSingleColumn(best, /\.tsv|\.tab/i.test(fileName))) {
    const delimiter = [",", ";", "\t", "|"].find((mark) => !skipped.includes(mark)) ?? "\t";
    const quote = corrections.quote ?? '"';
    best = {...best, delimiter, quote, rows: splitRows(skipped, delimiter, quote, wholeHead, 1000), width: 1, agreement: 1};
  }
  const preamble = corrections.skipLines === undefined ? findPreamble(best.rows, best.width) : 0;
  const rows = best.rows.slice(preamble);
  const skipLines = corrections.skipLines ?? (preamble === 0 ? 0 : (rows[0]?.line ?? 1) - 1);
  if (preamble > 0)
    notes.push(`${skipLines} ${skipLines === 1 ? "line" : "lines"} before the table ${skipLines === 1 ? "is" : "are"} skipped`);
  const header = corrections.header ?? guessHeader(rows);
  return {
    delimiter: best.delimiter,
    quote: best.quote,
    skipLines,
    header,
    width: Math.max(1, best.width),
    agreement: best.agreement,
    notes,
  };
}

function modeOf(rows: readonly SampleRow[]): {width: number; agreement: number} {
  const counts = new Map<number, number>();
  for (const {fields} of rows) {
    const last = fields.length - 1;
    const width = last > 0 && fields[last] === "" ? last : fields.length;
    counts.set(width, (counts.get(width) ?? 0) + 1);
    if (width !== fields.length) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  }
  let width = 1;
  let most = 0;
  for (const [candidate, count] of counts) {
    if (count > most || (count === most && candidate > width)) {
      width = candidate;
      most = count;
    }
  }
  return {width, agreement: rows.length === 0 ? 0 : most / rows.length};
}

function isSingleColumn(best: {rows: readonly SampleRow[]; width: number; agreement: number; delimiter: string}, named: boolean): boolean {
  if (best.width < 2) return true;
  if (isDecimalComma(best)) return true;
  if (best.delimiter === " " || best.delimiter === ":")
    return best.agreement < 1 || best.rows.length < 3 || looksLikeDateParts(best.rows) || !isMostlyValues(best.rows, best.width);
  return !named && best.agreement < 0.5;
}

/** One column of numbers with decimal commas looks like two columns of digits under a header of one. */
function isDecimalComma({rows, delimiter, width}: {rows: readonly SampleRow[]; delimiter: string; width: number}): boolean {
  if (delimiter !== "," || width !== 2 || rows.length < 3) return false;
  const header = rows[0];
  return (
    header?.fields.length === 1 && rows.slice(1).every(({fields}) => fields.length <= 2 && fields.every((field) => /^-?\d+$/.test(field)))
  );
}

function looksLikeDateParts(rows: readonly SampleRow[]): boolean {
  return rows
    .slice(1, 10)
    .every(({fields}) => listDateFormats(fields.join(" ")).length > 0 || listDateFormats(fields.join(":")).length > 0);
}

/** Whether at least half the columns hold values throughout: words between spaces are no columns. */
function isMostlyValues(rows: readonly SampleRow[], width: number): boolean {
  const looked = rows.slice(1, 50);
  const values = Array.from({length: width}, (_, c) => looked.every(({fields}) => isValueLike(fields[c] ?? "")));
  return values.filter(Boolean).length * 2 >= width;
}

/** Rows at the beginning that are titles or remarks: much narrower than the table that follows. */
function findPreamble(rows: readonly SampleRow[], width: number): number {
  if (width < 2) return 0;
  const first = rows.findIndex(({fields}) => fields.length >= width || fields.length === width - 1);
  if (first <= 0) return 0;
  const narrow = rows.slice(0, first).every(({fields}) => fields.filter((field) => field !== "").length <= Math.max(1, width / 2));
  return narrow && rows.length > first ? first : 0;
}

/** Whether a text reads as a value (a number, a date, a truth value) and not as a name. */
export function isValueLike(text: string): boolean {
  const trimmed = text.trim();
  if (/^[+-]?[£$€]?[\d.,\s']*\d[\d.,\s']*%?$/.test(trimmed) || /^[+-]?\d+(?:\.\d*)?e[+-]?\d+$/i.test(trimmed)) return true;
  return /^(?:true|false|nan|null|na|n\/a)$/i.test(trimmed) || (/\d/.test(trimmed) && listDateFormats(trimmed).length > 0);
}

/** Whether the first row names the columns. */
export function guessHeader(rows: readonly SampleRow[]): boolean {
  const [first, ...rest] = rows;
  if (first === undefined) return true;
  const names = first.fields;
  const values = names.filter((name) => isValueLike(name));
  if (values.length > 0) {
    const years = values.every((name) => /^(?:1[89]|20)\d\d$/.test(name.trim()));
    const texts = names.length - values.length;
    return (
      years &&
      texts > 0 &&
      new Set(names).size === names.length &&
      rest.length > 0 &&
      !rest.slice(0, 20).some(({fields}) => hasYears(names, fields))
    );
  }
  if (rest.length === 0) return true;
  const looked = rest.slice(0, 200);
  const typed = names.some((_, c) => looked.some(({fields}) => isValueLike(fields[c] ?? "")));
  if (typed) return true;
  const repeated = names.some((name, c) => name !== "" && looked.some(({fields}) => fields[c] === name));
  return !repeated && new Set(names).size === names.length;
}

/** Whether a row holds years where the first row does, so that those are values and not names. */
function hasYears(names: readonly string[], fields: readonly string[]): boolean {
  return names.some((name, c) => isValueLike(name) && /^(?:1[89]|20)\d\d$/.test((fields[c] ?? "").trim()));
}
