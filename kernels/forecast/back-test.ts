/** The back-test card: how a model would have done at the end of the series, beside the naive forecasts. */
import {fitModel, type ModelName} from "./models.ts";

export interface BackTestRow {
  readonly model: ModelName | "combination";
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

/** Mean forecast of several models. */
export function combine(models: readonly ModelName[], values: Float64Array, horizon: number, season: number): {readonly mean: Float64Array; readonly fitted: Float64Array} {
  const parts = models.map((name) => fitModel(name, values, horizon, season));
  const average = (pick: (part: {mean: Float64Array; fitted: Float64Array}) => Float64Array) =>
    pick(parts[0]!).map((_, i) => parts.reduce((sum, part) => sum + pick(part)[i]!, 0) / parts.length);
  return {mean: average((part) => part.mean), fitted: average((part) => part.fitted)};
}

/** Rolling origin: the last `origins` stretches of `horizon` steps, each forecast from what lies before it. Null when the series is too short. */
export function backTest(models: readonly ModelName[], values: Float64Array, horizon: number, season: number, origins = 3): BackTest | null {
  const starts = Array.from({length: origins}, (_, k) => values.length - horizon - k * Math.max(1, Math.floor(horizon / 2))).filter((start) => start >= Math.max(4, 2 * season));
  if (starts.length === 0) return null;
  const lines: [ModelName | "combination", (train: Float64Array) => Float64Array][] = [
    ["naive", (train) => fitModel("naive", train, horizon, season).mean],
    ...(season > 1 ? [["seasonalNaive", (train: Float64Array) => fitModel("seasonalNaive", train, horizon, season).mean] as [ModelName, (train: Float64Array) => Float64Array]] : []),
    [models.length === 1 ? models[0]! : "combination", (train) => combine(models, train, horizon, season).mean],
  ];
  const rows = lines.map(([model, forecastFrom]) => {
    let mase = 0;
    let smape = 0;
    for (const start of starts) {
      const train = values.subarray(0, start);
      const mean = forecastFrom(train);
      const scale = stepScale(train, season);
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
  const naive = rows.slice(0, -1).find((row) => row.mase <= own.mase);
  const warning = naive && own.model !== naive.model ? `a naive forecast (${naive.model}) does as well here: MASE ${naive.mase.toFixed(2)} against ${own.mase.toFixed(2)}` : null;
  return {origins: starts.length, rows, warning};
}

function stepScale(values: Float64Array, season: number): number {
  const lag = values.length > season ? season : 1;
  let sum = 0;
  for (let t = lag; t < values.length; t += 1) sum += Math.abs(values[t]! - values[t - lag]!);
  const scale = sum / (values.length - lag);
  return scale > 0 ? scale : 1;
}
