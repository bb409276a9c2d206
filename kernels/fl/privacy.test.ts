import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {logErfc} from "./normal-tail.ts";
import {gaussianNoise, privacySpent, renyiDivergence} from "./privacy.ts";
import {noiseFor} from "./privacy-budget.ts";

describe("privacy accounting by hand", () => {
  it("with everybody in every step the divergence is α / 2σ²", () => {
    expect(renyiDivergence(1, 2, 8)).toBe(1);
  });
  it("at order 2 the sampled mechanism has ln(1 + q²(e^(1/σ²) − 1))", () => {
    expect(renyiDivergence(0.1, 1, 2)).toBeCloseTo(Math.log(1 + 0.01 * (Math.E - 1)), 14);
  });
});

describe("published figures", () => {
  it.each([
    ["TensorFlow Privacy, 150 of 60000", {samplingRate: 150 / 60000, noiseMultiplier: 1.3, steps: 6000}, 1e-5, 0.7242234026],
    ["TensorFlow Privacy, 100 of 100000", {samplingRate: 1e-3, noiseMultiplier: 1, steps: 30000}, 1e-7, 1.4154988495],
    ["Opacus unit test", {samplingRate: 0.04, noiseMultiplier: 1.5, steps: 2250}, 1e-5, 7.32911117143],
  ])("%s agrees to 1e-6", (_, steps, delta, epsilon) => {
    expect(Math.abs(privacySpent(steps, delta).epsilon - epsilon)).toBeLessThan(1e-6);
  });
  it.each([[1, 1e-5, 3.730632], [1, 1e-6, 4.224679], [3, 1e-5, 1.390593]])("one Gaussian release at ε = %d, δ = %d needs σ = %d", (epsilon, delta, sigma) => {
    expect(gaussianNoise(epsilon, delta)).toBeCloseTo(sigma, 6);
  });
  it("erfc has its tabulated values", () => {
    expect(Math.exp(logErfc(0.5))).toBeCloseTo(0.4795001221869535, 14);
    expect(Math.exp(logErfc(3)) / 2.209049699858544e-5).toBeCloseTo(1, 13);
    expect(logErfc(-1)).toBeCloseTo(Math.log(1.8427007929497148), 14);
  });
});

describe("properties", () => {
  const step = {samplingRate: 0.02, noiseMultiplier: 1.2, steps: 100};
  it("more steps, more clients a step and less noise each spend more", () => {
    const base = privacySpent(step, 1e-5).epsilon;
    expect(privacySpent({...step, steps: 200}, 1e-5).epsilon).toBeGreaterThan(base);
    expect(privacySpent({...step, samplingRate: 0.04}, 1e-5).epsilon).toBeGreaterThan(base);
    expect(privacySpent({...step, noiseMultiplier: 1}, 1e-5).epsilon).toBeGreaterThan(base);
  });
  it("steps told in two parts spend what they spend together", () => {
    expect(privacySpent([{...step, steps: 60}, {...step, steps: 40}], 1e-5).epsilon).toBeCloseTo(privacySpent(step, 1e-5).epsilon, 12);
  });
  it("the noise for a budget keeps within it, and a little less noise does not", () => {
    const noise = noiseFor({epsilon: 2, delta: 1e-5, samplingRate: 0.02, steps: 100});
    expect(privacySpent({...step, noiseMultiplier: noise}, 1e-5).epsilon).toBeLessThanOrEqual(2);
    expect(privacySpent({...step, noiseMultiplier: noise - 2e-4}, 1e-5).epsilon).toBeGreaterThan(2);
  });
  it("what is out of range is refused with its value", () => {
    expect(() => privacySpent({...step, samplingRate: 0}, 1e-5)).toThrow("samplingRate must be above 0 and at most 1, got 0");
  });
});

const file = join(process.env.RECTO_SHARED ?? join(import.meta.dirname, "../../../shared"), "data/fl/dp_accounting.json");
describe.skipIf(!existsSync(file))("accounting against Opacus and Google (skipped without the reference data folder)", () => {
  interface Reference {
    rdp_points: {q: number; sigma: number; alpha: number; rdp: number}[];
    epsilon: {name: string; q: number; sigma: number; steps: number; delta: number; google_rdp_eps: number; google_pld_eps: number}[];
  }
  const reference = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Reference) : {rdp_points: [], epsilon: []};
  it("divergences agree to 1e-9 relative, or to 1e-14 where the moment is so near 1 that its logarithm has no more digits", () => {
    for (const {q, sigma, alpha, rdp} of reference.rdp_points) expect(Math.abs(renyiDivergence(q, sigma, alpha) - rdp), `q ${q} σ ${sigma} α ${alpha}`).toBeLessThan(1e-9 * rdp + 1e-14);
  });
  it("epsilons lie between the tight figure and 1.001 times the RDP figure", () => {
    for (const entry of reference.epsilon) {
      const {epsilon} = privacySpent({samplingRate: entry.q, noiseMultiplier: entry.sigma, steps: entry.steps}, entry.delta);
      expect(epsilon, entry.name).toBeGreaterThanOrEqual(entry.google_pld_eps * 0.999999);
      expect(epsilon, entry.name).toBeLessThanOrEqual(entry.google_rdp_eps * 1.001);
    }
  });
});
