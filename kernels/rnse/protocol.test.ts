/** The published black-box protocol: what must hold of coherence under order and shuffle, a shock, and a single wild value. */
import {describe, expect, test} from "vitest";
import {rnse} from "./index.ts";
import {nextRandom, seedRandom} from "./random.ts";

const steps = 1000;
const window = 50;
const hertz = 100;

/** A uniform generator with a seed. */
function generator(seed: bigint): () => number {
  const state = seedRandom(seed);
  const out = new Float64Array(2);
  return () => (nextRandom(state, out), (out[0]! + 0.5) / 2 ** 32);
}

/** A normal generator with a seed (Box and Muller). */
function normals(seed: bigint): () => number {
  const uniform = generator(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const sine = (frequency: number) => Float64Array.from({length: steps}, (_, t) => Math.sin((2 * Math.PI * frequency * t) / hertz));
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

function shuffled(values: Float64Array, seed: bigint): Float64Array {
  const uniform = generator(seed);
  const out = values.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** Shannon entropy in nats of the values' histogram of 20 bins over 0 to 1. */
function entropy(values: Float64Array): number {
  const counts = new Float64Array(20);
  for (const v of values) counts[Math.min(19, Math.floor(v * 20))]! += 1 / values.length;
  return counts.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

describe("the black-box protocol", () => {
  test.each([1n, 2n, 3n, 4n, 5n])("order against shuffle, seed %d: coherence is higher by 0.2, the entropy of its trace lower by 0.1", (seed) => {
    const normal = normals(seed);
    const ordered = sine(3).map((s) => 0.5 * s + 0.5 * normal());
    const inOrder = rnse(ordered, {window}).C;
    const mixed = rnse(shuffled(ordered, seed + 100n), {window}).C;
    expect(mean(inOrder) - mean(mixed)).toBeGreaterThan(0.2);
    expect(entropy(mixed) - entropy(inOrder)).toBeGreaterThan(0.1);
  });

  test.each([1n, 2n, 3n])("a pulse of ten times the noise, seed %d: coherence falls under 0.3", (seed) => {
    const normal = normals(seed);
    const values = sine(1).map((s, t) => (t >= 300 && t < 350 ? s + 10 * normal() : s));
    const {C} = rnse(values, {window});
    expect(mean(C.subarray(200, 300))).toBeGreaterThan(0.9);
    expect(Math.min(...C.subarray(300, 350))).toBeLessThan(0.3);
  });

  test.each([1, 3, 5])("a value of 1e6 in a sine of %d Hz: coherence falls under 0.2 at once, and recovers from tick 510", (frequency) => {
    const values = sine(frequency);
    values[500] = 1e6;
    const {C, D} = rnse(values, {window});
    expect(C[501]).toBeLessThan(0.2);
    expect(C[510]!).toBeGreaterThan(C[501]!);
    expect(mean(C.subarray(560, 620))).toBeGreaterThan(0.9);
    expect(D[500]).toBeGreaterThan(0.3);
  });

  test.each([1, 3, 5])("a pure sine of %d Hz has a coherence over 0.6 that stays within 0.1", (frequency) => {
    const C = rnse(sine(frequency), {window}).C.subarray(500);
    expect(mean(C)).toBeGreaterThan(0.6);
    expect(Math.sqrt(mean(C.map((c) => (c - mean(C)) ** 2)))).toBeLessThan(0.1);
  });
});
