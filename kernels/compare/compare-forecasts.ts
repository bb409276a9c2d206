/** Two forecasts: how far the later one lies from the earlier one at the same places of the series, and whether its interval held. */
import type {ForecastChange} from "#notebooks";

const shownSteps = 200;

export interface ComparedForecast {
  readonly mean: ArrayLike<number>;
  readonly intervals: readonly {readonly level: number; readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number>}[];
  /** Values that the series had. */
  readonly values: number;
  readonly models: string;
}

/** A forecast by its shape: `mean`, `intervals` and `fitted`. Null: it is none. */
export function findForecast(value: unknown): ComparedForecast | null {
  if (typeof value !== "object" || value === null || !("mean" in value) || !("intervals" in value)) return null;
  const {mean, intervals, fitted, models, form} = value as {readonly [name: string]: unknown};
  if (!isNumbers(mean) || !Array.isArray(intervals)) return null;
  const isInterval = (one: unknown): one is ComparedForecast["intervals"][number] =>
    typeof one === "object" && one !== null && "lower" in one && "upper" in one && "level" in one && typeof one.level === "number" &&
    isNumbers(one.lower) && isNumbers(one.upper) && one.lower.length === mean.length && one.upper.length === mean.length;
  if (!intervals.every(isInterval)) return null;
  const names = Array.isArray(models) ? models.map(String).join(", ") : typeof models === "string" ? models : "";
  return {mean, intervals, values: isNumbers(fitted) ? fitted.length : 0, models: typeof form === "string" ? form : names};
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return value instanceof Float64Array || value instanceof Float32Array;
  return Array.isArray(value) && value.every((one) => typeof one === "number");
}

export function compareForecasts(before: ComparedForecast, after: ComparedForecast): ForecastChange {
  const grown = after.values - before.values;
  const earlierStep = (step: number): number => step + grown;
  let [compared, sum, outside] = [0, 0, 0];
  let largest: ForecastChange["largest"] = null;
  const widest = before.intervals.reduce<ComparedForecast["intervals"][number] | null>((best, one) => (best && best.level >= one.level ? best : one), null);
  for (let step = 0; step < after.mean.length; step += 1) {
    const earlier = earlierStep(step);
    const [from, to] = [before.mean[earlier], after.mean[step]];
    if (from === undefined || to === undefined) continue;
    compared += 1;
    sum += to - from;
    if (largest === null || Math.abs(to - from) > Math.abs(largest.to - largest.from)) largest = {step, from, to};
    if (widest && (to < widest.lower[earlier]! || to > widest.upper[earlier]!)) outside += 1;
  }
  const first = Math.min(0, -grown);
  const last = Math.max(after.mean.length, before.mean.length - grown);
  const steps = Array.from({length: Math.min(last - first, shownSteps)}, (_, index) => {
    const step = first + index;
    return {step, from: band(before, earlierStep(step)), to: band(after, step)};
  });
  return {
    type: "forecast", horizon: {from: before.mean.length, to: after.mean.length}, grown, compared,
    shift: compared === 0 ? null : sum / compared,
    largest: largest !== null && largest.from !== largest.to ? largest : null,
    outside: widest && compared > 0 ? {steps: outside, level: widest.level} : null,
    models: before.models === after.models ? null : {from: before.models, to: after.models},
    steps,
  };
}

/** The mean and the ends of the widest interval at a step; null where the forecast has none. */
function band({mean, intervals}: ComparedForecast, step: number): number[] | null {
  const value = mean[step];
  if (value === undefined) return null;
  const widest = intervals.reduce<ComparedForecast["intervals"][number] | null>((best, one) => (best && best.level >= one.level ? best : one), null);
  return widest ? [value, widest.lower[step]!, widest.upper[step]!] : [value];
}
