/** Finds what a column's texts are: numbers in which style, dates of which form, truth values, or just text. */
import {listDateFormats, swapDayAndMonth} from "./date-formats.ts";
import {toDateParser} from "./date-text.ts";
import {certainMissingMarks, commonMissingMarks} from "./missing-marks.ts";
import {hasLeadingZero, isBeyondDouble, type NumberStyle, parseBigInteger, parseNumber} from "./number-text.ts";
import type {ParsedColumn} from "./parsing.ts";

export interface ColumnGuess {
  readonly type: ParsedColumn["type"];
  readonly dateFormat: string | null;
  /** Other date formats that fit the sample as well, to try when a later value does not fit. */
  readonly otherFormats: readonly string[];
  /** Missing marks met among the values. */
  readonly marks: readonly string[];
  readonly note: string | null;
}

const common = new Set(commonMissingMarks);
const certain = new Set(certainMissingMarks);
const emptyColumnMarks = new Set([...certainMissingMarks, "NA", "NaN", "nan", "None"]);

const styles: readonly NumberStyle[] = [
  {decimalMark: ".", thousandsMark: ""},
  {decimalMark: ",", thousandsMark: ""},
  {decimalMark: ".", thousandsMark: ","},
  {decimalMark: ",", thousandsMark: "."},
  {decimalMark: ".", thousandsMark: " "},
  {decimalMark: ",", thousandsMark: " "},
  {decimalMark: ".", thousandsMark: "'"},
  {decimalMark: ",", thousandsMark: "'"},
];

