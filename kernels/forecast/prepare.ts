/** What a call gives, checked: the options that hold for every series, and a series made ready under them. */
import {checkDateRules, fillGaps, toRegular, type DateRules, type RegularSeries} from "./dates/index.ts";
import {toCovariates, toHolidays, toTimes} from "./known.ts";
import type {FitOptions, Holiday, Model, PreparedSeries} from "./model.ts";
import {findModel, type ModelName} from "./registry.ts";

export interface ForecastOptions extends DateRules {
  /** Steps ahead, 1 to 10,000. */
  readonly horizon: number;
  /** A model's name; `auto`, the mean of two to five of the others, when absent. A name made elsewhere is taken too, and refused when the call runs if there is no such model. */
  readonly model?: ModelName | (string & {});
  /** Steps of one season, 1 (the default) for none. */
  readonly season?: number;
  /** Levels of the intervals, between 0 and 1; 0.8 and 0.95 when absent. */
  readonly level?: number | readonly number[];
  /** A whole number from 0 to 2³² − 1 that everything random is drawn from; 0 when absent. */
  readonly seed?: number;
  /** The time of each value: dates, `YYYY-MM-DD` texts or milliseconds since 1970, rising, in steps of time or of the calendar; may go on over the steps ahead. */
  readonly times?: ArrayLike<number | string | Date>;
  /** By name, a number for each value and each step ahead. For models that use them. */
  readonly covariates?: {readonly [name: string]: ArrayLike<number>};
  /** Days that differ. For models that use them. */
  readonly holidays?: readonly Holiday[];
  readonly onProgress?: FitOptions["onProgress"];
}

/** What holds for every series of a call. */
export interface Settings {
  readonly model: Model;
  readonly season: number;
  readonly dates: DateRules;
  readonly options: FitOptions;
}

/** What belongs to one series. */
export type Known = Pick<ForecastOptions, "times" | "covariates">;

/** @throws TypeError for an unknown model; RangeError for an option out of its range. */
export function toSettings({horizon, model = "auto", season = 1, level = [0.8, 0.95], seed = 0, holidays, onProgress, step, gaps, duplicates, zone}: Omit<ForecastOptions, keyof Known>): Settings {
  requireWhole("horizon", horizon, 1, 10_000);
  requireWhole("season", season, 1, 10_000);
  const levels = typeof level === "number" ? [level] : level;
  for (const value of levels) if (!(value > 0 && value < 1)) throw new RangeError(`level must lie between 0 and 1, got ${value}`);
  requireWhole("seed", seed, 0, 2 ** 32 - 1);
  const dates: DateRules = {...(step ? {step} : {}), ...(gaps ? {gaps} : {}), ...(duplicates ? {duplicates} : {}), ...(zone ? {zone} : {})};
  checkDateRules(dates);
  return {model: findModel(model), season, dates, options: {horizon, levels, seed, holidays: toHolidays(holidays), ...(onProgress ? {onProgress} : {})}};
}

/** @throws RangeError for a series that is too short or not finite; TypeError when the model cannot use what is known. */
export function prepareSeries(values: ArrayLike<number>, {times, covariates}: Known, {model: {name, uses, leastValues}, season, dates, options: {horizon, holidays}}: Settings): PreparedSeries {
  const regular = putRight(values, times, {dates, horizon, isIrregular: uses?.irregular === true, hasCovariates: covariates !== undefined});
  const series = regular.values;
  if (series.length < 3) throw new RangeError(`forecast requires at least 3 values, got ${series.length}`);
  const missing = series.findIndex((value) => !Number.isFinite(value));
  if (missing !== -1) throw new RangeError(`forecast requires finite values, got ${series[missing]} at index ${missing}${Number.isNaN(series[missing]) ? " (the option gaps fills what is missing)" : ""}`);
  const huge = series.findIndex((value) => Math.abs(value) > 1e100);
  if (huge !== -1) throw new RangeError(`forecast requires values between -1e100 and 1e100, got ${series[huge]} at index ${huge}`);
  const prepared: PreparedSeries = {values: series, season, times: regular.times, covariates: toCovariates(covariates, series.length + horizon), ...(times === undefined ? {} : {regular})};
  if (series.length < leastValues(season)) throw new RangeError(`${name} requires at least ${leastValues(season)} values, got ${series.length}`);
  if (prepared.covariates.length > 0 && !uses?.covariates) throw new TypeError(`${name} uses no covariates`);
  if (holidays.length > 0 && !uses?.holidays) throw new TypeError(`${name} uses no holidays`);
  return prepared;
}

/** The values in equal steps by the rules, with their times and those of the steps ahead. */
function putRight(
  given: ArrayLike<number>,
  times: Known["times"],
  {dates, horizon, isIrregular, hasCovariates}: {readonly dates: DateRules; readonly horizon: number; readonly isIrregular: boolean; readonly hasCovariates: boolean},
): RegularSeries {
  const values = Float64Array.from(given);
  const {gaps = "refuse"} = dates;
  if (times === undefined) {
    const name = (["step", "duplicates", "zone"] as const).find((rule) => dates[rule] !== undefined);
    if (name) throw new TypeError(`${name} goes with times, got none`);
    const filled = gaps === "refuse" ? [] : Array.from(values.keys()).filter((k) => Number.isNaN(values[k]));
    return {step: null, times: null, values: gaps === "refuse" ? values : fillGaps(values, gaps), filled, merged: 0};
  }
  const hasRules = Object.keys(dates).length > 0;
  if (isIrregular && !hasRules) return {step: null, times: toTimes(times, values.length, horizon), values, filled: [], merged: 0};
  const isWhole = times.length === values.length + horizon;
  const regular = toRegular(values, isWhole ? Array.from(times).slice(0, values.length) : times, horizon, dates);
  if ((hasCovariates || isWhole) && regular.values.length !== values.length) {
    throw new RangeError(`${isWhole ? "times of the steps ahead" : "covariates"} go with values at every step once, got ${values.length} values for ${regular.values.length} steps of one ${regular.step}`);
  }
  return isWhole ? {...regular, times: toTimes(times, values.length, horizon)!} : regular;
}

export function requireWhole(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) throw new RangeError(`${name} must be a whole number from ${least} to ${most}, got ${value}`);
}
