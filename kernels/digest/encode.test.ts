/** What the canonical bytes of values are, which differences they show, and what a hostile value can do to them. */
import * as aq from "arquero";
import {describe, expect, it} from "vitest";
import {decodeValue, digestValue, encodeParts, encodeValue, isOpaque, offerColumn, toHexadecimal} from "./index.ts";
import type {DecodedTable} from "./index.ts";

const hex = (value: unknown, description?: string) => toHexadecimal(encodeValue(value, description === undefined ? {} : {description}));
const roundTrip = (value: unknown) => decodeValue(encodeValue(value));

/** Values are told apart by their bytes exactly when they are told apart here. */
function allDifferent(...values: readonly unknown[]): void {
  const digests = values.map((value) => digestValue(value));
  expect(new Set(digests).size).toBe(values.length);
}

describe("plain values", () => {
  const plain: readonly unknown[] = [
    null, undefined, true, false, 0, -0, 1, -1.5, NaN, Infinity, 2 ** 53, 5e-324, 1e308, "", "a", "é😀\0", "\ud800", "a\udc00b", 0n, -1n, 255n, 256n,
    -(10n ** 40n), 10n ** 400n, [], [1, [2, [3]]], {}, {b: 1, a: {}}, {"": 0, "\ud800": 1, __proto__x: 2}, new Date(0), new Date(NaN),
    new Map<unknown, unknown>([["b", 1], [{}, [2]], [NaN, 3]]), new Set([3, "x", 1]), /a+/giu, new Uint8Array([1, 2]), new Float64Array([1.5, -0]),
    new Float32Array([0.5]), new Int16Array([-2]), new BigInt64Array([-1n]), new BigUint64Array([2n ** 63n]), new Uint8ClampedArray([255]),
    new ArrayBuffer(3), new DataView(new ArrayBuffer(2)), Object.create(null), Object.assign(Object.create(null) as object, {x: 1}), Object(1), Object("ab"), Object(true), Object(1n),
    new Error("message"), new TypeError("x"), new Error("a", {cause: {b: 1}}), new AggregateError([1], "x"), Object.assign(new Error("x"), {code: 7}),
    Object.assign([1, 2], {x0: 5}), Object.assign(new Map([[1, 2]]), {y: 1}), [1, , 3], new Array(5), Object.assign([], {length: 4e9}),
  ];

  it("come back the same from their bytes, each with bytes of its own", () => {
    for (const value of plain) {
      const bytes = encodeValue(value);
      expect(isOpaque(bytes)).toBe(false);
      expect(toHexadecimal(encodeValue(decodeValue(bytes)))).toBe(toHexadecimal(bytes));
    }
    allDifferent(...plain);
    expect(roundTrip([-0])).toEqual([-0]);
    expect(roundTrip({b: 1, a: [undefined, 2n]})).toEqual({b: 1, a: [undefined, 2n]});
    expect(roundTrip(new Map([[{a: 1}, new Set(["x"])]]))).toEqual(new Map([[{a: 1}, new Set(["x"])]]));
    expect(roundTrip("a\ud800b")).toBe("a\ud800b");
    expect(Object.keys(roundTrip([1, , 3]) as object)).toEqual(["0", "2"]);
  });

  it("are valid CBOR in the forms of RFC 8949", () => {
    expect(hex([1, "a", null, true])).toBe("84fb3ff00000000000006161f6f5");
    expect(hex({a: undefined})).toBe("a16161f7");
    expect(hex(10n ** 20n)).toBe("c249056bc75e2d63100000");
    expect(hex(new Float64Array([1]))).toBe("d85648000000000000f03f");
  });

  it("keep the order in which entries were put in, which a cell can see", () => {
    allDifferent({a: 1, b: 2}, {b: 2, a: 1});
    allDifferent(new Map([["a", 1], ["b", 2]]), new Map([["b", 2], ["a", 1]]));
    allDifferent(new Set([1, 2]), new Set([2, 1]));
  });

  it("have one NaN, whatever its bits", () => {
    const odd = new Float64Array(1);
    new Uint32Array(odd.buffer).set([5, 0xfff80000]);
    expect(hex(odd[0])).toBe("fb7ff8000000000000");
    expect(hex(odd)).toBe(hex(new Float64Array([NaN])));
    const single = new Float32Array(2);
    new Uint32Array(single.buffer).set([0x3f800000, 0xffc00001]);
    expect(hex(single)).toBe(hex(new Float32Array([1, NaN])));
    expect(new Uint32Array(odd.buffer)[0], "the value itself is left as it was").toBe(5);
  });

  it("a typed array is its elements, wherever they lie in memory", () => {
    const memory = new Uint8Array([9, 9, 1, 2, 3, 9]);
    expect(hex(memory.subarray(2, 5))).toBe(hex(new Uint8Array([1, 2, 3])));
  });

  it("long values take the same bytes in parts and in one piece", () => {
    const long = {text: "é".repeat(50_000), numbers: new Float64Array(100_000).fill(0.1), list: Array.from({length: 5000}, (_, i) => i)};
    const {parts, sizeBytes} = encodeParts(long);
    const joined = Buffer.concat(Array.from({length: parts.length}, (_, i) => parts[i]!));
    expect(joined.length).toBe(sizeBytes);
    expect(Buffer.compare(joined, encodeValue(long))).toBe(0);
    expect(roundTrip(long)).toEqual(long);
  });
});

