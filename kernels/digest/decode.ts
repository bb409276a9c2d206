/** Canonical bytes back to the value, where all of it is plain; the way a stored value returns without running its cell. */
import {isOpaque} from "./encode.ts";
import {negativeBigintTag, positiveBigintTag, tags, typedArrayTags} from "./tags.ts";

export interface DecodeOptions {
  /** Makes the table, since the table library lives with the cells; by default the parts themselves are the value. */
  readonly makeTable?: (table: DecodedTable) => unknown;
}

export interface DecodedTable {
  readonly rows: number;
  readonly columns: readonly DecodedColumn[];
  /** The groups of a grouped table: per row the group's number, and per name one value a group. */
  readonly groups: {readonly keys: Uint32Array; readonly columns: readonly DecodedColumn[]} | null;
  readonly parameters: {readonly [name: string]: unknown} | null;
}

/** A column as it lies in the bytes; the kinds of `Columns`, and two more: nothing but missing values, and values of several types. */
export type DecodedColumn = {readonly name: string} & (
  | {readonly kind: "missing"}
  | {readonly kind: "number" | "date"; readonly values: Float64Array; readonly valid: Uint8Array | null}
  | {readonly kind: "bigint"; readonly values: BigInt64Array; readonly valid: Uint8Array | null}
  | {readonly kind: "boolean"; readonly values: Uint8Array; readonly valid: Uint8Array | null}
  | {readonly kind: "text"; readonly offsets: Uint32Array; readonly bytes: Uint8Array; readonly valid: Uint8Array | null}
  | {readonly kind: "mixed"; readonly values: readonly unknown[]}
);

/**
 * The value of canonical bytes. Throws a TypeError for bytes with an opaque part (ask `isOpaque` first), and a RangeError for bytes
 * that are not canonical bytes.
 */
export function decodeValue(bytes: Uint8Array, options: DecodeOptions = {}): unknown {
  if (isOpaque(bytes)) throw new TypeError("the value has opaque parts (functions, promises, instances of classes), which have no bytes");
  const decoder = new Decoder(bytes, options.makeTable ?? ((table) => table));
  const value = decoder.value();
  if (decoder.position !== bytes.length) throw new RangeError(`canonical bytes end at ${decoder.position}, got ${bytes.length} bytes`);
  return value;
}

const typedArrays = new Map<number, string>(Object.entries(typedArrayTags).map(([name, tag]) => [tag, name]));

