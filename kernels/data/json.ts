/** JSON in: an array of records, or one record a line. */
import {BadRows, describeMisfit} from "./bad-rows.ts";
import {toUniqueNames} from "./column-names.ts";
import type {Column, Columns} from "./columns.ts";
import {noteUnknownColumns, type ParsingCorrections} from "./corrections.ts";
import {DataError} from "./data-error.ts";
import {toDateParser} from "./date-text.ts";
import {guessColumn} from "./guess-column.ts";
import {lineOfElement, parseJson, writeJson} from "./json-text.ts";
import {checkShape, formatBytes} from "./limits.ts";
import {parseBigInteger, parseNumber} from "./number-text.ts";
import type {BadRow, ParsedColumn, Parsing} from "./parsing.ts";
import {collect, type Compression, type DataSource, readUtf8, type ReadingOptions} from "./source.ts";
import {toPlainTextBuilder} from "./text-builder.ts";

type JsonParsing = Extract<Parsing, {format: "json"}>;

export interface JsonReading {
  readonly columns: Columns;
  readonly badRowCount: number;
  readonly badRows: readonly BadRow[];
}

export interface JsonFinding extends JsonReading {
  readonly parsing: JsonParsing;
  readonly notes: readonly string[];
}

/** What the text holds, record by record. A thing that is no object is a record of one column, `value`. */
interface Records {
  readonly shape: "array" | "lines";
  readonly rows: readonly unknown[];
  /** 1-based line of a row. */
  readonly lineOf: (row: number) => number;
  readonly bad: BadRows;
}

/** More text than this cannot be one string in the engine. */
const longestText = 500 << 20;
const plainStyle = {decimalMark: ".", thousandsMark: ""} as const;

async function readRecords(
  source: DataSource,
  compression: Compression,
  shape: "array" | "lines" | undefined,
  options: ReadingOptions,
): Promise<Records> {
  const bytes = await collect(readUtf8(source, {encoding: "utf-8", compression}, options));
  if (bytes.length > longestText)
    throw new DataError("too-large", `JSON of more than ${formatBytes(longestText)} cannot be read; use CSV or Parquet`);
  const text = new TextDecoder().decode(bytes);
  const bad = new BadRows();
  const isArray = shape === undefined ? text.trimStart().startsWith("[") && !looksLikeLines(text) : shape === "array";
  if (!isArray) return readLines(text, bad);
  const value = parseJson(text);
  if (!Array.isArray(value)) throw new DataError("mismatch", "the file is JSON, but neither an array of records nor one record a line");
  return {shape: "array", rows: value, lineOf: (row) => lineOfElement(text, row), bad};
}