describe("objects met before", () => {
  it("are references, so that cycles end and come back as cycles", () => {
    const ring: {self?: unknown; list: unknown[]} = {list: []};
    ring.self = ring;
    ring.list.push(ring.list, ring);
    const back = roundTrip(ring) as typeof ring;
    expect(back.self).toBe(back);
    expect(back.list[0]).toBe(back.list);
    expect(back.list[1]).toBe(back);
    expect(hex(back)).toBe(hex(ring));
  });

  it("tell one object held twice from two equal objects", () => {
    const one = {a: 1};
    allDifferent([one, one], [{a: 1}, {a: 1}]);
    const [first, second] = roundTrip([one, one]) as [object, object];
    expect(first).toBe(second);
  });

  it("have the same numbers on both sides, whatever kinds of objects come between", () => {
    const last = {last: true};
    const all = [new Date(1), /x/, Object(1) as object, new Uint8Array(1), new Map([[{}, last]]), new Set([[]]), new Error("x"), [, {}], Object.create(null), new ArrayBuffer(1)];
    const back = roundTrip([...all, last, all]) as unknown[];
    expect((back[4] as Map<unknown, unknown>).values().next().value).toBe(back[10]);
    expect((back[11] as unknown[])[3]).toBe(back[3]);
  });
});

describe("what has no bytes", () => {
  class Point {
    x = 1;
  }

  it("is marked, cannot be decoded, and carries the caller's description", () => {
    const opaque = [() => 1, Symbol("a"), Promise.resolve(1), new Point(), new WeakMap(), (function* () {})(), {a: [Math.sin]}];
    for (const value of opaque) {
      const bytes = encodeValue(value, {description: "source and inputs"});
      expect(isOpaque(bytes)).toBe(true);
      expect(() => decodeValue(bytes)).toThrow(TypeError);
      expect(digestValue(value, {description: "a"})).not.toBe(digestValue(value, {description: "b"}));
    }
  });

  it("does not let the description into the bytes of plain values", () => {
    expect(hex({a: 1}, "a")).toBe(hex({a: 1}, "b"));
  });

  it("includes instances of a cell's classes, with their class's name and fields", () => {
    class Other {
      x = 1;
    }
    allDifferent(new Point(), new Other(), {x: 1}, Object.assign(new Point(), {x: 2}));
    class Sorted extends Map<string, number> {}
    expect(isOpaque(encodeValue(new Sorted([["a", 1]])))).toBe(true);
    allDifferent(new Sorted([["a", 1]]), new Sorted([["a", 2]]), new Map([["a", 1]]));
  });

  it("includes what is nested deeper than 1,000 levels, without running out of stack", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(isOpaque(encodeValue(deep))).toBe(true);
  });

  it("includes hidden and symbol-named properties, which still tell values apart", () => {
    const hidden = (value: number) => Object.defineProperty({}, "secret", {value, enumerable: false});
    expect(isOpaque(encodeValue(hidden(1)))).toBe(true);
    allDifferent(hidden(1), hidden(2), {secret: 1}, {});
    allDifferent({[Symbol("s")]: 1}, {[Symbol("s")]: 2});
  });
});

