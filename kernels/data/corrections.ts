/** What a person corrects in the way a file is read; whatever is left out is found by looking. */
import {checkDateFormat} from "./date-text.ts";
import type {ParsedColumn, Parsing} from "./parsing.ts";
import type {Compression, Encoding} from "./source.ts";

export interface ColumnCorrection {
  readonly name: string;
  readonly type?: ParsedColumn["type"];
  readonly dateFormat?: string | null;
}

export interface ParsingCorrections {
  readonly format?: Parsing["format"];
  readonly encoding?: Encoding;
  readonly compression?: Compression;
  readonly shape?: "array" | "lines";
  readonly delimiter?: string;
  readonly quote?: string;
  readonly header?: boolean;
  readonly skipLines?: number;
  readonly decimalMark?: "." | ",";
  readonly thousandsMark?: "" | "," | "." | " " | "'";
  readonly missing?: readonly string[];
  /**
   * By name; or, when there are as many as the table has columns, by position, so that columns can be renamed. Those of columns that the table no
   * longer has, since the delimiter or the header was corrected too, are left aside; with none at all every column is found anew.
   */
  readonly columns?: readonly ColumnCorrection[];
}

const allowed: {readonly [name in keyof Required<ParsingCorrections>]: readonly unknown[] | null} = {
  format: ["csv", "json", "parquet", "arrow", "text"],
  encoding: ["utf-8", "utf-16le", "utf-16be", "windows-1252"],
  compression: ["none", "gzip"],
  shape: ["array", "lines"],
  delimiter: null,
  quote: null,
  header: [true, false],
  skipLines: null,
  decimalMark: [".", ","],
  thousandsMark: ["", ",", ".", " ", "'"],
  missing: null,
  columns: null,
};

const columnTypes: readonly unknown[] = ["number", "bigint", "boolean", "date", "text"];

/** Corrections from data that may be anything; throws TypeError or RangeError that names the field, the rule and the value. */
export function toCorrections(given: unknown): ParsingCorrections {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object" || Array.isArray(given)) throw new TypeError(`parsing must be an object, and is ${describe(given)}`);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(allowed, name))
      throw new TypeError(`parsing has no field "${name}"; the fields are ${Object.keys(allowed).join(", ")}`);
    if (value === undefined) continue;
    const values = allowed[name as keyof ParsingCorrections];
    if (values !== null && !values.includes(value))
      throw new RangeError(`parsing.${name} must be one of ${values.map(describe).join(", ")}, and is ${describe(value)}`);
  }
  const corrections = given as ParsingCorrections;
  const {delimiter, quote, skipLines, missing, columns} = corrections;
  if (delimiter !== undefined) checkCharacter("delimiter", delimiter);
  if (quote !== undefined && quote !== "") checkCharacter("quote", quote);
  if (skipLines !== undefined && !(Number.isInteger(skipLines) && skipLines >= 0 && skipLines <= 1_000_000))
    throw new RangeError(`parsing.skipLines must be an integer from 0 to 1,000,000, and is ${describe(skipLines)}`);
  if (missing !== undefined && !(Array.isArray(missing) && missing.length <= 1000 && missing.every((text) => typeof text === "string")))
    throw new TypeError(`parsing.missing must be an array of at most 1,000 texts, and is ${describe(missing)}`);
  if (columns !== undefined) {
    if (!Array.isArray(columns)) throw new TypeError(`parsing.columns must be an array, and is ${describe(columns)}`);
    for (const column of columns as readonly unknown[]) checkColumn(column);
    const names = columns.map((column) => column.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined && names.length < 1000) throw new RangeError(`parsing.columns names "${twice}" twice`);
  }
  return corrections;
}

/** Says which corrections were left aside, since no column has their name. */
export function noteUnknownColumns(given: readonly ColumnCorrection[], names: ReadonlySet<string>, notes: string[]): void {
  const unknown = given
    .filter(({name}) => !names.has(name))
    .map(({name}) => JSON.stringify(name.length > 40 ? `${name.slice(0, 39)}…` : name));
  if (unknown.length === 0) return;
  const [isAre, which] = unknown.length === 1 ? ["column is", "its correction was"] : ["columns are", "their corrections were"];
  notes.push(
    `the ${isAre} not in the table as it is read now, and ${which} left aside: ${unknown.slice(0, 5).join(", ")}${unknown.length > 5 ? " …" : ""}`,
  );
}

function checkColumn(column: unknown): void {
  if (typeof column !== "object" || column === null)
    throw new TypeError(`an entry of parsing.columns must be an object, and is ${describe(column)}`);
  for (const name of Object.keys(column))
    if (name !== "name" && name !== "type" && name !== "dateFormat")
      throw new TypeError(`a column has no field "${name}"; the fields are name, type, dateFormat`);
  const {name, type, dateFormat} = column as {name?: unknown; type?: unknown; dateFormat?: unknown};
  if (typeof name !== "string" || name === "")
    throw new TypeError(`a column's name must be a text that is not empty, and is ${describe(name)}`);
  if (type !== undefined && !columnTypes.includes(type))
    throw new RangeError(`the type of column "${name}" must be one of ${columnTypes.map(describe).join(", ")}, and is ${describe(type)}`);
  if (dateFormat === undefined || dateFormat === null) return;
  if (typeof dateFormat !== "string")
    throw new TypeError(`the date format of column "${name}" must be a text, and is ${describe(dateFormat)}`);
  const problem = checkDateFormat(dateFormat);
  if (problem !== null) throw new RangeError(`column "${name}": ${problem}`);
}

function checkCharacter(name: string, value: unknown): void {
  if (typeof value !== "string" || value.length !== 1 || value.charCodeAt(0) > 127 || value === "\n" || value === "\r")
    throw new RangeError(`parsing.${name} must be one ASCII character that ends no line, and is ${describe(value)}`);
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
