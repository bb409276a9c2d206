/** The columns of Prophet's linear part: seasons, holidays and regressors, each with its prior and its component. */
import {toFourierColumns, type Mode, type Seasonality} from "./seasonality.ts";

export interface Holiday {
  readonly name: string;
  /** The days on which it falls, in the series' own time; those to come included. */
  readonly days: readonly number[];
  /** Days before and after that have an effect of their own; 0 when absent. */
  readonly before?: number;
  readonly after?: number;
  /** 10 when absent. */
  readonly prior?: number;
  readonly mode?: Mode;
}

export interface Regressor {
  readonly name: string;
  /** One value for each time of the series. */
  readonly values: ArrayLike<number>;
  /** 10 when absent. */
  readonly prior?: number;
  readonly mode?: Mode;
  /** Whether it is scaled to mean 0 and standard deviation 1; when absent, unless its values are all 0 or 1. */
  readonly standardize?: boolean;
}

/** What is known of a regressor after the fit. */
export interface FittedRegressor extends Omit<Regressor, "values" | "standardize"> {
  readonly centre: number;
  readonly spread: number;
}

export interface FeatureSetup {
  readonly seasonalities: readonly Seasonality[];
  readonly holidays: readonly Holiday[];
  readonly regressors: readonly FittedRegressor[];
  readonly mode: Mode;
}

export interface Feature {
  readonly component: string;
  readonly kind: "season" | "holiday" | "regressor";
  readonly mode: Mode;
  readonly prior: number;
  readonly values: Float64Array;
}

const usualPrior = 10;

/** A regressor's scale, from the values fitted on. */
export function fitRegressor({name, values, standardize, ...rest}: Regressor): FittedRegressor {
  const known = Float64Array.from(values);
  const isBinary = known.every((value) => value === 0 || value === 1);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const spread = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length - 1));
  const scales = (standardize ?? !isBinary) && spread > 0;
  return {...rest, name, centre: scales ? mean : 0, spread: scales ? spread : 1};
}

/** The columns at some times; `regressors` holds the values of each regressor there. */
export function toFeatures(times: Float64Array, {seasonalities, holidays, regressors, mode}: FeatureSetup, values: {readonly [name: string]: ArrayLike<number>}): Feature[] {
  const seasons = seasonalities.flatMap((season) =>
    toFourierColumns(times, season).map((column): Feature => ({component: season.name, kind: "season", mode: season.mode ?? mode, prior: season.prior ?? usualPrior, values: column})));
  const feasts = holidays.flatMap((holiday) => {
    const {before = 0, after = 0} = holiday;
    return Array.from({length: before + after + 1}, (_, k): Feature => {
      const days = new Set(holiday.days.map((day) => Math.floor(day) + k - before));
      return {component: holiday.name, kind: "holiday", mode: holiday.mode ?? mode, prior: holiday.prior ?? usualPrior, values: times.map((time) => (days.has(Math.floor(time)) ? 1 : 0))};
    });
  });
  const others = regressors.map(({name, prior = usualPrior, mode: own = mode, centre, spread}): Feature => (
    {component: name, kind: "regressor", mode: own, prior, values: Float64Array.from(values[name]!, (value) => (value - centre) / spread)}));
  return [...seasons, ...feasts, ...others];
}
