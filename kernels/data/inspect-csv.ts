/** Finds how a CSV is to be read: a guess from its beginning, then whole readings that prove the guess or mend it. */
import {toUniqueNames} from "./column-names.ts";
import type {Column, Columns} from "./columns.ts";
import {type ColumnCorrection, noteUnknownColumns, type ParsingCorrections} from "./corrections.ts";
import {toDateParser} from "./date-text.ts";
import {type ColumnGuess, guessColumn, guessNumberStyle} from "./guess-column.ts";
import {type Dialect, guessDialect} from "./guess-dialect.ts";
import {checkShape} from "./limits.ts";
import {certainMissingMarks, commonMissingMarks} from "./missing-marks.ts";
import {isBeyondDouble, type NumberStyle, parseNumber} from "./number-text.ts";
import type {BadRow, ParsedColumn} from "./parsing.ts";
import {type CsvParsing, type Misfit, readCsv} from "./read-csv.ts";
import {type SampleRow, skipLinesOf, splitRows} from "./sample-rows.ts";
import type {Compression, DataSource, Encoding, ReadingOptions} from "./source.ts";

export interface CsvFinding {
  readonly parsing: CsvParsing;
  readonly columns: Columns;
  readonly badRowCount: number;
  readonly badRows: readonly BadRow[];
  readonly notes: readonly string[];
}

export interface CsvSample {
  /** The beginning of the text. */
  readonly text: string;
  /** Whether that is all of it. */
  readonly whole: boolean;
  readonly encoding: Encoding;
  readonly compression: Compression;
  readonly fileName: string;
  readonly sizeBytes: number;
}

const sampleRows = 5000;

/** One column while it is being found. */
interface Candidate {
  parsed: ParsedColumn;
  /** Given by a person: values that do not fit are bad rows and change nothing. */
  readonly fixed: boolean;
  readonly otherFormats: readonly string[];
  /** Whether integers beyond 2^53 may be rounded: in a column that mixes them with fractions. */
  rounding: boolean;
  /** Texts that mean missing in this column. */
  readonly marks: Set<string>;
  note: string | null;
  readonly tried: Set<string>;
  misfits: number;
  firstMisfit: Misfit | null;
  readonly misfitTexts: Set<string>;
}

