/** Fits complex exponential smoothing with one kind of season: weights by the least squared error, first states by going back through the series. */
import {minimise} from "../minimise.ts";
import {advance, stateCount, type ComplexStates, type ComplexWeights, type Seasonality} from "./recursion.ts";

export interface FittedComplex {
  readonly seasonality: Seasonality;
  readonly weights: ComplexWeights;
  readonly fitted: Float64Array;
  /** One number a step ahead. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Variance of the one-step errors, with n − k degrees of freedom. */
  readonly variance: number;
  readonly aicc: number;
}

/** Forth, back, and forth again. */
const passes = 3;
/** Where the search begins, and how far it goes at first: in the middle of what series usually have. */
const start: ComplexWeights = {alpha0: 1.3, alpha1: 1, beta0: 1.3, beta1: 1};
const partialStart = 0.1;
const stride = 0.2;
/** Weights that are estimated. */
const weightCount: {readonly [S in Seasonality]: number} = {none: 2, simple: 2, partial: 3, full: 4};
/** What one of these would be in whole numbers of squares is lost in rounding. */
const floor = 1e-24;

/** Null when the series is too short for this season, or has no fit within the stable region. */
export function fitSeasonality(values: Float64Array, seasonality: Seasonality, period: number, horizon: number): FittedComplex | null {
  const n = values.length;
  const m = seasonality === "none" ? 1 : period;
  const count = weightCount[seasonality];
  if (n < count + 3 || (seasonality !== "none" && (m < 2 || n < 2 * m + 2))) return null;
  const smoother = new Smoother(values, seasonality, m);
  const read = (point: readonly number[]): ComplexWeights => ({
    alpha0: start.alpha0 + stride * point[0]!,
    alpha1: start.alpha1 + stride * point[1]!,
    beta0: count < 3 ? 0 : (seasonality === "partial" ? partialStart : start.beta0) + stride * point[2]!,
    beta1: count < 4 ? 0 : start.beta1 + stride * point[3]!,
  });
  const best = minimise((point) => {
    const weights = read(point);
    return isStable(weights, seasonality) ? n * Math.log(smoother.run(weights) / n + floor) : NaN;
  }, new Array<number>(count).fill(0));
  const weights = read(best.point);
  return isStable(weights, seasonality) ? withWeights(smoother, weights, horizon) : null;
}

/** The forecast with weights that are given; null when it leaves the finite numbers. */
export function useWeights(values: Float64Array, seasonality: Seasonality, period: number, horizon: number, weights: ComplexWeights): FittedComplex | null {
  return withWeights(new Smoother(values, seasonality, seasonality === "none" ? 1 : period), weights, horizon);
}

function withWeights(smoother: Smoother, weights: ComplexWeights, horizon: number): FittedComplex | null {
  const {seasonality, m, scale} = smoother;
  const squares = smoother.run(weights);
  if (!Number.isFinite(squares)) return null;
  const n = smoother.fitted.length;
  const parameters = weightCount[seasonality] + 1;
  const variance = (squares / Math.max(1, n - parameters)) * scale * scale;
  const aic = n * (Math.log((squares / n + floor) * scale * scale) + 1 + Math.log(2 * Math.PI)) + 2 * parameters;
  return {
    seasonality,
    weights,
    fitted: smoother.fitted.map((value) => value * scale),
    mean: smoother.ahead(weights, horizon).map((value) => value * scale),
    deviation: respond(seasonality, m, weights, horizon).map((size) => Math.sqrt(variance) * size),
    variance,
    aicc: aic + (2 * parameters * (parameters + 1)) / (n - parameters - 1),
  };
}

/** Whether an error fades: the eigenvalues of the discounted transition [[1 − (α₀ − α₁), −(1 − α₁)], [1 − (α₀ + α₁), 1 − α₀]] lie within the unit circle. */
export function isStable({alpha0, alpha1, beta0, beta1}: ComplexWeights, seasonality: Seasonality): boolean {
  const fades = (a0: number, a1: number): boolean => {
    const trace = 2 - 2 * a0 + a1;
    const determinant = (1 - a0 + a1) * (1 - a0) + (1 - a1) * (1 - a0 - a1);
    return Math.abs(determinant) < 1 && Math.abs(trace) < 1 + determinant;
  };
  return fades(alpha0, alpha1) && (seasonality === "partial" ? beta0 >= 0 && beta0 < 1 : seasonality === "full" ? fades(beta0, beta1) : true);
}

