/** Any JavaScript value to its canonical bytes: the same content gives the same bytes, on every machine and in every version. */
import {hasOwn, objectKeys} from "./primordials.ts";
import {Encoder} from "./encoder.ts";
import {unreadable} from "./reading.ts";
import {readTable} from "./table.ts";
import type {TableParts} from "./table.ts";
import {tags} from "./tags.ts";
import {Writer, joinParts, majorArray, majorTag} from "./writer.ts";

export interface EncodeOptions {
  /** What stands for the parts that have no bytes (functions, promises …): the cell's source digest and the digests of its inputs. Empty by default. */
  readonly description?: string;
  /** Reads a table out of an object, or gives null; by default objects with the methods of an Arquero table are tables. */
  readonly toTable?: (value: object) => TableParts | null;
}

/** Canonical bytes in parts that follow each other; parts may be the value's own memory, so use them before it can change. */
export interface Encoded {
  readonly parts: {readonly [index: number]: Uint8Array; readonly length: number};
  readonly sizeBytes: number;
  /** Whether the value has a part without bytes, so that it cannot be decoded and its description is in the bytes. */
  readonly opaque: boolean;
}

const optionNames = ["description", "toTable"];

/** The canonical bytes of a value, in one buffer. Never throws for what a value is; a value that throws when read is opaque. */
export function encodeValue(value: unknown, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const {parts, sizeBytes} = encodeParts(value, options);
  return joinParts(parts, sizeBytes);
}

/** The canonical bytes of a value in parts, which lets a digest take large buffers without copying them. */
export function encodeParts(value: unknown, options: EncodeOptions = {}): Encoded {
  const given = objectKeys(options);
  for (let i = 0; i < given.length; i++) {
    if (given[i] !== optionNames[0] && given[i] !== optionNames[1]) {
      throw new TypeError(`option "${given[i]}" is unknown, expected "description" or "toTable"`);
    }
  }
  const description = (hasOwn(options, "description") ? options.description : undefined) ?? "";
  const toTable = (hasOwn(options, "toTable") ? options.toTable : undefined) ?? readTable;
  let encoder = new Encoder(toTable);
  try {
    encoder.value(value, 0);
  } catch (error) {
    if (error !== unreadable) throw error;
    encoder = new Encoder(toTable);
    encoder.opaquePart("unreadable");
  }
  encoder.writer.finish();
  const {parts, sizeBytes} = encoder.writer;
  if (!encoder.opaque) return {parts, sizeBytes, opaque: false};
  const envelope = new Writer();
  envelope.head(majorTag, tags.opaqueValue);
  envelope.head(majorArray, 2);
  envelope.text(description, tags.illFormedText);
  envelope.finish();
  const whole = envelope.parts;
  for (let i = 0; i < parts.length; i++) whole[whole.length] = parts[i]!;
  return {parts: whole, sizeBytes: envelope.sizeBytes + sizeBytes, opaque: true};
}

/** Whether canonical bytes hold a part that only running the cell again can make. */
export function isOpaque(bytes: Uint8Array): boolean {
  return bytes.length > 3 && bytes[0] === 0xd9 && bytes[1] === tags.opaqueValue >> 8 && bytes[2] === (tags.opaqueValue & 0xff);
}
