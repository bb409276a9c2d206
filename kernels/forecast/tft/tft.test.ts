import {describe, expect, it} from "vitest";
import {toUniform} from "../seeded.ts";
import {forecast} from "../index.ts";
import type {FitOptions, PreparedSeries} from "../model.ts";
import type {VariableWeights} from "./insight.ts";
import {fitTogether} from "./tft.ts";
import {seasonBefore, type Window} from "./variables.ts";
import {baseOf, pastSteps, toStanding, toWindow} from "./windows.ts";

const options: FitOptions = {horizon: 4, levels: [0.8], seed: 1, holidays: []};
const little = {steps: 160, windows: 16};

/** Series of many sizes with a season of 4, lifted by a promotion that comes when it likes; and what came after each. */
function toSeries(count: number): {series: PreparedSeries; came: Float64Array}[] {
  const uniform = toUniform(7);
  return Array.from({length: count}, (_, k) => {
    const promotion = Float64Array.from({length: 64}, () => (uniform() < 0.3 ? 1 : 0));
    const values = promotion.map((lift, i) => 10 * (k + 1) * (1 + 0.2 * Math.sin((Math.PI * i) / 2) + 0.5 * lift + 0.04 * (uniform() - 0.5)));
    return {series: {values: values.slice(0, 60), season: 4, times: null, covariates: [{name: "promotion", values: promotion}]}, came: values.slice(60)};
  });
}

describe("windows by hand", () => {
  it("hold out the last tenth, show two seasons, and are measured by their own mean seasonal step", () => {
    const values = Float64Array.from({length: 60}, (_, i) => i + 10 * (i % 4));
    const series: PreparedSeries = {values, season: 4, times: null, covariates: []};
    const standing = toStanding(series, 0, 4);
    expect([standing.end, standing.scale, pastSteps(4), pastSteps(12), pastSteps(168), pastSteps(1)]).toEqual([54, 4, 12, 24, 56, 16]);
    const window = toWindow(standing, 50);
    // The last season is 47 … 50: 47 + 30, 48, 49 + 10, 50 + 20.
    expect([window.level, window.scale]).toEqual([(77 + 48 + 59 + 70) / 4, 4]);
    expect([baseOf(window, 1), baseOf(window, 5)]).toEqual([77, 77]);
    expect(seasonBefore(window, 50)).toBe(66);
  });
  it("know nothing after their origin but what is known ahead", () => {
    const values = Float64Array.from({length: 30}, (_, i) => (i <= 20 ? i * i : NaN));
    const window: Window = toWindow({series: {values, season: 5, times: null, covariates: []}, number: 0, end: 21, scale: 1}, 20);
    expect([window.level, window.scale, ...[1, 2, 5, 6, 9].map((ahead) => baseOf(window, ahead))].every(Number.isFinite)).toBe(true);
  });
});

describe("the transformer as a forecaster", () => {
  it("learns what a covariate does that the season before does not show, and says what it looked at", () => {
    const all = toSeries(10);
    const shares: number[] = [];
    const fits = fitTogether(all.map(({series}) => series), {...options, onProgress: (share) => shares.push(share!)}, little);
    const errors = {own: 0, naive: 0};
    fits.forEach(({mean}, k) => {
      const {series: {values}, came} = all[k]!;
      mean.forEach((value, h) => {
        errors.own += Math.abs(value - came[h]!) / came[h]!;
        errors.naive += Math.abs(values[56 + h]! - came[h]!) / came[h]!;
      });
    });
    expect(errors.own).toBeLessThan(errors.naive / 3);
    const {variableWeights, attention} = fits[0]!.details as {variableWeights: VariableWeights; attention: {time: Int32Array; weight: Float64Array}};
    for (const list of [variableWeights.series, variableWeights.past, variableWeights.ahead]) expect(list.reduce((sum, {weight}) => sum + weight, 0)).toBeCloseTo(1, 5);
    expect(variableWeights.ahead.map(({variable}) => variable).sort()).toEqual(["last season", "place in season", "promotion", "time from now"]);
    expect(variableWeights.ahead.find(({variable}) => variable === "promotion")!.weight).toBeGreaterThan(0.25);
    expect([attention.time[0], attention.time.at(-1)]).toEqual([-11, 4]);
    expect(attention.weight.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });
  it("gives the same numbers again and others from another seed; intervals hold the mean and each other", () => {
    const series = toSeries(2).map((one) => one.series);
    const fit = (seed: number) => fitTogether(series, {...options, seed, levels: [0.95, 0.5]}, {steps: 25, windows: 8});
    const first = fit(1);
    expect(fit(1)).toEqual(first);
    expect(fit(2)[0]!.mean).not.toEqual(first[0]!.mean);
    const [most, half] = first[0]!.intervals!;
    first[0]!.mean.forEach((value, h) => {
      expect(half!.lower[h]).toBeLessThanOrEqual(value);
      expect(half!.upper[h]).toBeGreaterThanOrEqual(value);
      expect(most!.lower[h]).toBeLessThanOrEqual(half!.lower[h]!);
      expect(most!.upper[h]).toBeGreaterThanOrEqual(half!.upper[h]!);
    });
  });
  it.each([[new Float64Array(24).fill(3)], [Float64Array.from({length: 24}, (_, i) => (i === 20 ? 1e99 : i))], [Float64Array.from({length: 24}, (_, i) => -1e-200 * (i % 3))]])("is finite on odd series: %#", (values) => {
    const [{mean, fitted, intervals}] = fitTogether([{values, season: 1, times: null, covariates: []}], options, {steps: 21, windows: 8}) as [ReturnType<typeof fitTogether>[number]];
    for (const numbers of [mean, fitted, intervals![0]!.lower, intervals![0]!.upper]) expect([...numbers].every(Number.isFinite)).toBe(true);
  });
  it("refuses what it cannot do", () => {
    expect(() => forecast(new Float64Array(40), {horizon: 97, model: "tft"})).toThrow("tft forecasts at most 96 steps ahead, got 97");
    expect(() => forecast(new Float64Array(20), {horizon: 2, season: 7, model: "tft"})).toThrow("tft requires at least 21 values, got 20");
  });
});
