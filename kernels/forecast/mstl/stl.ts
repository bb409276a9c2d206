/**
 * STL: a series as trend, season and remainder, by LOESS.
 *
 * Twice over: each place of the season smoothed over the seasons, the smooth of that taken off (so that the season has no trend), then what is left without the season
 * smoothed into the trend. Windows and jumps are those of R's `stl`. Source: Cleveland, Cleveland, McRae & Terpenning 1990, "STL".
 */
import {smoothAlong, smoothAt, type Smoother} from "./loess.ts";

export interface Decomposition {
  readonly trend: Float64Array;
  readonly season: Float64Array;
}

const toOdd = (x: number): number => Math.ceil(x) + (Math.ceil(x) % 2 === 0 ? 1 : 0);
const smoother = (window: number, degree: 0 | 1): Smoother => ({window, degree, jump: Math.ceil(window / 10)});

/** @param window over how many seasons a place of the season is smoothed, an odd number. The series has at least two seasons of m steps. */
export function decompose(values: Float64Array, m: number, window: number): Decomposition {
  const n = values.length;
  const across = smoother(window, 0);
  const low = smoother(toOdd(m), 1);
  const slow = smoother(toOdd((1.5 * m) / (1 - 1.5 / window)), 1);
  let trend: Float64Array = new Float64Array(n);
  let season: Float64Array = trend;
  for (let round = 0; round < 2; round += 1) {
    const cycle = smoothCycle(values.map((value, t) => value - trend[t]!), m, across);
    const level = smoothAlong(movingMean(movingMean(movingMean(cycle, m), m), 3), low);
    season = level.map((value, t) => cycle[t + m]! - value);
    trend = smoothAlong(values.map((value, t) => value - season[t]!), slow);
  }
  return {trend, season};
}

/** Each place of the season smoothed over the seasons, from one season before the series to one after it. */
function smoothCycle(values: Float64Array, m: number, across: Smoother): Float64Array {
  const cycle = new Float64Array(values.length + 2 * m);
  for (let place = 0; place < m; place += 1) {
    const part = Float64Array.from({length: Math.ceil((values.length - place) / m)}, (_, k) => values[place + k * m]!);
    const k = part.length;
    cycle[place] = smoothAt(part, across, -1, 0, Math.min(across.window, k));
    smoothAlong(part, across).forEach((value, i) => (cycle[place + (i + 1) * m] = value));
    cycle[place + (k + 1) * m] = smoothAt(part, across, k, Math.max(0, k - across.window), k);
  }
  return cycle;
}

function movingMean(values: Float64Array, length: number): Float64Array {
  const out = new Float64Array(values.length - length + 1);
  let sum = 0;
  for (let t = 0; t < values.length; t += 1) {
    sum += values[t]!;
    if (t >= length) sum -= values[t - length]!;
    if (t >= length - 1) out[t - length + 1] = sum / length;
  }
  return out;
}

/** How much of what varies beside the trend is season: 1 − var(remainder)/var(season + remainder), at least 0. Source: Wang, Smith & Hyndman 2006. */
export function seasonalStrength(values: Float64Array, m: number): number {
  const {trend, season} = decompose(values, m, 11);
  const rest = values.map((value, t) => value - trend[t]!);
  const all = variance(rest);
  return all > 0 ? Math.max(0, 1 - variance(rest.map((value, t) => value - season[t]!)) / all) : 0;
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
