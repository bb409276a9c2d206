/**
 * Complex exponential smoothing, its season chosen by the corrected Akaike criterion.
 *
 * Answers: where the series goes when it is not said beforehand whether it has a trend: level and trend are one complex number. Formula: see recursion.ts; of no season and the
 * simple, partial and full ones that with the least AICc. Assumes independent errors of one variance. Least n: 5; a season needs two of them and two values more.
 * Missing values: none allowed. Source: Svetunkov, Kourentzes & Ord 2022.
 */
import {fitConstant, isConstant} from "../constant.ts";
import type {Fit, Model} from "../model.ts";
import {naive} from "../naive.ts";
import {fitSeasonality, type FittedComplex} from "./fit-seasonality.ts";
import type {Seasonality} from "./recursion.ts";

const seasonalities: readonly Seasonality[] = ["none", "simple", "partial", "full"];

export function fitCes(values: Float64Array, season: number, horizon: number): Fit {
  if (isConstant(values)) return fitConstant(values, horizon);
  let best: FittedComplex | null = null;
  for (const seasonality of seasonalities) {
    const found = fitSeasonality(values, seasonality, season, horizon);
    if (found && (!best || found.aicc < best.aicc)) best = found;
  }
  if (!best) return naive.fit({values, season: 1, times: null, covariates: []}, {horizon, levels: [], seed: 0, holidays: []});
  const {weights, seasonality, variance, aicc, mean, deviation, fitted} = best;
  const {alpha0, alpha1, beta0, beta1} = weights;
  return {
    mean,
    deviation,
    fitted,
    form: `CES(${seasonality})`,
    parameters: {alpha0, alpha1, ...(seasonality === "partial" || seasonality === "full" ? {beta0} : {}), ...(seasonality === "full" ? {beta1} : {}), sigma2: variance, aicc},
  };
}

export const ces: Model = {name: "ces", leastValues: () => 5, fit: ({values, season}, {horizon}) => fitCes(values, season, horizon)};
