/** Reads of objects that may be hostile: each asks once, runs no getter, and turns whatever is thrown into one signal. */
import {
  Bytes, accepts, bigintValueOf, booleanValueOf, charCodeAt, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, numberValueOf,
  objectKeys, ownKeys, stringValueOf, typedArrayByteLength, typedArrayIncludes, typedArrayLength,
} from "./primordials.ts";
import {hasNaN, toColumnContent} from "./column.ts";
import type {TableParts} from "./table.ts";
import {typedArrayTags} from "./tags.ts";

/** Thrown when a value throws while it is read (a revoked proxy, a getter of an array's element). */
export const unreadable = {message: "the value throws when it is read"};

export const AggregateErrorPrototype: object = AggregateError.prototype;

export function hexDigit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

export function prototypeOf(value: object): object | null {
  try {
    return getPrototypeOf(value);
  } catch {
    throw unreadable;
  }
}

export function ownKeysOf(value: object): readonly PropertyKey[] {
  try {
    return ownKeys(value);
  } catch {
    throw unreadable;
  }
}

export function keysOf(value: object): readonly string[] {
  try {
    return objectKeys(value);
  } catch {
    throw unreadable;
  }
}

export function descriptorOf(value: object, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    return getOwnPropertyDescriptor(value, key);
  } catch {
    throw unreadable;
  }
}

/** Reads an element once; an element that is a getter runs here and nowhere else. */
export function elementOf(array: readonly unknown[], index: number): unknown {
  try {
    return array[index];
  } catch {
    throw unreadable;
  }
}

export function tableOf(toTable: (value: object) => TableParts | null, value: object): TableParts | null {
  try {
    return toTable(value);
  } catch {
    throw unreadable;
  }
}

export function contentOf(column: unknown, rows: number, order: Uint32Array | null): ReturnType<typeof toColumnContent> {
  try {
    return toColumnContent(column, rows, order);
  } catch {
    throw unreadable;
  }
}

export function viewBytes(buffer: ArrayBuffer, offset: number, length: number): Uint8Array {
  try {
    return new Bytes(buffer, offset, length);
  } catch {
    throw unreadable;
  }
}

export function isIndex(key: string): boolean {
  const first = charCodeAt(key, 0);
  if (!(first >= 48 && first <= 57)) return false;
  const number = +key;
  return number >>> 0 === number && number !== 0xffff_ffff && `${number}` === key;
}

export function unboxed(value: object): unknown {
  if (accepts(numberValueOf, value)) return numberValueOf(value);
  if (accepts(stringValueOf, value)) return stringValueOf(value);
  if (accepts(booleanValueOf, value)) return booleanValueOf(value);
  return bigintValueOf(value);
}

/** Own properties that are fields: for texts in an object not their characters, for expressions not `lastIndex`. */
export function fieldKeys(value: object, except: string | null, isBoxed: boolean): readonly PropertyKey[] {
  const keys = ownKeysOf(value);
  if (keys.length === 0) return keys;
  const isText = isBoxed && accepts(stringValueOf, value);
  const named: PropertyKey[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (key === except || (isText && typeof key === "string" && (key === "length" || isIndex(key)))) continue;
    named[named.length] = key;
  }
  return named;
}

export function inherits(value: object, from: object): boolean {
  for (let of = prototypeOf(value); of !== null; of = prototypeOf(of)) if (of === from) return true;
  return false;
}

/** The value of a data property, own or inherited, when it is a text; getters are not run. */
export function textField(value: object, name: string): string | null {
  for (let of: object | null = value; of !== null; of = prototypeOf(of)) {
    const descriptor = descriptorOf(of, name);
    if (descriptor !== undefined) return hasOwn(descriptor, "value") && typeof descriptor.value === "string" ? descriptor.value : null;
  }
  return null;
}

export function classNameOf(value: object): string {
  for (let of = prototypeOf(value); of !== null; of = prototypeOf(of)) {
    const descriptor = descriptorOf(of, "constructor");
    if (descriptor === undefined) continue;
    const constructor: unknown = hasOwn(descriptor, "value") ? descriptor.value : null;
    if (typeof constructor !== "function") return "";
    const name: unknown = descriptorOf(constructor, "name")?.value;
    return typeof name === "string" ? name : "";
  }
  return "";
}

const typedArrayPrototypes: {readonly [name: string]: object | undefined} = typedArrayPrototypeTable();

function typedArrayPrototypeTable(): {readonly [name: string]: object | undefined} {
  const table: {[name: string]: object | undefined} = {};
  for (const name of Object.keys(typedArrayTags)) {
    table[name] = (globalThis as unknown as {readonly [name: string]: {readonly prototype: object} | undefined})[name]?.prototype;
  }
  return table;
}

export function isBuiltIn(prototype: object | null, name: string): boolean {
  return hasOwn(typedArrayPrototypes, name) && typedArrayPrototypes[name] === prototype;
}

/** The bytes of a typed array with every NaN in its one form, copied only when there is one. */
export function oneNaN(value: ArrayBufferView, bytes: Uint8Array, name: string): Uint8Array {
  if (name !== "Float64Array" && name !== "Float32Array" && name !== "Float16Array") return bytes;
  const isClean = name === "Float64Array" ? !hasNaN(value as Float64Array, typedArrayLength(value)) : !typedArrayIncludes(value, NaN);
  if (isClean) return bytes;
  const copy = new Bytes(bytes);
  const numbers = value as unknown as Float64Array;
  const length = typedArrayLength(value);
  const size = typedArrayByteLength(value) / length;
  for (let i = 0; i < length; i++) {
    if (numbers[i] === numbers[i]) continue;
    for (let j = 0; j < size; j++) copy[i * size + j] = 0;
    copy[(i + 1) * size - 1] = size === 2 ? 0x7e : 0x7f;
    if (size > 2) copy[(i + 1) * size - 2] = size === 4 ? 0xc0 : 0xf8;
  }
  return copy;
}
