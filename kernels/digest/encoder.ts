/** Walks a value and writes its canonical bytes: one case for each kind of value that JavaScript has. */
import {
  ArrayBufferPrototype, ArrayPrototype, BigIntPrototype, BooleanPrototype, Bytes, DataViewPrototype, DatePrototype, ErrorPrototype,
  MapConstructor, MapPrototype, NumberPrototype, ObjectPrototype, PromisePrototype, RegExpPrototype, SetPrototype, StringPrototype,
  accepts, arrayBufferByteLength, bigintToString, bigintValueOf, booleanValueOf, charCodeAt, dataViewBuffer, dataViewByteLength,
  dataViewByteOffset, dateGetTime, hasOwn, isArray, isEngineErrorPrototype, isView, mapForEach, mapGet, mapSet, mapSize, numberValueOf,
  objectKeys, regexpFlags, regexpSource, setForEach, setSize, stringValueOf, typedArrayBuffer, typedArrayByteLength,
  typedArrayByteOffset, typedArrayName,
} from "./primordials.ts";
import {toLittleEndianBytes} from "./column.ts";
import {
  AggregateErrorPrototype, classNameOf, contentOf, descriptorOf, elementOf, fieldKeys, hexDigit, inherits, isBuiltIn, isIndex, keysOf, oneNaN,
  ownKeysOf, prototypeOf, tableOf, textField, unboxed, viewBytes,
} from "./reading.ts";
import type {TableParts} from "./table.ts";
import {negativeBigintTag, positiveBigintTag, tags, typedArrayTags} from "./tags.ts";
import {Writer, majorArray, majorMap, majorTag, majorUnsigned} from "./writer.ts";

/** Objects nested deeper than this are opaque. */
export const deepestNesting = 1000;

export class Encoder {
  readonly writer = new Writer();
  opaque = false;
  private readonly numbers = new MapConstructor<object, number>();
  private met = 0;
  private readonly toTable: (value: object) => TableParts | null;

  constructor(toTable: (value: object) => TableParts | null) {
    this.toTable = toTable;
  }

  value(value: unknown, depth: number): void {
    switch (typeof value) {
      case "number":
        return this.writer.number(value);
      case "string":
        return this.writer.text(value, tags.illFormedText);
      case "boolean":
        return this.writer.byte(value ? 0xf5 : 0xf4);
      case "undefined":
        return this.writer.byte(0xf7);
      case "bigint":
        return this.bigint(value);
      case "symbol":
        return this.opaquePart("symbol");
      case "object":
      case "function":
        if (value === null) return this.writer.byte(0xf6);
        return this.object(value, depth);
    }
  }

  opaquePart(sort: string): void {
    this.opaque = true;
    this.writer.head(majorTag, tags.opaquePart);
    this.text(sort);
  }

  private text(text: string): void {
    this.writer.text(text, tags.illFormedText);
  }

  private tag(tag: number, items: number): void {
    this.writer.head(majorTag, tag);
    this.writer.head(majorArray, items);
  }

  private bigint(value: bigint): void {
    this.writer.head(majorTag, value < 0n ? negativeBigintTag : positiveBigintTag);
    const magnitude = value < 0n ? -1n - value : value;
    const digits = magnitude === 0n ? "" : bigintToString(magnitude, 16);
    const size = (digits.length + 1) >> 1;
    const bytes = new Bytes(size);
    for (let i = digits.length - 1, at = size - 1; i >= 0; i -= 2, at--) {
      bytes[at] = hexDigit(charCodeAt(digits, i)) | (i > 0 ? hexDigit(charCodeAt(digits, i - 1)) << 4 : 0);
    }
    this.writer.bytes(bytes);
  }

