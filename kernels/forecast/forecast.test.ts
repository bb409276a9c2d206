import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {forecast} from "./index.ts";
import {normalQuantile} from "./normal.ts";
import {airPassengers, saudiOil} from "./testing/series.ts";
import {hasSeason, seasonalIndices} from "./season.ts";

describe("forecasts by hand", () => {
  it("naive repeats the last value", () => {
    expect([...forecast([3, 1, 4], {horizon: 2, model: "naive"}).mean]).toEqual([4, 4]);
  });
  it("seasonal naive repeats the last season", () => {
    expect([...forecast([1, 2, 3, 4, 5, 6], {horizon: 4, model: "seasonalNaive", season: 3}).mean]).toEqual([4, 5, 6, 4]);
  });
  it("holt goes on along a straight line", () => {
    forecast([2, 4, 6, 8, 10, 12], {horizon: 3, model: "holt"}).mean.forEach((value, h) => expect(value).toBeCloseTo(14 + 2 * h, 6));
  });
  it("theta goes on along a straight line at half its slope from the last value", () => {
    // SES with α near 1 stays at 12; half the slope of 2 for each of (1 − (1 − α)⁶)/α ≈ 1 and h − 1 steps.
    forecast([2, 4, 6, 8, 10, 12], {horizon: 2, model: "theta"}).mean.forEach((value, h) => expect(value).toBeCloseTo(13 + h, 2));
  });
  it("drift goes on along the line from the first to the last value", () => {
    expect([...forecast([1, 5, 2, 7], {horizon: 2, model: "drift"}).mean]).toEqual([9, 11]);
  });
  it("naive intervals are z·σ·√h wide to each side", () => {
    const {intervals} = forecast([0, 1, 0, 1, 0], {horizon: 4, model: "naive", level: 0.95});
    expect(intervals[0]!.upper[0]).toBeCloseTo(1.959963985, 8);
    expect(intervals[0]!.upper[3]).toBeCloseTo(2 * 1.959963985, 8);
  });
});

describe("sourced values", () => {
  it("the normal quantile agrees with R's qnorm", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 8);
  });
  it("simple smoothing of Saudi Arabia's oil gives the forecast and intervals that Forecasting: Principles and Practice prints (section 7.1)", () => {
    const {mean, intervals, parameters} = forecast(saudiOil, {horizon: 5, model: "ses", level: [0.8, 0.95]});
    expect(parameters["alpha"]!.toFixed(2)).toBe("0.83");
    expect(mean[4]!.toFixed(1)).toBe("542.7");
    const printed = [[504.5, 580.9, 484.2, 601.1], [492.9, 592.5, 466.6, 618.8], [483.6, 601.8, 452.3, 633.1], [475.5, 609.8, 440.0, 645.4], [468.3, 617.0, 429.0, 656.4]];
    printed.forEach((row, h) => [intervals[0]!.lower[h]!, intervals[0]!.upper[h]!, intervals[1]!.lower[h]!, intervals[1]!.upper[h]!].forEach((value, i) => expect(Math.abs(value - row[i]!)).toBeLessThan(0.1)));
  });
  it("the season of monthly carbon dioxide peaks in May and is lowest in autumn, as the measurements are known to", () => {
    const rows = readFileSync(join(import.meta.dirname, "../../node_modules/vega-datasets/data/co2-concentration.csv"), "utf8").trim().split("\n").slice(1);
    const last = rows.filter((row) => row >= "1990-01-01" && row < "2000-01-01");
    const values = Float64Array.from(last, (row) => Number(row.split(",")[1]));
    const indices = seasonalIndices(values, 12)!;
    expect(indices.indexOf(Math.max(...indices))).toBe(4);
    expect([8, 9]).toContain(indices.indexOf(Math.min(...indices)));
    expect(indices.reduce((sum, value) => sum + value, 0) / 12).toBeCloseTo(1, 12);
  });
  it("a series that repeats every 12 steps is seasonal at 12, and noise is not", () => {
    expect(hasSeason(Float64Array.from({length: 60}, (_, t) => Math.sin((2 * Math.PI * t) / 12)), 12)).toBe(true);
    expect(hasSeason(Float64Array.from({length: 60}, (_, t) => (t * t * 31) % 17), 12)).toBe(false);
  });
});

