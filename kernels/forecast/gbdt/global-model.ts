/**
 * One boosted model over many series: the mean, and intervals by quantile models made honest on rows held out.
 *
 * Steps ahead are predicted directly, the step being one of the columns: no forecast feeds on a forecast, covariates of each step are used as they are, and quantiles
 * of every step come from the same trees. The last stretch of each series is held out; it chooses the base and the number of trees, and widens the intervals
 * until they hold as much of it as they should (conformalised quantile regression, Romano, Patterson & Candès 2019). Then all is fitted on everything.
 */
import {boostTrees, predictTrees, type BoostedTrees, type BoostingOptions, type FeatureTable, type Importance} from "./boosting.ts";
import {normalQuantile} from "../normal.ts";
import {quantileOf, type Loss} from "./loss.ts";
import {RowMaker, type Base, type RowPlace, type RowSeries} from "./rows.ts";

export interface GlobalOptions {
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly seed: number;
  readonly onProgress?: (share: number | null, text: string) => void;
}

export interface SeriesForecast {
  readonly mean: Float64Array;
  readonly fitted: Float64Array;
  readonly intervals: readonly {readonly level: number; readonly lower: Float64Array; readonly upper: Float64Array}[];
}

export interface GlobalForecast {
  readonly series: readonly SeriesForecast[];
  readonly base: Base;
  readonly trees: number;
  readonly rows: number;
  readonly importance: readonly Importance[];
}

/** Rows of one series at most, and of all together. */
const mostRowsOfOne = 6000;
const mostRows = 60_000;
const mostTrees = 200;
const patience = 15;
const meanLoss: Loss = {type: "huber", delta: 2};

/** Fits all series together and forecasts each. */
export function forecastTogether(series: readonly RowSeries[], {horizon, levels, seed, onProgress}: GlobalOptions): GlobalForecast {
  const places = placeRows(series, horizon);
  const held = series.map(({values}) => Math.min(Math.max(horizon, Math.floor(values.length / 10)), Math.floor(values.length / 3)));
  const isHeld = ({series: k, origin, step}: RowPlace) => origin + step >= series[k]!.values.length - held[k]!;
  const early = places.filter((place) => !isHeld(place));
  // Held-out rows stand where a forecast would have stood: at the last origin before the part held out, or within it.
  const late = places.filter((place) => isHeld(place) && place.origin >= series[place.series]!.values.length - held[place.series]! - 1);
  const options = toOptions(places.length, seed);
  const canValidate = early.length >= 30 && late.length > 0;
  const bases: readonly Base[] = series.some(({season}) => season > 1) ? ["season", "level", "trend"] : ["level", "trend"];
  const jobs = (canValidate ? bases.length + 2 * levels.length : 0) + 1 + 2 * levels.length;
  let done = 0;
  const made = remember();
  const train = (maker: RowMaker, rows: readonly RowPlace[], loss: Loss, trees: number, against: readonly RowPlace[] | null, text: string): BoostedTrees => {
    const {table, targets} = made(maker, rows);
    const validation = against ? made(maker, against) : null;
    const model = boostTrees(table, targets, {
      ...options, loss, trees, ...(validation ? {patience, validation: {columns: validation.table.columns, targets: validation.targets}} : {}),
      onTree: (grown, of) => onProgress?.((done + grown / of) / jobs, `gbdt: ${text}, tree ${grown}`),
    });
    done += 1;
    return model;
  };
  const trials = (canValidate ? bases : bases.slice(0, 1)).map((base) => {
    const maker = new RowMaker(series, base);
    const model = canValidate ? train(maker, early, meanLoss, mostTrees, late, `the mean from the ${base}`) : null;
    return {maker, base, trees: model?.trees.length ?? 50, loss: model ? model.validationLosses[model.trees.length - 1]! : 0};
  });
  const {maker, base, trees} = trials.reduce((best, trial) => (trial.loss < best.loss ? trial : best));
  const model = train(maker, places, meanLoss, trees, null, "the mean");
  const intervals = levels.map((level) => {
    const tails = [(1 - level) / 2, (1 + level) / 2].map((share) => {
      const loss: Loss = {type: "quantile", level: share};
      const tried = canValidate ? train(maker, early, loss, mostTrees, late, `the quantile ${share.toFixed(3)}`) : null;
      return {tried, fitted: train(maker, places, loss, tried?.trees.length ?? 50, null, `the quantile ${share.toFixed(3)}`)};
    });
    return {level, lower: tails[0]!.fitted, upper: tails[1]!.fitted, widening: canValidate ? widen(level, maker, late, tails[0]!.tried!, tails[1]!.tried!) : 0};
  });
  return {series: series.map((_, k) => toForecast(k, series, maker, model, intervals, horizon)), base, trees, rows: places.length, importance: model.importance};
}

/** The rows made of some places, made once for each base. */
function remember(): (maker: RowMaker, places: readonly RowPlace[]) => {readonly table: FeatureTable; readonly targets: Float64Array} {
  const known = new Map<RowMaker, Map<readonly RowPlace[], {readonly table: FeatureTable; readonly targets: Float64Array}>>();
  return (maker, places) => {
    const ofMaker = known.get(maker) ?? new Map();
    known.set(maker, ofMaker);
    if (!ofMaker.has(places)) ofMaker.set(places, {table: maker.table(places), targets: maker.targets(places)});
    return ofMaker.get(places)!;
  };
}

