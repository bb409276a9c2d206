/** The sandbox's own hash, text coding, random numbers and cloning against the engine's. */
import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {makeRandomStream} from "./random-stream.ts";
import {sha256} from "./sha256.ts";
import {structuredClone as cloneHere} from "./structured-clone.ts";
import {TextDecoder as DecoderHere, TextEncoder as EncoderHere} from "./text-coding.ts";

/** Bytes that look random and are the same every time. */
function makeBytes(length: number, seed: number): Uint8Array {
  const {next} = makeRandomStream(seed, length);
  return Uint8Array.from({length}, () => Math.floor(next() * 256));
}

it("SHA-256 is that of node:crypto for every length around the blocks", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = makeBytes(length, 1);
    expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
  expect(sha256(new EncoderHere().encode("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("UTF-8 is written and read as the engine does it, lone surrogates and broken bytes included", () => {
  const texts = ["", "plain", "äöü ß", "日本語", "🙂 smile", "a\ud800b", "\udc00", "\ud83d", "x".repeat(10_000) + "é".repeat(5000)];
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    expect(new EncoderHere().encode(text)).toEqual(bytes);
    expect(new DecoderHere().decode(bytes)).toBe(new TextDecoder().decode(bytes));
  }
  for (let seed = 0; seed < 300; seed++) {
    const bytes = makeBytes(1 + (seed % 40), seed);
    expect(new DecoderHere().decode(bytes)).toBe(new TextDecoder().decode(bytes));
  }
  expect(() => new DecoderHere("utf-8", {fatal: true}).decode(new Uint8Array([0xff]))).toThrow(TypeError);
  expect(() => new DecoderHere("utf-16")).toThrow(RangeError);
});

it("random numbers lie in [0, 1), spread evenly, and differ by seed and cell", () => {
  const {next} = makeRandomStream(7, 3);
  const drawn = Array.from({length: 20_000}, next);
  expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
  const mean = drawn.reduce((sum, number) => sum + number, 0) / drawn.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
  expect(makeRandomStream(7, 3).next()).toBe(drawn[0]);
  expect(new Set([makeRandomStream(7, 4).next(), makeRandomStream(8, 3).next(), drawn[0]]).size).toBe(3);
});

it("cloning keeps shape, shared references and cycles, and refuses functions", () => {
  const shared = {a: 1};
  const value: {[key: string]: unknown} = {shared, again: shared, map: new Map([[1, new Set(["x"])]]), when: new Date(5), numbers: new Float64Array([1, 2]), holes: [1, , 3]};
  value["self"] = value;
  expect(cloneHere(value)).toEqual(structuredClone(value));
  const cloned = cloneHere(value) as {shared: unknown; again: unknown};
  expect(cloned.shared).toBe(cloned.again);
  expect(() => cloneHere({f: () => 1})).toThrow(/could not be cloned/);
});
