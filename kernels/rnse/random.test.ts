/** The generator and the digest against independent ways to the same numbers. */
import {createHash} from "node:crypto";
import {expect, test} from "vitest";
import {nextRandom, seedRandom} from "./random.ts";
import {finishSha256, startSha256, updateSha256} from "./sha256.ts";
import {bits, position} from "./tail.ts";

const mask = (1n << 64n) - 1n;
const word = (high: number, low: number) => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

test("the seeding is splitmix64: its first outputs for seed 1234567 are the published ones", () => {
  const state = seedRandom(1234567n);
  expect(word(state[0]!, state[1]!)).toBe(6457827717110365317n);
  expect(word(state[2]!, state[3]!)).toBe(3203168211198807973n);
});

test("the generator is xorshift128+ with shifts 23, 18, 5, against the same in big integers", () => {
  const state = seedRandom(0x5eedbeefcafe1234n);
  let s1 = word(state[0]!, state[1]!);
  let s0 = word(state[2]!, state[3]!);
  const out = new Float64Array(2);
  for (let i = 0; i < 2000; i++) {
    const expected = (s1 + s0) & mask;
    let next = s1 ^ ((s1 << 23n) & mask);
    next = next ^ s0 ^ (next >> 18n) ^ (s0 >> 5n);
    s1 = s0;
    s0 = next;
    nextRandom(state, out);
    expect(word(out[0]!, out[1]!)).toBe(expected);
  }
});

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000])("the digest that can go on is SHA-256 of %d bytes, in one piece or in many", (size) => {
  const bytes = Uint8Array.from({length: size}, (_, i) => i * 31);
  const expected = createHash("sha256").update(bytes).digest("hex");
  const whole = startSha256();
  updateSha256(whole, bytes);
  expect(finishSha256(whole)).toBe(expected);
  const pieces = startSha256();
  for (let at = 0; at < size; at += 37) updateSha256(pieces, bytes.subarray(at, at + 37));
  expect(finishSha256(pieces)).toBe(expected);
});

test("the binary logarithm holds to 1e-7, and the bins move by eight an octave exactly", () => {
  for (const value of [1e-9, 0.125, 0.3, 1, 1.5, 1.9999, 3, 1e9]) {
    expect(Math.abs(bits(value) - Math.log2(value))).toBeLessThan(1e-7);
    expect(position(value * 8) - position(value)).toBe(24);
  }
});
