/**
 * How far off the combination is, step by step: model variances, errors of a back-test, and the members' disagreement.
 *
 * σ(h)² = g(h)² + 2·(mean square distance of the members from their mean), g(h) being the geometric mean of the members' own σ(h), where they have one, and of σ_back-test(h);
 * times a factor so that 95 % intervals cover 95 % of the values that came, on the public sample of 1,035 series of M4 and M3: `factorFor`. Series of 80 values and more without a
 * season are wider when their last errors are larger than their errors were. σ_back-test(h) = r·h^0.7, r being of the errors of up to 12 origins, each divided by h^0.7, the
 * geometric mean of their root mean square and of their 95 % quantile over 1.96; where the season is long there is none.
 */
import type {PreparedSeries} from "../model.ts";
import {averageOf, fitQuickMembers, longSeason, type Member} from "./members.ts";

const origins = 12;
const growth = 0.7;

export function spreadOf(series: PreparedSeries, horizon: number, members: readonly Member[], mean: Float64Array): Float64Array {
  const own = members.flatMap(({fit}) => (fit.deviation ? [fit.deviation] : []));
  const isLong = series.season === 1 && series.values.length >= 80;
  const tested = series.season < longSeason ? testErrors(series, horizon) : null;
  const factor = factorFor(series) * (isLong ? unrest(series.values, members[0]!.fit.fitted) ** 0.7 : 1);
  return mean.map((centre, h) => {
    const known = [...own.map((deviation) => deviation[h]!), ...(tested === null ? [] : [tested * (h + 1) ** growth])];
    const typical = known.some((value) => value === 0) ? 0 : Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length);
    const apart = members.reduce((sum, {fit}) => sum + (fit.mean[h]! - centre) ** 2, 0) / members.length;
    return factor * Math.sqrt(typical ** 2 + 2 * apart);
  });
}
/** The size of the errors at the series' end, each divided by h^0.7; null when the series is too short. */
function testErrors(series: PreparedSeries, horizon: number): number | null {
  const {values, season} = series;
  const n = values.length;
  const first = Math.max(2 * season + 2, 8, Math.floor(n * 0.4));
  const step = Math.max(1, Math.ceil((n - first) / origins));
  const errors: number[] = [];
  for (let origin = n - 1; origin >= first; origin -= step) {
    const ahead = Math.min(horizon, n - origin);
    const known = values.subarray(Math.max(0, origin - Math.max(200, 10 * season)), origin);
    const mean = averageOf(fitQuickMembers({...series, values: known}, ahead).map(({fit}) => fit.mean));
    for (let h = 0; h < ahead; h += 1) errors.push(Math.abs(values[origin + h]! - mean[h]!) / (h + 1) ** growth);
  }
  if (errors.length === 0) return null;
  const root = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  const extreme = errors.sort((a, b) => a - b)[Math.floor(0.95 * errors.length)]!;
  return Math.sqrt((root * extreme) / 1.96);
}

/** Root mean square of the last 60 one-step errors over that of all, between 0.3 and 2.5: prices and the like are calm and restless by turns. */
function unrest(values: Float64Array, fitted: Float64Array): number {
  const squares = values.map((value, t) => (value - fitted[t]!) ** 2).subarray(5);
  const average = (part: Float64Array): number => part.reduce((sum, value) => sum + value, 0) / part.length;
  const all = average(squares);
  return all > 0 ? Math.min(2.5, Math.max(0.3, Math.sqrt(average(squares.subarray(-Math.min(60, squares.length >> 1))) / all))) : 1;
}

/** By length of the season, and without one by the length of the series: parameters and trends of short series are known less well. */
function factorFor({values, season}: PreparedSeries): number {
  const quantile = season >= longSeason ? 1.79 : season >= 12 ? 1.82 : season > 1 ? 2.36 : values.length < 80 ? 3.36 : 2.01;
  return quantile / 1.96;
}
