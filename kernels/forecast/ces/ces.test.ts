import {describe, expect, it} from "vitest";
import {forecast} from "../index.ts";
import {airPassengers} from "../testing/series.ts";
import {fitSeasonality, isStable, useWeights} from "./fit-seasonality.ts";
import {advance, type ComplexWeights, type Seasonality} from "./recursion.ts";

const passengers = Float64Array.from(airPassengers);
const weigh = (alpha0: number, alpha1: number, beta0 = 0, beta1 = 0): ComplexWeights => ({alpha0, alpha1, beta0, beta1});

/** The passengers with weights and forecasts of R's `ces` (package smooth), as the tests of Nixtla's statsforecast hold them. */
const published: readonly (readonly [Seasonality, ComplexWeights, readonly number[]])[] = [
  ["none", weigh(2.001457, 1.000727), [430.9211, 432.4049, 431.2324, 432.7212, 431.5439, 433.0376, 431.8556, 433.3543, 432.1675, 433.6712, 432.4796, 433.9884, 432.792]],
  ["simple", weigh(1.996411, 1.206694), [446.2768, 423.5779, 481.4365, 514.773, 533.5008, 589.05, 688.2703, 674.5891, 580.9486, 516.0776, 449.7246, 505.3621, 507.9884]],
  ["partial", weigh(1.476837, 1, 0.91997), [437.6247, 412.9464, 445.5811, 498.537]],
  ["full", weigh(1.350795, 1.009169, 1.777909, 0.973739), [450.9262, 429.2925]],
];

describe("complex exponential smoothing", () => {
  it("by hand: level and potential after two values, and on without one", () => {
    const level = Float64Array.of(10, 0, 0, 0);
    const potential = Float64Array.of(0, 0, 0, 0);
    const forecasts = new Float64Array(3);
    const squares = advance([level, potential], "none", 1, weigh(1.5, 1), Float64Array.of(10, 12), forecasts);
    expect([squares, ...forecasts]).toEqual([4, 10, 10, 11]);
    expect([...level]).toEqual([10, 10, 11, 11]);
    expect([...potential]).toEqual([0, 10, 10, 6]);
  });

  it.each(published)("with the weights of R's program and a season of the kind %s, its forecasts", (seasonality, weights, means) => {
    const {mean} = useWeights(passengers, seasonality, 12, means.length, weights)!;
    // Weights are printed with six decimals, and first states are found in a way that is alike, not the same.
    means.forEach((value, h) => expect(Math.abs(mean[h]! - value)).toBeLessThan(0.1));
  });

  it("finds the weights of R's program where first states matter little, and fits no worse elsewhere", () => {
    const simple = fitSeasonality(passengers, "simple", 12, 1)!;
    expect(simple.weights.alpha0).toBeCloseTo(1.9964, 3);
    expect(simple.weights.alpha1).toBeCloseTo(1.2067, 3);
    for (const [seasonality, weights] of published) {
      expect(fitSeasonality(passengers, seasonality, 12, 1)!.variance).toBeLessThanOrEqual(useWeights(passengers, seasonality, 12, 1, weights)!.variance * 1.0001);
    }
  });

  it("chooses a full season for the passengers, and none for a walk", () => {
    expect(forecast(airPassengers, {model: "ces", horizon: 12, season: 12}).form).toBe("CES(full)");
    let seed = 1;
    let place = 100;
    const walk = Array.from({length: 80}, () => (place += (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5));
    expect(forecast(walk, {model: "ces", horizon: 12, season: 12}).form).toBe("CES(none)");
  });

  it("by hand: a discounted transition is stable when its eigenvalues lie within the unit circle", () => {
    // [[1 − α₀ + α₁, α₁ − 1], [1 − α₀ − α₁, 1 − α₀]]: with (1.5, 1) of [[0.5, 0], [−1.5, −0.5]], ±0.5; with (2.5, 1) of [[−0.5, 0], [−2.5, −1.5]], −0.5 and −1.5.
    expect([isStable(weigh(1.5, 1), "none"), isStable(weigh(2.5, 1), "none")]).toEqual([true, false]);
    expect([isStable(weigh(1.5, 1, 0.5), "partial"), isStable(weigh(1.5, 1, 1.5), "partial"), isStable(weigh(1.5, 1, 2.5, 1), "full")]).toEqual([true, false, false]);
  });

  it("is surer of the next step than of a later one", () => {
    for (const seasonality of ["none", "simple", "partial", "full"] as const) {
      const {deviation} = fitSeasonality(passengers, seasonality, 12, 24)!;
      deviation.forEach((value, h) => expect(value).toBeGreaterThanOrEqual(h ? deviation[h - 1]! : 0));
    }
  });

  it("leaves a season out that is not there twice", () => {
    expect(fitSeasonality(passengers.subarray(0, 25), "full", 12, 1)).toBeNull();
    expect(forecast(airPassengers.slice(0, 25), {model: "ces", horizon: 3, season: 12}).form).toBe("CES(none)");
  });
});
