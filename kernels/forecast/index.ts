/** The door of forecasting: the mean and intervals of a series' next steps, with a back-test beside them. */
import {forecast as forecastSeries, type Forecast} from "./forecast.ts";
import {forecastMany} from "./many/many.ts";
import type {ForecastOptions} from "./prepare.ts";

/** The function `forecast` with what belongs to it. */
export interface Forecaster {
  /**
   * Forecasts a series: at least 3 finite numbers in equal steps of time, oldest first.
   *
   * Intervals are the model's own, or mean ± z·σ(h) with the deviation of each step that it knows; see each model.
   * @throws TypeError for an unknown option or model; RangeError for a series that is too short or not finite, or an option out of its range.
   */
  (values: ArrayLike<number>, options: ForecastOptions): Forecast;
  /** Forecasts many series in one call, shared over the cores: columns in, columns out. */
  many: typeof forecastMany;
}

/** Forecasts; see `docs/forecast.md`. */
export const forecast: Forecaster = Object.assign((values: ArrayLike<number>, options: ForecastOptions): Forecast => forecastSeries(values, options), {many: forecastMany});

export type {Forecast} from "./forecast.ts";
export type {ManyForecasts, ManyOptions} from "./many/many.ts";
export type {ForecastColumns, ManyBackTest, SeriesColumns} from "./many/columns.ts";
export type {NamedSeries, SeriesGiven, TableOfSeries} from "./many/given-series.ts";
export type {ForecastOptions} from "./prepare.ts";
export type {BackTest, BackTestRow} from "./back-test.ts";
export type {Component, Covariate, Fit, FitOptions, Holiday, Interval, Model, PreparedSeries} from "./model.ts";
export {modelNames, type ModelName} from "./registry.ts";
