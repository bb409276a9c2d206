/**
 * The optimised theta models: how much curvature to add, θ, is estimated, with the line through all values or with the line through those so far.
 *
 * Answers: a level and the share of the trend that the past supports. One step: forecast l + (1 − 1/θ)·((1 − α)ᵗA + (1 − (1 − α)ᵗ⁺¹)/α·B), level
 * l ← αx + (1 − α)l; A and B are intercept and slope of the line, in the dynamic model of the values up to t, updated as they come. l₀, α and θ ≥ 1
 * minimise the squared one-step errors: α by search, the other two by least squares for each α,
 * with a normal prior on the share 1 − 1/θ around that of the classic theta, which short series need, and one of the first level around the first value (both ours, not of the source). A multiplicative season is taken out first where the autocorrelation test finds one. Least n: 4.
 * Missing values: none allowed. Source: Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016.
 */
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

export function fitOptimisedTheta(values: Float64Array, horizon: number, isDynamic: boolean): Fit {
  const n = values.length;
  const line = fitLine(values);
  const out = new Float64Array(n + horizon);

  /**
   * Runs through the series and on through its own forecasts; for a given α the forecasts are linear in the first level and the share. The line counts from its first value: the share of
   * that is part of `first`.
   */
  const run = (alpha: number, first: number, share: number, steps: number, sums: Sums | null): number => {
    let level = first;
    let intercept = isDynamic ? 0 : -line.slope;
    let slope = isDynamic ? 0 : line.slope;
    let mean = 0;
    let fade = 1;
    let squares = 0;
    for (let t = 0; t < steps; t += 1) {
      const trend = fade * intercept + ((1 - fade * (1 - alpha)) / alpha) * slope;
      const expected = level + share * trend;
      out[t] = expected;
      const value = t < n ? values[t]! : expected;
      if (t < n && t >= 3) {
        const miss = value - expected;
        squares += miss * miss;
        if (sums) {
          sums.trendTrend += trend * trend;
          sums.trendFade += trend * fade;
          sums.fadeFade += fade * fade;
          sums.missTrend += miss * trend;
          sums.missFade += miss * fade;
        }
      }
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

  /** The best first level and share (within 0 and below 1) for an α, by least squares, and their squared errors. */
  const solve = (alpha: number): {readonly squares: number; readonly first: number; readonly share: number} => {
    const sums: Sums = {trendTrend: 0, trendFade: 0, fadeFade: firstPrior, missTrend: 0, missFade: 0};
    const squares = run(alpha, values[0]!, 0, n, sums);
    const {trendTrend, trendFade, fadeFade, missTrend, missFade} = sums;
    const curvature = trendTrend - trendFade ** 2 / fadeFade;
    const variance = (squares - missFade ** 2 / fadeFade) / Math.max(1, n - 4);
    const pull = variance / priorDeviation ** 2;
    const free = curvature + pull > 0 ? (missTrend - (missFade * trendFade) / fadeFade + pull * priorShare) / (curvature + pull) : 0;
    const share = Math.min(mostShare, Math.max(0, free));
    const shift = (missFade - share * trendFade) / fadeFade;
    const saved = 2 * (share * missTrend + shift * missFade) - share ** 2 * trendTrend - 2 * share * shift * trendFade - shift ** 2 * fadeFade;
    return {squares: squares - saved + pull * (share - priorShare) ** 2, first: values[0]! + shift, share};
  };

  const alpha = searchLeast((x) => solve(x).squares, 0.05, 0.99);
  const {first, share} = solve(alpha);
  const squares = run(alpha, first, share, n + horizon, null);
  const sigma = n > 6 ? Math.sqrt(squares / (n - 6)) : changeOf(values);
  return {
    mean: out.slice(n),
    fitted: out.slice(0, n),
    deviation: Float64Array.from({length: horizon}, (_, h) => sigma * Math.sqrt(1 + h * alpha * alpha)),
    parameters: {alpha, theta: 1 / (1 - share), firstLevel: isDynamic ? first : first - share * line.intercept},
  };
}

/** Root mean square of the changes from value to value: the error of a naive forecast. */
function changeOf(values: Float64Array): number {
  let squares = 0;
  for (let t = 1; t < values.length; t += 1) squares += (values[t]! - values[t - 1]!) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** In short series the share is drawn towards that of the classic theta, ½: a normal prior with this deviation. */
const priorShare = 0.5;
const priorDeviation = 0.5;

/** The first level lies within some three deviations of an error of the first value: errors from the fourth value on tell little of it where α is large. */
const firstPrior = 0.1;

/** θ is at most 1000: 1 − 1/θ stays below 1. */
const mostShare = 0.999;

interface Sums {
  trendTrend: number;
  trendFade: number;
  fadeFade: number;
  missTrend: number;
  missFade: number;
}

/** The least value of a function of one number: the best of 16 places, then golden sections around it. */
function searchLeast(evaluate: (x: number) => number, low: number, high: number): number {
  const places = 16;
  const step = (high - low) / (places - 1);
  let best = low;
  let least = Infinity;
  for (let i = 0; i < places; i += 1) {
    const value = evaluate(low + i * step);
    if (value < least) [best, least] = [low + i * step, value];
  }
  const golden = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [Math.max(low, best - step), Math.min(high, best + step)];
  while (right - left > 1e-4) {
    const a = right - golden * (right - left);
    const b = left + golden * (right - left);
    if (evaluate(a) <= evaluate(b)) right = b;
    else left = a;
  }
  const middle = (left + right) / 2;
  return evaluate(middle) <= least ? middle : best;
}
