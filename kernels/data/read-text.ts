/** Reads a text or log file: UTF-8 bytes, and how many lines they hold. */
import type {Parsing} from "./parsing.ts";
import {collect, type DataSource, readUtf8, type ReadingOptions} from "./source.ts";

export interface TextContent {
  readonly type: "text";
  readonly bytes: Uint8Array;
  readonly lines: number;
}

/** A last line without a line end counts; `\r\n` and `\n` end lines, and `\r` alone in a file that has no `\n`. */
export async function readText(source: DataSource, parsing: Extract<Parsing, {format: "text"}>, options: ReadingOptions): Promise<TextContent> {
  const found = await collect(readUtf8(source, parsing, options));
  const bytes = new Uint8Array(found);
  const lineEnd = bytes.includes(10) || !bytes.includes(13) ? 10 : 13;
  let lines = 0;
  let last = -1;
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) {
    lines += 1;
    last = at;
  }
  if (last < bytes.length - 1) lines += 1;
  return {type: "text", bytes, lines};
}