const errorNames = ["Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "URIError", "EvalError", "AggregateError"];

class Decoder {
  position = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly makeTable: (table: DecodedTable) => unknown;
  private readonly objects: unknown[] = [];

  constructor(bytes: Uint8Array, makeTable: (table: DecodedTable) => unknown) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.makeTable = makeTable;
  }

  value(): unknown {
    const at = this.position;
    const first = this.byte();
    switch (first) {
      case 0xf4:
        return false;
      case 0xf5:
        return true;
      case 0xf6:
        return null;
      case 0xf7:
        return undefined;
      case 0xfb:
        return this.float64();
    }
    this.position = at;
    switch (first >> 5) {
      case 3:
        return this.text();
      case 4: {
        const length = this.head(4);
        const list: unknown[] = [];
        this.objects.push(list);
        for (let i = 0; i < length; i++) list.push(this.value());
        return list;
      }
      case 5: {
        const fields = {};
        this.objects.push(fields);
        this.fields(fields);
        return fields;
      }
      case 6:
        return this.tagged(this.head(6));
    }
    throw this.unknown(`byte 0x${first.toString(16)}`, at);
  }

  private unknown(what: string, at: number): RangeError {
    return new RangeError(`canonical bytes have an unknown ${what} at ${at}`);
  }

  private byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new RangeError(`canonical bytes end too early, at ${this.position}`);
    this.position += 1;
    return byte;
  }

  private take(size: number): Uint8Array {
    const end = this.position + size;
    if (end > this.bytes.length) throw new RangeError(`canonical bytes end too early, at ${this.bytes.length} of ${end}`);
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }

  private float64(): number {
    const at = this.position;
    this.take(8);
    return this.view.getFloat64(at, false);
  }

  private head(major: number): number {
    const at = this.position;
    const first = this.byte();
    if (first >> 5 !== major) throw new RangeError(`canonical bytes at ${at} have major type ${first >> 5}, expected ${major}`);
    const argument = first & 31;
    if (argument < 24) return argument;
    if (argument > 27) throw this.unknown(`length 0x${first.toString(16)}`, at);
    const size = 1 << (argument - 24);
    const bytes = this.take(size);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + bytes[i]!;
    if (!Number.isSafeInteger(value)) throw this.unknown("length beyond 2^53", at);
    return value;
  }

  private isAt(byte: number): boolean {
    return this.bytes[this.position] === byte;
  }

  private text(): string {
    if (this.isAt(0xd9)) {
      const tag = this.head(6);
      if (tag !== tags.illFormedText) throw this.unknown(`tag ${tag} for a text`, this.position);
      return this.illFormedText();
    }
    return fromUtf8(this.take(this.head(3)));
  }

  private illFormedText(): string {
    const bytes = this.take(this.head(2));
    let text = "";
    for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! | (bytes[i + 1]! << 8));
    return text;
  }

  private fields(into: object): void {
    const size = this.head(5);
    for (let i = 0; i < size; i++) {
      const key = this.text();
      Object.defineProperty(into, key, {value: this.value(), writable: true, enumerable: true, configurable: true});
    }
  }

  private tagged(tag: number): unknown {
    const at = this.position;
    switch (tag) {
      case positiveBigintTag:
        return this.magnitude();
      case negativeBigintTag:
        return -1n - this.magnitude();
      case tags.illFormedText:
        return this.illFormedText();
      case tags.date:
        if (this.byte() !== 0xfb) throw this.unknown("date", at);
        return this.met(new Date(this.float64()));
      case tags.reference: {
        const number = this.head(0);
        if (number >= this.objects.length) throw this.unknown(`reference ${number}`, at);
        return this.objects[number];
      }
      case tags.sparseArray:
        return this.sparseArray();
      case tags.withFields: {
        this.items(2);
        const value = this.value() as object;
        this.fields(value);
        return value;
      }
      case tags.map: {
        const size = this.head(4) / 2;
        const map = this.met(new Map<unknown, unknown>());
        for (let i = 0; i < size; i++) {
          const key = this.value();
          map.set(key, this.value());
        }
        return map;
      }
      case tags.set: {
        const size = this.head(4);
        const set = this.met(new Set<unknown>());
        for (let i = 0; i < size; i++) set.add(this.value());
        return set;
      }
      case tags.nullPrototype: {
        const fields = this.met(Object.create(null) as object);
        this.fields(fields);
        return fields;
      }
      case tags.error:
        return this.error();
      case tags.regexp: {
        this.items(3);
        const expression = new RegExp(this.text(), this.text());
        if (this.byte() !== 0xfb) throw this.unknown("last index", at);
        expression.lastIndex = this.float64();
        return this.met(expression);
      }
      case tags.boxed: {
        const place = this.objects.push(null) - 1;
        return (this.objects[place] = Object(this.value()) as unknown);
      }
      case tags.arrayBuffer:
        return this.met(copyOf(this.take(this.head(2))).buffer);
      case tags.dataView:
        return this.met(new DataView(copyOf(this.take(this.head(2))).buffer));
      case tags.table:
        return this.table();
    }
    const name = typedArrays.get(tag);
    if (name === undefined) throw this.unknown(`tag ${tag}`, at);
    return this.met(this.typedArray(name));
  }

  private met<Met>(value: Met): Met {
    this.objects.push(value);
    return value;
  }

  private items(count: number): void {
    const found = this.head(4);
    if (found !== count) throw new RangeError(`canonical bytes at ${this.position} have ${found} items, expected ${count}`);
  }

  private magnitude(): bigint {
    const bytes = this.take(this.head(2));
    if (bytes.length === 0) return 0n;
    let digits = "0x";
    for (let i = 0; i < bytes.length; i++) digits += bytes[i]!.toString(16).padStart(2, "0");
    return BigInt(digits);
  }

  private sparseArray(): unknown[] {
    const indices = (this.head(4) - 1) / 2;
    const list: unknown[] = [];
    this.objects.push(list);
    list.length = this.head(0);
    for (let i = 0; i < indices; i++) {
      const index = this.head(0);
      list[index] = this.value();
    }
    return list;
  }

  private error(): unknown {
    this.items(4);
    const className = this.text();
    if (!errorNames.includes(className)) throw this.unknown(`error class "${className}"`, this.position);
    const name = this.text();
    const message = this.isAt(0xf6) ? (this.byte(), "") : this.text();
    const constructor = (globalThis as unknown as {readonly [name: string]: new (...given: unknown[]) => Error})[className]!;
    const error = className === "AggregateError" ? new constructor([], message) : new constructor(message);
    if (className === "AggregateError") delete (error as {errors?: unknown}).errors;
    if (name !== className) Object.defineProperty(error, "name", {value: name, writable: true, enumerable: false, configurable: true});
    this.objects.push(error);
    const size = this.head(5);
    for (let i = 0; i < size; i++) {
      const key = this.text();
      const enumerable = key !== "cause" && key !== "errors";
      Object.defineProperty(error, key, {value: this.value(), writable: true, enumerable, configurable: true});
    }
    return error;
  }

  /** The array over memory of its own, since the bytes lie at any offset. */
  private typedArray(name: string): ArrayBufferView {
    const bytes = this.take(this.head(2));
    const constructor = (globalThis as unknown as {readonly [name: string]: (new (buffer: ArrayBuffer) => ArrayBufferView) | undefined})[name];
    if (constructor === undefined) throw new RangeError(`this engine has no ${name}`);
    return new constructor(copyOf(bytes).buffer);
  }

  private table(): unknown {
    const place = this.objects.push(null) - 1;
    this.items(4);
    const rows = this.head(0);
    const columns: DecodedColumn[] = [];
    for (let left = this.head(4) / 2; left > 0; left--) columns.push(this.column());
    const groups = this.isAt(0xf6) ? (this.byte(), null) : this.groups();
    const parameters = this.value() as DecodedTable["parameters"];
    return (this.objects[place] = this.makeTable({rows, columns, groups, parameters}));
  }

  private groups(): DecodedTable["groups"] {
    const names = (this.head(4) - 1) / 2;
    const keys = this.typedBuffer() as Uint32Array;
    const columns: DecodedColumn[] = [];
    for (let i = 0; i < names; i++) columns.push(this.column());
    return {keys, columns};
  }

  private typedBuffer(): ArrayBufferView {
    const tag = this.head(6);
    const name = typedArrays.get(tag);
    if (name === undefined) throw this.unknown(`tag ${tag} for a buffer`, this.position);
    return this.typedArray(name);
  }

  private valid(): Uint8Array | null {
    return this.isAt(0xf6) ? (this.byte(), null) : (this.typedBuffer() as Uint8Array);
  }

  private column(): DecodedColumn {
    const name = this.text();
    const at = this.position;
    this.head(4);
    const kind = this.text();
    switch (kind) {
      case "missing":
        return {name, kind};
      case "number":
      case "date":
        return {name, kind, values: this.typedBuffer() as Float64Array, valid: this.valid()};
      case "bigint":
        return {name, kind, values: this.typedBuffer() as BigInt64Array, valid: this.valid()};
      case "boolean":
        return {name, kind, values: this.typedBuffer() as Uint8Array, valid: this.valid()};
      case "text": {
        const offsets = this.typedBuffer() as Uint32Array;
        return {name, kind, offsets, bytes: copyOf(this.take(this.head(2))), valid: this.valid()};
      }
      case "mixed": {
        const values: unknown[] = [];
        for (let left = this.head(4); left > 0; left--) values.push(this.value());
        return {name, kind, values};
      }
    }
    throw this.unknown(`column kind "${kind}"`, at);
  }
}

function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

/** Text from well-formed UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  let text = "";
  const units: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++]!;
    if (first < 0x80) units.push(first);
    else if (first < 0xe0) units.push(((first & 0x1f) << 6) | (bytes[i++]! & 0x3f));
    else if (first < 0xf0) units.push(((first & 0x0f) << 12) | ((bytes[i++]! & 0x3f) << 6) | (bytes[i++]! & 0x3f));
    else {
      const point =
        (((first & 0x07) << 18) | ((bytes[i++]! & 0x3f) << 12) | ((bytes[i++]! & 0x3f) << 6) | (bytes[i++]! & 0x3f)) - 0x1_0000;
      units.push(0xd800 + (point >> 10), 0xdc00 + (point & 0x3ff));
    }
    if (units.length >= 8192) {
      text += String.fromCharCode.apply(null, units);
      units.length = 0;
    }
  }
  return text + String.fromCharCode.apply(null, units);
}