describe("a hostile value", () => {
  it("cannot have its getters run", () => {
    let runs = 0;
    const value = {
      get a() {
        runs += 1;
        return runs;
      },
    };
    const first = hex(value);
    expect(hex(value)).toBe(first);
    expect(runs).toBe(0);
    expect(isOpaque(encodeValue(value))).toBe(true);
    const error = Object.defineProperty(new Error("x"), "message", {get: () => (runs += 1)});
    encodeValue(error);
    const fake = Object.defineProperty({}, "columnNames", {get: () => (runs += 1)});
    encodeValue(Object.setPrototypeOf({}, fake));
    expect(runs).toBe(0);
  });

  it("has an element that is a getter read once", () => {
    let runs = 0;
    const value = Object.defineProperty([1, 2], 0, {get: () => ++runs, enumerable: true});
    expect(hex(value)).toBe(hex([1, 2]));
    expect(runs).toBe(1);
  });

  it("that throws when it is read is opaque, not a failure", () => {
    const {proxy, revoke} = Proxy.revocable({}, {});
    revoke();
    expect(isOpaque(encodeValue({a: proxy}))).toBe(true);
    const throwing = new Proxy({}, {ownKeys: () => { throw new Error("no"); }});
    expect(isOpaque(encodeValue([throwing]))).toBe(true);
    const element = Object.defineProperty([1], 0, {get: () => { throw new RangeError("no"); }, enumerable: true});
    expect(isOpaque(encodeValue(element))).toBe(true);
  });

  it("cannot change the bytes of others by overriding methods or polluting prototypes", () => {
    const values = () => [{a: [1, , 3], d: new Date(5), m: new Map([[1, {x: 2}]]), s: new Set([1]), t: "é", n: 5n, f: new Float64Array([1, NaN]), r: /a/g, e: new Error("x")}];
    const before = hex(values());
    const undo: (() => void)[] = [];
    const poison = (target: object, name: PropertyKey, descriptor: PropertyDescriptor) => {
      const old = Object.getOwnPropertyDescriptor(target, name);
      const bare = Object.assign(Object.create(null) as PropertyDescriptor, descriptor, {configurable: true});
      Object.defineProperty(target, name, bare);
      const bareOld = old && Object.assign(Object.create(null) as PropertyDescriptor, old);
      undo[undo.length] = () => {
        if (bareOld === undefined) Reflect.deleteProperty(target, name);
        else Object.defineProperty(target, name, bareOld);
      };
    };
    const made = values();
    let polluted: string;
    try {
      poison(Map.prototype, "get", {value: () => 0});
      poison(Map.prototype, "forEach", {value: () => undefined});
      poison(Map.prototype, "size", {get: () => 0});
      poison(Date.prototype, "getTime", {value: () => 0});
      poison(String.prototype, "charCodeAt", {value: () => 65});
      poison(Uint8Array.prototype, "set", {value: () => undefined});
      poison(Object.getPrototypeOf(Uint8Array.prototype) as object, "length", {get: () => 1});
      poison(RegExp.prototype, "flags", {get: () => "y"});
      for (const name of ["push", "concat", "map", "slice"]) poison(Array.prototype, name, {value: () => [666]});
      for (const name of ["value", "enumerable", "description", "toTable"]) poison(Object.prototype, name, {value: "polluted", writable: true});
      poison(Array.prototype, 1, {value: "polluted", writable: true});
      poison(Array.prototype, Symbol.iterator, {value: () => ({next: () => ({done: true, value: 0})})});
      polluted = hexOf(encodeValue(made, {}));
    } finally {
      for (let i = undo.length - 1; i >= 0; i--) undo[i]!();
    }
    expect(polluted).toBe(before);
  });

  it("that pretends to be a table gives bytes and no failure", () => {
    const pretend = (changes: object) => {
      const methods = {
        columnNames: () => ["a"], numRows: () => 2, totalRows: () => 2, column: () => [1, 2], indices: () => Uint32Array.of(0, 1), isFiltered: () => true,
        isOrdered: () => false, data: () => ({}), groups: () => null, params: () => null, ...changes,
      };
      return Object.setPrototypeOf({}, methods) as object;
    };
    expect(isOpaque(encodeValue(pretend({})))).toBe(false);
    const lies: readonly object[] = [
      {columnNames: () => [1]}, {columnNames: () => "a"}, {numRows: () => NaN}, {numRows: () => -1}, {numRows: () => 1e300}, {indices: () => [0, 1]},
      {indices: () => Uint32Array.of(0)}, {column: () => null}, {column: () => ({at: () => { throw new RangeError("no"); }})}, {params: () => 5},
      {groups: () => ({})}, {groups: () => { throw new Error("no"); }},
    ];
    for (const lie of lies) expect(isOpaque(encodeValue(pretend(lie))), Object.keys(lie)[0]).toBe(true);
  });

  it("in an option's name is refused", () => {
    expect(() => encodeValue(1, {descripton: "x"} as object)).toThrow('option "descripton" is unknown, expected "description" or "toTable"');
  });
});

