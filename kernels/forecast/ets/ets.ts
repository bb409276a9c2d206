/**
 * Exponential smoothing in all its admissible forms, the one chosen by the corrected Akaike criterion.
 *
 * Answers: level, trend and season as they are now, and where they lead. Formula: see recursion.ts; the form with the least
 * AICc = −2·log likelihood + 2k + 2k(k + 1)/(n − k − 1). Assumes independent errors of one variance (relative to the level with multiplicative ones).
 * Least n: 3; forms that have too many parameters for n are left out. Missing values: none allowed. A season of more than 24 steps is left out, as R's program does.
 * Source: Hyndman, Koehler, Ord & Snyder 2008, "Forecasting with exponential smoothing".
 */
import {fitConstant, isConstant} from "../constant.ts";
import type {Fit, Model} from "../model.ts";
import {fitForm, type FittedForm} from "./fit-form.ts";
import {admissibleForms, writeForm, type Form} from "./form.ts";
import {stepAhead} from "./ahead.ts";

/** The best of the forms, null when none can be fitted. */
export function selectForm(values: Float64Array, m: number, forms: readonly Form[]): FittedForm | null {
  let best: FittedForm | null = null;
  for (const form of forms) {
    const fitted = fitForm(values, form, m);
    if (fitted && (!best || fitted.aicc < best.aicc)) best = fitted;
  }
  return best;
}

export function fitEts(values: Float64Array, season: number, horizon: number): Fit {
  const n = values.length;
  if (isConstant(values)) return fitConstant(values, horizon);
  const positive = values.every((value) => value > 0);
  const forms = admissibleForms(n, season, positive);
  const found = selectForm(values, season, forms.length > 0 ? forms : [{error: "A", trend: "N", season: "N"}]);
  if (!found) throw new RangeError("ets found no form that fits these values");
  const {mean, deviation} = stepAhead(found, n, horizon);
  const {alpha, beta, gamma, phi} = found.weights;
  const parameters: {[name: string]: number} = {alpha, sigma2: found.variance, aicc: found.aicc};
  if (found.form.trend !== "N") parameters["beta"] = beta;
  if (found.form.season !== "N") parameters["gamma"] = gamma;
  if (found.form.trend === "Ad") parameters["phi"] = phi;
  return {mean, deviation, fitted: found.fitted, form: writeForm(found.form), parameters};
}

export const ets: Model = {name: "ets", leastValues: () => 3, fit: ({values, season}, {horizon}) => fitEts(values, season, horizon)};
