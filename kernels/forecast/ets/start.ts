/**
 * First states of exponential smoothing: seasonal means against a centred moving average of the whole series, then a line through the first values
 * without their season. Source: Hyndman, Koehler, Snyder & Grose 2002, section 3.
 */
import type {Form} from "./form.ts";

export interface FirstStates {
  readonly level: number;
  readonly trend: number;
  readonly season: Float64Array;
}

export function startStates(values: Float64Array, {trend, season}: Form, m: number): FirstStates {
  const indices = season === "N" ? new Float64Array(m) : firstSeason(values, season, m);
  const count = Math.min(values.length, Math.max(10, 2 * m));
  const level = values.subarray(0, count).map((value, t) => (season === "M" ? value / indices[t % m]! : season === "A" ? value - indices[t % m]! : value));
  const centre = (count + 1) / 2;
  const mean = level.reduce((sum, value) => sum + value, 0) / count;
  if (trend === "N") return {level: mean, trend: 0, season: indices};
  let above = 0;
  let below = 0;
  for (let t = 0; t < count; t += 1) {
    above += (t + 1 - centre) * (level[t]! - mean);
    below += (t + 1 - centre) ** 2;
  }
  const slope = below > 0 ? above / below : 0;
  return {level: mean - slope * centre, trend: slope, season: indices};
}

function firstSeason(values: Float64Array, season: "A" | "M", m: number): Float64Array {
  const n = values.length;
  const sums = new Float64Array(m);
  const counts = new Float64Array(m);
  const half = m >> 1;
  for (let t = half; t + half < n; t += 1) {
    let trend = 0;
    for (let k = -half; k <= half; k += 1) trend += values[t + k]! * (m % 2 === 0 && Math.abs(k) === half ? 0.5 : 1);
    trend /= m;
    sums[t % m] = sums[t % m]! + (season === "M" ? values[t]! / trend : values[t]! - trend);
    counts[t % m] = counts[t % m]! + 1;
  }
  const none = season === "M" ? 1 : 0;
  const raw = sums.map((sum, i) => (counts[i]! > 0 ? sum / counts[i]! : none));
  const mean = raw.reduce((sum, value) => sum + value, 0) / m;
  return raw.map((value) => (season === "M" ? Math.max(0.01, value / mean) : value - mean));
}