/** The style under which most columns are numbers. `columns`: different texts of each column, missing ones left out. */
export function guessNumberStyle(
  columns: readonly (readonly string[])[],
  delimiter: string,
  given: {readonly decimalMark?: NumberStyle["decimalMark"] | undefined; readonly thousandsMark?: NumberStyle["thousandsMark"] | undefined},
): {readonly style: NumberStyle; readonly note: string | null} {
  const written = columns
    .map((values) => values.filter((value) => !common.has(value.trim())))
    .filter(
      (values) => values.length > 0 && values.every((value) => /^\s*[+-]?[\d.,'’ \u00a0\u202f]*\d[.,]?(?:e[+-]?\d+)?\s*$/i.test(value)),
    );
  const candidates = styles.filter(
    ({decimalMark, thousandsMark}) =>
      (given.decimalMark === undefined || given.decimalMark === decimalMark) &&
      (given.thousandsMark === undefined || given.thousandsMark === thousandsMark),
  );
  if (given.decimalMark !== undefined && given.thousandsMark !== undefined)
    return {style: {decimalMark: given.decimalMark, thousandsMark: given.thousandsMark}, note: null};
  let best = candidates[0] ?? {decimalMark: ".", thousandsMark: ""};
  let most = -1;
  const scores = new Map<NumberStyle, number>();
  for (const style of candidates) {
    const fitting = written.filter((values) => values.every((value) => parseNumber(value, style) !== undefined)).length;
    scores.set(style, fitting);
    if (fitting > most) {
      most = fitting;
      best = style;
    }
  }
  if (best.decimalMark !== "," || best.thousandsMark !== "" || given.decimalMark !== undefined) return {style: best, note: null};
  const grouped = styles[2];
  const allGrouped = written
    .flat()
    .filter((value) => value.includes(","))
    .every((value) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(value.trim()));
  if (grouped === undefined || !allGrouped || scores.get(grouped) !== most) return {style: best, note: null};
  if (delimiter === ";")
    return {
      style: best,
      note: 'numbers such as 1,234 were read with a decimal comma; set the thousands mark to "," if they are whole numbers',
    };
  return {
    style: grouped,
    note: 'numbers such as 1,234 were read with a thousands comma; set the decimal mark to "," if they are fractions',
  };
}

/** What the column is, judged by its different texts. `values` are in row order, empty ones left out. */
export function guessColumn(
  name: string,
  values: readonly string[],
  style: NumberStyle,
  given: readonly string[] | undefined,
): ColumnGuess {
  const distinct = [...new Set(values)];
  const isMark = (text: string) => (given === undefined ? common.has(text.trim()) : given.includes(text.trim()));
  const marks = distinct.filter(isMark).map((text) => text.trim());
  const rest = distinct.filter((text) => !isMark(text) && text.trim() !== "");
  const none = {dateFormat: null, otherFormats: [], note: null};
  if (rest.length === 0) {
    const found = marks.filter((mark) => emptyColumnMarks.has(mark));
    const isEmpty = found.length === marks.length;
    return {...none, type: "text", marks: found, note: isEmpty && values.length + marks.length === 0 ? `"${name}" has no values` : null};
  }
  if (isBoolean(rest)) return {...none, type: "boolean", marks};
  const numbers = rest.map((text) => parseNumber(text, style));
  if (numbers.every((value) => value !== undefined)) {
    if (rest.some(hasLeadingZero))
      return {...none, type: "text", marks: certainOf(marks), note: `"${name}" is text, since some of its digits begin with 0`};
    const compact = guessCompactDate(name, rest);
    if (compact !== null)
      return {...none, type: "date", dateFormat: compact, marks, note: `the digits in "${name}" were read as dates (${compact})`};
    const epoch = guessEpoch(name, numbers);
    if (epoch !== null)
      return {
        ...none,
        type: "date",
        dateFormat: epoch,
        marks,
        note: `the numbers in "${name}" were read as ${epoch.slice(6)} since 1970; set its type to number if they are not`,
      };
    if (!rest.some(isBeyondDouble)) return {...none, type: "number", marks};
    if (rest.every((text) => parseBigInteger(text, style) !== undefined)) return {...none, type: "bigint", marks};
    if (rest.every((text) => /^\s*\d+\s*$/.test(text)))
      return {...none, type: "text", marks: certainOf(marks), note: `"${name}" is text, since some of its integers do not fit 64 bits`};
    return {...none, type: "number", marks};
  }
  const date = guessDate(
    name,
    values.filter((text) => !isMark(text) && text.trim() !== ""),
  );
  if (date !== null) return {...date, marks};
  return {...none, type: "text", marks: certainOf(marks), note: describeText(name, rest)};
}

function certainOf(marks: readonly string[]): string[] {
  return marks.filter((mark) => certain.has(mark));
}

function isBoolean(distinct: readonly string[]): boolean {
  const lower = [...new Set(distinct.map((text) => text.trim().toLowerCase()))].sort();
  if (lower.every((text) => text === "true" || text === "false")) return true;
  return ["no,yes", "f,t", "n,y"].includes(lower.join(","));
}

const timeName = /(?:^|[^a-z])(?:ts|date|time|timestamp|datetime|epoch|created|updated|modified|at)(?:$|[^a-z])|(?:time|date|timestamp)$/i;

/** Between 1990 and 2040, in seconds. */
const epochRange = [631_152_000, 2_208_988_800] as const;

function guessEpoch(name: string, numbers: readonly (number | undefined)[]): string | null {
  if (!timeName.test(name.replace(/([a-z])([A-Z])/g, "$1_$2"))) return null;
  const fits = (factor: number) =>
    numbers.every((value) => value !== undefined && value >= epochRange[0] * factor && value < epochRange[1] * factor);
  if (fits(1)) return "epoch-seconds";
  return fits(1000) ? "epoch-milliseconds" : null;
}

function guessCompactDate(name: string, texts: readonly string[]): string | null {
  if (!/date|day|datum|tag|jour|fecha/i.test(name) || !texts.every((text) => /^(?:19|20)\d{6}$/.test(text.trim()))) return null;
  return fitsAll("%Y%m%d", texts) ? "%Y%m%d" : null;
}

function fitsAll(format: string, texts: readonly string[]): boolean {
  const parse = toDateParser(format);
  const encoder = new TextEncoder();
  return texts.every((text) => {
    const bytes = encoder.encode(text.trim());
    return !Number.isNaN(parse(bytes, 0, bytes.length));
  });
}

function guessDate(name: string, texts: readonly string[]): Omit<ColumnGuess, "marks"> | null {
  let formats: readonly string[] | null = null;
  const seen = new Set<string>();
  for (const text of texts) {
    if (seen.has(text)) continue;
    seen.add(text);
    if (formats === null) formats = listDateFormats(text);
    else formats = formats.filter((format) => fitsAll(format, [text]));
    if (formats.length === 0) return null;
    if (seen.size > 2000) break;
  }
  const [first, ...others] = formats ?? [];
  if (first === undefined) return null;
  const swapped = swapDayAndMonth(first);
  if (swapped === null || !others.includes(swapped)) return {type: "date", dateFormat: first, otherFormats: others, note: null};
  const chosen = chooseOrder(first, swapped, texts);
  return {
    type: "date",
    dateFormat: chosen.format,
    otherFormats: [first, ...others].filter((format) => format !== chosen.format),
    note: `day and month cannot be told apart in "${name}"; ${chosen.format} was taken ${chosen.why}, the other is ${chosen.format === first ? swapped : first}`,
  };
}

/** Which of two orders of day and month: the one in which the rows run steadily, else what the separator suggests. */
function chooseOrder(dayFirst: string, monthFirst: string, texts: readonly string[]): {format: string; why: string} {
  const [byDay, byMonth] = [countTurns(dayFirst, texts), countTurns(monthFirst, texts)];
  if (byDay < byMonth) return {format: dayFirst, why: "because the rows are then in order of time"};
  if (byMonth < byDay) return {format: monthFirst, why: "because the rows are then in order of time"};
  if (dayFirst.includes("/")) return {format: monthFirst, why: "as is usual with slashes"};
  return {format: dayFirst, why: "as is usual with this separator"};
}

function countTurns(format: string, texts: readonly string[]): number {
  const parse = toDateParser(format);
  const encoder = new TextEncoder();
  let turns = 0;
  let last = NaN;
  let direction = 0;
  for (const text of texts) {
    const bytes = encoder.encode(text.trim());
    const value = parse(bytes, 0, bytes.length);
    const step = Math.sign(value - last);
    if (step === 1 || step === -1) {
      if (direction !== 0 && step !== direction) turns += 1;
      direction = step;
    }
    last = value;
  }
  return turns;
}

function describeText(name: string, distinct: readonly string[]): string | null {
  if (distinct.every((text) => /^\s*[+-]?[\d.,]+\s*%\s*$/.test(text))) return `"${name}" holds percentages, and was left as text`;
  const money =
    /^\s*[+-]?\s*\(?\s*(?:[£$€¥₹]|USD|EUR|GBP|CHF|JPY)\s*[+-]?[\d.,]+\)?\s*$|^\s*[+-]?[\d.,]+\s*(?:[£$€¥₹]|USD|EUR|GBP|CHF|JPY)\s*$/;
  if (distinct.every((text) => money.test(text))) return `"${name}" holds amounts with a currency, and was left as text`;
  if (distinct.every((text) => /^\s*\(?[+-]?[\d.,]+\)?\s*$/.test(text)) && distinct.some((text) => text.includes("(")))
    return `"${name}" holds amounts with negative ones in parentheses, and was left as text`;
  return null;
}
