import {describe, expect, it} from "vitest";
import {forecast} from "../index.ts";
import {decompose, seasonalStrength} from "./stl.ts";
import {seasonsOf, takeSeasons} from "./mstl.ts";

const wave = (n: number, m: number, size = 1) => Float64Array.from({length: n}, (_, t) => size * Math.sin((2 * Math.PI * t) / m));

describe("STL", () => {
  it("by hand: a line and a season that repeats are told apart, with next to no remainder", () => {
    const pattern = [3, -1, -4, 2];
    const values = Float64Array.from({length: 40}, (_, t) => 10 + 0.5 * t + pattern[t % 4]!);
    const {trend, season} = decompose(values, 4, 11);
    values.forEach((value, t) => expect(Math.abs(trend[t]! + season[t]! - value)).toBeLessThan(0.1));
    expect(season[21]! - season[20]!).toBeCloseTo(-4, 2);
  });
  it("finds a strength of 1 where all that varies is season, and of 0 where the line has none", () => {
    expect(seasonalStrength(wave(60, 12), 12)).toBeCloseTo(1, 3);
    expect(seasonalStrength(Float64Array.from({length: 60}, (_, t) => t), 12)).toBeLessThan(0.2);
  });
});

describe("mstl", () => {
  it("repeats a season on a line", () => {
    const pattern = [3, -1, -4, 2];
    const at = (t: number) => 10 + 0.5 * t + pattern[t % 4]!;
    const {mean, form} = forecast(Array.from({length: 40}, (_, t) => at(t)), {model: "mstl", season: 4, horizon: 8});
    mean.forEach((value, h) => expect(Math.abs(value - at(40 + h))).toBeLessThan(0.3));
    expect(form).toMatch(/^STL\(4\) \+ ETS/);
  });
  it("takes the week beside the day of hourly values, where there are two weeks of them", () => {
    expect(seasonsOf(24, 400)).toEqual([24, 168]);
    expect(seasonsOf(24, 300)).toEqual([24]);
    expect(seasonsOf(12, 4000)).toEqual([12]);
    expect(seasonsOf(12, 24)).toEqual([]);
    const values = wave(168 * 4, 24, 3).map((value, t) => value + 2 * Math.cos((2 * Math.PI * t) / 168));
    const [day, week] = takeSeasons(values, [24, 168]);
    values.forEach((value, t) => expect(Math.abs(day![t]! + week![t]! - value)).toBeLessThan(0.3));
  });
  it("moves with the series: a constant more is a constant more, twice the values twice the forecast", () => {
    const values = Array.from({length: 60}, (_, t) => 20 + t / 5 + 4 * Math.sin(t / 2) + Math.sin(t * t));
    const of = (given: readonly number[]) => forecast(given, {model: "mstl", season: 12, horizon: 5}).mean;
    const [plain, more] = [of(values), of(values.map((value) => value + 1000))];
    more.forEach((value, h) => expect(value).toBeCloseTo(plain[h]! + 1000, 1));
  });
  it("is ETS without a season where there are not more than two seasons", () => {
    const values = [3, 5, 4, 6, 5, 7, 6, 8];
    expect(forecast(values, {model: "mstl", season: 4, horizon: 3}).mean).toEqual(forecast(values, {model: "ets", horizon: 3}).mean);
  });
});