/** Hexadecimal without any method that the test has poisoned. */
function hexOf(bytes: Uint8Array): string {
  const digits = "0123456789abcdef";
  let text = "";
  for (const name in bytes) {
    const byte = bytes[name as unknown as number]!;
    if (typeof byte === "number" && name >= "0" && name < ":") text += digits[byte >> 4]! + digits[byte & 15]!;
  }
  return text;
}

describe("errors", () => {
  it("of the engine's own classes are known by name alone, since another version words them differently", () => {
    expect(digestValue(new TypeError("x is not a function"))).toBe(digestValue(new TypeError("x isn't a function")));
    allDifferent(new TypeError("x"), new RangeError("x"), new Error("x"), new Error("y"));
    expect(digestValue(Object.assign(new TypeError("x"), {code: 1}))).not.toBe(digestValue(new TypeError("x")));
  });

  it("leave their stack out and keep their cause", () => {
    const [first, second] = [new Error("x"), new Error("x")];
    expect(first.stack).not.toBe(second.stack);
    expect(digestValue(first)).toBe(digestValue(second));
    allDifferent(new Error("x", {cause: 1}), new Error("x", {cause: 2}), new Error("x"));
    const back = roundTrip(new Error("x", {cause: {a: 1}})) as Error;
    expect(back.message).toBe("x");
    expect(back.cause).toEqual({a: 1});
  });
});