export async function inspectCsv(
  source: DataSource,
  sample: CsvSample,
  corrections: ParsingCorrections,
  options: ReadingOptions,
): Promise<CsvFinding> {
  const dialect = guessDialect(sample.text, sample.whole, sample.fileName, corrections);
  const sampled = splitRows(skipLinesOf(sample.text, dialect.skipLines), dialect.delimiter, dialect.quote, sample.whole, sampleRows);
  const notes = [...dialect.notes];
  const names = dialect.header ? (sampled[0]?.fields ?? []) : [];
  const rows = dialect.header ? sampled.slice(1) : sampled;
  const width = sampled.length === 0 ? 0 : widthOf(dialect, names, rows);
  checkShape(0, width, options.limits);
  if (dialect.header) noteNames(names.slice(0, width), notes);
  const unique = toUniqueNames(names, width);
  const {guesses, style} = guessColumns(unique, rows, dialect, corrections, notes);
  const candidates = toCandidates(unique, guesses, corrections.columns, notes);
  let marks = corrections.missing ?? joinMarks(candidates);
  const toParsing = (): CsvParsing => ({
    format: "csv",
    encoding: sample.encoding,
    compression: sample.compression,
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    header: dialect.header && sampled.length > 0,
    skipLines: dialect.skipLines,
    decimalMark: style.decimalMark,
    thousandsMark: style.thousandsMark,
    missing: marks,
    columns: candidates.map(({parsed}) => parsed),
  });
  let built: Column[] = [];
  let rowCount = 0;
  let badRowCount = 0;
  let badRows: readonly BadRow[] = [];
  let pending: boolean[] | undefined;
  for (;;) {
    const reading = await readCsv(source, toParsing(), {
      ...options,
      sizeBytes: sample.sizeBytes,
      ...(pending === undefined ? {} : {only: pending}),
      tentative: candidates.map(({fixed}) => !fixed),
      exactIntegers: candidates.map(({fixed, rounding}) => !fixed && !rounding),
      onMisfit: (index, misfit) => {
        const candidate = candidates[index];
        if (candidate === undefined) return;
        candidate.misfits += 1;
        candidate.firstMisfit ??= misfit;
        if (candidate.misfitTexts.size < 50) candidate.misfitTexts.add(misfit.text);
      },
    });
    const only = pending;
    built = reading.columns.columns.map((column, index) =>
      only === undefined || only[index] === true ? column : (built[index] ?? column),
    );
    rowCount = reading.columns.rows;
    if (only === undefined) {
      badRowCount = reading.badRowCount;
      badRows = reading.badRows;
    }
    const wrong = candidates.map(({misfits}) => misfits > 0);
    if (!wrong.includes(true)) break;
    for (const candidate of candidates)
      if (candidate.misfits > 0 && !(corrections.missing === undefined && mendByMarks(candidate))) mendType(candidate, style);
    const mended = corrections.missing ?? joinMarks(candidates);
    const sameMarks = mended.length === marks.length && mended.every((mark, index) => mark === marks[index]);
    marks = mended;
    for (const candidate of candidates) {
      candidate.misfits = 0;
      candidate.firstMisfit = null;
      candidate.misfitTexts.clear();
    }
    pending = sameMarks ? wrong : undefined;
  }
  for (const {note} of candidates) if (note !== null) notes.push(note);
  return {parsing: toParsing(), columns: {rows: rowCount, columns: built}, badRowCount, badRows, notes};
}

/** How many columns the table has: the header's, without a last one that is empty throughout and only ends lines with a delimiter. */
function widthOf(dialect: Dialect, names: readonly string[], rows: readonly SampleRow[]): number {
  if (!dialect.header) return dialect.width;
  const width = Math.max(names.length, rows.length === 0 ? 0 : dialect.width);
  if (width < 2 || (names[width - 1] ?? "").trim() !== "") return width;
  return rows.every(({fields}) => (fields[width - 1] ?? "") === "") ? width - 1 : width;
}

function noteNames(names: readonly string[], notes: string[]): void {
  const trimmed = names.map((name) => name.trim());
  const empty = trimmed.filter((name) => name === "").length;
  if (empty > 0) notes.push(`${empty} ${empty === 1 ? "column has" : "columns have"} no name in the header and got one from the position`);
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of trimmed) {
    if (name !== "" && seen.has(name)) twice.add(name);
    seen.add(name);
  }
  if (twice.size > 0)
    notes.push(
      `the header names ${[...twice]
        .slice(0, 5)
        .map((name) => `"${name}"`)
        .join(", ")} more than once; later ones got a number`,
    );
}

function guessColumns(
  names: readonly string[],
  rows: readonly SampleRow[],
  dialect: Dialect,
  corrections: ParsingCorrections,
  notes: string[],
) {
  const values = names.map((_, c) => {
    const texts: string[] = [];
    for (const {fields} of rows) {
      const text = fields[c];
      if (text !== undefined && text !== "") texts.push(text);
    }
    return texts;
  });
  const distinct = values.map((texts) => [...new Set(texts)]);
  const {style, note} = guessNumberStyle(distinct, dialect.delimiter, corrections);
  if (note !== null) notes.push(note);
  const guesses = names.map((name, c) => guessColumn(name, values[c] ?? [], style, corrections.missing));
  return {guesses, style};
}

