/** A forecast of one series: mean, intervals, the models behind it, and its back-test card. */
import {backTest, type BackTest} from "./back-test.ts";
import type {Component, FitOptions, Holiday, Interval, PreparedSeries} from "./model.ts";
import {toIntervals} from "./intervals.ts";
import {findModel} from "./registry.ts";
import {toCovariates, toHolidays, toTimes} from "./known.ts";

export interface ForecastOptions {
  /** Steps ahead, 1 to 10,000. */
  readonly horizon: number;
  /** A model's name, or `auto` (the mean of dynamic theta, theta of the logarithms and ETS), the default. */
  readonly model?: string;
  /** Steps of one season, 1 (the default) for none. */
  readonly season?: number;
  /** Levels of the intervals, between 0 and 1; 0.8 and 0.95 when absent. */
  readonly level?: number | readonly number[];
  /** A whole number from 0 to 2³² − 1 that everything random is drawn from; 0 when absent. */
  readonly seed?: number;
  /** The time of each value: dates, `YYYY-MM-DD` texts or milliseconds since 1970, strictly rising; may go on over the steps ahead. For models that use times. */
  readonly times?: ArrayLike<number | string | Date>;
  /** By name, a number for each value and each step ahead. For models that use them. */
  readonly covariates?: {readonly [name: string]: ArrayLike<number>};
  /** Days that differ. For models that use them. */
  readonly holidays?: readonly Holiday[];
  readonly onProgress?: FitOptions["onProgress"];
}

export interface Forecast {
  readonly mean: Float64Array;
  readonly intervals: readonly Interval[];
  /** One-step forecasts of the values given; the first is the first value. */
  readonly fitted: Float64Array;
  /** Values minus fitted. */
  readonly residuals: Float64Array;
  /** Parts of the series, values first and the steps ahead after them; none from a model that has none. */
  readonly components: readonly Component[];
  /** The model that was asked for. */
  readonly model: string;
  /** The form that the model chose, such as `ETS(A,Ad,M)`; null where there is no choice. */
  readonly form: string | null;
  readonly parameters: {readonly [name: string]: number};
  /** What else the model tells. */
  readonly details: {readonly [name: string]: unknown};
  /** Null when the series is too short for one. */
  readonly backTest: BackTest | null;
}

const optionNames = ["horizon", "model", "season", "level", "seed", "times", "covariates", "holidays"];

/**
 * Forecasts a series.
 *
 * Intervals are the model's own, or mean ± z·σ(h) with the deviation of each step that it knows; see each model.
 *
 * @param values at least 3 finite numbers in equal steps of time, oldest first.
 * @throws TypeError for an unknown option or model; RangeError for a series that is too short or not finite, or an option out of its range.
 */
export function forecast(values: ArrayLike<number>, given: ForecastOptions): Forecast {
  const unknownName = Object.keys(given).find((name) => name !== "onProgress" && !optionNames.includes(name));
  if (unknownName !== undefined) throw new TypeError(`forecast has no option ${unknownName}; it has ${optionNames.join(", ")}`);
  const {horizon, model = "auto", season = 1, level = [0.8, 0.95], seed = 0, onProgress} = given;
  const series = Float64Array.from(values);
  if (series.length < 3) throw new RangeError(`forecast requires at least 3 values, got ${series.length}`);
  const missing = series.findIndex((value) => !Number.isFinite(value));
  if (missing !== -1) throw new RangeError(`forecast requires finite values, got ${series[missing]} at index ${missing}`);
  const huge = series.findIndex((value) => Math.abs(value) > 1e100);
  if (huge !== -1) throw new RangeError(`forecast requires values between -1e100 and 1e100, got ${series[huge]} at index ${huge}`);
  requireWhole("horizon", horizon, 1, 10_000);
  requireWhole("season", season, 1, 10_000);
  const levels = typeof level === "number" ? [level] : level;
  for (const value of levels) if (!(value > 0 && value < 1)) throw new RangeError(`level must lie between 0 and 1, got ${value}`);
  requireWhole("seed", seed, 0, 2 ** 32 - 1);
  const chosen = findModel(model);
  const {name, uses} = chosen;
  const prepared: PreparedSeries = {values: series, season, times: toTimes(given.times, series.length, horizon), covariates: toCovariates(given.covariates, series.length + horizon)};
  const options: FitOptions = {horizon, levels, seed, holidays: toHolidays(given.holidays), ...(onProgress ? {onProgress} : {})};
  if (series.length < chosen.leastValues(season)) throw new RangeError(`${name} requires at least ${chosen.leastValues(season)} values, got ${series.length}`);
  if (prepared.covariates.length > 0 && !uses?.covariates) throw new TypeError(`${name} uses no covariates`);
  if (options.holidays.length > 0 && !uses?.holidays) throw new TypeError(`${name} uses no holidays`);
  const fit = chosen.fit(prepared, options);
  return {
    mean: fit.mean,
    intervals: toIntervals(fit, series, levels),
    fitted: fit.fitted,
    residuals: series.map((value, t) => value - fit.fitted[t]!),
    components: fit.components ?? [],
    model: name,
    form: fit.form ?? null,
    parameters: fit.parameters ?? {},
    details: fit.details ?? {},
    backTest: backTest(chosen, prepared, options),
  };
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) throw new RangeError(`${name} must be a whole number from ${least} to ${most}, got ${value}`);
}
