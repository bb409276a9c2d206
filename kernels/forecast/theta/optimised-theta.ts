/**
 * The optimised theta models: how much curvature to add, θ, is estimated, with the line through all values or with the line through those so far.
 *
 * Answers: a level and the share of the trend that the past supports. One step: forecast l + (1 − 1/θ)·((1 − α)ᵗA + (1 − (1 − α)ᵗ⁺¹)/α·B), level
 * l ← αx + (1 − α)l; A and B are intercept and slope of the line, in the dynamic model of the values up to t, updated as they come. l₀, α and θ ≥ 1
 * minimise the squared one-step errors. A multiplicative season is taken out first where the autocorrelation test finds one. Least n: 4.
 * Missing values: none allowed. Source: Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016.
 */
import {minimise} from "../minimise.ts";
import type {Fit, Model} from "../model.ts";
import {withoutSeason} from "../season.ts";
import {fitLine} from "./line.ts";

const optimised = (name: string, isDynamic: boolean): Model => ({
  name,
  leastValues: () => 4,
  fit: ({values, season}, {horizon}) => withoutSeason(values, season, horizon, (level) => fitOptimisedTheta(level, horizon, isDynamic)),
});

export const optimisedTheta = optimised("optimisedTheta", false);
export const dynamicTheta = optimised("dynamicTheta", true);

const toUnit = (x: number): number => 1 / (1 + Math.exp(-x));

export function fitOptimisedTheta(values: Float64Array, horizon: number, isDynamic: boolean): Fit {
  const n = values.length;
  const scale = values.reduce((sum, value) => sum + Math.abs(value), 0) / n || 1;
  const scaled = values.map((value) => value / scale);
  const line = fitLine(scaled);
  const out = new Float64Array(n + horizon);
  const read = (point: readonly number[]) => ({first: point[0]!, alpha: 0.05 + 0.94 * toUnit(point[1]!), share: toUnit(point[2]!)});
  // share = 1 − 1/θ: 0 is SES, ½ the classic theta, towards 1 the whole line.
  const run = (point: readonly number[], steps: number): number => {
    const {first, alpha, share} = read(point);
    let level = first;
    let intercept = isDynamic ? 0 : line.intercept - line.slope;
    let slope = isDynamic ? 0 : line.slope;
    let mean = 0;
    let fade = 1;
    let squares = 0;
    for (let t = 0; t < steps; t += 1) {
      const expected = level + share * (fade * intercept + ((1 - fade * (1 - alpha)) / alpha) * slope);
      out[t] = expected;
      const value = t < n ? scaled[t]! : expected;
      if (t < n && t >= 3) squares += (value - expected) ** 2;
      if (isDynamic) {
        const count = t + 1;
        slope = count === 1 ? 0 : ((count - 2) * slope + (6 * (value - mean)) / count) / (count + 1);
        mean = (t * mean + value) / count;
        intercept = mean - ((count + 1) / 2) * slope;
      }
      level = alpha * value + (1 - alpha) * level;
      fade *= 1 - alpha;
    }
    return squares;
  };
  const best = [0, 1].map((alpha) => minimise((point) => run(point, n), [scaled[0]! / 2, alpha, 0], {steps: 150, tolerance: 1e-7})).reduce((a, b) => (b.value < a.value ? b : a));
  const {alpha, share} = read(best.point);
  const squares = run(best.point, n + horizon);
  const sigma = Math.sqrt(squares / Math.max(1, n - 6)) * scale;
  return {
    mean: out.subarray(n).map((value) => value * scale),
    fitted: out.subarray(0, n).map((value) => value * scale),
    deviation: Float64Array.from({length: horizon}, (_, h) => sigma * Math.sqrt(1 + h * alpha * alpha)),
    parameters: {alpha, theta: 1 / Math.max(1e-9, 1 - share), firstLevel: read(best.point).first * scale},
  };
}
