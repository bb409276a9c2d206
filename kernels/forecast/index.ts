/** The door of forecasting: the mean and intervals of a series' next steps, with a back-test beside them. */
export {forecast, type Forecast} from "./forecast.ts";
export type {ForecastOptions} from "./prepare.ts";
export type {BackTest, BackTestRow} from "./back-test.ts";
export type {Component, Covariate, Fit, FitOptions, Holiday, Interval, Model, PreparedSeries} from "./model.ts";
export {modelNames} from "./registry.ts";
