/**
 * Theta: exponential smoothing with half the slope of the straight line through the series as drift.
 *
 * Answers: from the present level, half the trend of the past. Formula: SES of the series, plus b/2·(h − 1 + (1 − (1 − α)ⁿ)/α) for step h, b being the
 * slope of the least-squares line. A multiplicative season is taken out first where the autocorrelation test finds one. Assumes a trend that goes on.
 * Least n: 3. Missing values: none allowed. Source: Assimakopoulos & Nikolopoulos 2000; in this form Hyndman & Billah 2003.
 */
import type {Fit, Model} from "../model.ts";
import {withoutSeason} from "../season.ts";
import {smooth} from "../smoothing.ts";
import {fitLine} from "./line.ts";

export const theta: Model = {
  name: "theta",
  leastValues: () => 3,
  fit: ({values, season}, {horizon}) => withoutSeason(values, season, horizon, (level) => fitTheta(level, horizon)),
};

export function fitTheta(values: Float64Array, horizon: number): Fit {
  const n = values.length;
  const drift = fitLine(values).slope / 2;
  const {mean, fitted, parameters} = smooth(values, horizon, "N");
  const alpha = parameters!["alpha"]!;
  const reach = (1 - (1 - alpha) ** n) / alpha;
  const own = fitted.map((value, t) => value + drift * ((1 - (1 - alpha) ** t) / alpha));
  const sigma = Math.sqrt(values.reduce((sum, value, t) => sum + (value - own[t]!) ** 2, 0) / Math.max(1, n - 2));
  return {
    mean: mean.map((value, h) => value + drift * (h + reach)),
    fitted: own,
    deviation: mean.map((_, h) => sigma * Math.sqrt(1 + h * alpha * alpha)),
    parameters: {...parameters, drift},
  };
}
