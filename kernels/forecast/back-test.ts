/** The back-test card: how a model would have done at the end of the series, beside the naive forecasts. */
import type {Fit, FitOptions, Model, PreparedSeries} from "./model.ts";
import {naive, seasonalNaive} from "./naive.ts";

export interface BackTestRow {
  /** A model's name, or `combination`. */
  readonly model: string;
  /** Mean absolute error divided by the mean absolute seasonal step of the part trained on; below 1 is better than that step. */
  readonly mase: number;
  /** Symmetric mean absolute percentage error, 0–200. */
  readonly smape: number;
}

export interface BackTest {
  readonly origins: number;
  readonly rows: readonly BackTestRow[];
  /** Said when a naive forecast does as well; null otherwise. */
  readonly warning: string | null;
}

/** Mean forecast of several models; of one, its own fit. */
export function combine(models: readonly Model[], series: PreparedSeries, options: FitOptions): Fit {
  const parts = models.map((model) => model.fit(series, options));
  if (parts.length === 1) return parts[0]!;
  const average = (pick: (part: Fit) => Float64Array) => pick(parts[0]!).map((_, i) => parts.reduce((sum, part) => sum + pick(part)[i]!, 0) / parts.length);
  return {mean: average((part) => part.mean), fitted: average((part) => part.fitted)};
}

/** The series up to (not including) a step, with what is known of the steps ahead of it. */
function cut(series: PreparedSeries, end: number, horizon: number): PreparedSeries {
  return {
    ...series,
    values: series.values.subarray(0, end),
    times: series.times?.subarray(0, end + horizon) ?? null,
    covariates: series.covariates.map(({name, values}) => ({name, values: values.subarray(0, end + horizon)})),
  };
}

/** Rolling origin: the last `origins` stretches of `horizon` steps, each forecast from what lies before it. Null when the series is too short. */
export function backTest(models: readonly Model[], series: PreparedSeries, options: FitOptions, origins = 3): BackTest | null {
  const {values, season} = series;
  const {horizon} = options;
  const least = Math.max(4, 2 * season, ...models.map((model) => model.leastValues(season)));
  const starts = Array.from({length: origins}, (_, k) => values.length - horizon - k * Math.max(1, Math.floor(horizon / 2))).filter((start) => start >= least);
  if (starts.length === 0) return null;
  const alone = (model: Model): [string, (train: PreparedSeries) => Float64Array] => [model.name, (train) => model.fit(train, options).mean];
  const lines: [string, (train: PreparedSeries) => Float64Array][] = [
    alone(naive),
    ...(season > 1 ? [alone(seasonalNaive)] : []),
    [models.length === 1 ? models[0]!.name : "combination", (train) => combine(models, train, options).mean],
  ];
  const rows = lines.map(([model, forecastFrom]) => {
    let mase = 0;
    let smape = 0;
    for (const start of starts) {
      const mean = forecastFrom(cut(series, start, horizon));
      const scale = stepScale(values.subarray(0, start), season);
      for (let h = 0; h < horizon; h += 1) {
        const error = Math.abs(values[start + h]! - mean[h]!);
        const size = Math.abs(values[start + h]!) + Math.abs(mean[h]!);
        mase += error / scale / horizon / starts.length;
        smape += size > 0 ? (200 * error) / size / horizon / starts.length : 0;
      }
    }
    return {model, mase, smape};
  });
  const own = rows[rows.length - 1]!;
  const better = rows.slice(0, -1).find((row) => row.mase <= own.mase);
  const warning = better && own.model !== better.model ? `a naive forecast (${better.model}) does as well here: MASE ${better.mase.toFixed(2)} against ${own.mase.toFixed(2)}` : null;
  return {origins: starts.length, rows, warning};
}

function stepScale(values: Float64Array, season: number): number {
  const lag = values.length > season ? season : 1;
  let sum = 0;
  for (let t = lag; t < values.length; t += 1) sum += Math.abs(values[t]! - values[t - lag]!);
  const scale = sum / (values.length - lag);
  return scale > 0 ? scale : 1;
}
