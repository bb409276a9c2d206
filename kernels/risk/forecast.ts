/**
 * Tomorrow's risk, with an interval, a few plain sentences and three actions.
 *
 * Method: the mean score by day (from 14 days on; else by hour, over the next 24); half of the forecast is the given forecaster's, half a level that forgets with a
 * half-life of ten days plus an offset of the weekday (or hour) that is drawn to zero while few are known. The interval is the mean half-width of both, that of
 * the level from its own one-step errors. Assumes that the causes of the past go on. Least n: 24 hours with windows.
 */
import {type RiskAction, chooseActions, rankCauses} from "./actions.ts";
import {type HistoryPoint, type RiskSeries, toHistory, toSeries} from "./history.ts";
import type {RiskScores} from "./score-types.ts";
import {orderStatistic} from "./usual.ts";

/** What the door of forecasting gives, as far as it is needed here. */
export type Forecaster = (
  values: readonly number[],
  options: {readonly horizon: number; readonly season: number; readonly level: number},
) => ForecastGiven | Promise<ForecastGiven>;

interface ForecastGiven {
  readonly mean: ArrayLike<number>;
  readonly intervals: readonly {readonly level: number; readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number>}[];
}

export interface RiskForecastOptions {
  /** Forecasts the series; from a cell that is `forecast`. Without one, the level alone forecasts. */
  readonly forecaster?: Forecaster;
  /** Of the interval, between 0 and 1. Default 0.8. */
  readonly level?: number;
}

export interface RiskForecast {
  /** The mean score to expect over the day (or the 24 hours) after the history, 0 to 100. */
  readonly risk: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  /** Milliseconds since 1970: the span that is forecast. */
  readonly from: number;
  readonly until: number;
  readonly series: RiskSeries;
  /** A few plain sentences. */
  readonly text: string;
  /** Three. */
  readonly actions: readonly RiskAction[];
}

const halfLife = {day: 10, hour: 72} as const;
const seasons = {day: 7, hour: 24} as const;
const horizons = {day: 1, hour: 24} as const;
const drawnToZero = 4;
const stepMs = {day: 86_400_000, hour: 3_600_000} as const;
/** How much less a mean of 24 hours varies than one hour, neighbours being alike. */
const meanOfHours = 0.5;

/** The level and the season's offset for the step after `values`. */
export function levelForecast(values: readonly number[], season: number, half: number): number {
  let [weights, sum] = [0, 0];
  values.forEach((value, i) => {
    const weight = 0.5 ** ((values.length - 1 - i) / half);
    weights += weight;
    sum += weight * value;
  });
  let [offset, known] = [0, 0];
  for (let i = values.length - season; i >= 0; i -= season) {
    const around = values.slice(Math.max(0, i - season), i + season + 1);
    offset += values[i]! - around.reduce((a, b) => a + b, 0) / around.length;
    known += 1;
  }
  return sum / weights + offset / (known + drawnToZero);
}

function levelOver({values, step}: RiskSeries): number[] {
  const known = [...values];
  return Array.from({length: horizons[step]}, () => {
    const next = levelForecast(known, seasons[step], halfLife[step]);
    known.push(next);
    return next;
  });
}

function levelHalfWidth({values, step}: RiskSeries, level: number): number {
  const from = Math.max(3, values.length - 56);
  const errors = values.slice(from).map((value, i) => Math.abs(value - levelForecast(values.slice(0, from + i), seasons[step], halfLife[step])));
  return orderStatistic(errors, level);
}

const average = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const bound = (value: number): number => Math.min(100, Math.max(0, value));

/** Forecasts the risk of the day after a history: scores, or the points that `toHistory` gave for one log or several. */
export async function forecast(history: RiskScores | readonly HistoryPoint[], options: RiskForecastOptions = {}): Promise<RiskForecast> {
  const {forecaster, level = 0.8} = options;
  for (const name of Object.keys(options)) if (name !== "forecaster" && name !== "level") throw new TypeError(`risk.forecast has no option ${name}; there is forecaster, level`);
  if (!(level > 0 && level < 1)) throw new RangeError(`level must lie between 0 and 1, got ${level}`);
  if (forecaster !== undefined && typeof forecaster !== "function") throw new TypeError("forecaster is a function such as forecast");
  const points = toPoints(history);
  const series = points.length > 0 ? toSeries(points) : null;
  if (!series || (series.step === "hour" && series.values.length < 24)) throw new RangeError(`risk.forecast needs windows over at least 24 hours, got ${series?.values.length ?? 0}`);
  const {step, values} = series;
  const own = average(levelOver(series));
  const ownHalf = levelHalfWidth(series, level);
  let [risk, half] = [own, ownHalf];
  if (forecaster) {
    const season = values.length >= 2 * seasons[step] ? seasons[step] : 1;
    const given = await forecaster(values, {horizon: horizons[step], season, level});
    const interval = given.intervals.find((of) => of.level === level);
    const theirHalf = interval ? (average(interval.upper) - average(interval.lower)) / 2 : ownHalf;
    const theirs = average(given.mean);
    if (Number.isFinite(theirs)) [risk, half] = [(own + bound(theirs)) / 2, (ownHalf + Math.min(theirHalf, 100)) / 2];
  }
  risk = bound(risk);
  const width = half * (step === "hour" ? meanOfHours : 1);
  const result = {risk, lower: bound(risk - width), upper: bound(risk + width), level, from: series.end, until: series.end + horizons[step] * stepMs[step], series};
  const causes = rankCauses(points);
  return {...result, text: describe(result, points, causes), actions: chooseActions(causes, points)};
}

function toPoints(history: RiskScores | readonly HistoryPoint[]): readonly HistoryPoint[] {
  if (history !== null && typeof history === "object" && "windows" in history) return toHistory(history);
  if (!Array.isArray(history)) throw new TypeError("risk.forecast takes scores or an array of history points");
  for (const {time, score} of history as readonly HistoryPoint[])
    if (!Number.isFinite(time) || !(score >= 0 && score <= 100)) throw new RangeError(`a history point has a time in milliseconds and a score from 0 to 100, got ${time}, ${score}`);
  return (history as readonly HistoryPoint[]).toSorted((a, b) => a.time - b.time);
}

type Result = Omit<RiskForecast, "text" | "actions">;

function describe({risk, lower, upper, level, series: {step, values}}: Result, points: readonly HistoryPoint[], causes: ReturnType<typeof rankCauses>): string {
  const recent = average(values.slice(step === "day" ? -7 : -24));
  const change = risk - recent;
  const trend = Math.abs(change) < Math.max(1, 0.1 * recent) ? "about as" : change > 0 ? "higher than" : "lower than";
  const total = causes.reduce((sum, {points: n}) => sum + n, 0);
  const [first] = causes;
  return [
    `The risk of the next ${step === "day" ? "day" : "24 hours"} is expected at ${risk.toFixed(0)} of 100, with ${(level * 100).toFixed(0)} % between ${lower.toFixed(0)} and ${upper.toFixed(0)}.`,
    `That is ${trend} the ${recent.toFixed(0)} of the last ${step === "day" ? "seven days" : "24 hours"}.`,
    first && total > 0
      ? `The largest part of the last week's points, ${((100 * first.points) / total).toFixed(0)} %, came from ${first.label}${first.service === null ? "" : ` in ${first.service}`}.`
      : "Nothing in the last week speaks for a cause.",
    `It rests on ${points.length} windows over ${values.length} ${step}s.`,
  ].join(" ");
}
