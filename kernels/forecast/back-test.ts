/** The back-test card: how a model would have done at the end of the series, beside the naive forecasts. */
import {toIntervals} from "./intervals.ts";
import type {Fit, FitOptions, Model, PreparedSeries} from "./model.ts";
import {naive, seasonalNaive} from "./naive.ts";
import {toStage} from "./stage.ts";

export interface BackTestRow {
  readonly model: string;
  /** Mean absolute error divided by the mean absolute seasonal step of the part trained on; below 1 is better than that step. */
  readonly mase: number;
  /** Symmetric mean absolute percentage error, 0–200. */
  readonly smape: number;
  /** Share of the values that came within the 95 % interval; it should be near 0.95. */
  readonly coverage: number;
}

export interface BackTest {
  /** Places in the series from which was forecast; from each, `horizon` steps. */
  readonly origins: number;
  /** The naive forecasts, then the model. */
  readonly rows: readonly BackTestRow[];
  /** Said when a naive forecast does as well; null otherwise. */
  readonly warning: string | null;
}

/** The series up to (not including) a step, with what is known of the steps ahead of it. */
export function cut(series: PreparedSeries, end: number, horizon: number): PreparedSeries {
  return {
    ...series,
    values: series.values.subarray(0, end),
    times: series.times?.subarray(0, end + horizon) ?? null,
    covariates: series.covariates.map(({name, values}) => ({name, values: values.subarray(0, end + horizon)})),
  };
}

/** Rolling origin: the last `origins` stretches of `horizon` steps, each forecast from what lies before it. Null when the series is too short. */
export function backTest(model: Model, series: PreparedSeries, given: FitOptions, origins = 3): BackTest | null {
  const {values, season} = series;
  const {horizon} = given;
  const options = {...given, levels: [0.95]};
  const {onProgress: _, ...quiet} = options;
  const least = Math.max(4, 2 * season, model.leastValues(season));
  const starts = Array.from({length: origins}, (_, k) => values.length - horizon - k * Math.max(1, Math.floor(horizon / 2))).filter((start) => start >= least);
  if (starts.length === 0) return null;
  const others = [naive, ...(season > 1 ? [seasonalNaive] : [])].filter(({name}) => name !== model.name);
  const rows = [...others, model].map((each): BackTestRow => {
    const sums = {mase: 0, smape: 0, coverage: 0};
    for (const [k, start] of starts.entries()) {
      const train = cut(series, start, horizon);
      const fit = each.fit(train, each === model ? toStage(options, k / starts.length, (k + 1) / starts.length) : quiet);
      if (each === model) given.onProgress?.((k + 1) / starts.length, `back-test: ${k + 1} of ${starts.length}`);
      addErrors(sums, fit, train, values.subarray(start, start + horizon), 1 / horizon / starts.length);
    }
    return {model: each.name, ...sums};
  });
  const own = rows[rows.length - 1]!;
  const better = rows.slice(0, -1).find(({mase}) => mase <= own.mase);
  const warning = better ? `a naive forecast (${better.model}) does as well here: MASE ${better.mase.toFixed(2)} against ${own.mase.toFixed(2)}` : null;
  return {origins: starts.length, rows, warning};
}

function addErrors(sums: {mase: number; smape: number; coverage: number}, fit: Fit, {values, season}: PreparedSeries, came: Float64Array, share: number): void {
  const scale = stepScale(values, season);
  const {lower, upper} = toIntervals(fit, values, [0.95])[0]!;
  came.forEach((value, h) => {
    const error = Math.abs(value - fit.mean[h]!);
    const size = Math.abs(value) + Math.abs(fit.mean[h]!);
    sums.mase += (share * error) / scale;
    sums.smape += size > 0 ? (share * 200 * error) / size : 0;
    sums.coverage += value >= lower[h]! && value <= upper[h]! ? share : 0;
  });
}

function stepScale(values: Float64Array, season: number): number {
  const lag = values.length > season ? season : 1;
  let sum = 0;
  for (let t = lag; t < values.length; t += 1) sum += Math.abs(values[t]! - values[t - lag]!);
  const scale = sum / (values.length - lag);
  return scale > 0 ? scale : 1;
}
