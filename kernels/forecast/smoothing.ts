/**
 * Exponential smoothing: level (SES), level and trend (Holt), level and damped trend.
 *
 * Answers: where the series is now and where it is heading, the recent past counting most. One step: level l ← αx + (1 − α)(l + φb),
 * trend b ← β(l − l') + (1 − β)φb; forecast l + (φ + φ² + … + φʰ)b. SES has no trend; Holt has φ = 1. Parameters minimise the squared
 * one-step errors by Nelder–Mead from fixed starts. Assumes no season (take it out first). Least n: 2. Missing values: none allowed.
 * Cost: O(n) an evaluation, a few hundred evaluations. Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, ch. 8.
 */
import {minimise} from "./minimise.ts";

export interface Smoothed {
  /** One-step forecasts of the values given. */
  readonly fitted: Float64Array;
  readonly mean: Float64Array;
  readonly parameters: {readonly [name: string]: number};
}

type Shape = "level" | "trend" | "damped";

const inside = (value: number, low: number, high: number): number => low + (high - low) / (1 + Math.exp(-value));

/** Smooths and extrapolates `horizon` steps. */
export function smooth(values: Float64Array, horizon: number, shape: Shape): Smoothed {
  const starts: Record<Shape, number[][]> = {
    level: [[0], [-2], [2]],
    trend: [[0, -2], [-1.5, -3]],
    damped: [[0, -2, 1], [-1.5, -3, 2]],
  };
  const slope = values.length > 1 ? (values[Math.min(values.length - 1, 5)]! - values[0]!) / Math.min(values.length - 1, 5) : 0;
  const run = (point: readonly number[], fitted: Float64Array | null): {error: number; level: number; trend: number; damping: number} => {
    const alpha = inside(point[0]!, 0.0001, 0.9999);
    const beta = shape === "level" ? 0 : inside(point[1]!, 0.0001, 0.9999);
    const damping = shape === "damped" ? inside(point[2]!, 0.8, 0.98) : 1;
    let level = values[0]!;
    let trend = shape === "level" ? 0 : slope;
    let error = 0;
    if (fitted) fitted[0] = level;
    for (let t = 1; t < values.length; t += 1) {
      const expected = level + damping * trend;
      if (fitted) fitted[t] = expected;
      const miss = values[t]! - expected;
      error += miss * miss;
      const next = expected + alpha * miss;
      if (shape !== "level") trend = beta * (next - level) + (1 - beta) * damping * trend;
      level = next;
    }
    return {error, level, trend, damping};
  };
  const best = starts[shape].map((start) => minimise((point) => run(point, null).error, start)).reduce((a, b) => (b.value < a.value ? b : a));
  const fitted = new Float64Array(values.length);
  const {level, trend, damping} = run(best.point, fitted);
  const mean = new Float64Array(horizon);
  let reach = 0;
  for (let h = 0; h < horizon; h += 1) {
    reach += damping ** (h + 1);
    mean[h] = level + reach * trend;
  }
  const names = {level: ["alpha"], trend: ["alpha", "beta"], damped: ["alpha", "beta", "phi"]}[shape];
  const parameters = Object.fromEntries(names.map((name, i) => [name, name === "phi" ? inside(best.point[i]!, 0.8, 0.98) : inside(best.point[i]!, 0.0001, 0.9999)]));
  return {fitted, mean, parameters};
}