/** Every origin and step, thinned out evenly where they are more than can be used; nothing without at least three values before it. */
function placeRows(series: readonly RowSeries[], horizon: number): RowPlace[] {
  const count = series.reduce((sum, {values}) => sum + Math.max(0, values.length - 3) * horizon, 0);
  const stride = Math.max(1, Math.ceil(count / Math.min(mostRows, mostRowsOfOne * series.length)));
  return series.flatMap(({values}, k) => {
    const places: RowPlace[] = [];
    let turn = 0;
    for (let origin = values.length - 2; origin >= 2; origin -= 1) {
      for (let step = 1; step <= horizon && origin + step < values.length; step += 1) {
        if (turn % stride === 0) places.push({series: k, origin, step});
        turn += 1;
      }
    }
    return places;
  });
}

/** Small data get small trees. */
function toOptions(rows: number, seed: number): BoostingOptions {
  return {
    learningRate: 0.1, leaves: rows < 5000 ? 8 : rows < 20_000 ? 15 : 31, leastRows: Math.max(5, Math.min(40, Math.round(rows / 100))), lambda: 1, rowShare: 0.8, featureShare: 0.7,
    bins: rows < 20_000 ? 63 : 254, seed,
  };
}

/** By how much both ends of the interval must move for it to hold its share of the rows held out; less than 0 where it is too wide. */
function widen(level: number, maker: RowMaker, late: readonly RowPlace[], lower: BoostedTrees, upper: BoostedTrees): number {
  const {columns} = maker.table(late);
  const targets = maker.targets(late);
  const low = predictTrees(lower, columns);
  const high = predictTrees(upper, columns);
  const outside = targets.map((target, i) => Math.max(Math.min(low[i]!, high[i]!) - target, target - Math.max(low[i]!, high[i]!)));
  return quantileOf(outside, Math.min(1, (level * (late.length + 1)) / late.length));
}

interface FittedInterval {
  readonly level: number;
  readonly lower: BoostedTrees;
  readonly upper: BoostedTrees;
  readonly widening: number;
}

function toForecast(k: number, series: readonly RowSeries[], maker: RowMaker, model: BoostedTrees, intervals: readonly FittedInterval[], horizon: number): SeriesForecast {
  const {values} = series[k]!;
  const ahead = Array.from({length: horizon}, (_, h): RowPlace => ({series: k, origin: values.length - 1, step: h + 1}));
  const within = Array.from({length: values.length - 1}, (_, i): RowPlace => ({series: k, origin: i, step: 1}));
  const predict = (trees: BoostedTrees, places: readonly RowPlace[], add = 0) => {
    const predictions = predictTrees(trees, maker.table(places).columns);
    return Float64Array.from(places, (place, i) => maker.restore(place, predictions[i]! + add));
  };
  const mean = predict(model, ahead);
  const spread = series.length === 1 ? baseSpread(values, maker, horizon) : new Float64Array(horizon);
  // The ends are fitted apart from the mean and from each other: a wider interval must hold the mean and every narrower one.
  const inner = {lower: mean, upper: mean};
  const made = new Map<number, SeriesForecast["intervals"][number]>();
  for (const {level, lower, upper, widening} of [...intervals].sort((a, b) => a.level - b.level)) {
    const low = predict(lower, ahead, -widening);
    const high = predict(upper, ahead, widening);
    const z = normalQuantile((1 + level) / 2);
    inner.lower = low.map((value, h) => Math.min(value, high[h]!, inner.lower[h]!, mean[h]! - z * spread[h]!));
    inner.upper = high.map((value, h) => Math.max(value, low[h]!, inner.upper[h]!, mean[h]! + z * spread[h]!));
    made.set(level, {level, ...inner});
  }
  // Of many series, predicting all that is past would cost more than all that is to come: there the base stands for it.
  const past = series.length === 1 ? predict(model, within) : within.map((place) => maker.restore(place, 0));
  return {mean, fitted: Float64Array.from([values[0]!, ...past]), intervals: intervals.map(({level}) => made.get(level)!)};
}

/** Root mean square error of the base at each step ahead, over all the past. What is held out of one series is too little to tell its tails: its intervals are not narrower than this. */
function baseSpread(values: Float64Array, maker: RowMaker, horizon: number): Float64Array {
  let last = 0;
  return Float64Array.from({length: horizon}, (_, h) => {
    const places = Array.from({length: Math.max(0, values.length - 3 - h)}, (__, i): RowPlace => ({series: 0, origin: i + 2, step: h + 1}));
    const squares = places.reduce((sum, place) => sum + (values[place.origin + place.step]! - maker.base(place)) ** 2, 0);
    // Where the past holds few stretches so long, the spread of the step before holds.
    if (places.length >= 5) last = Math.max(last, Math.sqrt(squares / places.length));
    return last;
  });
}
