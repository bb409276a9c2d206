/** Finds how a file's bytes are compressed and encoded by looking at them. */
import {isUtf8} from "node:buffer";
import {type Encoding, hasUtf8Mark, incompleteTail} from "./source.ts";

export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/** What the beginning of the plain bytes says of the encoding; `sure` when a byte order mark or the pattern of zero bytes decides. */
export function guessEncoding(head: Uint8Array): {readonly encoding: Encoding; readonly sure: boolean} {
  if (hasUtf8Mark(head)) return {encoding: "utf-8", sure: true};
  if (head[0] === 0xff && head[1] === 0xfe) return {encoding: "utf-16le", sure: true};
  if (head[0] === 0xfe && head[1] === 0xff) return {encoding: "utf-16be", sure: true};
  const looked = Math.min(head.length, 4096) & ~1;
  let zerosAtEven = 0;
  let zerosAtOdd = 0;
  for (let i = 0; i < looked; i += 2) {
    if (head[i] === 0) zerosAtEven += 1;
    if (head[i + 1] === 0) zerosAtOdd += 1;
  }
  const pairs = looked / 2;
  if (pairs >= 2 && zerosAtOdd > pairs * 0.4 && zerosAtEven < pairs * 0.05) return {encoding: "utf-16le", sure: true};
  if (pairs >= 2 && zerosAtEven > pairs * 0.4 && zerosAtOdd < pairs * 0.05) return {encoding: "utf-16be", sure: true};
  return {encoding: "utf-8", sure: false};
}

/** Watches the plain bytes of a whole file go by, to tell UTF-8 from windows-1252. */
export class Utf8Watch {
  /** Characters beyond ASCII in the stretches that were not all valid, and how many byte sequences were no characters. */
  #characters = 0;
  #illFormed = 0;
  #tail: Uint8Array = new Uint8Array(0);
  zeroBytes = 0;
  controlBytes = 0;
  totalBytes = 0;

  push(bytes: Uint8Array): void {
    this.totalBytes += bytes.length;
    this.zeroBytes += countZeros(bytes);
    if (this.totalBytes - bytes.length < 1 << 16) this.controlBytes += countControls(bytes.subarray(0, 1 << 16));
    const whole = this.#tail.length === 0 ? bytes : Buffer.concat([this.#tail, bytes]);
    const cut = whole.length - incompleteTail(whole);
    this.#tail = whole.subarray(cut).slice();
    this.#look(whole.subarray(0, cut));
  }

  #look(bytes: Uint8Array): void {
    if (isUtf8(bytes)) return;
    const text = new TextDecoder("utf-8", {ignoreBOM: true}).decode(bytes);
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit === 0xfffd) this.#illFormed += 1;
      else if (unit > 127) this.#characters += 1;
    }
  }

  /** Ill-formed sequences among UTF-8 text count as damage; mostly ill-formed means another encoding. */
  finish(): {readonly encoding: "utf-8" | "windows-1252"; readonly illFormed: number} {
    if (this.#tail.length > 0) this.#look(this.#tail);
    if (this.#illFormed === 0 || this.#illFormed * 10 <= this.#characters) return {encoding: "utf-8", illFormed: this.#illFormed};
    return {encoding: "windows-1252", illFormed: this.#illFormed};
  }
}

function countZeros(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) count += 1;
  return count;
}

/** Control characters that no text file holds. */
function countControls(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes)
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27 && byte !== 0) count += 1;
  return count;
}
