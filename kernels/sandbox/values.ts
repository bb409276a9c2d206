/** Values as digests and canonical bytes, and back: the sandbox's side of the digest room. */
import {hashOutside} from "./bridge.ts";
import {TextDecoder, TextEncoder} from "./text-coding.ts";

export interface ValueDigest {
  readonly digest: string;
  /** Canonical bytes; null when the value holds something opaque, such as a function. */
  readonly bytes: Uint8Array | null;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function digestValue(value: unknown, opaqueKey: string): ValueDigest {
  let isOpaque = false;
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "function" || typeof item === "symbol") {
      isOpaque = true;
      return {$opaque: opaqueKey};
    }
    if (typeof item === "bigint") return {$bigint: String(item)};
    if (item === undefined) return {$undefined: true};
    return item;
  });
  const bytes = encoder.encode(text);
  return {digest: hashOutside(bytes), bytes: isOpaque ? null : bytes};
}

export function restoreValue(bytes: Uint8Array): unknown {
  return JSON.parse(decoder.decode(bytes));
}

export function digestText(text: string): string {
  return hashOutside(encoder.encode(text));
}
