/** What the tests of this room share: looking at a text or bytes and having the rows as plain values. */
import {existsSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {inspect} from "../inspect.ts";
import type {ParsingCorrections} from "../corrections.ts";
import type {Columns} from "../columns.ts";
import type {DataLimits} from "../limits.ts";
import type {Inspection, ParsedColumn} from "../parsing.ts";
import {pageColumns} from "../page-columns.ts";
import {readData} from "../read-data.ts";

export interface Looked extends Inspection {
  /** Name and type of each column, `when:date(iso)` with a date's format. */
  readonly types: readonly string[];
  readonly table: Columns;
  readonly cells: readonly (readonly unknown[])[];
}

export async function look(
  content: string | Uint8Array,
  fileName: string,
  parsing: ParsingCorrections = {},
  limits: Partial<DataLimits> = {},
): Promise<Looked> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const inspection = await inspect({bytes}, {fileName, parsing, limits});
  const data = await readData({bytes}, inspection.parsing, {limits});
  if (data.type !== "table") throw new Error(`${fileName} was read as text`);
  if (data.columns.rows !== inspection.rows) throw new Error(`inspect counted ${inspection.rows} rows, reading ${data.columns.rows}`);
  const parsed: readonly ParsedColumn[] = "columns" in inspection.parsing ? inspection.parsing.columns : [];
  const types = parsed.map(({name, type, dateFormat}) => `${name}:${type}${dateFormat === null ? "" : `(${dateFormat})`}`);
  return {...inspection, types, table: data.columns, cells: pageColumns(data.columns, {offset: 0, limit: 1000}).cells};
}

export function lookAtCsv(content: string | Uint8Array, parsing: ParsingCorrections = {}): Promise<Looked> {
  return look(content, "table.csv", parsing);
}

export function toUtf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array {
  const bytes = Buffer.from((mark ? "\uFEFF" : "") + text, "utf16le");
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes);
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** A file of the package vega-datasets. */
export function vegaPath(name: string): string {
  return join(root, "node_modules/vega-datasets/data", name);
}

/** A folder of the reference data, or null where there is none. */
export function sharedFolder(...parts: readonly string[]): string | null {
  const path = resolve(root, process.env["RECTO_SHARED"] ?? "../shared", ...parts);
  return existsSync(path) ? path : null;
}
