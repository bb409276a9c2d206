/** SHA-256 of bytes and texts: here when they are short, outside when they are long. */
import {hashOutside} from "./bridge.ts";
import {sha256} from "./sha256.ts";
import {TextEncoder} from "./text-coding.ts";

/** Up to this size hashing here is faster than asking outside. */
const hashedHereBytes = 2048;

const encoder = new TextEncoder();

/** Lower-case hexadecimal. */
export function digestBytes(bytes: Uint8Array): string {
  return bytes.byteLength <= hashedHereBytes ? sha256(bytes) : hashOutside([bytes]);
}

export function digestText(text: string): string {
  return digestBytes(encoder.encode(text));
}
