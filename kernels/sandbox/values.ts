/** Values as digests and canonical bytes, and back. */
import {decodeValue, encodeParts} from "#kernels/digest/sandbox";
import {digestBytes} from "./hashing.ts";
import {makeTable} from "./table-columns.ts";

export interface ValueDigest {
  readonly digest: string;
  /** Canonical bytes; null when the value holds something opaque, such as a function. */
  readonly bytes: Uint8Array | null;
}

export interface EncodedValue {
  readonly bytes: Uint8Array;
  readonly isOpaque: boolean;
}

/** Canonical bytes in one buffer; `description` stands for the parts that have none. */
export function encode(value: unknown, description: string): EncodedValue {
  const {parts, sizeBytes, opaque} = encodeReadable(value, description);
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
  const {bytes, isOpaque} = encode(value, description);
  return {digest: digestBytes(bytes), bytes: isOpaque ? null : bytes};
}

export function restoreValue(bytes: Uint8Array): unknown {
  return decodeValue(bytes, {makeTable});
}
