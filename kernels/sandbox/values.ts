/** Values as digests and canonical bytes, and back. */
import {decodeValue, encodeParts} from "#kernels/digest/sandbox";
import {hashOutside} from "./bridge.ts";
import {digestBytes} from "./hashing.ts";
import {makeTable} from "./table-columns.ts";

export interface ValueDigest {
  readonly digest: string;
  /** Canonical bytes; null when the value holds something opaque, such as a function, or is too large to be kept. */
  readonly bytes: Uint8Array | null;
}

/** Values up to this size are given to the parent; larger ones are made again by running their cell. */
const keptBytes = 8 * 1024 * 1024;
/** Parts that go out at once, so that arguments do not overflow the stack. */
const partsAtOnce = 1000;

export interface EncodedValue {
  readonly bytes: Uint8Array;
  readonly isOpaque: boolean;
}

/** Canonical bytes in one buffer; `description` stands for the parts that have none. */
export function encode(value: unknown, description: string): EncodedValue {
  const {parts, sizeBytes, opaque} = encodeReadable(value, description);
  return join(parts, sizeBytes, opaque);
}

function join(parts: ReturnType<typeof encodeParts>["parts"], sizeBytes: number, opaque: boolean): EncodedValue {
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for (let index = 0; index < parts.length; index++) {
    bytes.set(parts[index]!, offset);
    offset += parts[index]!.byteLength;
  }
  return {bytes, isOpaque: opaque};
}

/** What throws while it is read has no bytes, as a function has none. */
function encodeReadable(value: unknown, description: string): ReturnType<typeof encodeParts> {
  try {
    return encodeParts(value, {description});
  } catch {
    return encodeParts(encodeReadable, {description: `${description} unreadable`});
  }
}

export function digestValue(value: unknown, description: string): ValueDigest {
  const {parts, sizeBytes, opaque} = encodeReadable(value, description);
  if (sizeBytes > keptBytes && parts.length <= partsAtOnce) return {digest: hashOutside(Array.from(parts)), bytes: null};
  const {bytes, isOpaque} = join(parts, sizeBytes, opaque);
  return {digest: digestBytes(bytes), bytes: isOpaque || sizeBytes > keptBytes ? null : bytes};
}

export function restoreValue(bytes: Uint8Array): unknown {
  return decodeValue(bytes, {makeTable});
}
