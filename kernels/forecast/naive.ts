/**
 * The naive forecasts: the last value, the last season, the last value with the mean step.
 *
 * Assume steps that are independent of each other, of one variance; intervals grow with √h (with √ of the seasons passed for the seasonal one).
 * Least n: 1 (drift: 2). Missing values: none allowed. Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, ch. 5.
 */
import type {Fit, Model} from "./model.ts";

/** The last value, again and again. */
export const naive: Model = {name: "naive", leastValues: () => 1, fit: ({values}, {horizon}) => repeat(values, horizon, 1)};

/** The last season, again and again; the last value where there is no whole season. */
export const seasonalNaive: Model = {name: "seasonalNaive", leastValues: () => 1, fit: ({values, season}, {horizon}) => repeat(values, horizon, values.length > season ? season : 1)};

/** The last value and the mean step: the straight line through the first and the last value. */
export const drift: Model = {
  name: "drift",
  leastValues: () => 2,
  fit({values}, {horizon}) {
    const n = values.length;
    const slope = (values[n - 1]! - values[0]!) / (n - 1);
    const fitted = values.map((value, t) => (t === 0 ? value : values[t - 1]! + slope));
    const sigma = rootMeanSquare(values, fitted, 1, 1);
    return {
      fitted,
      mean: Float64Array.from({length: horizon}, (_, h) => values[n - 1]! + (h + 1) * slope),
      deviation: Float64Array.from({length: horizon}, (_, h) => sigma * Math.sqrt((h + 1) * (1 + (h + 1) / (n - 1)))),
      parameters: {slope},
    };
  },
};

function repeat(values: Float64Array, horizon: number, period: number): Fit {
  const n = values.length;
  const fitted = values.map((value, t) => values[t - period] ?? value);
  const sigma = rootMeanSquare(values, fitted, Math.min(period, n - 1), 0);
  return {
    fitted,
    mean: Float64Array.from({length: horizon}, (_, h) => values[n - period + (h % period)]!),
    deviation: Float64Array.from({length: horizon}, (_, h) => sigma * Math.sqrt(Math.floor(h / period) + 1)),
    parameters: {},
  };
}

function rootMeanSquare(values: Float64Array, fitted: Float64Array, from: number, estimated: number): number {
  let sum = 0;
  for (let t = from; t < values.length; t += 1) sum += (values[t]! - fitted[t]!) ** 2;
  return Math.sqrt(sum / Math.max(1, values.length - from - estimated));
}
