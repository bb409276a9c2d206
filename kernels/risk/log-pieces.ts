/** The lines of a log that comes in pieces: text or UTF-8 bytes, plain or gzip, in memory that does not grow with the log. */
import {pipeline} from "node:stream/promises";
import {createGunzip} from "node:zlib";

export type LogPieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** Of a longer line, the rest is not read. */
export const mostLineCharacters = 10_000;
/** What a line of so many characters takes at most in UTF-8. */
const mostLineBytes = 4 * mostLineCharacters;
const [lineFeed, carriageReturn] = [10, 13];

async function* toBytes(pieces: LogPieces): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let surrogate = "";
  for await (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else if (typeof piece === "string") {
      const text = surrogate + piece;
      surrogate = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? "";
      yield encoder.encode(surrogate === "" ? text : text.slice(0, -1));
    } else throw new TypeError(`a piece of a log is a text or bytes, got ${typeof piece}`);
  }
  if (surrogate !== "") yield encoder.encode(surrogate);
}

/** Takes gzip off, which is known by its first two bytes; members one after the other, as logs are rotated, are read through. */
async function* decompress(bytes: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const held: Uint8Array[] = [];
  let length = 0;
  while (length < 2) {
    const {done, value} = await bytes.next();
    if (done) break;
    held.push(value);
    length += value.length;
  }
  const first = join(held, length);
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield first;
    yield* bytes;
  };
  if (first[0] !== 0x1f || first[1] !== 0x8b) return yield* whole();
  const gunzip = createGunzip();
  const feeding = pipeline(whole, gunzip);
  feeding.catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
    await feeding;
  } catch (error) {
    throw new Error(`the gzip log is damaged or cut off: ${error instanceof Error ? error.message : String(error)}`, {cause: error});
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The lines of each piece, without their ends (`\n` or `\r\n`); each line is a text of its own, so that none keeps a piece in memory. */
export async function* splitLines(pieces: LogPieces): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder("utf-8", {ignoreBOM: true});
  let parts: Uint8Array[] = [];
  let length = 0;
  let isFirst = true;
  const hold = (part: Uint8Array): void => {
    const kept = part.subarray(0, Math.max(0, mostLineBytes - length));
    if (kept.length === 0) return;
    parts.push(Uint8Array.from(kept));
    length += kept.length;
  };
  const decode = (line: Uint8Array): string => {
    const end = line[line.length - 1] === carriageReturn ? line.length - 1 : line.length;
    const text = decoder.decode(line.subarray(0, Math.min(end, mostLineBytes)));
    const start = isFirst && text.startsWith("\uFEFF") ? 1 : 0;
    isFirst = false;
    return start === 1 ? text.slice(1) : text;
  };
  for await (const piece of decompress(toBytes(pieces))) {
    const lines: string[] = [];
    let from = 0;
    for (let at = piece.indexOf(lineFeed); at >= 0; at = piece.indexOf(lineFeed, from)) {
      if (length > 0) {
        hold(piece.subarray(from, at));
        lines.push(decode(join(parts, length)));
        [parts, length] = [[], 0];
      } else lines.push(decode(piece.subarray(from, at)));
      from = at + 1;
    }
    hold(piece.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [decode(join(parts, length))];
}