/** Room for one series and one seasonality, used for all weights that are tried. */
class Smoother {
  readonly seasonality: Seasonality;
  readonly m: number;
  /** The mean size of a value: what is smoothed is in units of it. */
  readonly scale: number;
  /** In units of the scale, as everything that follows. */
  readonly fitted: Float64Array;
  readonly #values: Float64Array;
  readonly #backwards: Float64Array;
  readonly #first: ComplexStates;
  /** m states before the first value, n beside the values, m after the last. */
  readonly #states: ComplexStates;
  readonly #forecasts: Float64Array;

  constructor(values: Float64Array, seasonality: Seasonality, m: number) {
    const n = values.length;
    this.seasonality = seasonality;
    this.m = m;
    this.scale = values.reduce((sum, value) => sum + Math.abs(value), 0) / n || 1;
    this.#values = values.map((value) => value / this.scale);
    this.#backwards = this.#values.slice().reverse();
    this.#first = firstStates(this.#values, seasonality, m);
    this.#states = this.#first.map(() => new Float64Array(n + 2 * m));
    this.#forecasts = new Float64Array(n + m);
    this.fitted = this.#forecasts.subarray(0, n);
  }

  /** The sum of squared errors of the last pass. */
  run(weights: ComplexWeights): number {
    this.#states.forEach((state, i) => state.set(this.#first[i]!));
    let squares = NaN;
    for (let pass = 0; pass < passes; pass += 1) {
      if (pass > 0) for (const state of this.#states) state.reverse();
      squares = advance(this.#states, this.seasonality, this.m, weights, pass % 2 === 0 ? this.#values : this.#backwards, this.#forecasts);
    }
    return squares;
  }

  /** The steps ahead of the last run. */
  ahead(weights: ComplexWeights, horizon: number): Float64Array {
    const n = this.#values.length;
    const states = this.#states.map((state) => withRoom(state.subarray(n, n + this.m), horizon));
    const forecasts = new Float64Array(horizon);
    advance(states, this.seasonality, this.m, weights, new Float64Array(0), forecasts);
    return forecasts;
  }
}

/** By how much an error of 1 is off for each step ahead: √(1 + Σ c_j²), c_j being what is left of it after j steps. */
function respond(seasonality: Seasonality, m: number, weights: ComplexWeights, horizon: number): Float64Array {
  const states = Array.from({length: stateCount[seasonality]}, () => new Float64Array(m + horizon));
  const left = new Float64Array(horizon);
  advance(states, seasonality, m, weights, Float64Array.of(1), left);
  let sum = 1;
  return left.map((share, h) => Math.sqrt(h === 0 ? sum : (sum += share * share)));
}

/** A rough guess, which the passes make good: means for the level, seasonal means against it, and a potential a little below each. */
function firstStates(values: Float64Array, seasonality: Seasonality, m: number): ComplexStates {
  const potential = 1 / 1.1;
  const count = Math.min(values.length, seasonality === "none" ? 10 : m);
  const mean = values.subarray(0, count).reduce((sum, value) => sum + value, 0) / count;
  const level = seasonality === "simple" ? values.slice(0, m) : new Float64Array(m).fill(mean);
  const pair = (real: Float64Array) => [real, real.map((value) => value * potential)];
  if (seasonality === "none" || seasonality === "simple") return pair(level);
  const season = values.slice(0, m).map((value) => value - mean);
  return seasonality === "partial" ? [...pair(level), season] : [...pair(level), ...pair(season)];
}

function withRoom(first: Float64Array, more: number): Float64Array {
  const states = new Float64Array(first.length + more);
  states.set(first);
  return states;
}
