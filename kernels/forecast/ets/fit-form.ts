/** Fits one form of exponential smoothing by the greatest likelihood over its weights and first states. */
import {descend} from "../descend.ts";
import {countParameters, type Form} from "./form.ts";
import {Recursion, type Weights} from "./recursion.ts";
import {startStates} from "./start.ts";

export interface FittedForm {
  readonly form: Form;
  readonly weights: Weights;
  /** States after the last value; seasonal ones by position t mod m. */
  readonly level: number;
  readonly trend: number;
  readonly season: Float64Array;
  readonly fitted: Float64Array;
  readonly firstLevel: number;
  readonly firstTrend: number;
  /** Variance of the errors (relative ones with a multiplicative error), with n − k degrees of freedom. */
  readonly variance: number;
  readonly aicc: number;
  readonly aic: number;
}

const least = 0.0001;
const most = 0.9999;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Null when the form cannot be fitted to these values.
 *
 * The seasonal states start from the whole series and are not searched: searched, they follow the noise of the first seasons, and forecasts get worse.
 * The search starts at a slow level, α = 0.2/period, and goes downhill from there.
 *
 * @param period steps of the data's season, even when the form has none.
 */
export function fitForm(values: Float64Array, form: Form, period: number, steps = 100): FittedForm | null {
  const m = form.season === "N" ? 1 : period;
  const scale = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length || 1;
  const scaled = values.map((value) => value / scale);
  const first = startStates(scaled, form, m);
  const recursion = new Recursion(scaled, form, m);
  const hasTrend = form.trend !== "N";
  const hasSeason = form.season !== "N";
  const isDamped = form.trend === "Ad";
  const weights: Weights = {alpha: 0, beta: 0, gamma: 0, phi: 1};
  const read = (point: Float64Array): void => {
    let at = 0;
    weights.alpha = least + (most - least) * sigmoid(point[at++]!);
    weights.beta = hasTrend ? least + (weights.alpha - least) * sigmoid(point[at++]!) : 0;
    weights.gamma = hasSeason ? least + (1 - weights.alpha - least) * sigmoid(point[at++]!) : 0;
    weights.phi = isDamped ? 0.8 + 0.18 * sigmoid(point[at++]!) : 1;
    recursion.level = point[at++]!;
    recursion.trend = hasTrend ? point[at++]! / 10 : 0;
    recursion.season.set(first.season);
  };
  const evaluate = (point: Float64Array, gradient: Float64Array): number => {
    read(point);
    const value = recursion.run(weights);
    if (!Number.isFinite(value)) return NaN;
    recursion.differentiate(weights);
    const to = recursion.toWeights;
    const slope = (x: number): number => sigmoid(x) * (1 - sigmoid(x));
    let at = 1;
    let toAlpha = to.alpha;
    if (hasTrend) {
      gradient[at] = to.beta * (weights.alpha - least) * slope(point[at]!);
      toAlpha += to.beta * sigmoid(point[at]!);
      at += 1;
    }
    if (hasSeason) {
      gradient[at] = to.gamma * (1 - weights.alpha - least) * slope(point[at]!);
      toAlpha -= to.gamma * sigmoid(point[at]!);
      at += 1;
    }
    gradient[0] = toAlpha * (most - least) * slope(point[0]!);
    if (isDamped) {
      gradient[at] = to.phi * 0.18 * slope(point[at]!);
      at += 1;
    }
    gradient[at++] = recursion.toLevel;
    if (hasTrend) gradient[at] = recursion.toTrend / 10;
    return value;
  };
  const slow = 0.2 / period;
  const start = [Math.log(slow / (1 - slow)), ...(hasTrend ? [-2] : []), ...(hasSeason ? [-3] : []), ...(isDamped ? [4.6] : []), first.level, ...(hasTrend ? [first.trend * 10] : [])];
  const best = descend(evaluate, start, {steps});
  if (!Number.isFinite(best.value)) return null;
  read(best.point);
  const firstLevel = recursion.level;
  const firstTrend = recursion.trend;
  const value = recursion.run(weights);
  const n = values.length;
  const k = countParameters(form, m);
  // The likelihood is that of the values as given, not of the scaled ones.
  const aic = value + 2 * n * Math.log(scale) + 2 * k;
  return {
    form,
    weights: {...weights},
    level: recursion.level * scale,
    trend: recursion.trend * scale,
    season: recursion.season.map((s) => (form.season === "A" ? s * scale : s)),
    fitted: recursion.fitted.map((x) => x * scale),
    firstLevel: firstLevel * scale,
    firstTrend: firstTrend * scale,
    variance: (recursion.squares / Math.max(1, n - k + 1)) * (form.error === "M" ? 1 : scale * scale),
    aic,
    aicc: aic + (2 * k * (k + 1)) / Math.max(1e-9, n - k - 1),
  };
}
