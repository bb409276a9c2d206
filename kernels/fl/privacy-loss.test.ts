import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {transform} from "./fourier.ts";
import {gaussianNoise, privacySpent} from "./privacy.ts";
import {tightEpsilon} from "./privacy-loss.ts";

describe("the transform", () => {
  it("of 1, 2, 3, 4 is 10, −2 + 2i, −2, −2 − 2i, and the inverse gives the numbers back", () => {
    const [real, imaginary] = [Float64Array.of(1, 2, 3, 4), new Float64Array(4)];
    transform(real, imaginary);
    expect([...real].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([10, -2, -2, -2]);
    expect([...imaginary].map((value) => Math.round(value * 1e12) / 1e12 + 0)).toEqual([0, 2, 0, -2]);
    transform(real, imaginary, true);
    [1, 2, 3, 4].forEach((value, i) => expect(real[i]).toBeCloseTo(value, 14));
  });
  it("refuses a length that is no power of two", () => {
    expect(() => transform(new Float64Array(3), new Float64Array(3))).toThrow("power of two, got 3 and 3");
  });
});

describe("the tight accountant", () => {
  it("T releases to everybody are one release with σ / √T, whose ε is known exactly", () => {
    for (const [epsilon, delta, steps] of [[1, 1e-5, 1], [1, 1e-5, 16], [3, 1e-6, 4]] as const) {
      const tight = tightEpsilon({samplingRate: 1, noiseMultiplier: gaussianNoise(epsilon, delta) * Math.sqrt(steps), steps}, delta);
      expect(tight).toBeGreaterThanOrEqual(epsilon);
      expect(tight).toBeLessThan(epsilon * 1.001);
    }
  });
  it("lies below the Rényi bound, and grows with steps, sampling and less noise", () => {
    const step = {samplingRate: 0.1, noiseMultiplier: 1, steps: 50};
    const base = tightEpsilon(step, 1e-4);
    expect(base).toBeLessThan(privacySpent(step, 1e-4).epsilon);
    expect(tightEpsilon({...step, steps: 60}, 1e-4)).toBeGreaterThan(base);
    expect(tightEpsilon({...step, samplingRate: 0.12}, 1e-4)).toBeGreaterThan(base);
    expect(tightEpsilon({...step, noiseMultiplier: 0.9}, 1e-4)).toBeGreaterThan(base);
  });
  it("steps told in two parts, in either order, spend what they spend together", () => {
    const [a, b] = [{samplingRate: 0.1, noiseMultiplier: 1, steps: 30}, {samplingRate: 0.05, noiseMultiplier: 1.5, steps: 40}];
    expect(tightEpsilon([{...a, steps: 10}, {...a, steps: 20}], 1e-4)).toBeCloseTo(tightEpsilon(a, 1e-4), 8);
    expect(tightEpsilon([a, b], 1e-4)).toBeCloseTo(tightEpsilon([b, a], 1e-4), 10);
  });
  it("no steps spend nothing, and what is out of range is refused with its value", () => {
    expect(tightEpsilon([], 1e-5)).toBe(0);
    expect(() => tightEpsilon({samplingRate: 2, noiseMultiplier: 1, steps: 1}, 1e-5)).toThrow("samplingRate must be above 0 and at most 1, got 2");
    expect(() => tightEpsilon({samplingRate: 1, noiseMultiplier: 1, steps: 1}, 1e-12)).toThrow("delta must be at least 1e-10");
  });
});

describe("the tight column of Google's dp-accounting", () => {
  it.each([
    ["60 epochs of 256 in 60000", {samplingRate: 256 / 60000, noiseMultiplier: 1.1, steps: 14062}, 1e-5, 2.3817],
    ["150 in 60000", {samplingRate: 150 / 60000, noiseMultiplier: 1.3, steps: 6000}, 1e-5, 0.6401],
    ["100 in 100000", {samplingRate: 1e-3, noiseMultiplier: 1, steps: 30000}, 1e-7, 1.0982],
    ["4 in 100", {samplingRate: 0.04, noiseMultiplier: 1.5, steps: 2250}, 1e-5, 6.7688],
    ["10 of 100 clients", {samplingRate: 0.1, noiseMultiplier: 1, steps: 100}, 1e-3, 4.7844],
    ["everybody", {samplingRate: 1, noiseMultiplier: 4, steps: 20}, 1e-5, 4.9833],
  ])("%s agrees to 0.1 %%", (_, steps, delta, epsilon) => {
    expect(Math.abs(tightEpsilon(steps, delta) / epsilon - 1)).toBeLessThan(1e-3);
  });
});

const file = join(process.env.RECTO_SHARED ?? join(import.meta.dirname, "../../../shared"), "data/fl/dp_accounting.json");
describe.skipIf(!existsSync(file))("the tight accountant against Google's (skipped without the reference data folder)", () => {
  const reference = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as {epsilon: {name: string; q: number; sigma: number; steps: number; delta: number; google_pld_eps: number}[]})
    : {epsilon: []};
  it("agrees to 0.1 % wherever ε is above Google's own grid of 1e-4", () => {
    for (const {name, q, sigma, steps, delta, google_pld_eps: epsilon} of reference.epsilon.filter((entry) => entry.google_pld_eps > 1e-3)) {
      expect(Math.abs(tightEpsilon({samplingRate: q, noiseMultiplier: sigma, steps}, delta) / epsilon - 1), name).toBeLessThan(1e-3);
    }
  });
});
