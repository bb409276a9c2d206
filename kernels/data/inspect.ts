/** Looks at a file and says what it is, how it is to be read, what is in it, and what is wrong with it. */
import {createHash} from "node:crypto";
import {extname} from "node:path";
import type {Columns} from "./columns.ts";
import {type ParsingCorrections, toCorrections} from "./corrections.ts";
import {DataError} from "./data-error.ts";
import {joinDigest} from "./digest-data.ts";
import {guessEncoding, isGzip, Utf8Watch} from "./guess-encoding.ts";
import {guessDialect} from "./guess-dialect.ts";
import {inspectCsv} from "./inspect-csv.ts";
import {type DataLimits, toLimits} from "./limits.ts";
import type {BadRow, Inspection, Parsing} from "./parsing.ts";
import {readText} from "./read-text.ts";
import {skipLinesOf, splitRows} from "./sample-rows.ts";
import {type Compression, type DataSource, type Encoding, readPlain, readRaw, type ReadingOptions} from "./source.ts";
import {summarise} from "./summary.ts";

export interface InspectOptions {
  /** The name under which the file came; its ending is a hint. */
  readonly fileName: string;
  readonly parsing?: ParsingCorrections;
  readonly limits?: Partial<DataLimits>;
  /** Share of the work done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** What the first pass over the bytes found. */
interface FirstLook {
  readonly bytesDigest: string;
  readonly sizeBytes: number;
  readonly compression: Compression;
  readonly encoding: Encoding;
  /** The beginning of the plain bytes, and whether that is all of them. */
  readonly head: Uint8Array;
  readonly whole: boolean;
  readonly plainBytes: number;
  readonly zeroBytes: number;
  readonly notes: readonly string[];
  readonly isBinary: boolean;
}

const headBytes = 1 << 20;

export async function inspect(source: DataSource, given: InspectOptions): Promise<Inspection> {
  const corrections = toCorrections(given.parsing);
  const options: ReadingOptions = {limits: toLimits(given.limits), signal: given.signal};
  const part = (from: number, to: number): ReadingOptions => ({
    ...options,
    onProgress: (share) => given.onProgress?.(from + (to - from) * share),
  });
  const look = await lookAtBytes(source, corrections, part(0, 0.3));
  const {fileName} = given;
  const format = corrections.format ?? guessFormat(look, fileName, corrections);
  const isText = format === "csv" || format === "json" || format === "text";
  if (look.isBinary && isText && corrections.format === undefined)
    throw new DataError("not-recognised", `"${fileName}" is neither a table nor a text that can be read: it looks like a binary file`);
  const finding = await find(source, format, look, corrections, fileName, part(0.3, 0.95));
  const columns = finding.columns === null ? [] : summarise(finding.columns);
  given.onProgress?.(1);
  return {
    parsing: finding.parsing,
    rows: finding.rows,
    badRowCount: finding.badRowCount,
    badRows: finding.badRows,
    columns,
    notes: [...(isText ? look.notes : []), ...finding.notes],
    digest: joinDigest(look.bytesDigest, finding.parsing),
  };
}

interface Finding {
  readonly parsing: Parsing;
  readonly rows: number;
  readonly columns: Columns | null;
  readonly badRowCount: number;
  readonly badRows: readonly BadRow[];
  readonly notes: readonly string[];
}

async function find(
  source: DataSource,
  format: Parsing["format"],
  look: FirstLook,
  corrections: ParsingCorrections,
  fileName: string,
  options: ReadingOptions,
): Promise<Finding> {
  const {encoding, compression} = look;
  const none = {badRowCount: 0, badRows: [], notes: []};
  switch (format) {
    case "csv": {
      const sizeBytes = look.plainBytes;
      const sample = {text: toSample(look), whole: look.whole, encoding, compression, fileName, sizeBytes};
      const finding = await inspectCsv(source, sample, corrections, options);
      return {...finding, rows: finding.columns.rows};
    }
    case "json": {
      const {inspectJson} = await import("./json.ts");
      try {
        const finding = await inspectJson(source, fileName, compression, corrections, options);
        return {...finding, rows: finding.columns.rows};
      } catch (error) {
        if (!(error instanceof DataError) || corrections.format !== undefined || (error.code !== "mismatch" && error.code !== "damaged"))
          throw error;
        const text = await find(source, "text", look, corrections, fileName, options);
        return {...text, notes: [...text.notes, `kept as text: ${error.message}`]};
      }
    }
    case "parquet": {
      const {readParquet} = await import("./parquet.ts");
      const {columns, notes} = await readParquet(source, options);
      return {...none, parsing: {format}, rows: columns.rows, columns, notes};
    }
    case "arrow": {
      const {readArrow} = await import("./arrow.ts");
      const {columns, notes} = await readArrow(source, options);
      return {...none, parsing: {format}, rows: columns.rows, columns, notes};
    }
    case "text": {
      const parsing: Parsing = {format, encoding, compression};
      const {lines} = await readText(source, parsing, options);
      return {...none, parsing, rows: lines, columns: null};
    }
  }
}

async function lookAtBytes(source: DataSource, corrections: ParsingCorrections, options: ReadingOptions): Promise<FirstLook> {
  const hash = createHash("sha256");
  const watch = new Utf8Watch();
  const parts: Uint8Array[] = [];
  let kept = 0;
  let plainBytes = 0;
  let sizeBytes = 0;
  let compression: Compression | null = corrections.compression ?? null;
  const take = (bytes: Uint8Array) => {
    plainBytes += bytes.length;
    watch.push(bytes);
    if (kept >= headBytes) return;
    const part = bytes.subarray(0, headBytes - kept);
    parts.push(part);
    kept += part.length;
  };
  for await (const chunk of readRaw(source, options)) {
    sizeBytes += chunk.length;
    hash.update(chunk);
    compression ??= isGzip(chunk) ? "gzip" : "none";
    if (compression === "none") take(chunk);
  }
  if (compression === "gzip")
    for await (const chunk of readPlain(source, "gzip", {limits: options.limits, signal: options.signal})) take(chunk);
  const head = Buffer.concat(parts);
  const whole = plainBytes === head.length;
  const guess = guessEncoding(head);
  const watched = watch.finish();
  const encoding = corrections.encoding ?? (guess.sure ? guess.encoding : watched.encoding);
  const notes: string[] = [];
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  if (corrections.encoding === undefined && !guess.sure && encoding === "windows-1252")
    notes.push("the text is not UTF-8 and was read as windows-1252 (Western European)");
  if (encoding === "utf-8" && watched.illFormed > 0)
    notes.push(`${watched.illFormed} ${watched.illFormed === 1 ? "byte sequence is" : "byte sequences are"} no UTF-8 and became \uFFFD`);
  const isBinary = !isWide && (watch.zeroBytes * 100 > plainBytes || watch.controlBytes * 20 > Math.min(plainBytes, 1 << 16));
  if (!isWide && watch.zeroBytes > 0)
    notes.push(`the file holds ${watch.zeroBytes} NUL ${watch.zeroBytes === 1 ? "byte" : "bytes"}, kept as they are`);
  if (plainBytes === 0) notes.push("the file is empty");
  const bytesDigest = hash.digest("hex");
  return {
    bytesDigest,
    sizeBytes,
    compression: compression ?? "none",
    encoding,
    head,
    whole,
    plainBytes,
    zeroBytes: watch.zeroBytes,
    notes,
    isBinary,
  };
}

function toSample({head, whole, encoding}: FirstLook): string {
  return new TextDecoder(encoding).decode(head, {stream: !whole});
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && [...text].every((character, index) => bytes[index] === character.charCodeAt(0));
}

/** What the bytes and the file's name say of the format. */
function guessFormat(look: FirstLook, fileName: string, corrections: ParsingCorrections): Parsing["format"] {
  const {head} = look;
  if (startsWith(head, "PAR1")) return "parquet";
  if (startsWith(head, "ARROW1") || isArrowStream(head)) return "arrow";
  const ending = extname(fileName.toLowerCase().replace(/\.gz(?:ip)?$/, ""));
  if (corrections.shape !== undefined) return "json";
  if (corrections.delimiter !== undefined || corrections.header !== undefined || corrections.columns !== undefined) {
    if (ending !== ".json" && ending !== ".jsonl" && ending !== ".ndjson") return "csv";
  }
  if (ending === ".csv" || ending === ".tsv" || ending === ".tab" || ending === ".psv") return "csv";
  if (ending === ".log" || ending === ".md" || ending === ".out") return "text";
  const text = toSample(look);
  const start = text.trimStart();
  if ((start.startsWith("[") || start.startsWith("{")) && looksLikeJson(start, look.whole)) return "json";
  if (ending === ".json" || ending === ".jsonl" || ending === ".ndjson" || ending === ".geojson")
    return start.startsWith("{") || start.startsWith("[") ? "json" : "text";
  return looksLikeTable(text, look.whole, fileName, ending === ".txt") ? "csv" : "text";
}

function isArrowStream(head: Uint8Array): boolean {
  if (head.length < 16 || head[0] !== 0xff || head[1] !== 0xff || head[2] !== 0xff || head[3] !== 0xff) return false;
  const length = new DataView(head.buffer, head.byteOffset).getInt32(4, true);
  return length > 0 && length % 8 === 0;
}

/** An array of things, or lines that are objects each. */
function looksLikeJson(start: string, whole: boolean): boolean {
  if (start.startsWith("[")) return /^\[\s*(?:[[{"\d\-\]]|true|false|null)/.test(start);
  const end = start.indexOf("\n");
  const first = end < 0 ? (whole ? start : "") : start.slice(0, end);
  try {
    const value: unknown = JSON.parse(first);
    return typeof value === "object" && value !== null;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function isPlainNumber(text: string): boolean {
  return /^\s*[+-]?\d[\d.,]*(?:e[+-]?\d+)?\s*$/i.test(text);
}

/** Whether a text whose name does not tell is a table: the same number of fields, more than one, in nearly every row; or a number a line. */
function looksLikeTable(text: string, whole: boolean, fileName: string, isText: boolean): boolean {
  const dialect = guessDialect(text, whole, fileName, {});
  const rows = splitRows(skipLinesOf(text, dialect.skipLines), dialect.delimiter, dialect.quote, whole, 1000);
  if (dialect.width < 2) return rows.length >= 3 && rows.slice(1).every(({fields}) => isPlainNumber(fields[0] ?? ""));
  const strict = isText || dialect.delimiter === " " || dialect.delimiter === ":";
  return rows.length >= 2 && dialect.agreement >= (strict ? 0.999 : 0.9);
}
