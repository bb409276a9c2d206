/** The temporal fusion transformer as a model of the forecast door: opt-in, at its best with many series. */
import {quantileOf} from "../gbdt/loss.ts";
import type {Fit, FitOptions, Interval, Model, PreparedSeries} from "../model.ts";
import {toAttention, toWeights, type VariableWeights} from "./insight.ts";
import {runWindows, train, type Effort, type Training} from "./train.ts";
import type {Window} from "./variables.ts";
import {baseOf, toWindow, type Standing} from "./windows.ts";

const mostHorizon = 96;

export const tft: Model = {
  name: "tft",
  leastValues: (season) => Math.max(12, 3 * season),
  uses: {times: true, covariates: true, holidays: true},
  fit: (series, options) => fitTogether([series], options)[0]!,
  fitMany: fitTogether,
};

/** @throws RangeError for more than 96 steps ahead. */
export function fitTogether(series: readonly PreparedSeries[], options: FitOptions, effort?: Effort): readonly Fit[] {
  const {horizon, levels} = options;
  if (horizon > mostHorizon) throw new RangeError(`tft forecasts at most ${mostHorizon} steps ahead, got ${horizon}`);
  const training = train(series, options, effort);
  const {network, standings, heldOut} = training;
  const widenings = levels.map((level, k) => widen(training, heldOut, horizon, level, k));
  const attention = toAttention(training.before, horizon);
  const weights = toWeights(training.variables, series.length > 1);
  const last = standings.map((standing) => toWindow(standing, standing.series.values.length - 1));
  const made: {mean: Float64Array; intervals: Interval[]}[] = [];
  runWindows(training, last, horizon, (output, batch) => {
    attention.add(output, batch.length);
    weights.add(output);
    batch.forEach((window, w) => {
      const read = (k: number, widening: number) => Float64Array.from({length: horizon}, (_, h) => {
        const quantile = output.quantiles.data[(h * batch.length + w) * training.levels.length + k]!;
        return baseOf(window, h + 1) + (quantile + widening) * window.scale;
      });
      made.push(toForecast(read, levels, widenings));
    });
  });
  const details = {
    attention: attention.result(), variableWeights: weights.result() satisfies VariableWeights, parameters: network.parameters.count,
    steps: training.bestStep, lossOfBase: training.lossAtStart, loss: training.loss,
  };
  const fitted = series.length === 1 ? fitWithin(training, horizon) : standings.map(fitBase);
  const form = training.bestStep === 0 ? "TFT (nothing better than the base was learned)" : `TFT (${network.parameters.count} weights, ${training.bestStep} steps)`;
  return made.map((one, k) => ({...one, fitted: fitted[k]!, form, details}));
}

/** Quantiles are fitted apart: a wider interval must hold the mean and every narrower one. */
function toForecast(read: (k: number, widening: number) => Float64Array, levels: readonly number[], widenings: readonly number[]): {mean: Float64Array; intervals: Interval[]} {
  const mean = read(0, 0);
  const inner = {lower: mean, upper: mean};
  const byLevel = new Map<number, Interval>();
  for (const [level, k] of levels.map((each, i) => [each, i] as const).sort((a, b) => a[0] - b[0])) {
    const low = read(1 + 2 * k, -widenings[k]!);
    const high = read(2 + 2 * k, widenings[k]!);
    inner.lower = low.map((value, h) => Math.min(value, high[h]!, inner.lower[h]!));
    inner.upper = high.map((value, h) => Math.max(value, low[h]!, inner.upper[h]!));
    byLevel.set(level, {level, ...inner});
  }
  return {mean, intervals: levels.map((level) => byLevel.get(level)!)};
}

/** By how many scales both ends must move for the interval to hold its share of what was held out (Romano, Patterson & Candès 2019). */
function widen(training: Training, heldOut: readonly Window[], horizon: number, level: number, k: number): number {
  const outside: number[] = [];
  runWindows(training, heldOut, horizon, ({quantiles}, _, {targets, weights}) => {
    for (let row = 0; row < weights.length; row += 1) {
      if (weights[row] === 0) continue;
      const [low, high] = [quantiles.data[row * quantiles.columns + 1 + 2 * k]!, quantiles.data[row * quantiles.columns + 2 + 2 * k]!];
      outside.push(Math.max(Math.min(low, high) - targets[row]!, targets[row]! - Math.max(low, high)));
    }
  });
  return outside.length === 0 ? 0 : quantileOf(Float64Array.from(outside), Math.min(1, (level * (outside.length + 1)) / outside.length));
}

/** One-step forecasts of the base alone: of many series the network's own would cost more than its forecasts. */
function fitBase(standing: Standing): Float64Array {
  const {values, season} = standing.series;
  return values.map((value, t) => values[t - season] ?? values[t - 1] ?? value);
}

/** Values as they were forecast from windows that follow each other, 1 to `horizon` steps ahead; before the first window, the values. */
function fitWithin(training: Training, horizon: number): Float64Array[] {
  const fitted = training.standings.map(({series: {values}}) => values.slice());
  const windows = training.standings.flatMap((standing) => {
    const {values, season} = standing.series;
    const first = Math.max(2, season);
    return Array.from({length: Math.max(0, Math.ceil((values.length - 1 - first) / horizon))}, (_, k) => toWindow(standing, first + k * horizon));
  });
  runWindows(training, windows, horizon, ({quantiles}, batch) => {
    batch.forEach((window, w) => {
      for (let h = 1; h <= horizon && window.origin + h < window.series.values.length; h += 1) {
        fitted[window.number]![window.origin + h] = baseOf(window, h) + quantiles.data[((h - 1) * batch.length + w) * quantiles.columns]! * window.scale;
      }
    });
  });
  return fitted;
}