describe("properties", () => {
  const series = Float64Array.from({length: 60}, (_, t) => 100 + 0.5 * t + 10 * Math.sin((2 * Math.PI * t) / 12) + ((t * 37) % 11));
  it.each(["naive", "seasonalNaive", "drift", "ses", "holt", "damped", "theta", "optimisedTheta", "dynamicTheta", "ets", "ces", "auto"])("a series ten times as large gives a forecast ten times as large with %s", (model) => {
    const small = forecast(series, {horizon: 6, season: 12, model}).mean;
    const large = forecast(series.map((value) => 10 * value), {horizon: 6, season: 12, model}).mean;
    large.forEach((value, h) => expect(Math.abs(value / (10 * small[h]!) - 1)).toBeLessThan(1e-3));
  });
  it("a constant series is forecast by itself, with intervals of no width", () => {
    const {mean, intervals} = forecast(new Float64Array(20).fill(7), {horizon: 3});
    expect([...mean].map((value) => value.toFixed(9))).toEqual(["7.000000000", "7.000000000", "7.000000000"]);
    expect(intervals[1]!.upper[2]! - intervals[1]!.lower[2]!).toBeCloseTo(0, 9);
  });
  it("the combination lies within its members, and its back-test covers most of what came", () => {
    const {mean, details, backTest} = forecast(airPassengers, {horizon: 12, season: 12});
    const members = (details["members"] as {mean: Float64Array}[]).map((member) => member.mean);
    mean.forEach((value, h) => {
      expect(value).toBeLessThanOrEqual(Math.max(...members.map((member) => member[h]!)));
      expect(value).toBeGreaterThanOrEqual(Math.min(...members.map((member) => member[h]!)));
    });
    expect(backTest!.rows.map(({model}) => model)).toEqual(["naive", "seasonalNaive", "auto"]);
    expect(backTest!.rows[2]!.mase).toBeLessThan(backTest!.rows[1]!.mase);
    expect(backTest!.rows[2]!.coverage).toBeGreaterThan(0.8);
    expect(backTest!.warning).toBeNull();
  });
  it("the same series gives the same bytes again", () => {
    expect(forecast(airPassengers, {horizon: 12, season: 12})).toEqual(forecast(airPassengers, {horizon: 12, season: 12}));
  });
  it.each([[[0, 0, 0, 0]], [[1e99, 1.1e99, 1.05e99, 1.2e99]], [[-5, -3, -8, -1, -4, -6]], [[1e-300, 2e-300, 1e-300, 3e-300]], [[1, 1, 1, 1, 1, 1, 1, 9]], [[5, 4, 3]]])("%j has a finite forecast", (values) => {
    const {mean, intervals, fitted} = forecast(values, {horizon: 4});
    for (const numbers of [mean, fitted, intervals[1]!.lower, intervals[1]!.upper]) expect([...numbers].every(Number.isFinite)).toBe(true);
  });
  it("tells how far it is: the forecast, then each origin of the back-test", () => {
    const told: [number | null, string][] = [];
    forecast(airPassengers, {horizon: 12, season: 12, model: "ses", onProgress: (share, text) => told.push([share, text])});
    expect(told).toEqual([[0.25, "ses: fitted"], [0.5, "back-test: 1 of 3"], [0.75, "back-test: 2 of 3"], [1, "back-test: 3 of 3"]]);
  });
  it("the back-test says when a naive forecast does as well", () => {
    const walk = Float64Array.from({length: 40}, (_, t) => (t % 2 === 0 ? 5 : 5));
    expect(forecast(walk, {horizon: 4}).backTest?.warning).toMatch(/naive forecast/);
  });
});

describe("refusals", () => {
  it.each<[() => unknown, string]>([
    [() => forecast([1, 2], {horizon: 1}), "forecast requires at least 3 values, got 2"],
    [() => forecast([1, NaN, 2], {horizon: 1}), "forecast requires finite values, got NaN at index 1"],
    [() => forecast([1, 1e300, 2], {horizon: 1}), "forecast requires values between -1e100 and 1e100, got 1e+300 at index 1"],
    [() => forecast([1, 2, 3], {horizon: 0}), "horizon must be a whole number from 1 to 10000, got 0"],
    [() => forecast([1, 2, 3], {horizon: 1, modle: "ses"} as never), "forecast has no option modle"],
    [() => forecast([1, 2, 3], {horizon: 1, model: "mni"}), "model must be one of auto"],
    [() => forecast([1, 2, 3], {horizon: 1, seed: -1}), "seed must be a whole number from 0 to 4294967295, got -1"],
    [() => forecast([1, 2, 3], {horizon: 1, times: ["2024-01-01", "2024-01-03", "2024-01-02"]}), "times must rise, got 2024-01-02 at index 2 after 2024-01-03"],
    [() => forecast([1, 2, 3], {horizon: 1, times: ["2024-01-01", "soon", "2024-01-03"]}), "times must be dates, got soon at index 1"],
    [() => forecast([1, 2, 3], {horizon: 1, model: "ses", covariates: {price: [1, 2, 3]}}), "covariate price must have 4 values, one for each value and each step ahead, got 3"],
    [() => forecast([1, 2, 3], {horizon: 1, model: "ses", covariates: {price: [1, 2, 3, 4]}}), "ses uses no covariates"],
    [() => forecast([1, 2, 3], {horizon: 1, model: "ses", holidays: [{name: "fair", dates: ["1st of May"]}]}), "holiday fair must have dates as YYYY-MM-DD, got 1st of May"],
  ])("a call that cannot be answered is refused: %#", (call, message) => expect(call).toThrow(message));
});
