/**
 * The steps ahead of a fitted form: mean and standard deviation.
 *
 * Variance, c_j being the weight of an error in the level j steps later: additive errors σ²(1 + Σ c_j²); multiplicative errors (1 + σ²)θ_h − μ_h² with
 * θ_h = μ_h² + σ² Σ c_j² θ_{h−j}, μ without a multiplicative season, which then multiplies with a factor (1 + γ²σ²) for each season passed.
 * Source: Hyndman, Koehler, Ord & Snyder 2008, ch. 6 (classes 1 to 3; class 3 in its printed approximation).
 */
import type {FittedForm} from "./fit-form.ts";

export interface Ahead {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** `n` is the number of values fitted, which gives the place in the season. */
export function stepAhead({form, weights, level, trend, season, variance}: FittedForm, n: number, horizon: number): Ahead {
  const m = season.length;
  const {alpha, beta, gamma, phi} = weights;
  const mean = new Float64Array(horizon);
  const deviation = new Float64Array(horizon);
  const flat = new Float64Array(horizon);
  const weight = new Float64Array(horizon + 1);
  let reach = 0;
  for (let h = 0; h < horizon; h += 1) {
    reach += phi ** (h + 1);
    const s = season[(n + h) % m]!;
    flat[h] = level + reach * trend + (form.season === "A" ? s : 0);
    mean[h] = form.season === "M" ? flat[h]! * s : flat[h]!;
  }
  for (let j = 1, sum = 0; j <= horizon; j += 1) {
    sum += phi ** j;
    weight[j] = alpha + beta * (form.trend === "N" ? 0 : sum) + (form.season === "A" && j % m === 0 ? gamma : 0);
  }
  if (form.error === "A") {
    for (let h = 0, sum = 1; h < horizon; h += 1) {
      deviation[h] = Math.sqrt(variance * sum);
      sum += weight[h + 1]! ** 2;
    }
    return {mean, deviation};
  }
  const theta = new Float64Array(horizon);
  for (let h = 0; h < horizon; h += 1) {
    let sum = 0;
    for (let j = 1; j <= h; j += 1) sum += weight[j]! ** 2 * theta[h - j]!;
    theta[h] = flat[h]! ** 2 + variance * sum;
    const seasons = form.season === "M" ? (1 + gamma ** 2 * variance) ** Math.floor(h / m) : 1;
    const scale = form.season === "M" ? season[(n + h) % m]! : 1;
    deviation[h] = Math.abs(scale) * Math.sqrt(Math.max(0, (1 + variance) * seasons * theta[h]! - flat[h]! ** 2));
  }
  return {mean, deviation};
}
