/** The digest of a data set: SHA-256 over its bytes and the explicit way they are parsed. */
import {createHash} from "node:crypto";
import {toLimits} from "./limits.ts";
import type {Parsing} from "./parsing.ts";
import {type DataSource, readRaw, type ReadingOptions} from "./source.ts";

/** The parsing as JSON with a fixed order of names and no white space, so that equal parsings have equal bytes. */
export function toCanonicalParsing(parsing: Parsing): string {
  if (parsing.format === "parquet" || parsing.format === "arrow") return JSON.stringify({format: parsing.format});
  if (parsing.format === "text")
    return JSON.stringify({format: parsing.format, encoding: parsing.encoding, compression: parsing.compression});
  const columns = parsing.columns.map(({name, type, dateFormat}) => ({name, type, dateFormat}));
  if (parsing.format === "json")
    return JSON.stringify({format: parsing.format, shape: parsing.shape, compression: parsing.compression, columns});
  const {format, encoding, compression, delimiter, quote, header, skipLines, decimalMark, thousandsMark} = parsing;
  const missing = [...new Set(parsing.missing)].sort((a, b) => (a < b ? -1 : 1));
  return JSON.stringify({format, encoding, compression, delimiter, quote, header, skipLines, decimalMark, thousandsMark, missing, columns});
}

/** From the SHA-256 of the bytes: SHA-256 of `recto-data/1`, that digest, and the canonical parsing, each ended by a line feed. */
export function joinDigest(bytesDigest: string, parsing: Parsing): string {
  return createHash("sha256")
    .update(`recto-data/1\n${bytesDigest}\n${toCanonicalParsing(parsing)}\n`)
    .digest("hex");
}

/** Lower-case hexadecimal SHA-256 of the file's own bytes. */
export async function digestBytes(source: DataSource, options: ReadingOptions): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readRaw(source, options)) hash.update(chunk);
  return hash.digest("hex");
}

/** The data set's digest, lower-case hexadecimal; the file is streamed. */
export async function digestData(source: DataSource, parsing: Parsing, options: Partial<ReadingOptions> = {}): Promise<string> {
  return joinDigest(await digestBytes(source, {...options, limits: toLimits(options.limits)}), parsing);
}
