/**
 * The forecasts that `auto` combines, by the length of the season.
 *
 * None: dynamic theta, theta of the logarithms, complex exponential smoothing. Up to 23 steps: these with the season taken out first, and ETS and complex smoothing with a season of their
 * own. From 24 steps on: MSTL and complex smoothing. Which ones was chosen by the error on the public sample of M4 and M3, both of its halves agreeing.
 */
import {fitCes} from "../ces/ces.ts";
import {fitEts} from "../ets/ets.ts";
import type {Fit, PreparedSeries} from "../model.ts";
import {fitMstl} from "../mstl/mstl.ts";
import {withoutSeason} from "../season.ts";
import {fitOptimisedTheta} from "../theta/optimised-theta.ts";
import {fitTheta} from "../theta/theta.ts";

export interface Member {
  readonly name: string;
  readonly fit: Fit;
}

/** From here on a season is decomposed, not held in a state a step. */
export const longSeason = 24;

export function fitMembers(series: PreparedSeries, horizon: number): readonly Member[] {
  const {values, season} = series;
  if (season >= longSeason) return [{name: "mstl", fit: fitMstl(values, season, horizon)}, {name: "ces", fit: fitCes(values, season, horizon)}];
  const quick = fitQuickMembers(series, horizon);
  if (season === 1) return [...quick, {name: "ces", fit: fitCes(values, 1, horizon)}];
  return [
    ...quick,
    {name: "ets", fit: fitEts(values, season, horizon)},
    {name: "ces", fit: fitCes(values, season, horizon)},
    {name: "ces without season", fit: withoutSeason(values, season, horizon, (level) => fitCes(level, 1, horizon))},
  ];
}

/** The two quick ones, which the back-test of the intervals fits again and again. */
export function fitQuickMembers({values, season}: PreparedSeries, horizon: number): readonly [Member, Member] {
  return [
    {name: "dynamicTheta", fit: withoutSeason(values, season, horizon, (level) => fitOptimisedTheta(level, horizon, true))},
    {name: "theta of logarithms", fit: withoutSeason(values, season, horizon, (level) => fitLogarithmicTheta(level, horizon))},
  ];
}

/** Theta of the logarithms where all values are above 0: a trend in proportion. */
function fitLogarithmicTheta(level: Float64Array, horizon: number): Fit {
  if (level.some((value) => !(value > 0))) return fitTheta(level, horizon);
  const {mean, fitted} = fitTheta(level.map(Math.log), horizon);
  return {mean: mean.map(Math.exp), fitted: fitted.map(Math.exp)};
}

export function averageOf(parts: readonly Float64Array[]): Float64Array {
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0) / parts.length);
}
