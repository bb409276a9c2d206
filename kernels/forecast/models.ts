/** The point forecasters by name: each takes a series and a horizon and gives the mean, with the one-step forecasts it made on the way. */
import {hasSeason, seasonalIndices} from "./season.ts";
import {smooth, type Smoothed} from "./smoothing.ts";

export type ModelName = "naive" | "seasonalNaive" | "ses" | "holt" | "damped" | "theta";

export const modelNames: readonly ModelName[] = ["naive", "seasonalNaive", "ses", "holt", "damped", "theta"];

/** Fits a model: `season` is the number of steps of one season, 1 for none. */
export function fitModel(name: ModelName, values: Float64Array, horizon: number, season: number): Smoothed {
  if (name === "naive") return repeat(values, horizon, 1);
  if (name === "seasonalNaive") return repeat(values, horizon, values.length > season ? season : 1);
  return withoutSeason(values, season, (level) => {
    if (name === "theta") return theta(level, horizon);
    return smooth(level, horizon, name === "ses" ? "level" : name === "holt" ? "trend" : "damped");
  });
}

function repeat(values: Float64Array, horizon: number, period: number): Smoothed {
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
function theta(values: Float64Array, horizon: number): Smoothed {
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
