/** Writes CBOR items into parts: small ones into a growing buffer, large buffers as they are, without copying. */
import {
  Bytes, Halves, View, charCodeAt, dataViewSetFloat64, setPrototypeOf, typedArrayBuffer, typedArrayByteOffset, typedArrayLength,
  typedArraySet, typedArraySubarray,
} from "./primordials.ts";

/** Buffers from this size on become parts of their own. */
const partSizeBytes = 16_384;

export const majorUnsigned = 0;
export const majorBytes = 2;
export const majorText = 3;
export const majorArray = 4;
export const majorMap = 5;
export const majorTag = 6;

/** A list that no setter on `Array.prototype` can get between. */
interface PartList {
  [index: number]: Uint8Array;
  length: number;
}

export class Writer {
  readonly parts: PartList = setPrototypeless([]);
  sizeBytes = 0;
  private capacity = 4096;
  private buffer = new Bytes(this.capacity);
  private view = new View(typedArrayBuffer(this.buffer));
  private position = 0;
  private grown = 4096;

  /** Makes room for `size` more bytes in the buffer. */
  private reserve(size: number): void {
    if (this.position + size <= this.capacity) return;
    this.flush();
    this.grown = this.grown < 1_048_576 ? this.grown * 2 : this.grown;
    this.capacity = size > this.grown ? size : this.grown;
    this.buffer = new Bytes(this.capacity);
    this.view = new View(typedArrayBuffer(this.buffer));
  }

  private flush(): void {
    if (this.position === 0) return;
    this.parts[this.parts.length] = typedArraySubarray(this.buffer, 0, this.position);
    this.capacity -= this.position;
    const offset = typedArrayByteOffset(this.buffer) + this.position;
    const memory = typedArrayBuffer(this.buffer);
    this.buffer = new Bytes(memory, offset, this.capacity);
    this.view = new View(memory, offset, this.capacity);
    this.position = 0;
  }

  finish(): void {
    this.flush();
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.position++] = value;
    this.sizeBytes += 1;
  }

  /** A CBOR head: the major type with its argument in the shortest form. */
  head(major: number, argument: number): void {
    this.reserve(9);
    const first = major << 5;
    const {buffer} = this;
    let at = this.position;
    if (argument < 24) buffer[at++] = first | argument;
    else if (argument < 0x100) {
      buffer[at++] = first | 24;
      buffer[at++] = argument;
    } else if (argument < 0x1_0000) {
      buffer[at++] = first | 25;
      buffer[at++] = argument >>> 8;
      buffer[at++] = argument;
    } else if (argument < 0x1_0000_0000) {
      buffer[at++] = first | 26;
      buffer[at++] = argument >>> 24;
      buffer[at++] = argument >>> 16;
      buffer[at++] = argument >>> 8;
      buffer[at++] = argument;
    } else {
      buffer[at++] = first | 27;
      const high = (argument - (argument % 0x1_0000_0000)) / 0x1_0000_0000;
      const low = argument % 0x1_0000_0000;
      buffer[at++] = high >>> 24;
      buffer[at++] = high >>> 16;
      buffer[at++] = high >>> 8;
      buffer[at++] = high;
      buffer[at++] = low >>> 24;
      buffer[at++] = low >>> 16;
      buffer[at++] = low >>> 8;
      buffer[at++] = low;
    }
    this.sizeBytes += at - this.position;
    this.position = at;
  }

  /** A number as binary64, always: −0 stays, and every NaN is 7ff8000000000000. */
  number(value: number): void {
    this.reserve(9);
    this.buffer[this.position] = 0xfb;
    if (value !== value) {
      for (let i = 1; i < 9; i++) this.buffer[this.position + i] = i === 1 ? 0x7f : i === 2 ? 0xf8 : 0;
    } else dataViewSetFloat64(this.view, this.position + 1, value, false);
    this.position += 9;
    this.sizeBytes += 9;
  }

  /** A byte string with these bytes; large ones are not copied, so they must not change before the parts are used. */
  bytes(value: Uint8Array): void {
    this.head(majorBytes, typedArrayLength(value));
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    const size = typedArrayLength(value);
    if (size >= partSizeBytes) {
      this.flush();
      this.parts[this.parts.length] = value;
    } else {
      this.reserve(size);
      typedArraySet(this.buffer, value, this.position);
      this.position += size;
    }
    this.sizeBytes += size;
  }

  /** A text: a CBOR text string in UTF-8, or, when it has a lone surrogate, `illFormedTag` over its UTF-16LE bytes. */
  text(value: string, illFormedTag: number): void {
    const size = utf8Size(value);
    if (size < 0) {
      this.head(majorTag, illFormedTag);
      const units = new Halves(value.length);
      for (let i = 0; i < value.length; i++) units[i] = charCodeAt(value, i);
      this.bytes(new Bytes(typedArrayBuffer(units)));
      return;
    }
    this.head(majorText, size);
    if (size >= partSizeBytes) {
      const bytes = new Bytes(size);
      writeUtf8(value, bytes, 0);
      this.raw(bytes);
      return;
    }
    this.reserve(size);
    this.position = writeUtf8(value, this.buffer, this.position);
    this.sizeBytes += size;
  }
}

function setPrototypeless(list: Uint8Array[]): PartList {
  setPrototypeOf(list, null);
  return list;
}

/** Bytes of the text in UTF-8, or −1 when it has a lone surrogate. */
export function utf8Size(text: string): number {
  let size = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = charCodeAt(text, i);
    if (unit < 0x80) continue;
    if (unit < 0x800) size += 1;
    else if (unit < 0xd800 || unit > 0xdfff) size += 2;
    else {
      if (unit > 0xdbff || i + 1 === text.length) return -1;
      const low = charCodeAt(text, ++i);
      if (low < 0xdc00 || low > 0xdfff) return -1;
      size += 2;
    }
  }
  return size;
}

/** Writes a well-formed text as UTF-8 at a position; returns the position behind it. */
export function writeUtf8(text: string, into: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const unit = charCodeAt(text, i);
    if (unit < 0x80) into[at++] = unit;
    else if (unit < 0x800) {
      into[at++] = 0xc0 | (unit >> 6);
      into[at++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      into[at++] = 0xe0 | (unit >> 12);
      into[at++] = 0x80 | ((unit >> 6) & 0x3f);
      into[at++] = 0x80 | (unit & 0x3f);
    } else {
      const point = 0x1_0000 + ((unit - 0xd800) << 10) + (charCodeAt(text, ++i) - 0xdc00);
      into[at++] = 0xf0 | (point >> 18);
      into[at++] = 0x80 | ((point >> 12) & 0x3f);
      into[at++] = 0x80 | ((point >> 6) & 0x3f);
      into[at++] = 0x80 | (point & 0x3f);
    }
  }
  return at;
}

/** The parts as one buffer. */
export function joinParts(parts: {readonly [index: number]: Uint8Array; readonly length: number}, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const joined = new Bytes(sizeBytes);
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    typedArraySet(joined, parts[i]!, at);
    at += typedArrayLength(parts[i]!);
  }
  return joined;
}
