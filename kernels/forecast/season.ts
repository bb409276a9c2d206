/**
 * Season: is there one, and what are its indices (multiplicative classical decomposition).
 *
 * Answers: does the series repeat every m steps, and by which factor does each position differ from the level. Test: seasonal when
 * |r_m| > 1.645/√n · √(1 + 2 Σ_{k<m} r_k²) with the sample autocorrelations r_k. Indices: centred moving average of length m, the mean of
 * x/trend by position, divided by the mean of the m indices. Assumes positive values. Least n: 3m. Missing values: none allowed.
 * Source: the M4 competition's benchmark definition (Naive2), Makridakis, Spiliotis & Assimakopoulos 2020.
 */

import type {Fit} from "./model.ts";

/** Takes a multiplicative season out where the series has one, fits, and puts it back. */
export function withoutSeason(values: Float64Array, season: number, horizon: number, fit: (level: Float64Array) => Fit): Fit {
  const indices = hasSeason(values, season) ? seasonalIndices(values, season) : null;
  if (!indices) return fit(values);
  const {fitted, mean, deviation, parameters} = fit(values.map((value, t) => value / indices[t % season]!));
  const n = values.length;
  const put = (level: Float64Array, offset: number) => level.map((value, t) => value * indices[(offset + t) % season]!);
  const seasonal = Float64Array.from({length: n + horizon}, (_, t) => indices[t % season]!);
  return {
    fitted: put(fitted, 0),
    mean: put(mean, n),
    ...(deviation ? {deviation: put(deviation, n)} : {}),
    ...(parameters ? {parameters} : {}),
    components: [{name: "season", values: seasonal}],
  };
}

/** Whether the series has a season of length m by the 90 % autocorrelation test. */
export function hasSeason(values: Float64Array, m: number): boolean {
  const n = values.length;
  if (m <= 1 || n < 3 * m) return false;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let t = 0; t + lag < n; t += 1) sum += (values[t]! - mean) * (values[t + lag]! - mean);
    return sum;
  };
  const variance = covariance(0);
  if (!(variance > 0)) return false;
  let sum = 1;
  for (let lag = 1; lag < m; lag += 1) sum += 2 * (covariance(lag) / variance) ** 2;
  return Math.abs(covariance(m) / variance) > (1.645 / Math.sqrt(n)) * Math.sqrt(sum);
}

/** The m multiplicative indices by position t mod m, with mean 1; null where the series does not allow them (values not above 0). */
export function seasonalIndices(values: Float64Array, m: number): Float64Array | null {
  if (values.some((value) => !(value > 0))) return null;
  const half = m >> 1;
  const sums = new Float64Array(m);
  const counts = new Float64Array(m);
  for (let t = half; t < values.length - half; t += 1) {
    let trend = m % 2 === 0 ? (values[t - half]! + values[t + half]!) / 2 : 0;
    for (let k = m % 2 === 0 ? 1 - half : -half; k <= (m % 2 === 0 ? half - 1 : half); k += 1) trend += values[t + k]!;
    sums[t % m] = sums[t % m]! + values[t]! / (trend / m);
    counts[t % m] = counts[t % m]! + 1;
  }
  const indices = sums.map((sum, i) => sum / counts[i]!);
  const mean = indices.reduce((sum, value) => sum + value, 0) / m;
  return indices.every((value) => value > 0) ? indices.map((value) => value / mean) : null;
}