  /** An object: a reference when it was met before; otherwise it gets the next number, before its content does. */
  private object(value: object, depth: number): void {
    const number = mapGet(this.numbers, value);
    if (number !== undefined) {
      this.writer.head(majorTag, tags.reference);
      this.writer.head(majorUnsigned, number);
      return;
    }
    mapSet(this.numbers, value, this.met++);
    if (typeof value === "function") return this.opaquePart("function");
    if (depth >= deepestNesting) return this.opaquePart("deep");
    const prototype = prototypeOf(value);
    if (prototype === ObjectPrototype && !isArray(value) && !isView(value)) return this.fields(value, null, depth);
    if (isArray(value)) return this.array(value, prototype === ArrayPrototype ? null : value, depth);
    if (isView(value)) {
      const name = typedArrayName(value);
      if (name === undefined) return this.built(value, prototype, DataViewPrototype, tags.dataView, depth);
      return this.asInstance(isBuiltIn(prototype, name) ? null : value, () => this.typedArray(value, name));
    }
    if (prototype === null) {
      this.writer.head(majorTag, tags.nullPrototype);
      return this.fields(value, null, depth);
    }
    if (accepts(mapSize, value)) return this.built(value, prototype, MapPrototype, tags.map, depth);
    if (accepts(setSize, value)) return this.built(value, prototype, SetPrototype, tags.set, depth);
    if (accepts(dateGetTime, value)) return this.built(value, prototype, DatePrototype, tags.date, depth);
    if (accepts(regexpSource, value) && prototype !== null && value !== RegExpPrototype) {
      return this.built(value, prototype, RegExpPrototype, tags.regexp, depth);
    }
    if (accepts(arrayBufferByteLength, value)) return this.built(value, prototype, ArrayBufferPrototype, tags.arrayBuffer, depth);
    if (accepts(numberValueOf, value)) return this.built(value, prototype, NumberPrototype, tags.boxed, depth);
    if (accepts(stringValueOf, value)) return this.built(value, prototype, StringPrototype, tags.boxed, depth);
    if (accepts(booleanValueOf, value)) return this.built(value, prototype, BooleanPrototype, tags.boxed, depth);
    if (accepts(bigintValueOf, value)) return this.built(value, prototype, BigIntPrototype, tags.boxed, depth);
    if (inherits(value, PromisePrototype)) return this.opaquePart("promise");
    if (inherits(value, ErrorPrototype)) return this.error(value, prototype, depth);
    const table = tableOf(this.toTable, value);
    if (table !== null) return this.table(table, depth);
    this.asInstance(value, () => this.fields(value, null, depth));
  }

  /** Writes content as it is, or, for an object whose class is a cell's own, under the class's name and opaque. */
  private asInstance(instance: object | null, content: () => void): void {
    if (instance !== null) {
      this.opaque = true;
      this.tag(tags.instance, 2);
      this.text(classNameOf(instance));
    }
    content();
  }

  /** An object of a built-in class other than arrays, with its named fields if it has any. */
  private built(value: object, prototype: object | null, standard: object, tag: number, depth: number): void {
    this.asInstance(prototype === standard ? null : value, () => {
      const named = fieldKeys(value, tag === tags.regexp ? "lastIndex" : null, tag === tags.boxed);
      if (named.length > 0) this.tag(tags.withFields, 2);
      this.content(value, tag, depth);
      if (named.length > 0) this.fields(value, named, depth);
    });
  }

  private content(value: object, tag: number, depth: number): void {
    const {writer} = this;
    switch (tag) {
      case tags.map: {
        this.tag(tag, 2 * mapSize(value));
        mapForEach(value, (entry, key) => {
          this.value(key, depth + 1);
          this.value(entry, depth + 1);
        });
        return;
      }
      case tags.set: {
        this.tag(tag, setSize(value));
        setForEach(value, (member) => this.value(member, depth + 1));
        return;
      }
      case tags.date:
        writer.head(majorTag, tag);
        return writer.number(dateGetTime(value));
      case tags.regexp: {
        this.tag(tag, 3);
        this.text(regexpSource(value));
        this.text(regexpFlags(value));
        const lastIndex = descriptorOf(value, "lastIndex")?.value as unknown;
        return writer.number(typeof lastIndex === "number" ? lastIndex : 0);
      }
      case tags.arrayBuffer:
        writer.head(majorTag, tag);
        return writer.bytes(viewBytes(value as ArrayBuffer, 0, arrayBufferByteLength(value)));
      case tags.dataView:
        writer.head(majorTag, tag);
        return writer.bytes(viewBytes(dataViewBuffer(value), dataViewByteOffset(value), dataViewByteLength(value)));
      default:
        writer.head(majorTag, tag);
        return this.value(unboxed(value), depth + 1);
    }
  }

  private typedArray(value: ArrayBufferView, name: string): void {
    const tag = hasOwn(typedArrayTags, name) ? typedArrayTags[name as keyof typeof typedArrayTags] : undefined;
    if (tag === undefined) return this.opaquePart("typed array");
    const bytes = viewBytes(typedArrayBuffer(value), typedArrayByteOffset(value), typedArrayByteLength(value));
    this.writer.head(majorTag, tag);
    this.writer.bytes(oneNaN(value, bytes, name));
  }

  private array(value: readonly unknown[], instance: object | null, depth: number): void {
    this.asInstance(instance, () => {
      const keys = keysOf(value);
      let indices = keys.length;
      while (indices > 0 && !isIndex(keys[indices - 1]!)) indices--;
      if (indices < keys.length) this.tag(tags.withFields, 2);
      const {length} = value;
      if (indices === length) {
        this.writer.head(majorArray, length);
        for (let i = 0; i < length; i++) this.value(elementOf(value, i), depth + 1);
      } else {
        this.tag(tags.sparseArray, 1 + 2 * indices);
        this.writer.head(majorUnsigned, length);
        for (let i = 0; i < indices; i++) {
          const index = +keys[i]!;
          this.writer.head(majorUnsigned, index);
          this.value(elementOf(value, index), depth + 1);
        }
      }
      if (indices < keys.length) {
        const named: string[] = [];
        for (let i = indices; i < keys.length; i++) named[i - indices] = keys[i]!;
        this.fields(value, named, depth);
      }
    });
  }

