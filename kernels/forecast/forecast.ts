/** A forecast of one series: mean, intervals, the models behind it, and its back-test card. */
import {backTest, combine, type BackTest} from "./back-test.ts";
import {modelNames, type ModelName} from "./models.ts";
import {normalQuantile} from "./normal.ts";

export interface ForecastOptions {
  /** Steps ahead, 1 to 10,000. */
  readonly horizon: number;
  /** A model's name, or `auto` (the mean of theta, damped and SES), the default. */
  readonly model?: ModelName | "auto";
  /** Steps of one season, 1 (the default) for none. */
  readonly season?: number;
  /** Levels of the intervals, between 0 and 1; 0.8 and 0.95 when absent. */
  readonly level?: number | readonly number[];
}

export interface ForecastInterval {
  readonly level: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface Forecast {
  readonly mean: Float64Array;
  readonly intervals: readonly ForecastInterval[];
  /** One-step forecasts of the values given; the first is the first value. */
  readonly fitted: Float64Array;
  /** Values minus fitted. */
  readonly residuals: Float64Array;
  readonly models: readonly ModelName[];
  /** Null when the series is too short for one. */
  readonly backTest: BackTest | null;
}

const options = new Set(["horizon", "model", "season", "level", "onProgress"]);

/**
 * Forecasts a series.
 *
 * Intervals are the mean ± z·σ·√h with σ the root mean square of the residuals: the growth of a random walk, wide on purpose.
 *
 * @param values at least 3 finite numbers in equal steps of time, oldest first.
 * @throws TypeError for an unknown option or model; RangeError for a series that is too short or not finite, or an option out of its range.
 */
export function forecast(values: ArrayLike<number>, given: ForecastOptions): Forecast {
  for (const name of Object.keys(given)) if (!options.has(name)) throw new TypeError(`forecast has no option ${name}; it has ${[...options].slice(0, 4).join(", ")}`);
  const {horizon, model = "auto", season = 1, level = [0.8, 0.95]} = given;
  const series = Float64Array.from(values);
  if (series.length < 3) throw new RangeError(`forecast requires at least 3 values, got ${series.length}`);
  const missing = series.findIndex((value) => !Number.isFinite(value));
  if (missing !== -1) throw new RangeError(`forecast requires finite values, got ${series[missing]} at index ${missing}`);
  requireWhole("horizon", horizon, 1, 10_000);
  requireWhole("season", season, 1, 10_000);
  if (model !== "auto" && !modelNames.includes(model)) throw new TypeError(`model must be one of auto, ${modelNames.join(", ")}, got ${String(model)}`);
  const levels = typeof level === "number" ? [level] : level;
  for (const value of levels) if (!(value > 0 && value < 1)) throw new RangeError(`level must lie between 0 and 1, got ${value}`);
  const models: readonly ModelName[] = model === "auto" ? ["theta", "damped", "ses"] : [model];
  const {mean, fitted} = combine(models, series, horizon, season);
  const residuals = series.map((value, t) => value - fitted[t]!);
  const spread = Math.sqrt(residuals.subarray(1).reduce((sum, value) => sum + value * value, 0) / (series.length - 1));
  const intervals = levels.map((value) => {
    const z = normalQuantile((1 + value) / 2);
    const width = (h: number) => z * spread * Math.sqrt(h + 1);
    return {level: value, lower: mean.map((centre, h) => centre - width(h)), upper: mean.map((centre, h) => centre + width(h))};
  });
  return {mean, intervals, fitted, residuals, models, backTest: backTest(models, series, horizon, season)};
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) throw new RangeError(`${name} must be a whole number from ${least} to ${most}, got ${value}`);
}
