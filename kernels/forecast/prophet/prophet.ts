/** Prophet as a model of the forecast door: dates become seasons, covariates regressors, and the holidays given its holidays. */
import type {Component, Fit, FitOptions, Model, PreparedSeries} from "../model.ts";
import {fitProphet, type FittedProphet, type ProphetOptions} from "./fit.ts";
import {predictProphet, simulateProphet} from "./predict.ts";
import {chooseSeasonalities, type Seasonality} from "./seasonality.ts";

const dayMs = 86_400_000;
const draws = 1000;

export const prophet: Model = {
  name: "prophet",
  leastValues: () => 4,
  uses: {times: true, covariates: true, holidays: true, irregular: true},
  fit(series, options) {
    const {horizon, levels, seed, onProgress} = options;
    const n = series.values.length;
    onProgress?.(null, "prophet: the search for the parameters");
    const times = series.times ? series.times.map((time) => time / dayMs) : Float64Array.from({length: n + horizon}, (_, i) => i);
    const fitted = fitProphet(times.slice(0, n), series.values, toProphetOptions(series, times.slice(0, n), options));
    const regressors = (from: number) => Object.fromEntries(series.covariates.map(({name, values}) => [name, values.slice(from)]));
    const {mean, components} = predictProphet(fitted, {times, regressors: regressors(0)});
    const future = simulateProphet(fitted, {times: times.slice(n), regressors: regressors(n)}, draws, seed);
    return {
      mean: mean.slice(n),
      fitted: mean.slice(0, n),
      intervals: levels.map((level) => ({
        level, lower: Float64Array.from(future, (values) => atShare(values, (1 - level) / 2)), upper: Float64Array.from(future, (values) => atShare(values, (1 + level) / 2)),
      })),
      components: toParts(components),
      parameters: {rate: (fitted.trend.k * fitted.scale) / fitted.span, noise: fitted.sigma * fitted.scale},
      details: toDetails(fitted),
    } satisfies Fit;
  },
};

function toProphetOptions({season, values, times: given, covariates}: PreparedSeries, times: Float64Array, {holidays}: FitOptions): ProphetOptions {
  return {
    seasonalities: toSeasonalities(season, values.length, times, given !== null),
    holidays: holidays.map(({name, dates, lowerWindow = 0, upperWindow = 0}) => ({name, days: dates.map((date) => Date.parse(date) / dayMs), before: -lowerWindow, after: upperWindow})),
    regressors: covariates.map(({name, values: known}) => ({name, values: known.slice(0, values.length)})),
  };
}

/** The seasons that the dates call for, and the one asked for where it is none of them. */
function toSeasonalities(season: number, n: number, times: Float64Array, hasDates: boolean): Seasonality[] {
  const chosen = hasDates ? chooseSeasonalities(times) : [];
  const period = season * ((times[n - 1]! - times[0]!) / (n - 1));
  const isCovered = chosen.some((one) => Math.abs(one.period / period - 1) < 0.05);
  if (season === 1 || isCovered || n < 2 * season) return chosen;
  return [...chosen, {name: "season", period, order: Math.min(10, season >> 1)}];
}

/** In the values' unit, so that the parts add up to the mean. */
function toParts(components: ReturnType<typeof predictProphet>["components"]): Component[] {
  const trend = components[0]!.values;
  return components.map(({name, mode, values}) => ({name, values: mode === "additive" ? values : values.map((share, i) => share * trend[i]!)}));
}

function toDetails({trend, scale, span, firstTime, setup, beta}: FittedProphet): {readonly [name: string]: unknown} {
  const regressors = setup.regressors.map(({name, spread}, k) => ({name, coefficient: (beta[beta.length - setup.regressors.length + k]! * scale) / spread}));
  return {
    /** Change of the rate, in the values' unit a day (or a step), at the days since 1970 (or the steps). */
    changepoints: Array.from(trend.changepoints, (at, i) => ({at: firstTime + at * span, change: (trend.delta[i]! * scale) / span})),
    ...(regressors.length > 0 ? {regressors} : {}),
  };
}

/** Between the order statistics, of sorted values. */
function atShare(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
}
