/** The forecasts that `auto` combines: dynamic theta, theta of the logarithms, exponential smoothing. */
import {fitEts} from "../ets/ets.ts";
import type {Fit, PreparedSeries} from "../model.ts";
import {withoutSeason} from "../season.ts";
import {fitOptimisedTheta} from "../theta/optimised-theta.ts";
import {fitTheta} from "../theta/theta.ts";

export interface Member {
  readonly name: string;
  readonly fit: Fit;
}

/** The two quick ones, which the back-test of the intervals fits again and again. */
export function fitQuickMembers({values, season}: PreparedSeries, horizon: number): readonly [Member, Member] {
  return [
    {name: "dynamicTheta", fit: withoutSeason(values, season, horizon, (level) => fitOptimisedTheta(level, horizon, true))},
    {name: "theta of logarithms", fit: withoutSeason(values, season, horizon, (level) => fitLogarithmicTheta(level, horizon))},
  ];
}

export function fitEtsMember({values, season}: PreparedSeries, horizon: number): Member {
  return {name: "ets", fit: fitEts(values, season, horizon)};
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
