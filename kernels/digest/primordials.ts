/** The language's own functions, taken when this file is loaded and before any cell runs, so that no cell can replace them afterwards. */

type Method<This, Arguments extends unknown[], Result> = (self: This, ...given: Arguments) => Result;

const {bind, call} = Function.prototype;
const uncurry = bind.bind(call) as unknown as (method: unknown) => (...given: unknown[]) => unknown;

function method<This, Arguments extends unknown[], Result>(of: unknown): Method<This, Arguments, Result> {
  return uncurry(of) as Method<This, Arguments, Result>;
}

function getter<This, Result>(prototype: object, name: PropertyKey): (self: This) => Result {
  return method<This, [], Result>(Object.getOwnPropertyDescriptor(prototype, name)?.get);
}

export const ObjectPrototype = Object.prototype;
export const ArrayPrototype = Array.prototype;
export const MapPrototype = Map.prototype;
export const SetPrototype = Set.prototype;
export const DatePrototype = Date.prototype;
export const RegExpPrototype = RegExp.prototype;
export const ErrorPrototype = Error.prototype;
export const PromisePrototype = Promise.prototype;
export const ArrayBufferPrototype = ArrayBuffer.prototype;
export const DataViewPrototype = DataView.prototype;
export const NumberPrototype = Number.prototype;
export const StringPrototype = String.prototype;
export const BooleanPrototype = Boolean.prototype;
export const BigIntPrototype = BigInt.prototype;

export const {getPrototypeOf, getOwnPropertyDescriptor, ownKeys, setPrototypeOf} = Reflect;
export const {keys: objectKeys, hasOwn, defineProperty, is: objectIs} = Object;
export const {isArray} = Array;
export const {isView} = ArrayBuffer;
export const {isInteger} = Number;
export const {fromCharCode} = String;
export const MapConstructor = Map;
export const WeakMapConstructor = WeakMap;
export const bigintAsIntN = BigInt.asIntN;
export const toBigint = BigInt;

export const mapGet = method<Map<object, number>, [object], number | undefined>(Map.prototype.get);
export const mapSet = method<Map<object, number>, [object, number], unknown>(Map.prototype.set);
export const mapSize = getter<object, number>(Map.prototype, "size");
export const mapForEach = method<object, [(value: unknown, key: unknown) => void], void>(Map.prototype.forEach);
export const setSize = getter<object, number>(Set.prototype, "size");
export const setForEach = method<object, [(value: unknown) => void], void>(Set.prototype.forEach);
export const weakMapGet = method<WeakMap<object, unknown>, [object], unknown>(WeakMap.prototype.get);
export const weakMapSet = method<WeakMap<object, unknown>, [object, unknown], unknown>(WeakMap.prototype.set);
export const dateGetTime = method<object, [], number>(Date.prototype.getTime);
export const numberValueOf = method<object, [], number>(Number.prototype.valueOf);
export const stringValueOf = method<object, [], string>(String.prototype.valueOf);
export const booleanValueOf = method<object, [], boolean>(Boolean.prototype.valueOf);
export const bigintValueOf = method<object, [], bigint>(BigInt.prototype.valueOf);
export const bigintToString = method<bigint, [number], string>(BigInt.prototype.toString);
export const charCodeAt = method<string, [number], number>(String.prototype.charCodeAt);
export const stringSlice = method<string, [number, number], string>(String.prototype.slice);
export const arrayBufferByteLength = getter<object, number>(ArrayBuffer.prototype, "byteLength");

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
export const typedArrayName = getter<object, string | undefined>(typedArrayPrototype, Symbol.toStringTag);
export const typedArrayBuffer = getter<object, ArrayBuffer>(typedArrayPrototype, "buffer");
export const typedArrayByteOffset = getter<object, number>(typedArrayPrototype, "byteOffset");
export const typedArrayByteLength = getter<object, number>(typedArrayPrototype, "byteLength");
export const typedArrayLength = getter<object, number>(typedArrayPrototype, "length");
export const typedArraySet = method<object, [ArrayLike<number>, number], void>(Uint8Array.prototype.set);
export const typedArrayIncludes = method<object, [number], boolean>(Uint8Array.prototype.includes);
export const typedArraySubarray = method<Uint8Array, [number, number], Uint8Array<ArrayBuffer>>(Uint8Array.prototype.subarray);
export const dataViewBuffer = getter<object, ArrayBuffer>(DataView.prototype, "buffer");
export const dataViewByteOffset = getter<object, number>(DataView.prototype, "byteOffset");
export const dataViewByteLength = getter<object, number>(DataView.prototype, "byteLength");
export const dataViewSetFloat64 = method<DataView, [number, number, boolean], void>(DataView.prototype.setFloat64);
export const dataViewGetFloat64 = method<DataView, [number, boolean], number>(DataView.prototype.getFloat64);

export const Bytes = Uint8Array;
export const Words = Uint32Array;
export const Doubles = Float64Array;
export const Halves = Uint16Array;
export const BigWords = BigInt64Array;
export const View = DataView;

export const regexpSource = getter<object, string>(RegExp.prototype, "source");

const flagGetters = (
  [["d", "hasIndices"], ["g", "global"], ["i", "ignoreCase"], ["m", "multiline"], ["s", "dotAll"], ["u", "unicode"], ["v", "unicodeSets"], ["y", "sticky"]] as const
).map(([letter, name]) => ({letter, isSet: getter<object, boolean>(RegExp.prototype, name)}));

/** The flags of a regular expression in alphabetical order, read past anything that a cell put over `flags`. */
export function regexpFlags(of: object): string {
  let flags = "";
  for (let i = 0; i < flagGetters.length; i++) if (flagGetters[i]!.isSet(of)) flags += flagGetters[i]!.letter;
  return flags;
}

/** Whether `check` accepts the object, for brand checks that throw on what they do not know. */
export function accepts(check: (of: object) => unknown, of: object): boolean {
  try {
    check(of);
    return true;
  } catch {
    return false;
  }
}

/** Prototypes of errors whose messages the engine writes itself, so that another version may word them differently. */
const engineErrorPrototypes = new Map<object, number>(
  [TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError].map((constructor, i) => [constructor.prototype, i]),
);

export function isEngineErrorPrototype(prototype: object): boolean {
  return mapGet(engineErrorPrototypes, prototype) !== undefined;
}
