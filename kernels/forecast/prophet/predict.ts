/** What a fitted Prophet says of some times: the mean, its components, and intervals by simulating trends and noise. */
import {toUniform} from "../seeded.ts";
import {toFeatures, type Feature} from "./features.ts";
import {checkRegressor, type FittedProphet} from "./fit.ts";
import {evaluateTrend, type Trend} from "./trend.ts";

export interface ProphetTimes {
  /** Ascending, in the unit fitted in. */
  readonly times: Float64Array;
  readonly cap?: number | ArrayLike<number>;
  readonly floor?: number | ArrayLike<number>;
  /** The values of each regressor at these times. */
  readonly regressors?: {readonly [name: string]: ArrayLike<number>};
}

export interface ProphetComponent {
  readonly name: string;
  readonly kind: "trend" | "season" | "holiday" | "regressor";
  readonly mode: "additive" | "multiplicative";
  /** In the values' unit when additive; a share of the trend when multiplicative. */
  readonly values: Float64Array;
}

interface Parts {
  readonly t: Float64Array;
  readonly cap: Float64Array;
  readonly floor: Float64Array;
  /** In the values' unit. */
  readonly added: Float64Array;
  /** Share of the trend. */
  readonly multiplied: Float64Array;
  readonly features: readonly Feature[];
}

/** The mean at the times, and what it is made of: mean = trend·(1 + multiplicative) + additive. */
export function predictProphet(fitted: FittedProphet, at: ProphetTimes): {readonly mean: Float64Array; readonly components: readonly ProphetComponent[]} {
  const parts = toParts(fitted, at);
  const trend = evaluateTrend(fitted.trend, parts.t, parts.cap).map((value, i) => value * fitted.scale + parts.floor[i]!);
  const components = new Map<string, ProphetComponent>([["trend", {name: "trend", kind: "trend", mode: "additive", values: trend}]]);
  parts.features.forEach(({component, kind, mode, values}, k) => {
    const key = `${kind} ${component}`;
    if (!components.has(key)) components.set(key, {name: component, kind, mode, values: new Float64Array(parts.t.length)});
    const sum = components.get(key)!.values;
    const weight = fitted.beta[k]! * (mode === "additive" ? fitted.scale : 1);
    for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + weight * values[i]!;
  });
  return {mean: trend.map((value, i) => value * (1 + parts.multiplied[i]!) + parts.added[i]!), components: [...components.values()]};
}

/**
 * Simulated futures, sorted at each time: `draws[i]` holds the values at time i, ascending.
 *
 * Formula: after the last observation the rate changes as a Poisson process as dense as the changepoints, by Laplace steps whose scale is the mean of the
 * changes found; to the trend come the features and normal noise.
 */
export function simulateProphet(fitted: FittedProphet, at: ProphetTimes, samples: number, seed: number): Float64Array[] {
  const {t, cap, floor, added, multiplied} = toParts(fitted, at);
  const {trend, sigma, scale} = fitted;
  const uniform = toUniform(seed);
  const last = t[t.length - 1]!;
  const size = trend.delta.reduce((sum, change) => sum + Math.abs(change), 0) / Math.max(1, trend.delta.length) + 1e-8;
  const draws = Array.from(t, () => new Float64Array(samples));
  const density = Math.max(1, trend.changepoints.length);
  for (let s = 0; s < samples; s += 1) {
    const times = [...trend.changepoints];
    const changes = [...trend.delta];
    for (let time = 1 - Math.log(1 - uniform()) / density; trend.growth !== "flat" && time < last; time -= Math.log(1 - uniform()) / density) {
      times.push(time);
      changes.push(drawLaplace(size, uniform));
    }
    const path: Trend = {...trend, changepoints: Float64Array.from(times), delta: Float64Array.from(changes)};
    evaluateTrend(path, t, cap).forEach((value, i) => {
      draws[i]![s] = (value * scale + floor[i]!) * (1 + multiplied[i]!) + added[i]! + drawNormal(uniform) * sigma * scale;
    });
  }
  return draws.map((values) => values.sort());
}

function toParts({firstTime, span, setup, beta, scale, trend}: FittedProphet, {times, cap, floor, regressors = {}}: ProphetTimes): Parts {
  for (const {name} of setup.regressors) checkRegressor(name, regressors[name], times.length);
  if (trend.growth === "logistic" && cap === undefined) throw new RangeError("logistic growth requires cap at the times to forecast");
  const fill = (limit: number | ArrayLike<number> | undefined) => (typeof limit === "object" ? Float64Array.from(limit) : new Float64Array(times.length).fill(limit ?? 0));
  const isBounded = trend.growth === "logistic";
  const lower = isBounded ? fill(floor) : new Float64Array(times.length);
  const upper = isBounded ? fill(cap).map((value, i) => (value - lower[i]!) / scale) : new Float64Array(times.length);
  const features = toFeatures(times, setup, regressors);
  const added = new Float64Array(times.length);
  const multiplied = new Float64Array(times.length);
  features.forEach(({mode, values}, k) => {
    const sum = mode === "additive" ? added : multiplied;
    const weight = beta[k]! * (mode === "additive" ? scale : 1);
    for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + weight * values[i]!;
  });
  return {t: times.map((time) => (time - firstTime) / span), cap: upper, floor: lower, added, multiplied, features};
}

function drawLaplace(scale: number, uniform: () => number): number {
  const at = uniform() - 0.5;
  return -scale * Math.sign(at) * Math.log(1 - 2 * Math.min(Math.abs(at), 0.5 - 2 ** -40));
}

function drawNormal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
