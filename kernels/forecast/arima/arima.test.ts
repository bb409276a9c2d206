import {describe, expect, it} from "vitest";
import {forecast} from "../index.ts";
import {countDifferences, countSeasonalDifferences} from "./differences.ts";
import {OrderFitter} from "./fit-order.ts";
import {fromPartials, hasRootsBeyond, multiplyLags, type Order} from "./order.ts";

/** Levels of Lake Huron in feet less 570, 1875 to 1972 (Brockwell & Davis 1991, series A). */
const lakeHuron = [
  10.38, 11.86, 10.97, 10.8, 9.79, 10.39, 10.42, 10.82, 11.4, 11.32, 11.44, 11.68, 11.17, 10.53, 10.01, 9.91, 9.14, 9.16, 9.55, 9.67, 8.44, 8.24, 9.1, 9.09, 9.35,
  8.82, 9.32, 9.01, 9, 9.8, 9.83, 9.72, 9.89, 10.01, 9.37, 8.69, 8.19, 8.67, 9.55, 8.92, 8.09, 9.37, 10.13, 10.14, 9.51, 9.24, 8.66, 8.86, 8.05, 7.79, 6.75, 6.75,
  7.82, 8.64, 10.58, 9.48, 7.38, 6.9, 6.94, 6.24, 6.84, 6.85, 6.9, 7.79, 8.18, 7.51, 7.23, 8.42, 9.61, 9.05, 9.26, 9.22, 9.38, 9.1, 7.95, 8.12, 9.75, 10.85, 10.41,
  9.96, 9.61, 8.76, 8.18, 7.21, 7.13, 9.1, 8.25, 7.91, 6.89, 5.96, 6.8, 7.68, 8.38, 8.52, 9.74, 9.31, 9.89, 9.96,
];

const plain = (p: number, q: number, constant: boolean): Order => ({p, d: 0, q, P: 0, D: 0, Q: 0, m: 1, constant});

/** An autoregression of one lag on numbers between −1 and 1, without chance beyond a seed. */
function autoregression(n: number, phi: number, mean = 0): Float64Array {
  let [state, value] = [7, 0];
  return Float64Array.from({length: n}, () => {
    state = (state * 16807) % 2147483647;
    value = phi * value + (2 * state) / 2147483647 - 1;
    return mean + value;
  });
}

describe("polynomials of ARIMA", () => {
  it("by hand: partial autocorrelations 0.5 and 0.2 are the coefficients 0.4 and 0.2", () => {
    const [first, second] = fromPartials([0.5, 0.2]);
    expect([first, second]).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.2, 12)]);
  });
  it("by hand: (1 − 0.5B)(1 − 0.3B⁴) has 0.5 at lag 1, 0.3 at 4 and −0.15 at 5", () => {
    const product = multiplyLags([0.5], [0.3], 4);
    expect([1, 4, 5].map((lag) => product[lag])).toEqual([0.5, 0.3, -0.15]);
  });
  it("from any partials within −1 and 1 have their roots outside the unit circle", () => {
    for (let i = 0; i < 50; i += 1) expect(hasRootsBeyond(fromPartials([Math.sin(i), Math.cos(3 * i) * 0.99, Math.sin(i * i) * 0.9]), 1)).toBe(true);
    expect(hasRootsBeyond([1.1], 1)).toBe(false);
  });
});

describe("the exact likelihood", () => {
  it("of AR(2) on Lake Huron gives the coefficients that R's arima prints: 1.0436, −0.2495, mean 579.0473, log likelihood −103.63", () => {
    const fitter = new OrderFitter(Float64Array.from(lakeHuron), true);
    const fitted = fitter.byLikelihood(fitter.bySquares(plain(2, 0, true))!)!;
    expect(fitted.ar[0]).toBeCloseTo(1.0436, 2);
    expect(fitted.ar[1]).toBeCloseTo(-0.2495, 2);
    expect(fitted.mean + 570).toBeCloseTo(579.0473, 1);
    expect(fitted.variance).toBeCloseTo(0.4788, 2);
  });
});

describe("differences", () => {
  it("are none for noise about a level, one for a sum of steps, and one at the season where it is strong", () => {
    const noise = autoregression(200, 0);
    let sum = 0;
    expect(countDifferences(noise)).toBe(0);
    expect(countDifferences(noise.map((value) => (sum += value + 0.3)))).toBe(1);
    expect(countSeasonalDifferences(noise.map((value, t) => value / 4 + Math.sin((2 * Math.PI * t) / 12)), 12)).toBe(1);
    expect(countSeasonalDifferences(noise, 12)).toBe(0);
  });
});

describe("arima", () => {
  it("by hand: what follows an autoregression fades to the mean by its coefficient", () => {
    const values = autoregression(400, 0.7, 50);
    const {mean, form, parameters} = forecast(values, {model: "arima", horizon: 30});
    expect(form).toContain("with mean");
    expect(mean[29]).toBeCloseTo(parameters["mean"]!, 1);
    expect(Math.abs(mean[0]! - parameters["mean"]!)).toBeLessThan(Math.abs(values[399]! - parameters["mean"]!) + 0.1);
  });
  it("goes on along a line, and repeats a season with a trend", () => {
    const line = forecast(Array.from({length: 40}, (_, t) => 3 + 2 * t + Math.sin(t * t) / 10), {model: "arima", horizon: 5}).mean;
    line.forEach((value, h) => expect(Math.abs(value - (3 + 2 * (40 + h)))).toBeLessThan(1));
    const at = (t: number) => 20 + t / 2 + 5 * [1, -2, 0, 1][t % 4]!;
    const seasonal = forecast(Array.from({length: 60}, (_, t) => at(t) + Math.sin(t * t) / 5), {model: "arima", season: 4, horizon: 8});
    seasonal.mean.forEach((value, h) => expect(Math.abs(value - at(60 + h))).toBeLessThan(1.5));
    expect(seasonal.form).toMatch(/\[4\]/);
  });
  it("has intervals that widen, and is the same when the series is moved or scaled", () => {
    const values = autoregression(120, 0.6, 5);
    const of = (given: Float64Array) => forecast(given, {model: "arima", horizon: 6});
    const [one, other] = [of(values), of(values.map((value) => 10 * value + 3))];
    other.mean.forEach((value, h) => expect(value).toBeCloseTo(10 * one.mean[h]! + 3, 2));
    const {lower, upper} = one.intervals.at(-1)!;
    for (let h = 1; h < 6; h += 1) expect(upper[h]! - lower[h]!).toBeGreaterThanOrEqual(upper[h - 1]! - lower[h - 1]! - 1e-9);
  });
  it.each([[[5, 5, 5, 5, 5]], [[1, 2, 3, 4]], [[0, 0, 0, 1e-300, 0, 0]], [[1e99, -1e99, 1e99, 2, 3, 4]], [[-1, -1, -1, -1, 7]]])("answers %j with numbers", (values) => {
    const {mean, intervals} = forecast(values, {model: "arima", horizon: 3});
    for (const list of [mean, intervals[0]!.lower, intervals[0]!.upper]) for (const value of list) expect(Number.isFinite(value)).toBe(true);
  });
});
