/** Many series as they are given (a list, columns, a long table) → one list of named series, each with what is known beside it. */
import type {Known} from "../prepare.ts";

/** A series with its name and what is known beside it. */
export interface NamedSeries extends Known {
  readonly name: string;
  /** Numbers in equal steps of time, oldest first. */
  readonly values: ArrayLike<number>;
}

/** What an Arquero table offers to be read by. */
export interface TableOfSeries {
  columnNames(): string[];
  array(name: string): ArrayLike<unknown>;
}

/** A list of series, or columns by name: each a series, or, with the option `value`, a table (columns, or a list of rows) with a row for each series and time. */
export type SeriesGiven = readonly (ArrayLike<number> | NamedSeries)[] | readonly {readonly [name: string]: unknown}[] | {readonly [name: string]: ArrayLike<unknown>} | TableOfSeries;

/** Which columns hold what. */
export interface ColumnNames {
  /** The column of the values, one row for each series and time; without it every column is a series. */
  readonly value?: string;
  /** The column that names each row's series; without it there is one series. For tables with `value`. */
  readonly series?: string;
  /** The column of times. Rows are put in its order. */
  readonly time?: string;
  /** Columns known ahead. The last `horizon` rows of each series are then the steps ahead, and have no value. For tables with `value`. */
  readonly covariates?: readonly string[];
}

type Columns = ReadonlyMap<string, ArrayLike<unknown>>;

/**
 * Reads the series.
 *
 * @throws TypeError for a form or a column that there is not; RangeError when there is no series, or two of one name.
 */
export function readSeries(given: SeriesGiven, names: ColumnNames, horizon: number): readonly NamedSeries[] {
  const isList = Array.isArray(given) && names.value === undefined;
  if (isList) {
    const used = (["series", "time", "covariates"] as const).find((name) => names[name] !== undefined);
    if (used) throw new TypeError(`${used} names a column, and a list of series has none`);
  }
  const series = isList ? readList(given as readonly unknown[]) : readColumns(toColumns(given), names, horizon);
  if (series.length === 0) throw new RangeError("forecast.many requires at least one series");
  const seen = new Set<string>();
  for (const {name} of series) {
    if (seen.has(name)) throw new RangeError(`the names of the series must differ, got ${name} twice`);
    seen.add(name);
  }
  return series;
}

function readList(given: readonly unknown[]): NamedSeries[] {
  return given.map((one, i): NamedSeries => {
    if (isNumbers(one)) return {name: `${i + 1}`, values: Float64Array.from(one as ArrayLike<unknown>, toNumber)};
    const named = one as Partial<NamedSeries> | null;
    if (named === null || typeof named !== "object" || typeof named.name !== "string" || !isNumbers(named.values)) {
      throw new TypeError(`each series must be an array of numbers or {name, values}, got ${describe(one)} at index ${i}`);
    }
    const unknownName = Object.keys(named).find((key) => !["name", "values", "times", "covariates"].includes(key));
    if (unknownName !== undefined) throw new TypeError(`a series has no ${unknownName}; it has name, values, times, covariates`);
    const {name, values, times, covariates} = named as NamedSeries;
    return {
      name,
      values: Float64Array.from(values, toNumber),
      ...(times ? {times: Array.from(times, toTime)} : {}),
      ...(covariates ? {covariates: Object.fromEntries(Object.entries(covariates).map(([title, numbers]) => [title, Float64Array.from(numbers, toNumber)]))} : {}),
    };
  });
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "another object" : typeof value;
}

function toColumns(given: SeriesGiven): Columns {
  if (given === null || typeof given !== "object") throw new TypeError(`forecast.many requires a list of series or columns by name, got ${describe(given)}`);
  if (Array.isArray(given)) {
    const rows = given as readonly {readonly [name: string]: unknown}[];
    const wrong = rows.findIndex((row) => row === null || typeof row !== "object" || isNumbers(row));
    if (wrong !== -1) throw new TypeError(`value names a column, and row ${wrong} has none`);
    return new Map([...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => [name, rows.map((row) => row[name])]));
  }
  const table = given as TableOfSeries;
  if (typeof table.columnNames === "function" && typeof table.array === "function") {
    return new Map(table.columnNames().map((name) => [name, table.array(name)]));
  }
  const columns = new Map(Object.entries(given as {readonly [name: string]: ArrayLike<unknown>}));
  for (const [name, column] of columns) if (!isNumbers(column)) throw new TypeError(`column ${name} must be an array, got ${describe(column)}`);
  return columns;
}

function readColumns(columns: Columns, {value, series, time, covariates = []}: ColumnNames, horizon: number): NamedSeries[] {
  const find = (option: string, name: string): ArrayLike<unknown> => {
    const column = columns.get(name);
    if (!column) throw new TypeError(`${option} must be one of the columns ${[...columns.keys()].slice(0, 20).join(", ")}, got ${name}`);
    return column;
  };
  const times = time === undefined ? null : find("time", time);
  if (value === undefined) {
    if (series !== undefined || covariates.length > 0) throw new TypeError(`${series === undefined ? "covariates" : "series"} goes with value, the column of the values`);
    return [...columns].filter(([name]) => name !== time).map(([name, column]) => toSeries(name, everyRow(column.length), column, times, [], horizon));
  }
  const values = find("value", value);
  const owners = series === undefined ? null : find("series", series);
  const known = covariates.map((name) => [name, find("covariates", name)] as const);
  for (const column of [times, owners, ...known.map(([, each]) => each)]) {
    if (column && column.length !== values.length) throw new RangeError(`the columns must be of one length, got ${values.length} and ${column.length}`);
  }
  const rows = new Map<string, number[]>();
  for (let row = 0; row < values.length; row += 1) {
    const name = owners ? String(owners[row]) : value;
    const own = rows.get(name);
    if (own) own.push(row);
    else rows.set(name, [row]);
  }
  return [...rows].map(([name, own]) => toSeries(name, own, values, times, known, horizon));
}

const everyRow = (length: number): number[] => Array.from({length}, (_, row) => row);

/** The rows of one series, in the order of time; where exactly the last `horizon` rows have no value, they are the steps ahead. */
function toSeries(name: string, rows: number[], column: ArrayLike<unknown>, times: ArrayLike<unknown> | null, known: readonly (readonly [string, ArrayLike<unknown>])[], horizon: number): NamedSeries {
  if (times) rows.sort((a, b) => toMs(times[a]) - toMs(times[b]) || a - b);
  const values = Float64Array.from(rows, (row) => toNumber(column[row]));
  let end = values.length;
  while (end > 0 && Number.isNaN(values[end - 1]!)) end -= 1;
  const hasAhead = values.length - end === horizon;
  return {
    name,
    values: hasAhead ? values.subarray(0, end) : values,
    ...(times ? {times: rows.map((row) => toTime(times[row]))} : {}),
    ...(known.length > 0 ? {covariates: Object.fromEntries(known.map(([title, numbers]) => [title, Float64Array.from(rows, (row) => toNumber(numbers[row]))]))} : {}),
  };
}

/** Numbers and truth values; everything else is missing. */
function toNumber(value: unknown): number {
  return typeof value === "number" ? value : typeof value === "boolean" || typeof value === "bigint" ? Number(value) : NaN;
}

const toTime = (value: unknown): number | string | Date => (typeof value === "number" || value instanceof Date ? value : String(value));

/** For the order alone; what is no time is refused later, by name. */
function toMs(value: unknown): number {
  const ms = typeof value === "number" ? value : value instanceof Date ? value.getTime() : Date.parse(String(value));
  return Number.isNaN(ms) ? Infinity : ms;
}
