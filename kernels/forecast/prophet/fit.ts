/**
 * Prophet: a trend that bends at changepoints, seasons, holidays and regressors, fitted together.
 *
 * Answers: how does a series of human activity go on, where seasons and known dates matter and the trend changes now and then.
 * Formula: y = trend·(1 + multiplicative features) + additive features + noise; the parameters most probable under normal priors, a Laplace prior on the
 * changes of the rate. Assumes: the rate changes as often and as much in future as in the past. Least n: 2 known values. Missing values: left out of the fit.
 * Source: Taylor & Letham 2018, "Forecasting at scale", The American Statistician 72; the defaults are those of Prophet 1.1.
 */
import {fitRegressor, toFeatures, type FeatureSetup, type Holiday, type Regressor} from "./features.ts";
import {chooseSeasonalities, type Mode, type Seasonality} from "./seasonality.ts";
import {fitStan, StanFailure, type StanData, type StanParameters} from "./stan.ts";
import {placeChangepoints, startTrend, type Growth, type Trend} from "./trend.ts";

export interface ProphetOptions {
  /** `linear` when absent; `logistic` needs `cap`. */
  readonly growth?: Growth;
  /** What the trend can reach at most and at least, at each time or always. */
  readonly cap?: number | ArrayLike<number>;
  readonly floor?: number | ArrayLike<number>;
  /** Times at which the rate may change; placed by rule when absent. */
  readonly changepoints?: readonly number[];
  /** How many are placed, 25 when absent, over which share of the series, 0.8 when absent. */
  readonly changepointCount?: number;
  readonly changepointRange?: number;
  /** Scale of the Laplace prior on the changes of the rate; 0.05 when absent. */
  readonly changepointPrior?: number;
  /** Chosen from the dates when absent. */
  readonly seasonalities?: readonly Seasonality[];
  readonly holidays?: readonly Holiday[];
  readonly regressors?: readonly Regressor[];
  /** How seasons, holidays and regressors act unless they say otherwise; `additive` when absent. */
  readonly mode?: Mode;
}

export interface FittedProphet {
  readonly trend: Trend;
  readonly beta: Float64Array;
  /** Standard deviation of the noise, scaled like the values. */
  readonly sigma: number;
  /** Value = scaled value × scale + floor. */
  readonly scale: number;
  readonly firstTime: number;
  readonly span: number;
  readonly setup: FeatureSetup;
}

/**
 * Fits Prophet.
 *
 * @param times ascending, in days since 1970 (or steps, then with `seasonalities` given).
 * @param values one for each time; NaN is missing.
 * @throws RangeError for fewer than 2 known values, times that do not ascend, values not below the cap, a regressor that is not finite; StanFailure when the search fails.
 */
