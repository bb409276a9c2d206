import {initSync, Prophet} from "@bsull/augurs/prophet";
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import {fitProphet, type ProphetOptions} from "./fit.ts";
import {predictProphet, simulateProphet} from "./predict.ts";
import {fitStan, type StanData, type StanParameters} from "./stan.ts";
import {evaluateTrend, placeChangepoints, startTrend} from "./trend.ts";

const day = 86_400;

/** Monthly carbon dioxide at Mauna Loa: days since 1970, parts per million. */
function readCarbonDioxide(): {days: Float64Array; values: Float64Array} {
  const rows = readFileSync(join(import.meta.dirname, "../../../node_modules/vega-datasets/data/co2-concentration.csv"), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
  const recent = rows.filter(([date]) => date! >= "1990-01-01" && date! < "2000-01-01");
  return {days: Float64Array.from(recent, ([date]) => Date.parse(`${date}Z`) / 1000 / day), values: Float64Array.from(recent, ([, value]) => Number(value))};
}

const range = (count: number, at: (i: number) => number) => Float64Array.from({length: count}, (_, i) => at(i));

describe("Prophet's parts by hand", () => {
  it("the trend bends at a changepoint and stays continuous", () => {
    const trend = evaluateTrend({growth: "linear", k: 1, m: 0, changepoints: Float64Array.of(0.5), delta: Float64Array.of(-1)}, Float64Array.of(0, 0.25, 0.5, 1), new Float64Array(4));
    expect([...trend]).toEqual([0, 0.25, 0.5, 0.5]);
  });
  it("a logistic trend is continuous at its changepoint and stays below the cap", () => {
    const path = {growth: "logistic", k: 4, m: 0.2, changepoints: Float64Array.of(0.5), delta: Float64Array.of(3)} as const;
    const [before, after, late] = evaluateTrend(path, Float64Array.of(0.5 - 1e-9, 0.5, 9), new Float64Array(3).fill(2));
    expect(after).toBeCloseTo(before!, 6);
    expect(late).toBeCloseTo(2, 9);
  });
  it("changepoints lie at the rounded shares of the first 80 %", () => {
    // 12 observations: the first 9, less the first, each once.
    expect([...placeChangepoints(range(12, (i) => i), 25, 0.8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    // 5 of the first 11 of 14: 0, 2, 4, 6, 8, 10.
    expect([...placeChangepoints(range(14, (i) => i), 5, 0.8)]).toEqual([2, 4, 6, 8, 10]);
  });
  it("the search starts on the line through the first and the last observation", () => {
    expect(startTrend("linear", Float64Array.of(0, 0.5, 1), Float64Array.of(2, 9, 4), new Float64Array(3))).toEqual({k: 2, m: 2});
  });
});

describe("Prophet beside another implementation", () => {
  beforeAll(() => {
    initSync({module: readFileSync(join(createRequire(import.meta.url).resolve("@bsull/augurs/prophet"), "../prophet_bg.wasm"))});
  });

  let found: StanParameters | null = null;
  const optimizer = {
    optimize(init: {k: number; m: number; delta: Float64Array; beta: Float64Array; sigmaObs: number}, json: string) {
      const data = JSON.parse(json) as StanData;
      found = fitStan({...init, sigma: init.sigmaObs}, data);
      const {sigma, ...params} = found;
      return {logs: {debug: "", info: "", warn: "", error: "", fatal: ""}, params: {...params, sigmaObs: sigma, trend: new Float64Array(data.T)}};
    },
  };

  it("makes of the same parameters the same forecast, trend and yearly season of carbon dioxide as augurs' Prophet, and finds nearly the same ones", () => {
    const {days, values} = readCarbonDioxide();
    const times = range(days.length + 24, (i) => days[i] ?? days[days.length - 1]! + 30 * (i - days.length + 1));
    const theirs = new Prophet({optimizer, uncertaintySamples: 0});
    theirs.fit({ds: [...days].map((time) => time * day), y: [...values]});
    const expected = theirs.predict({ds: [...times].map((time) => time * day)});
    const fitted = fitProphet(days, values);
    const {k, m, delta, beta} = found!;
    const {mean, components} = predictProphet({...fitted, trend: {...fitted.trend, k, m, delta}, beta}, {times});
    const furthest = (own: ArrayLike<number>, other: readonly number[]) => Math.max(...other.map((value, i) => Math.abs(own[i]! - value)));
    expect(components.map(({name}) => name)).toEqual(["trend", "yearly"]);
    expect(furthest(mean, expected.yhat.point)).toBeLessThan(1e-6);
    expect(furthest(components[0]!.values, expected.trend.point)).toBeLessThan(1e-6);
    expect(furthest(components[1]!.values, expected.seasonalities.get("yearly")!.point)).toBeLessThan(1e-6);
    // Their sines differ from ours in the last digits, which moves where the search stops: the forecasts differ by less than 0.2 of 360 ppm.
    expect(furthest(predictProphet(fitted, {times}).mean, expected.yhat.point)).toBeLessThan(0.2);
  });
});

describe("Prophet", () => {
  const forecastOf = (times: Float64Array, values: Float64Array, options: ProphetOptions, to: Float64Array, regressors: {[name: string]: ArrayLike<number>} = {}) =>
    predictProphet(fitProphet(times, values, options), {times: to, regressors, ...(options.cap === undefined ? {} : {cap: options.cap})});

  it("finds the effect of a holiday and expects it again", () => {
    const times = range(200, (i) => i);
    const feasts = [20, 60, 100, 140, 180, 220];
    const values = times.map((time) => 100 + 0.1 * time + (feasts.includes(time) ? 30 : 0) + Math.sin(time * 12.9898));
    const {mean, components} = forecastOf(times, values, {seasonalities: [], holidays: [{name: "fair", days: feasts}]}, range(30, (i) => 200 + i));
    expect(components.find(({name}) => name === "fair")!.values[20]).toBeCloseTo(30, -0.3);
    expect(mean[20]! - mean[19]!).toBeGreaterThan(27);
  });
  it("finds the coefficient of a regressor and needs its values to come", () => {
    const times = range(120, (i) => i);
    const heat = times.map((time) => 20 + 5 * Math.sin(time * 1.7));
    const values = times.map((time, i) => 50 + 3 * heat[i]! + Math.sin(time * 12.9898));
    const options: ProphetOptions = {seasonalities: [], regressors: [{name: "heat", values: heat}]};
    const {mean} = forecastOf(times, values, options, Float64Array.of(120, 121), {heat: [10, 30]});
    expect(mean[1]! - mean[0]!).toBeCloseTo(60, -0.3);
    expect(() => forecastOf(times, values, options, Float64Array.of(120, 121), {heat: [10]})).toThrow("regressor heat requires 2 values, got 1");
    expect(() => forecastOf(times, values, options, Float64Array.of(120, 121))).toThrow("regressor heat requires 2 values, got none");
    expect(() => fitProphet(times, values, {regressors: [{name: "heat", values: heat.map((value, i) => (i === 3 ? NaN : value))}]})).toThrow("regressor heat must be finite, got NaN at index 3");
  });
  it("saturates under its cap", () => {
    const times = range(100, (i) => i);
    const values = times.map((time) => 80 / (1 + Math.exp(-0.08 * (time - 40))) + 0.3 * Math.sin(time * 12.9898));
    const {mean} = forecastOf(times, values, {growth: "logistic", cap: 80, seasonalities: []}, Float64Array.of(120, 400));
    expect(mean[0]).toBeGreaterThan(77);
    expect(mean[1]).toBeLessThanOrEqual(80);
    expect(() => fitProphet(times, values, {growth: "logistic"})).toThrow("logistic growth requires cap");
  });
  it("leaves out what is missing, and a constant stays constant", () => {
    const values = range(60, (i) => (i === 7 ? NaN : 5));
    const {mean} = forecastOf(range(60, (i) => i), values, {seasonalities: []}, Float64Array.of(61, 90));
    expect([...mean]).toEqual([5, 5]);
    expect(() => fitProphet(Float64Array.of(1, 2), Float64Array.of(NaN, 1))).toThrow("prophet requires at least 2 known values, got 1");
    expect(() => fitProphet(Float64Array.of(2, 1), Float64Array.of(0, 1))).toThrow("times must ascend, got 1 after 2");
  });
  it("gives the same bytes again, and draws others for another seed", () => {
    const {days, values} = readCarbonDioxide();
    const simulate = (seed: number) => simulateProphet(fitProphet(days, values), {times: range(6, (i) => days[days.length - 1]! + 30 * (i + 1))}, 50, seed);
    const first = simulate(1);
    expect(simulate(1)).toEqual(first);
    expect(simulate(2)).not.toEqual(first);
    expect(first[5]![49]! - first[5]![0]!).toBeGreaterThan(first[0]![30]! - first[0]![20]!);
  });
});
