/**
 * ARIMA with seasonal terms, the order chosen by a stepwise search.
 *
 * Answers: what the correlation of the series with its own past says of its next steps. Formula: the series, differenced d times (and D times at the
 * season), is a sum of p of its last values and q of its last errors, and of P and Q of those one season apart. d by KPSS tests, D by the strength of
 * the season; p, q ≤ 5 and P, Q ≤ 2 by AICc. Coefficients by the greatest likelihood, within the stationary and invertible region; long series and
 * seasons by least squares of the errors given the first values. Assumes independent errors of one variance.
 * Least n: 4. Missing values: none allowed. Source: Box & Jenkins 1976; Hyndman & Khandakar 2008 (the search).
 */
import {fitConstant, isConstant} from "../constant.ts";
import type {Fit, Model} from "../model.ts";
import {naive} from "../naive.ts";
import {stepAhead} from "./ahead.ts";
import {searchOrder} from "./search.ts";

/** Where the exact likelihood of every order takes too long, the best few orders by least squares are fitted by it. */
const exactSeason = 4;
const exactValues = 200;
const finalistSeason = 12;
const finalistValues = 400;
const finalists = 3;

export function fitArima(values: Float64Array, season: number, horizon: number): Fit {
  if (isConstant(values)) return fitConstant(values, horizon);
  const exact = season <= exactSeason && values.length <= exactValues;
  const found = searchOrder(values, season, {exact, finalists: season <= finalistSeason && values.length <= finalistValues ? finalists : 0});
  return found ? stepAhead(found, values, horizon) : naive.fit({values, season: 1, times: null, covariates: []}, {horizon, levels: [], seed: 0, holidays: []});
}

export const arima: Model = {name: "arima", leastValues: () => 4, fit: ({values, season}, {horizon}) => fitArima(values, season, horizon)};