export function fitProphet(times: Float64Array, values: Float64Array, options: ProphetOptions = {}): FittedProphet {
  const {growth = "linear", changepointCount = 25, changepointRange = 0.8, changepointPrior = 0.05, holidays = [], regressors = [], mode = "additive"} = options;
  const known = Int32Array.from(times.keys()).filter((i) => !Number.isNaN(values[i]!));
  if (known.length < 2) throw new RangeError(`prophet requires at least 2 known values, got ${known.length}`);
  const at = (column: ArrayLike<number>) => Float64Array.from(known, (i) => column[i]!);
  const fitted = at(times);
  for (let i = 1; i < fitted.length; i += 1) if (!(fitted[i]! > fitted[i - 1]!)) throw new RangeError(`times must ascend, got ${fitted[i]} after ${fitted[i - 1]}`);
  if (growth === "logistic" && options.cap === undefined) throw new RangeError("logistic growth requires cap");
  for (const {name, values: given} of regressors) checkRegressor(name, given, times.length);
  const spread = (limit: number | ArrayLike<number> | undefined, usual: number) => (typeof limit === "object" ? at(limit) : new Float64Array(fitted.length).fill(limit ?? usual));
  const floor = growth === "logistic" ? spread(options.floor, 0) : new Float64Array(fitted.length);
  const above = at(values).map((value, i) => value - floor[i]!);
  const scale = above.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const cap = growth === "logistic" ? spread(options.cap, 1).map((value, i) => (value - floor[i]!) / scale) : new Float64Array(fitted.length);
  const low = growth === "logistic" ? cap.findIndex((value) => !(value > 0)) : -1;
  if (low !== -1) throw new RangeError(`cap must lie above floor, got ${cap[low]! * scale + floor[low]!} and ${floor[low]}`);
  const y = above.map((value) => value / scale);
  const firstTime = fitted[0]!;
  const span = fitted[fitted.length - 1]! - firstTime;
  const t = fitted.map((time) => (time - firstTime) / span);
  const setup: FeatureSetup = {
    seasonalities: options.seasonalities ?? chooseSeasonalities(fitted), holidays, regressors: regressors.map((regressor) => fitRegressor({...regressor, values: at(regressor.values)})), mode,
  };
  const changepoints = growth === "flat" ? new Float64Array(0)
    : options.changepoints ? Float64Array.from(options.changepoints, (time) => (time - firstTime) / span).sort() : placeChangepoints(t, changepointCount, changepointRange);
  const features = toFeatures(fitted, setup, Object.fromEntries(regressors.map(({name, values: given}) => [name, at(given)])));
  const result = search({growth, t, y, cap, changepoints, tau: changepointPrior}, features);
  return {trend: {growth, k: result.k, m: result.m, changepoints, delta: result.delta.slice(0, changepoints.length)}, beta: result.beta.slice(0, features.length), sigma: result.sigma, scale, firstTime, span, setup};
}

/** Refuses a regressor that has not one finite value for each time. */
export function checkRegressor(name: string, values: ArrayLike<number> | undefined, count: number): void {
  if (values?.length !== count) throw new RangeError(`regressor ${name} requires ${count} values, got ${values?.length ?? "none"}`);
  for (let i = 0; i < count; i += 1) if (!Number.isFinite(values[i])) throw new RangeError(`regressor ${name} must be finite, got ${values[i]} at index ${i}`);
}

interface Scaled {
  readonly growth: Growth;
  readonly t: Float64Array;
  readonly y: Float64Array;
  readonly cap: Float64Array;
  readonly changepoints: Float64Array;
  readonly tau: number;
}

/** Stan's line search can fail where it starts; then it starts with less noise, which moves it elsewhere. */
const startSigmas = [1, 0.5, 0.2, 0.1, 0.05, 2];

function search({growth, t, y, cap, changepoints, tau}: Scaled, features: ReturnType<typeof toFeatures>): StanParameters {
  const start = startTrend(growth, t, y, cap);
  const S = Math.max(1, changepoints.length);
  const K = Math.max(1, features.length);
  const zero = {delta: new Float64Array(S), beta: new Float64Array(K)};
  // A constant series has no noise for Stan to find.
  if (growth !== "logistic" && y.every((value) => value === y[0])) return {...start, ...zero, sigma: 1e-9};
  const data: StanData = {
    T: t.length, K, S, y: [...y], t: [...t], cap: [...cap], t_change: changepoints.length > 0 ? [...changepoints] : [0], trend_indicator: growth === "linear" ? 0 : growth === "logistic" ? 1 : 2,
    s_a: features.length > 0 ? features.map(({mode}) => (mode === "additive" ? 1 : 0)) : [0], s_m: features.length > 0 ? features.map(({mode}) => (mode === "additive" ? 0 : 1)) : [0],
    X: [...t.keys()].map((i) => (features.length > 0 ? features.map(({values}) => values[i]!) : [0])), sigmas: features.length > 0 ? features.map(({prior}) => prior) : [1], tau,
  };
  let failure: StanFailure | null = null;
  for (const sigma of startSigmas) {
    try {
      return fitStan({...start, ...zero, sigma}, data);
    } catch (error) {
      if (!(error instanceof StanFailure)) throw error;
      failure ??= error;
    }
  }
  throw new StanFailure(`prophet found no parameters: ${failure!.message}`, {cause: failure});
}
