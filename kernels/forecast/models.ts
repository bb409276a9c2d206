/** The simple forecasters: naive ones, smoothing and theta, the latter on the series without its season. */
import type {Fit, Model} from "./model.ts";
import {hasSeason, seasonalIndices} from "./season.ts";
import {smooth, type Smoothed} from "./smoothing.ts";

/** The last value, again and again. Least n: 1. */
export const naive: Model = {name: "naive", leastValues: () => 1, fit: ({values}, {horizon}) => repeat(values, horizon, 1)};

/** The last season, again and again; the last value where there is no whole season. */
export const seasonalNaive: Model = {name: "seasonalNaive", leastValues: () => 1, fit: ({values, season}, {horizon}) => repeat(values, horizon, values.length > season ? season : 1)};

const smoothed = (name: string, fit: (level: Float64Array, horizon: number) => Smoothed): Model => ({
  name,
  leastValues: () => 3,
  fit: ({values, season}, {horizon}) => withoutSeason(values, season, (level) => fit(level, horizon)),
});

export const ses = smoothed("ses", (level, horizon) => smooth(level, horizon, "level"));
export const holt = smoothed("holt", (level, horizon) => smooth(level, horizon, "trend"));
export const damped = smoothed("damped", (level, horizon) => smooth(level, horizon, "damped"));
export const theta = smoothed("theta", fitTheta);

function repeat(values: Float64Array, horizon: number, period: number): Fit {
  const n = values.length;
  return {
    fitted: values.map((_, t) => values[t - period] ?? values[0]!),
    mean: Float64Array.from({length: horizon}, (_, h) => values[n - period + (h % period)]!),
    parameters: {},
  };
}

/** Takes a multiplicative season out where the series has one, fits, and puts it back. */
function withoutSeason(values: Float64Array, season: number, fit: (level: Float64Array) => Smoothed): Smoothed {
  const indices = hasSeason(values, season) ? seasonalIndices(values, season) : null;
  if (!indices) return fit(values);
  const {fitted, mean, parameters} = fit(values.map((value, t) => value / indices[t % season]!));
  const put = (level: Float64Array, offset: number) => level.map((value, t) => value * indices[(offset + t) % season]!);
  return {fitted: put(fitted, 0), mean: put(mean, values.length), parameters};
}

/**
 * Theta: the mean of a straight line through the series and the smoothed series with twice the curvature.
 *
 * Formula: ½ (line extrapolated + SES of 2x − line). Least n: 3. Source: Assimakopoulos & Nikolopoulos 2000; the M4 benchmark.
 */
function fitTheta(values: Float64Array, horizon: number): Smoothed {
  const n = values.length;
  const centre = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let covariance = 0;
  let variance = 0;
  for (let t = 0; t < n; t += 1) {
    covariance += (t - centre) * (values[t]! - mean);
    variance += (t - centre) ** 2;
  }
  const slope = variance > 0 ? covariance / variance : 0;
  const line = (t: number) => mean + slope * (t - centre);
  const curved = smooth(values.map((value, t) => 2 * value - line(t)), horizon, "level");
  return {
    fitted: curved.fitted.map((value, t) => (value + line(t)) / 2),
    mean: curved.mean.map((value, h) => (value + line(n + h)) / 2),
    parameters: {...curved.parameters, slope},
  };
}
