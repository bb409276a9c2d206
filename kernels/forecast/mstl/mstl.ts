/**
 * MSTL: the seasons taken off by LOESS, the rest forecast by exponential smoothing, the last seasons put on again.
 *
 * Answers: where a series with one long season, or two, goes when its shape may change slowly. Formula: STL for each season in turn, twice over where there are
 * two (windows of 11 and 15 seasons); ETS without season on what is left; mean and fitted values with the season of the last time round. A season of 24 steps or a multiple of it
 * (steps of a day) has the week of seven such seasons beside it where the series holds two of them. Assumes that the seasons add up and go on as they last were: intervals are those
 * of ETS, and hold no doubt of the season. Least n: 3; the season is left out where there are not more than two of it. Missing values: none allowed.
 * Source: Bandara, Hyndman & Bergmeir 2021, "MSTL".
 */
import {fitEts} from "../ets/ets.ts";
import type {Fit, Model} from "../model.ts";
import {decompose} from "./stl.ts";

const stepsOfDay = 24;
const daysOfWeek = 7;
const passes = 2;
/** Over how many seasons a place of the season is smoothed, for the shortest and for the next. */
const windows = [11, 15] as const;

/** The lengths of the seasons that are taken off, shortest first; none when the series is too short for them. */
export function seasonsOf(season: number, n: number): readonly number[] {
  if (season < 2 || n <= 2 * season) return [];
  const week = daysOfWeek * season;
  return season % stepsOfDay === 0 && n > 2 * week ? [season, week] : [season];
}

/** The seasons that add up to what `values` are beside trend and remainder, one for each length. */
export function takeSeasons(values: Float64Array, lengths: readonly number[]): readonly Float64Array[] {
  const seasons: Float64Array[] = lengths.map(() => new Float64Array(values.length));
  const rest = values.slice();
  for (let pass = 0; pass < (lengths.length > 1 ? passes : 1); pass += 1) {
    lengths.forEach((m, i) => {
      const before = seasons[i]!;
      for (let t = 0; t < rest.length; t += 1) rest[t] = rest[t]! + before[t]!;
      const {season} = decompose(rest, m, windows[i]!);
      seasons[i] = season;
      for (let t = 0; t < rest.length; t += 1) rest[t] = rest[t]! - season[t]!;
    });
  }
  return seasons;
}

export function fitMstl(values: Float64Array, season: number, horizon: number): Fit {
  const n = values.length;
  const lengths = seasonsOf(season, n);
  const seasons = takeSeasons(values, lengths);
  const adjusted = values.map((value, t) => seasons.reduce((rest, own) => rest - own[t]!, value));
  const fit = fitEts(adjusted, 1, horizon);
  const ahead = (h: number): number => seasons.reduce((sum, own, i) => sum + own[n - lengths[i]! + (h % lengths[i]!)]!, 0);
  return {
    ...fit,
    mean: fit.mean.map((value, h) => value + ahead(h)),
    fitted: fit.fitted.map((value, t) => seasons.reduce((sum, own) => sum + own[t]!, value)),
    form: lengths.length === 0 ? (fit.form ?? "") : `STL(${lengths.join(", ")}) + ${fit.form ?? ""}`,
  };
}

export const mstl: Model = {name: "mstl", leastValues: () => 3, fit: ({values, season}, {horizon}) => fitMstl(values, season, horizon)};
