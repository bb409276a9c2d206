import {describe, expect, it} from "vitest";
import {adaptNorm, initialAdaptiveClipping, privateMean, updateNoise, type AdaptiveClipping} from "./clipping.ts";

const update = (client: string, weights: number[]) => ({client, weights: Float64Array.from(weights), examples: 1});
const silent = () => 0;

describe("the private mean", () => {
  it("shortens what is longer than the norm and leaves the rest, by hand", () => {
    // (3, 4) has length 5 and becomes (0.6, 0.8); (0, 0.5) stays; their mean is added to (1, 1).
    const {weights, clippedShare} = privateMean([update("a", [4, 5]), update("b", [1, 1.5])], {global: Float64Array.of(1, 1), clipping: 1, noiseMultiplier: 0, normal: silent});
    expect(weights[0]).toBeCloseTo(1.3, 14);
    expect(weights[1]).toBeCloseTo(1.65, 14);
    expect(clippedShare).toBe(0.5);
  });
  it.each([[1, 0.1, 20, 0.005], [0.5, 1, 10, 0.05], [1.1, 5, 100, 0.055]])("with z = %d, C = %d and %d clients the noise is %d, as in Flower", (z, norm, n, noise) => {
    const updates = Array.from({length: n}, (_, k) => update(String(k), [0]));
    const result = privateMean(updates, {global: Float64Array.of(0), clipping: norm, noiseMultiplier: z, normal: () => 1});
    expect(result.noise).toBeCloseTo(noise, 14);
    expect(result.weights[0]).toBeCloseTo(noise, 14);
  });
  it.each([[1, 5, 1.005037815259212], [1.5, 10, 1.5042366316917006], [1, 2, 1.0327955589886446]])("z = %d with σ_b = %d leaves z_Δ = %d, as in Flower", (z, countNoise, left) => {
    expect(updateNoise(z, countNoise)).toBeCloseTo(left, 14);
  });
  it("an adaptive norm follows the median of the norms: all at 1.0, 60 rounds, it ends near 1 and not near 0", () => {
    let clipping: AdaptiveClipping = {...initialAdaptiveClipping, countNoise: 0};
    for (let round = 0; round < 60; round += 1) clipping = adaptNorm(clipping, clipping.norm >= 1 ? 10 : 0, 10, silent);
    expect(clipping.norm).toBeGreaterThan(0.9);
    expect(clipping.norm).toBeLessThan(1.12);
  });
  it("the order of the clients does not matter, and an unusable one is refused by name", () => {
    const options = {global: Float64Array.of(0, 0), clipping: 1, noiseMultiplier: 0, normal: silent};
    const [a, b, bad] = [update("a", [1, 2]), update("b", [0.1, 0]), update("bad", [NaN, 0])];
    const forward = privateMean([a, b, bad], options);
    expect(forward.rejected).toEqual([{client: "bad", reason: "weight 0 is NaN"}]);
    privateMean([b, a], options).weights.forEach((value, i) => expect(value).toBeCloseTo(forward.weights[i]!, 14));
  });
});