describe("tables", () => {
  const rows = {
    number: [3, null, 1, NaN],
    text: ["x", "é😀", null, ""],
    date: [new Date(1), new Date(NaN), new Date(3), null],
    flag: [true, null, false, true],
    big: [1n, -5n, null, 2n ** 63n - 1n],
    nothing: [null, null, null, null],
    mixed: [1, "a", {b: 2}, null],
  };

  it("are columns by content, and come back through makeTable", () => {
    const {columns} = roundTrip(aq.table(rows)) as DecodedTable;
    expect(columns.map(({name, kind}) => [name, kind])).toEqual([
      ["number", "number"], ["text", "text"], ["date", "date"], ["flag", "boolean"], ["big", "bigint"], ["nothing", "missing"], ["mixed", "mixed"],
    ]);
    const made = decodeValue(encodeValue(aq.table(rows)), {makeTable: (table) => aq.table(toArrays(table))});
    expect(digestValue(made)).toBe(digestValue(aq.table(rows)));
  });

  it("are the same from typed arrays, plain arrays and offered columns", () => {
    const valid = Uint8Array.of(1, 0, 1);
    const offered = (column: Parameters<typeof offerColumn>[1]) => {
      const values = {length: 3, at: () => { throw new Error("an offered column is not asked"); }, [Symbol.iterator]: [][Symbol.iterator]};
      offerColumn(values, column);
      return values;
    };
    const plain = aq.table({n: [1, null, 3], t: ["a", null, "é"], d: [new Date(1), null, new Date(2)], b: [true, null, false], i: [1n, null, 2n], w: ["x", null, "x"], e: [null, null, null]});
    const utf8 = new TextEncoder().encode("aé");
    const typed = aq.table({
      n: offered({type: "number", values: Float64Array.of(1, 0, 3), valid}),
      t: offered({type: "text", offsets: Uint32Array.of(0, 1, 1, 3), bytes: utf8, valid}),
      d: offered({type: "date", values: Float64Array.of(1, 0, 2), valid}),
      b: offered({type: "boolean", values: Uint8Array.of(1, 0, 0), valid}),
      i: offered({type: "bigint", values: BigInt64Array.of(1n, 0n, 2n), valid}),
      w: offered({type: "dictionary", codes: Uint32Array.of(0, 0, 0), dictionary: ["x"], valid}),
      e: offered({type: "number", values: new Float64Array(3), valid: new Uint8Array(3)}),
    } as unknown as Parameters<typeof aq.table>[0]);
    expect(hex(typed)).toBe(hex(plain));
    expect(hex(aq.table({x: Int32Array.of(1, 2)}))).toBe(hex(aq.table({x: [1, 2]})));
    expect(hex(aq.table({x: Float64Array.of(1, NaN)}))).toBe(hex(aq.table({x: [1, NaN]})));
  });

  it("are their visible rows in their order", () => {
    const table = aq.table({a: [3, 1, 2], t: ["c", "a", "b"]});
    expect(hex(table.orderby("a"))).toBe(hex(aq.table({a: [1, 2, 3], t: ["a", "b", "c"]})));
    expect(hex(table.filter("d => d.a > 1"))).toBe(hex(aq.table({a: [3, 2], t: ["c", "b"]})));
    allDifferent(table, table.orderby("a"), table.filter("d => d.a > 1"), table.select("t", "a"), table.rename({a: "b"}));
    const column = {length: 3, at: () => null};
    offerColumn(column, {type: "text", offsets: Uint32Array.of(0, 1, 2, 3), bytes: new TextEncoder().encode("cab"), valid: null});
    const offered = aq.table({a: [3, 1, 2], t: column} as unknown as Parameters<typeof aq.table>[0]);
    expect(hex(offered.orderby("a"))).toBe(hex(table.orderby("a")));
  });

  it("show their groups and parameters", () => {
    const table = aq.table({a: [3, 1, 2], t: ["c", "a", "a"]});
    allDifferent(table, table.groupby("t"), table.groupby("a"), table.groupby({half: "d => d.a / 2"}), aq.table({a: [3, 1, 2], t: ["c", "a", "a"]}).params({k: 1}));
    const {groups} = roundTrip(table.groupby("t").filter("d => d.a < 3")) as DecodedTable;
    expect(groups?.columns[0]).toMatchObject({name: "t", kind: "text"});
    expect([...groups!.keys]).toEqual([0, 0]);
  });

  it("with a function in a mixed column are opaque", () => {
    expect(isOpaque(encodeValue(aq.table({f: [() => 1]})))).toBe(true);
  });
});

function toArrays({rows, columns}: DecodedTable): {[name: string]: unknown[]} {
  const decoder = new TextDecoder();
  const value = (column: DecodedTable["columns"][number], i: number): unknown => {
    if (column.kind === "missing" || (column.kind !== "mixed" && column.valid?.[i] === 0)) return null;
    switch (column.kind) {
      case "text":
        return decoder.decode(column.bytes.subarray(column.offsets[i], column.offsets[i + 1]));
      case "date":
        return new Date(column.values[i]!);
      case "boolean":
        return column.values[i] === 1;
      default:
        return column.values[i];
    }
  };
  return Object.fromEntries(columns.map((column) => [column.name, Array.from({length: rows}, (_, i) => value(column, i))]));
}

describe("bytes that are not canonical bytes", () => {
  it("are refused with the place", () => {
    const cut = encodeValue([1, "text", new Map([[1, 2]])]);
    for (let length = 0; length < cut.length; length++) expect(() => decodeValue(cut.subarray(0, length))).toThrow(RangeError);
    expect(() => decodeValue(Uint8Array.of(0xf6, 0xf6))).toThrow("canonical bytes end at 1, got 2 bytes");
    expect(() => decodeValue(Uint8Array.of(0xff))).toThrow("canonical bytes have an unknown byte 0xff at 0");
    expect(() => decodeValue(Uint8Array.of(0xd9, 0xcd, 0x02, 0x05))).toThrow("unknown reference 5");
  });
});
