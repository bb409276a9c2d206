/** Gradient boosting as a model of the forecast door, for one series or many together. */
import type {Fit, FitOptions, Model, PreparedSeries} from "../model.ts";
import {forecastTogether} from "./global-model.ts";
import type {RowSeries} from "./rows.ts";

const dayMs = 86_400_000;

export const gbdt: Model = {
  name: "gbdt",
  leastValues: (season) => Math.max(12, 2 * season + 4),
  uses: {times: true, covariates: true, holidays: true},
  fit: (series, options) => fitTogether([series], options)[0]!,
  fitMany: fitTogether,
};

function fitTogether(series: readonly PreparedSeries[], options: FitOptions): readonly Fit[] {
  const holidays = options.holidays.map(({name, dates, lowerWindow = 0, upperWindow = 0}) => ({
    name, days: new Set(dates.flatMap((date) => Array.from({length: upperWindow - lowerWindow + 1}, (_, k) => Date.parse(date) / dayMs + lowerWindow + k))),
  }));
  const rows = series.map(({values, season, times, covariates}): RowSeries => ({values, season, times, covariates, holidays}));
  const {series: forecasts, base, trees, rows: count, importance} = forecastTogether(rows, options);
  return forecasts.map((one) => ({
    ...one, parameters: {trees}, form: `GBDT(${trees} trees, from the ${base})`,
    details: {
      strategy: "direct: each step ahead is predicted from what is known at the last value, the step being a column, so that no forecast feeds on a forecast",
      base, rows: count, importance: importance.filter(({splits}) => splits > 0),
    },
  }));
}