function toCandidates(
  names: readonly string[],
  guesses: readonly ColumnGuess[],
  given: readonly ColumnCorrection[] | undefined,
  notes: string[],
): Candidate[] {
  const byPosition = given !== undefined && given.length === names.length;
  if (given !== undefined && !byPosition) noteUnknownColumns(given, new Set(names), notes);
  return names.map((name, index) => {
    const guess = guesses[index] ?? {type: "text" as const, dateFormat: null, otherFormats: [], marks: [], note: null};
    const correction = byPosition ? given[index] : given?.find((column) => column.name === name);
    const fixed = correction?.type !== undefined || (correction?.dateFormat ?? null) !== null;
    const type = correction?.type ?? (fixed ? "date" : guess.type);
    const dateFormat = type === "date" ? (correction?.dateFormat ?? (guess.type === "date" ? guess.dateFormat : "iso")) : null;
    return {
      parsed: {name: correction === undefined || correction.name === `column_${index + 1}` ? name : correction.name, type, dateFormat},
      fixed,
      otherFormats: guess.otherFormats,
      rounding: false,
      marks: new Set(guess.marks),
      note: fixed ? null : guess.note,
      tried: new Set([`${type} ${dateFormat ?? ""}`]),
      misfits: 0,
      firstMisfit: null,
      misfitTexts: new Set<string>(),
    };
  });
}

/** The marks of all columns; in a text column only those count that mean missing everywhere. */
function joinMarks(candidates: readonly Candidate[]): string[] {
  const marks = candidates.flatMap(({parsed, marks: own}) =>
    [...own].filter((mark) => parsed.type !== "text" || certainMissingMarks.includes(mark)),
  );
  return [...new Set(marks)].sort();
}

/** Takes texts that mean missing and only came late in the file as marks; true when all that did not fit was such. */
function mendByMarks({misfitTexts, marks}: Candidate): boolean {
  const texts = [...misfitTexts].map((text) => text.trim());
  if (!texts.every((text) => commonMissingMarks.includes(text) && !marks.has(text))) return false;
  for (const text of texts) marks.add(text);
  return true;
}

/** Gives a column whose values did not fit the next type that may. */
function mendType(candidate: Candidate, style: NumberStyle): void {
  const {parsed, firstMisfit, misfits} = candidate;
  const first = firstMisfit === null ? "" : `line ${firstMisfit.line} holds ${JSON.stringify(firstMisfit.text.slice(0, 40))}`;
  const next = nextType(candidate, style);
  candidate.tried.add(`${next.type} ${next.dateFormat ?? ""}`);
  candidate.rounding = parsed.type === "bigint" && next.type === "number";
  if (next.type === "text") {
    const others = misfits > 1 ? `, and ${(misfits - 1).toLocaleString("en-US")} more values do not fit` : "";
    const wanted = {number: "a number", bigint: "an integer", date: "a date", boolean: "true or false", text: "text"}[parsed.type];
    candidate.note = `"${parsed.name}" is text, since ${first}, which is not ${wanted}${others}; set its type to take such values as bad ones`;
  } else if (next.type === "date") candidate.note = null;
  candidate.parsed = {name: parsed.name, ...next};
}

function nextType({parsed, misfitTexts, otherFormats, tried}: Candidate, style: NumberStyle): Pick<ParsedColumn, "type" | "dateFormat"> {
  const text = {type: "text" as const, dateFormat: null};
  const texts = [...misfitTexts];
  if (parsed.type === "date") {
    const encoder = new TextEncoder();
    const fits = (format: string) => {
      const parse = toDateParser(format);
      return texts.every((value) => {
        const bytes = encoder.encode(value.trim());
        return !Number.isNaN(parse(bytes, 0, bytes.length));
      });
    };
    const format = otherFormats.find((other) => !tried.has(`date ${other}`) && fits(other));
    return format === undefined ? text : {type: "date", dateFormat: format};
  }
  if (parsed.type === "number" && texts.every(isBeyondDouble) && !tried.has("bigint ")) return {type: "bigint", dateFormat: null};
  if (parsed.type === "bigint" && texts.every((value) => parseNumber(value, style) !== undefined))
    return {type: "number", dateFormat: null};
  return text;
}
