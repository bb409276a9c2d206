/** A forecast of one series: mean, intervals, the models behind it, and its back-test card. */
import {backTest, type BackTest} from "./back-test.ts";
import type {Component, Interval, PreparedSeries} from "./model.ts";
import {toIntervals} from "./intervals.ts";
import {prepareSeries, toSettings, type ForecastOptions, type Settings} from "./prepare.ts";
import {toStage} from "./stage.ts";

export interface Forecast {
  readonly mean: Float64Array;
  readonly intervals: readonly Interval[];
  /** One-step forecasts of the values given. */
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
  /** When times were given: when the steps ahead are. */
  readonly times?: readonly Date[];
  /** When times were given: the series that was forecast, in equal steps. */
  readonly series?: {
    /** The step in words, such as `month end`; null from a model that takes each value at its own time. */
    readonly step: string | null;
    readonly times: readonly Date[];
    readonly values: Float64Array;
    /** Places in it that a rule filled. */
    readonly filled: readonly number[];
    /** How many values were merged into others at their step. */
    readonly merged: number;
  };
}

const optionNames = ["horizon", "model", "season", "level", "seed", "times", "covariates", "holidays", "step", "gaps", "duplicates", "zone"];

/**
 * Forecasts a series.
 *
 * Intervals are the model's own, or mean ± z·σ(h) with the deviation of each step that it knows; see each model.
 *
 * @param values at least 3 finite numbers in equal steps of time, oldest first.
 * @throws TypeError for an unknown option or model; RangeError for a series that is too short or not finite, or an option out of its range.
 */
export function forecast(values: ArrayLike<number>, given: ForecastOptions): Forecast {
  requireOptions("forecast", given, optionNames);
  const settings = toSettings(given);
  return forecastPrepared(prepareSeries(values, given, settings), settings);
}

/** @throws TypeError for an option whose name is not among the names. */
export function requireOptions(call: string, given: object, names: readonly string[]): void {
  const unknownName = Object.keys(given).find((name) => name !== "onProgress" && !names.includes(name));
  if (unknownName !== undefined) throw new TypeError(`${call} has no option ${unknownName}; it has ${names.join(", ")}`);
}

function toDates({values, times, regular}: PreparedSeries): Pick<Forecast, "times" | "series"> {
  if (!regular || !times) return {};
  const all = Array.from(times, (time) => new Date(time));
  const {step, filled, merged} = regular;
  return {times: all.slice(values.length), series: {step, times: all.slice(0, values.length), values, filled, merged}};
}

/** @param origins places in the series that the back-test forecasts from, at most. */
export function forecastPrepared(prepared: PreparedSeries, {model, options}: Settings, origins = 3): Forecast {
  const {values} = prepared;
  const share = 1 / (1 + origins);
  const fit = model.fit(prepared, toStage(options, 0, share));
  options.onProgress?.(share, `${model.name}: fitted`);
  return {
    mean: fit.mean,
    intervals: toIntervals(fit, values, options.levels),
    fitted: fit.fitted,
    residuals: values.map((value, t) => value - fit.fitted[t]!),
    components: fit.components ?? [],
    model: model.name,
    form: fit.form ?? null,
    parameters: fit.parameters ?? {},
    details: fit.details ?? {},
    backTest: backTest(model, prepared, toStage(options, share, 1), origins),
    ...toDates(prepared),
  };
}