  /** The named fields of an object as a map, in their order; `keys` null takes every own property. Getters are not run. */
  private fields(value: object, keys: readonly PropertyKey[] | null, depth: number): void {
    const named = keys ?? ownKeysOf(value);
    this.writer.head(majorMap, named.length);
    for (let i = 0; i < named.length; i++) {
      const key = named[i]!;
      if (typeof key === "string") this.text(key);
      else this.opaquePart("symbol");
      const descriptor = descriptorOf(value, key);
      if (descriptor === undefined || !hasOwn(descriptor, "value")) {
        this.opaquePart("getter");
        continue;
      }
      if (descriptor.enumerable !== true) {
        this.opaque = true;
        this.writer.head(majorTag, tags.hiddenProperty);
      }
      this.value(descriptor.value, depth + 1);
    }
  }

  private error(value: object, prototype: object, depth: number): void {
    const isBuilt = prototype === ErrorPrototype || isEngineErrorPrototype(prototype) || prototype === AggregateErrorPrototype;
    this.asInstance(isBuilt ? null : value, () => {
      const named: PropertyKey[] = [];
      const keys = ownKeysOf(value);
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i]!;
        if (key === "stack" || key === "message" || key === "name" || typeof key === "symbol") continue;
        if (key === "cause" || key === "errors" || descriptorOf(value, key)?.enumerable === true) named[named.length] = key;
      }
      this.tag(tags.error, 4);
      this.text(isBuilt ? (textField(prototype, "name") ?? "Error") : "Error");
      this.text(textField(value, "name") ?? "Error");
      if (isEngineErrorPrototype(prototype)) this.writer.byte(0xf6);
      else this.text(textField(value, "message") ?? "");
      this.writer.head(majorMap, named.length);
      for (let i = 0; i < named.length; i++) {
        this.text(named[i] as string);
        const descriptor = descriptorOf(value, named[i]!);
        if (descriptor !== undefined && hasOwn(descriptor, "value")) this.value(descriptor.value, depth + 1);
        else this.opaquePart("getter");
      }
    });
  }

  private table({rows, names, columns, order, groups, parameters}: TableParts, depth: number): void {
    const {writer} = this;
    this.tag(tags.table, 4);
    writer.head(majorUnsigned, rows);
    writer.head(majorArray, 2 * names.length);
    for (let i = 0; i < names.length; i++) {
      this.text(names[i]!);
      this.column(columns[i], rows, order, depth);
    }
    if (groups === null) writer.byte(0xf6);
    else {
      writer.head(majorArray, 1 + 2 * groups.names.length);
      writer.head(majorTag, typedArrayTags.Uint32Array);
      writer.bytes(toLittleEndianBytes(groups.keys));
      for (let i = 0; i < groups.names.length; i++) {
        this.text(groups.names[i]!);
        this.column(groups.values[i], groups.values[i]!.length, null, depth);
      }
    }
    if (parameters === null || objectKeys(parameters).length === 0) writer.byte(0xf6);
    else this.value(parameters, depth + 1);
  }

  private column(column: unknown, rows: number, order: Uint32Array | null, depth: number): void {
    const {writer} = this;
    const content = contentOf(column, rows, order);
    const items = content.kind === "missing" ? 1 : content.kind === "mixed" ? 2 : content.kind === "text" ? 4 : 3;
    writer.head(majorArray, items);
    this.text(content.kind);
    switch (content.kind) {
      case "missing":
        return;
      case "mixed":
        writer.head(majorArray, rows);
        for (let i = 0; i < rows; i++) this.value(content.values[i], depth + 1);
        return;
      case "text":
        this.buffer(typedArrayTags.Uint32Array, content.offsets);
        writer.bytes(content.bytes);
        break;
      case "number":
      case "date":
        this.buffer(typedArrayTags.Float64Array, content.values);
        break;
      case "bigint":
        this.buffer(typedArrayTags.BigInt64Array, content.values);
        break;
      case "boolean":
        this.buffer(typedArrayTags.Uint8Array, content.values);
        break;
    }
    if (content.valid === null) writer.byte(0xf6);
    else this.buffer(typedArrayTags.Uint8Array, content.valid);
  }

  private buffer(tag: number, values: Float64Array | BigInt64Array | Uint32Array | Uint8Array): void {
    this.writer.head(majorTag, tag);
    this.writer.bytes(toLittleEndianBytes(values));
  }
}
