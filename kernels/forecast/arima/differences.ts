/**
 * How often to difference: at lag m when the season explains most of what varies beside the trend, at lag 1 by the KPSS test at 5 %.
 * Sources: Wang, Smith & Hyndman 2006 (strength above 0.64); Kwiatkowski, Phillips, Schmidt & Shin 1992 (0.463 at 5 %).
 */
import {seasonalStrength} from "../mstl/stl.ts";
import {differentiate} from "./order.ts";

const variance = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

/** 1 when the seasonal strength exceeds 0.64, else 0. */
export function countSeasonalDifferences(values: Float64Array, m: number): number {
  return m > 1 && values.length > 2 * m && seasonalStrength(values, m) > 0.64 ? 1 : 0;
}

/** 0 to 2: differences until the KPSS test no longer rejects a constant level. */
export function countDifferences(values: Float64Array): number {
  let series = values;
  for (let d = 0; d < 2; d += 1) {
    if (series.length < 5 || !(variance(series) > 0) || kpss(series) <= 0.463) return d;
    series = differentiate(series, {d: 1, D: 0, m: 1});
  }
  return 2;
}

function kpss(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const e = values.map((value) => value - mean);
  const lags = Math.floor((3 * Math.sqrt(n)) / 13);
  let long = e.reduce((sum, value) => sum + value * value, 0);
  for (let k = 1; k <= lags; k += 1) {
    let sum = 0;
    for (let t = k; t < n; t += 1) sum += e[t]! * e[t - k]!;
    long += 2 * (1 - k / (lags + 1)) * sum;
  }
  let partial = 0;
  let squares = 0;
  for (let t = 0; t < n; t += 1) {
    partial += e[t]!;
    squares += partial * partial;
  }
  return squares / n / Math.max(long, 1e-300);
}
