/** Windows into series: where they stand, and a batch of them as what the network reads and what it is to say. */
import {scaleOf} from "../gbdt/rows.ts";
import type {PreparedSeries} from "../model.ts";
import type {NetworkInput} from "./network.ts";
import type {Numbers, Tape, Tensor} from "./tape.ts";
import {seasonBefore, type Variable, type Variables, type Window} from "./variables.ts";

/** Steps of the past that a window shows: two seasons, within 12 and 56; 16 without a season. */
export function pastSteps(season: number): number {
  return season === 1 ? 16 : Math.max(12, Math.min(56, 2 * season));
}

/** The last step of a series known in training; what follows is held out. */
export interface Standing {
  readonly series: PreparedSeries;
  readonly number: number;
  /** Index behind the last value trained on. */
  readonly end: number;
  readonly scale: number;
}

/** Holds out the last tenth, at least `horizon` and at most a third. */
export function toStanding(series: PreparedSeries, number: number, horizon: number): Standing {
  const n = series.values.length;
  const held = Math.min(Math.max(horizon, Math.floor(n / 10)), Math.floor(n / 3));
  return {series, number, end: n - held, scale: scaleOf(series.values.subarray(0, n - held), series.season)};
}

/** The window at an origin; its scale is the mean seasonal step of the past it shows, and at least a quarter of the series'. */
export function toWindow({series, number, scale}: Standing, origin: number): Window {
  const {values, season} = series;
  const from = Math.max(season, origin + 1 - pastSteps(season));
  let sum = 0;
  for (let t = from; t <= origin; t += 1) sum += Math.abs(values[t]! - values[t - season]!);
  const local = origin >= from ? sum / (origin + 1 - from) : 0;
  let level = 0;
  const back = Math.min(season, origin + 1);
  for (let t = origin + 1 - back; t <= origin; t += 1) level += values[t]! / back;
  return {number, series, origin, level, scale: Math.max(local, scale / 4)};
}

export interface Batch {
  readonly input: NetworkInput;
  /** By step ahead and window: how far the value lies from the base, in scales; and 1 where it is known before `end`, else 0. */
  readonly targets: Numbers;
  readonly weights: Numbers;
}

/** What a step ahead is measured from: the same place of the last season, without a season the last value. */
export function baseOf(window: Window, ahead: number): number {
  return window.series.season === 1 ? window.series.values[window.origin]! : seasonBefore(window, window.origin + ahead);
}

/** @param ends index behind the last value that each window's targets may use. */
export function toBatch(tape: Tape, windows: readonly Window[], {observed, known}: Variables, before: number, horizon: number, ends: readonly number[]): Batch {
  const fill = ({columns, write}: Variable, steps: number, first: number): Tensor => {
    const x = tape.constant(steps * windows.length, columns);
    for (let step = 0; step < steps; step += 1) {
      windows.forEach((window, w) => write(window, window.origin + first + step, x.data, (step * windows.length + w) * columns));
    }
    return x;
  };
  const level = tape.constant(windows.length, 1);
  windows.forEach((window, w) => (level.data[w] = Math.asinh(Math.max(-1e6, Math.min(1e6, window.level / window.scale)))));
  const targets = tape.take(horizon * windows.length);
  const weights = tape.take(horizon * windows.length);
  windows.forEach((window, w) => {
    for (let h = 1; h <= horizon && window.origin + h < ends[w]!; h += 1) {
      const at = (h - 1) * windows.length + w;
      targets[at] = Math.max(-1e4, Math.min(1e4, (window.series.values[window.origin + h]! - baseOf(window, h)) / window.scale));
      weights[at] = 1;
    }
  });
  const input = {
    windows: windows.length,
    series: Int32Array.from(windows, ({number}) => number),
    fixed: [level],
    past: [...observed, ...known].map((variable) => fill(variable, before, 1 - before)),
    ahead: known.map((variable) => fill(variable, horizon, 1)),
  };
  return {input, targets, weights};
}
