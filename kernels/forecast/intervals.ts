/** The intervals of a fit: its own, or mean ± z·σ(h) with the deviation that it knows or that of a random walk with its one-step errors. */
import type {Fit, Interval} from "./model.ts";
import {normalQuantile} from "./normal.ts";

export function toIntervals({mean, fitted, deviation, intervals}: Fit, values: Float64Array, levels: readonly number[]): readonly Interval[] {
  if (intervals) return intervals;
  let squares = 0;
  for (let t = 1; t < values.length; t += 1) squares += (values[t]! - fitted[t]!) ** 2;
  const spread = Math.sqrt(squares / (values.length - 1));
  return levels.map((level) => {
    const z = normalQuantile((1 + level) / 2);
    const width = (h: number) => z * (deviation?.[h] ?? spread * Math.sqrt(h + 1));
    return {level, lower: mean.map((centre, h) => centre - width(h)), upper: mean.map((centre, h) => centre + width(h))};
  });
}
