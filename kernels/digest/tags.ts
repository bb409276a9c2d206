/** The CBOR tags of canonical bytes: the registered ones that fit, and Recto's own for what JavaScript has and CBOR has not. */

/** Registered: RFC 8949 §3.4.3, the sign and magnitude of a big integer as big-endian bytes. */
export const positiveBigintTag = 2;
export const negativeBigintTag = 3;

/** Registered: RFC 8746 §2, the element type of a typed array whose bytes follow, little-endian. */
export const typedArrayTags = {
  Uint8Array: 64,
  Uint8ClampedArray: 68,
  Uint16Array: 69,
  Uint32Array: 70,
  BigUint64Array: 71,
  Int8Array: 72,
  Int16Array: 77,
  Int32Array: 78,
  BigInt64Array: 79,
  Float16Array: 84,
  Float32Array: 85,
  Float64Array: 86,
} as const;

/** Recto's own, from the unregistered range; `docs/digest.md` gives the content of each. */
export const tags = {
  /** Byte string: a text that is not well-formed Unicode, as UTF-16LE. */
  illFormedText: 0xcd00,
  /** Number: milliseconds since 1970, NaN for an invalid date. */
  date: 0xcd01,
  /** Integer: the number of an object that was met before. */
  reference: 0xcd02,
  /** Array [length, index, value, index, value …]: an array with holes. */
  sparseArray: 0xcd03,
  /** Array [value, fields]: an array, map, set, date … that has named fields too. */
  withFields: 0xcd04,
  /** Array [key, value, key, value …] in insertion order. */
  map: 0xcd05,
  /** Array of the members in insertion order. */
  set: 0xcd06,
  /** Map of the fields: an object without a prototype. */
  nullPrototype: 0xcd07,
  /** Array [class name, content]: an instance of a class that cells define; opaque. */
  instance: 0xcd08,
  /** Array [built-in class, name, message or null, fields]; null for a class whose messages the engine words. */
  error: 0xcd09,
  /** Array [source, flags, last index]. */
  regexp: 0xcd0a,
  /** The primitive: a Boolean, Number, String or BigInt object. */
  boxed: 0xcd0b,
  /** Byte string. */
  arrayBuffer: 0xcd0c,
  /** Byte string. */
  dataView: 0xcd0d,
  /** Array [rows, [name, column, name, column …], groups or null, parameters or null]. */
  table: 0xcd0e,
  /** Text: the sort of a part that has no bytes (a function, a symbol, a promise …); opaque. */
  opaquePart: 0xcd0f,
  /** Array [description, value]: the outermost item of every value that has an opaque part. */
  opaqueValue: 0xcd10,
  /** The value of a property that is not enumerable; opaque. */
  hiddenProperty: 0xcd11,
} as const;
