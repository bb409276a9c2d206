/** One series of many: its forecast in short, or the reason why there is none. */
import type {BackTest} from "../back-test.ts";
import {forecastPrepared} from "../forecast.ts";
import type {Interval, PreparedSeries} from "../model.ts";
import {prepareSeries, type Settings} from "../prepare.ts";
import type {NamedSeries} from "./given-series.ts";

export interface ShortForecast {
  readonly mean: Float64Array;
  readonly intervals: readonly Interval[];
  /** Milliseconds since 1970 of the steps ahead; null when no times were given. */
  readonly times: Float64Array | null;
  readonly form: string | null;
  readonly backTest: BackTest | null;
}

export interface Failure {
  readonly reason: string;
}

export type Outcome = ShortForecast | Failure;

/** The reason for a series is in the words of `forecast`. */
export function toFailure(error: unknown): Failure {
  return {reason: error instanceof Error ? error.message : String(error)};
}

/** What `forecast` gives for the series alone, without what was fitted on the way; an error becomes a reason. */
export function forecastOne(one: NamedSeries, settings: Settings, origins: number): Outcome {
  try {
    const prepared = prepareSeries(one.values, one, settings);
    const {mean, intervals, form, backTest} = forecastPrepared(prepared, settings, origins);
    return {mean, intervals, times: timesAhead(prepared), form, backTest};
  } catch (error) {
    return toFailure(error);
  }
}

/** The times of the steps ahead. */
export function timesAhead({times, values}: PreparedSeries): Float64Array | null {
  return times?.slice(values.length) ?? null;
}
