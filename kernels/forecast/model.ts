/** What a forecasting model is: what it is given, what it gives, and how long a series it needs. */
import type {RegularSeries} from "./dates/index.ts";

/** A series made ready: finite values in equal steps, oldest first. */
export interface PreparedSeries {
  readonly values: Float64Array;
  /** Steps of one season; 1 for none. */
  readonly season: number;
  /** Milliseconds since 1970 (UTC) of each value, then of each of the steps ahead; null when no times were given. */
  readonly times: Float64Array | null;
  /** How the dates were put right; absent when no times were given. */
  readonly regular?: RegularSeries;
  /** What is known of every step, the `horizon` steps ahead included. */
  readonly covariates: readonly Covariate[];
}

export interface Covariate {
  readonly name: string;
  /** One number for each value of the series, then one for each step ahead. */
  readonly values: Float64Array;
}

/** Days that differ from others, by name: each date is `YYYY-MM-DD`, of the past or the future. */
export interface Holiday {
  readonly name: string;
  readonly dates: readonly string[];
  /** Days before (0 or less) and after (0 or more) each date that differ too; 0 when absent. */
  readonly lowerWindow?: number;
  readonly upperWindow?: number;
}

export interface FitOptions {
  readonly horizon: number;
  /** Levels of the intervals, each between 0 and 1. */
  readonly levels: readonly number[];
  /** A whole number from 0 to 2³² − 1; everything random is drawn from it. */
  readonly seed: number;
  readonly holidays: readonly Holiday[];
  readonly onProgress?: (share: number | null, text: string) => void;
}

export interface Interval {
  readonly level: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A part of the series, such as trend or season: one number for each value, then one for each step ahead. */
export interface Component {
  readonly name: string;
  readonly values: Float64Array;
}

/** A fitted model. */
export interface Fit {
  /** One number a step ahead. */
  readonly mean: Float64Array;
  /** One-step forecasts of the values given, none of which knows its own value where the model allows that. */
  readonly fitted: Float64Array;
  /** Standard deviation of each step ahead, when the model knows it. */
  readonly deviation?: Float64Array;
  /** Intervals at the levels asked for, when the model makes its own. */
  readonly intervals?: readonly Interval[];
  readonly components?: readonly Component[];
  /** What was estimated, by name. */
  readonly parameters?: {readonly [name: string]: number};
  /** The form that was chosen, such as `ETS(A,Ad,M)` or `ARIMA(2,1,1)(0,1,0)[12]`. */
  readonly form?: string;
  /** What else a reader wants to see, such as attention or the weight of each variable: plain data. */
  readonly details?: {readonly [name: string]: unknown};
}

export interface Model {
  readonly name: string;
  /** The fewest values it takes for a season of m steps. */
  leastValues(season: number): number;
  /**
   * Whether it uses times, covariates, holidays; a call that gives covariates or holidays that its model does not use is refused.
   * With `irregular`, it takes each value at its own time, and needs no equal steps.
   */
  readonly uses?: {readonly times?: boolean; readonly covariates?: boolean; readonly holidays?: boolean; readonly irregular?: boolean};
  fit(series: PreparedSeries, options: FitOptions): Fit;
  /** One model over many series at once; the fits in the order of the series. */
  fitMany?(series: readonly PreparedSeries[], options: FitOptions): readonly Fit[];
}
