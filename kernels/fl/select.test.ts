import {describe, expect, it} from "vitest";
import {toRandomness} from "./seeded.ts";
import {RankSelector} from "./select.ts";

const arranged = (values: readonly number[]) => {
  const selector = new RankSelector(values.length);
  selector.arrange(Float64Array.from(values));
  return selector;
};

describe("selection by rank", () => {
  it("finds ranks and sums by hand", () => {
    const selector = arranged([5, 1, 4, 2, 3]);
    expect([0, 1, 2, 3, 4].map((rank) => selector.rank(rank))).toEqual([1, 2, 3, 4, 5]);
    expect(selector.sum(1, 4)).toBe(9);
  });
  const {uniform, normal} = toRandomness(4);
  it.each<[string, () => number]>([
    ["uniform values", uniform],
    ["normal values", normal],
    ["values with ties", () => Math.floor(4 * uniform())],
    ["values with far outliers", () => (uniform() < 0.1 ? 1e9 * normal() : normal())],
    ["equal values", () => 3],
    ["infinitely far values", () => (uniform() < 0.1 ? Infinity : normal())],
  ])("agrees with sorting for %s", (_, draw) => {
    for (const n of [1, 2, 3, 10, 101]) {
      const values = Array.from({length: n}, draw);
      const sorted = Float64Array.from(values).sort();
      const selector = arranged(values);
      sorted.forEach((value, rank) => expect(selector.rank(rank)).toBe(value));
      const low = Math.floor(n / 5);
      const sum = sorted.subarray(low, n - low).reduce((a, b) => a + b, 0);
      if (Number.isFinite(sum)) expect(Math.abs(selector.sum(low, n - low) - sum)).toBeLessThanOrEqual(1e-12 * (Math.abs(sum) + 1e9 * Number(Math.abs(sum) > 1e6)) + 1e-9);
    }
  });
});
