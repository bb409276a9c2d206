/** The vectors, the specification and the code agree, in both directions; and a second program finds the same root. */
import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {decodeValue, encodeValue, fromHexadecimal, isOpaque, toHexadecimal, toRoot} from "./index.ts";
import {rootOfRecord} from "./testing/independent-verifier.ts";
import {isIncluded} from "./node.ts";
import {inclusionProof} from "./node.ts";
import {tags, typedArrayTags} from "./tags.ts";
import {description, evaluate, makeVectors} from "./testing/vectors.ts";
import * as aq from "arquero";
import type {DecodedTable} from "./index.ts";

const text = readFileSync(new URL("./vectors.json", import.meta.url), "utf8");
const vectors = JSON.parse(text) as ReturnType<typeof makeVectors>;
const specification = readFileSync(new URL("../../docs/digest.md", import.meta.url), "utf8");

describe("the test vectors", () => {
  it("are what the code makes", () => {
    expect(makeVectors()).toEqual(vectors);
  });

  it("come back from their bytes to values with the same bytes", () => {
    let decoded = 0;
    for (const {value, bytes} of vectors.values) {
      const given = fromHexadecimal(bytes);
      expect(toHexadecimal(encodeValue(evaluate(value), {description})), value).toBe(bytes);
      if (isOpaque(given)) continue;
      decoded += 1;
      const back = decodeValue(given, {makeTable: (table) => (table.groups === null ? toTable(table) : table)});
      if (typeof back === "object" && back !== null && "groups" in back && typeof back.groups !== "function") continue;
      expect(toHexadecimal(encodeValue(back)), value).toBe(bytes);
    }
    expect(decoded).toBeGreaterThan(60);
  });

  it("have different bytes for different values", () => {
    expect(new Set(vectors.values.map(({bytes}) => bytes)).size).toBe(vectors.values.length);
  });

  it("use every tag that there is", () => {
    const used = new Set<number>();
    for (const {bytes} of vectors.values) collectTags(bytes, used);
    const all = [...Object.values(tags), ...Object.values(typedArrayTags), 2, 3];
    expect(all.filter((tag) => !used.has(tag))).toEqual([]);
  });
});

describe("the specification", () => {
  it("gives every tag of the code, and no other", () => {
    const given = new Set([...specification.matchAll(/`(0xcd[0-9a-f]{2})`/g)].map(([, tag]) => Number(tag)));
    expect([...given].sort()).toEqual([...Object.values(tags)].sort());
    const typed = [...specification.matchAll(/`(\w+Array)` (\d+)/g)].map(([, name, tag]) => [name, Number(tag)]);
    expect(Object.fromEntries(typed)).toEqual(typedArrayTags);
  });

  it("names every sort of opaque part that the code writes, and no other", () => {
    const code = ["./encode.ts", "./encoder.ts"].map((file) => readFileSync(new URL(file, import.meta.url), "utf8")).join("\n");
    const written = new Set([...code.matchAll(/opaquePart\("([a-z ]+)"\)/g)].map(([, sort]) => sort));
    const line = /\| `0xcd0f` .*/.exec(specification)![0];
    const named = new Set([...line.matchAll(/`([a-z ]+)`/g)].map(([, sort]) => sort));
    expect(named).toEqual(written);
  });

  it("names every field of a record, and every kind of column", () => {
    const fields = [...specification.slice(specification.indexOf("## 4.")).matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field);
    expect(fields).toEqual(Object.keys(vectors.record));
    const code = readFileSync(new URL("./column.ts", import.meta.url), "utf8");
    const kinds = new Set([...specification.matchAll(/^\| `"(\w+)"` \|/gm)].map(([, kind]) => kind));
    expect(kinds).toEqual(new Set(["missing", ...[...code.matchAll(/return \{kind: "(\w+)"/g)].map(([, kind]) => kind), "date", "mixed"]));
  });

  it("has an example that is right", () => {
    const [, value, bytes] = /the value `(.*)` has the bytes `([0-9a-f]+)`/.exec(specification)!;
    expect(toHexadecimal(encodeValue(evaluate(value!)))).toBe(bytes);
  });
});

describe("a verifier written from the specification alone", () => {
  it("finds the root of the record in the vectors", () => {
    expect(rootOfRecord(JSON.stringify(vectors.record))).toBe(vectors.record.root);
    expect(toRoot(vectors.record)).toBe(vectors.record.root);
  });

  it("finds it whatever the order of the keys in the file, and another one after any change", () => {
    const {record} = vectors;
    const turned = Object.fromEntries(Object.entries({...record, inputs: Object.fromEntries(Object.entries(record.inputs).reverse())}).reverse());
    expect(rootOfRecord(JSON.stringify(turned))).toBe(record.root);
    for (const change of [{seed: 43}, {now: 0}, {parameters: {}}, {inputs: {}}, {data: []}, {cells: record.cells.slice(1)}, {source: "0".repeat(64)}]) {
      const changed = {...record, ...change};
      expect(rootOfRecord(JSON.stringify(changed))).not.toBe(record.root);
      expect(rootOfRecord(JSON.stringify(changed))).toBe(toRoot(changed));
    }
  });

  it("can check one cell by its inclusion proof", () => {
    const leaves = vectors.leaves.map(fromHexadecimal);
    const proof = inclusionProof(leaves, 3);
    expect(isIncluded(leaves[3]!, 3, leaves.length, proof, vectors.record.root)).toBe(true);
    expect(isIncluded(leaves[2]!, 3, leaves.length, proof, vectors.record.root)).toBe(false);
  });
});

function toTable({rows, columns}: DecodedTable): unknown {
  const utf8 = new TextDecoder();
  const arrays = columns.map((column) => {
    const at = (i: number): unknown => {
      if (column.kind === "missing") return null;
      if (column.kind === "mixed") return column.values[i];
      if (column.valid?.[i] === 0) return null;
      if (column.kind === "text") return utf8.decode(column.bytes.subarray(column.offsets[i], column.offsets[i + 1]));
      if (column.kind === "date") return new Date(column.values[i]!);
      return column.kind === "boolean" ? column.values[i] === 1 : column.values[i];
    };
    return [column.name, Array.from({length: rows}, (_, i) => at(i))];
  });
  return aq.table(Object.fromEntries(arrays) as {[name: string]: unknown[]});
}

/** Walks over CBOR items and collects the tags. */
function collectTags(digits: string, into: Set<number>): void {
  const bytes = fromHexadecimal(digits);
  let at = 0;
  const item = (): void => {
    const first = bytes[at++]!;
    const [major, short] = [first >> 5, first & 31];
    if (major === 7) {
      at += short === 27 ? 8 : 0;
      return;
    }
    let argument = short;
    if (short >= 24) {
      const size = 1 << (short - 24);
      argument = 0;
      for (let i = 0; i < size; i++) argument = argument * 256 + bytes[at++]!;
    }
    if (major === 2 || major === 3) at += argument;
    if (major === 6) into.add(argument);
    for (let left = major === 4 ? argument : major === 5 ? 2 * argument : major === 6 ? 1 : 0; left > 0; left--) item();
  };
  item();
  expect(at).toBe(bytes.length);
}