/** Lines that are arrays each, against one array over many lines. */
function looksLikeLines(text: string): boolean {
  const first = text.indexOf("\n");
  if (first < 0 || text.slice(first).trim() === "") return false;
  try {
    JSON.parse(text.slice(0, first));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function readLines(text: string, bad: BadRows): Records {
  const rows: unknown[] = [];
  const lines: number[] = [];
  let line = 0;
  let at = 0;
  while (at < text.length) {
    const found = text.indexOf("\n", at);
    const end = found < 0 ? text.length : found;
    const content = text.slice(at, end).trim();
    line += 1;
    at = end + 1;
    if (content === "") continue;
    try {
      rows.push(parseJson(content));
      lines.push(line);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      bad.add(line, `the line is no JSON and was left out: ${error.message}`, () => content.slice(0, 200));
    }
  }
  if (rows.length === 0 && bad.count > 0)
    throw new DataError("mismatch", "the file is JSON, but neither an array of records nor one record a line");
  return {shape: "lines", rows, lineOf: (row) => lines[row] ?? 0, bad};
}

/** The values of each field, in the order in which the fields first come. */
function toFields(rows: readonly unknown[]): Map<string, unknown[]> {
  const fields = new Map<string, unknown[]>();
  rows.forEach((row, index) => {
    const isRecord = typeof row === "object" && row !== null && !Array.isArray(row);
    for (const [name, value] of isRecord ? Object.entries(row) : [["value", row] as const]) {
      let values = fields.get(name);
      if (values === undefined) fields.set(name, (values = new Array<unknown>(rows.length)));
      values[index] = value;
    }
  });
  return fields;
}

export async function inspectJson(
  source: DataSource,
  fileName: string,
  compression: Compression,
  corrections: ParsingCorrections,
  options: ReadingOptions,
): Promise<JsonFinding> {
  const records = await readRecords(source, compression, corrections.shape, options);
  if (corrections.shape === undefined && isOneStructure(records) && !/\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(fileName))
    throw new DataError("mismatch", "the file is JSON, but one structure and no list of records");
  const fields = toFields(records.rows);
  checkShape(records.rows.length, fields.size, options.limits);
  const notes: string[] = [];
  const names = [...fields.keys()];
  if (corrections.columns !== undefined) noteUnknownColumns(corrections.columns, new Set(names), notes);
  const columns = names.map((name): ParsedColumn => {
    const given = corrections.columns?.find((column) => column.name === name);
    const guess = guessField(name, fields.get(name) ?? []);
    if (given?.type === undefined && given?.dateFormat == null) {
      if (guess.note !== null) notes.push(guess.note);
      return {name, type: guess.type, dateFormat: guess.dateFormat};
    }
    const type = given.type ?? "date";
    return {name, type, dateFormat: type === "date" ? (given.dateFormat ?? guess.dateFormat ?? "iso") : null};
  });
  const parsing: JsonParsing = {format: "json", shape: records.shape, compression, columns};
  return {...build(records, fields, columns), parsing, notes};
}

/** One object that holds others, on a line of its own: a structure rather than a table of one row. */
function isOneStructure({shape, rows, bad}: Records): boolean {
  const [only] = rows;
  if (shape !== "lines" || rows.length !== 1 || bad.count > 0 || typeof only !== "object" || only === null) return false;
  return Object.values(only).some((value) => typeof value === "object" && value !== null);
}

export async function readJson(source: DataSource, parsing: JsonParsing, options: ReadingOptions): Promise<JsonReading> {
  const records = await readRecords(source, parsing.compression, parsing.shape, options);
  checkShape(records.rows.length, parsing.columns.length, options.limits);
  return build(records, toFields(records.rows), parsing.columns);
}

function guessField(
  name: string,
  values: readonly unknown[],
): {type: ParsedColumn["type"]; dateFormat: string | null; note: string | null} {
  const kinds = new Set<string>();
  for (const value of values) if (value !== null && value !== undefined) kinds.add(typeof value);
  const plain = {dateFormat: null, note: null};
  if (kinds.size === 0) return {...plain, type: "text", note: `"${name}" has no values`};
  if (kinds.size === 1 && kinds.has("number")) {
    const numbers = [...new Set(values)].filter((value) => typeof value === "number");
    const guess = guessColumn(name, numbers.slice(0, 2000).map(String), plainStyle, []);
    if (guess.type === "date" && guess.dateFormat?.startsWith("epoch") === true)
      return {type: "date", dateFormat: guess.dateFormat, note: guess.note};
    return {...plain, type: "number"};
  }
  if (kinds.has("bigint") && [...kinds].every((kind) => kind === "bigint" || kind === "number"))
    return {...plain, type: values.every((value) => typeof value !== "number" || Number.isInteger(value)) ? "bigint" : "number"};
  if (kinds.size === 1 && kinds.has("boolean")) return {...plain, type: "boolean"};
  if (kinds.size === 1 && kinds.has("string")) {
    const texts = values.filter((value) => typeof value === "string");
    const guess = guessColumn(name, texts, plainStyle, []);
    if (
      guess.type === "date" &&
      guess.dateFormat !== null &&
      !guess.dateFormat.startsWith("epoch") &&
      texts.every((text) => text !== "") &&
      fits(guess.dateFormat, texts)
    )
      return {type: "date", dateFormat: guess.dateFormat, note: guess.note};
    return {...plain, type: "text"};
  }
  const note = kinds.has("object")
    ? `"${name}" holds objects or arrays, kept as JSON text`
    : `"${name}" mixes ${[...kinds].join(" and ")}, and was read as text`;
  return {...plain, type: "text", note};
}

function fits(format: string, texts: readonly string[]): boolean {
  const read = toTextReader(format);
  return texts.every((text) => !Number.isNaN(read(text)));
}

const encoder = new TextEncoder();

function toTextReader(format: string): (text: string) => number {
  const parse = toDateParser(format);
  return (text) => {
    const bytes = encoder.encode(text.trim());
    return parse(bytes, 0, bytes.length);
  };
}

function build(records: Records, fields: ReadonlyMap<string, readonly unknown[]>, columns: readonly ParsedColumn[]): JsonReading {
  const rows = records.rows.length;
  const misfits: {row: number; reason: string}[] = [];
  const unique = toUniqueNames(
    columns.map(({name}) => name),
    columns.length,
  );
  const built = columns.map((column, index): Column => {
    const values = fields.get(column.name) ?? [];
    return {
      ...toColumn(column, values, rows, (row, value) => misfits.push({row, reason: describeMisfit(column, toText(value))})),
      name: unique[index] ?? column.name,
    };
  });
  misfits.sort((a, b) => a.row - b.row);
  for (const {row, reason} of misfits) {
    const line = records.bad.rows.length < 100 ? records.lineOf(row) : row;
    records.bad.add(line, reason, () => toText(records.rows[row]).slice(0, 200));
  }
  return {columns: {rows, columns: built}, badRowCount: records.bad.count, badRows: records.bad.rows};
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : writeJson(value);
}

function toColumn(column: ParsedColumn, values: readonly unknown[], rows: number, onMisfit: (row: number, value: unknown) => void): Column {
  const {name} = column;
  if (column.type === "text") {
    const builder = toPlainTextBuilder(name, rows);
    for (let row = 0; row < rows; row += 1) {
      const value = values[row];
      if (value === null || value === undefined) builder.putMissing();
      else {
        const bytes = encoder.encode(toText(value));
        builder.put(bytes, 0, bytes.length);
      }
    }
    return builder.finish();
  }
  let valid: Uint8Array | null = null;
  const isMissing = (row: number) => {
    valid ??= new Uint8Array(rows).fill(1);
    valid[row] = 0;
  };
  const fill = <T>(read: (value: unknown) => T | undefined, put: (row: number, value: T) => void) => {
    for (let row = 0; row < rows; row += 1) {
      const value = values[row];
      if (value === null || value === undefined) {
        isMissing(row);
        continue;
      }
      const result = read(value);
      if (result === undefined) {
        onMisfit(row, value);
        isMissing(row);
      } else put(row, result);
    }
  };
  if (column.type === "bigint") {
    const array = new BigInt64Array(rows);
    fill(
      (value) => parseBigInteger(toText(value), plainStyle),
      (row, value) => (array[row] = value),
    );
    return {name, type: "bigint", values: array, valid};
  }
  if (column.type === "boolean") {
    const array = new Uint8Array(rows);
    const read = (value: unknown) =>
      value === true || value === 1 || value === "true" ? 1 : value === false || value === 0 || value === "false" ? 0 : undefined;
    fill(read, (row, value) => (array[row] = value));
    return {name, type: "boolean", values: array, valid};
  }
  const array = new Float64Array(rows);
  if (column.type === "number") {
    const read = (value: unknown) =>
      typeof value === "number"
        ? value
        : typeof value === "string" || typeof value === "bigint"
          ? parseNumber(String(value), plainStyle)
          : undefined;
    fill(read, (row, value) => (array[row] = value));
    return {name, type: "number", values: array, valid};
  }
  const parse = toTextReader(column.dateFormat ?? "iso");
  const read = (value: unknown) => {
    const milliseconds = typeof value === "string" || typeof value === "number" ? parse(String(value)) : NaN;
    return Number.isNaN(milliseconds) ? undefined : milliseconds;
  };
  fill(read, (row, value) => (array[row] = value));
  return {name, type: "date", values: array, valid};
}
