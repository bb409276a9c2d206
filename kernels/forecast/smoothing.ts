/**
 * Exponential smoothing with additive errors: level (SES), level and trend (Holt), level and damped trend.
 *
 * Answers: where the series is now and where it is heading, the recent past counting most. Formula: see ets/recursion.ts; weights and first states by
 * the greatest likelihood. A multiplicative season is taken out first where the autocorrelation test finds one. Assumes independent errors of one
 * variance. Least n: 3. Missing values: none allowed. Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, ch. 8.
 */
import {stepAhead} from "./ets/ahead.ts";
import {fitForm} from "./ets/fit-form.ts";
import type {Form} from "./ets/form.ts";
import type {Fit, Model} from "./model.ts";
import {withoutSeason} from "./season.ts";

/** Fits one non-seasonal form with additive errors. */
export function smooth(values: Float64Array, horizon: number, trend: Form["trend"]): Fit {
  const found = fitForm(values, {error: "A", trend, season: "N"}, 1);
  if (!found) throw new RangeError("exponential smoothing cannot fit these values");
  const {alpha, beta, phi} = found.weights;
  const parameters = {alpha, firstLevel: found.firstLevel, ...(trend === "N" ? {} : {beta, firstTrend: found.firstTrend}), ...(trend === "Ad" ? {phi} : {})};
  return {...stepAhead(found, values.length, horizon), fitted: found.fitted, parameters};
}

const smoothing = (name: string, trend: Form["trend"]): Model => ({
  name,
  leastValues: () => 3,
  fit: ({values, season}, {horizon}) => withoutSeason(values, season, horizon, (level) => smooth(level, horizon, trend)),
});

export const ses = smoothing("ses", "N");
export const holt = smoothing("holt", "A");
export const damped = smoothing("damped", "Ad");
