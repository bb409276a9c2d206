/** Where a data set's bytes come from, and how they arrive: raw, or as chunks of valid UTF-8 whatever the file's encoding and compression. */
import {isUtf8} from "node:buffer";
import {open} from "node:fs/promises";
import {setImmediate} from "node:timers/promises";
import {createGunzip} from "node:zlib";
import {DataError, throwIfCancelled} from "./data-error.ts";
import {type DataLimits, refuseBytes} from "./limits.ts";
import type {Parsing} from "./parsing.ts";

export type DataSource = {readonly path: string} | {readonly bytes: Uint8Array};

export type Encoding = Extract<Parsing, {format: "csv"}>["encoding"];
export type Compression = Extract<Parsing, {format: "csv"}>["compression"];

export interface ReadingOptions {
  readonly limits: DataLimits;
  readonly signal?: AbortSignal | undefined;
  /** Share of the file that is read, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Size of the pieces in which a file is read; 1 MiB when absent. Nothing that is read depends on it. */
  readonly chunkBytes?: number;
}

const usualChunkBytes = 1 << 20;

/** The file's own bytes in order. Every chunk is private to the receiver when the source is a path, and a view of the given bytes otherwise. */
export async function* readRaw(
  source: DataSource,
  {limits, signal, onProgress, chunkBytes = usualChunkBytes}: ReadingOptions,
): AsyncGenerator<Uint8Array> {
  throwIfCancelled(signal);
  if ("bytes" in source) {
    const {bytes} = source;
    if (bytes.length > limits.maximumBytes) throw refuseBytes(limits, false);
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      throwIfCancelled(signal);
      yield bytes.subarray(start, start + chunkBytes);
      onProgress?.(Math.min(1, (start + chunkBytes) / bytes.length));
      if (bytes.length > usualChunkBytes) await setImmediate();
    }
    return;
  }
  const file = await open(source.path, "r");
  try {
    const {size} = await file.stat();
    if (size > limits.maximumBytes) throw refuseBytes(limits, false);
    let position = 0;
    for (;;) {
      throwIfCancelled(signal);
      const chunk = Buffer.allocUnsafeSlow(Math.max(1, Math.min(chunkBytes, size - position)));
      const {bytesRead} = await file.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      if (position > limits.maximumBytes) throw refuseBytes(limits, false);
      yield chunk.subarray(0, bytesRead);
      onProgress?.(size === 0 ? 1 : Math.min(1, position / size));
    }
  } finally {
    await file.close();
  }
}

/** The bytes after decompression. */
export async function* readPlain(source: DataSource, compression: Compression, options: ReadingOptions): AsyncGenerator<Uint8Array> {
  if (compression === "none") {
    yield* readRaw(source, options);
    return;
  }
  const gunzip = createGunzip({chunkSize: Math.max(64, options.chunkBytes ?? usualChunkBytes)});
  const feeding = (async () => {
    for await (const chunk of readRaw(source, options)) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk)) await new Promise<void>((resolve) => gunzip.once("drain", resolve).once("close", resolve));
    }
    gunzip.end();
  })();
  feeding.catch((error: unknown) => gunzip.destroy(error instanceof Error ? error : new Error(String(error))));
  let total = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > options.limits.maximumBytes) throw refuseBytes(options.limits, true);
      throwIfCancelled(options.signal);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new DataError("damaged", `the gzip file is damaged or cut off after ${total} decompressed bytes: ${detail}`, {cause: error});
  } finally {
    gunzip.destroy();
  }
}

/** The text as valid UTF-8 without a byte order mark; ill-formed bytes become U+FFFD. Characters never straddle two chunks. */
export async function* readUtf8(
  source: DataSource,
  {encoding, compression}: {readonly encoding: Encoding; readonly compression: Compression},
  options: ReadingOptions,
): AsyncGenerator<Uint8Array> {
  let first = true;
  if (encoding !== "utf-8") {
    const decoder = new TextDecoder(encoding);
    const encoder = new TextEncoder();
    for await (const chunk of readPlain(source, compression, options)) yield encoder.encode(decoder.decode(chunk, {stream: true}));
    yield encoder.encode(decoder.decode());
    return;
  }
  let tail: Uint8Array = new Uint8Array(0);
  for await (const raw of readPlain(source, compression, options)) {
    let chunk = tail.length === 0 ? raw : Buffer.concat([tail, raw]);
    if (first && chunk.length >= 3) {
      if (hasUtf8Mark(chunk)) chunk = chunk.subarray(3);
      first = false;
    }
    const cut = chunk.length - incompleteTail(chunk);
    tail = chunk.subarray(cut);
    yield toValid(chunk.subarray(0, cut));
  }
  if (first && hasUtf8Mark(tail)) tail = tail.subarray(3);
  if (tail.length > 0) yield toValid(tail);
}

export function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** How many bytes at the end begin a UTF-8 character that is not complete. */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

function toValid(bytes: Uint8Array): Uint8Array {
  return isUtf8(bytes) ? bytes : new TextEncoder().encode(new TextDecoder("utf-8", {ignoreBOM: true}).decode(bytes));
}

/** The whole of a stream in one array. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
