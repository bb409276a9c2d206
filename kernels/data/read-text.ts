/** Reads a text or log file: UTF-8 bytes, and how many lines they hold. */
import type {Parsing} from "./parsing.ts";
import {collect, type DataSource, readUtf8, type ReadingOptions} from "./source.ts";

export interface TextContent {
  readonly type: "text";
  readonly bytes: Uint8Array;
  readonly lines: number;
}

/**
 * A last line without a line end counts. Lines end with `\n` or `\r\n`; where a file has `\r` alone, each becomes `\n`, so that what splits the text
 * later need not know of it.
 */
export async function readText(
  source: DataSource,
  parsing: Extract<Parsing, {format: "text"}>,
  options: ReadingOptions,
): Promise<TextContent> {
  const bytes = new Uint8Array(await collect(readUtf8(source, parsing, options)));
  if (!bytes.includes(10)) for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) bytes[at] = 10;
  let lines = 0;
  let last = -1;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    lines += 1;
    last = at;
  }
  if (last < bytes.length - 1) lines += 1;
  return {type: "text", bytes, lines};
}
