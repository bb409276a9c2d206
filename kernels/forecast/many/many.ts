/** Forecasts of many series in one call: each by itself, shared over the cores, or all together by a model that learns from all. */
import {availableParallelism} from "node:os";
import {requireOptions} from "../forecast.ts";
import {requireWhole, toSettings, type ForecastOptions, type Known} from "../prepare.ts";
import {toForecastColumns, toManyBackTest, toSeriesColumns, type ForecastColumns, type ManyBackTest, type SeriesColumns} from "./columns.ts";
import {forecastByCrew} from "./crew.ts";
import {readSeries, type ColumnNames, type NamedSeries, type SeriesGiven} from "./given-series.ts";
import {forecastOne, type Outcome} from "./one-of-many.ts";
import {forecastTogether} from "./together.ts";

export interface ManyOptions extends Omit<ForecastOptions, keyof Known>, ColumnNames {
  /** Places that each series' back-test forecasts from, 0 (no back-test) to 3; 1 when absent. */
  readonly origins?: number;
  /** Threads, 1 to 64; one a core when absent. The result does not depend on it. */
  readonly workers?: number;
  /** Ends the call early, which then rejects. */
  readonly signal?: AbortSignal;
}

export interface ManyForecasts {
  readonly model: string;
  readonly horizon: number;
  readonly forecasts: ForecastColumns;
  readonly series: SeriesColumns;
  /** How many series could not be forecast; `series.reason` says why. */
  readonly failed: number;
  /** Null without origins, or when every series is too short. */
  readonly backTest: ManyBackTest | null;
  /** What a model that learns from all series tells of them together. */
  readonly details: {readonly [name: string]: unknown};
}

const optionNames = ["horizon", "model", "season", "level", "seed", "holidays", "value", "series", "time", "covariates", "origins", "workers", "signal", "step", "gaps", "duplicates", "zone"];
/** A thread is not started for fewer series. */
const fewestOfThread = 8;
/** Milliseconds of work in the caller's own thread before others have their turn. */
const turnMs = 50;

/**
 * Forecasts many series.
 *
 * Every series has what `forecast` gives for it alone with the same options, whatever the number of threads; models that learn from many series (`gbdt`, `tft`) are fitted
 * once on all. A series that cannot be forecast does not stop the others: its reason stands in `series.reason`.
 *
 * @param given a list of series, columns by name, or a table with a row for each series and time.
 * @throws TypeError for an unknown option, model, column or form; RangeError for an option out of its range, no series, or two of one name.
 */
export async function forecastMany(given: SeriesGiven, options: ManyOptions): Promise<ManyForecasts> {
  requireOptions("forecast.many", options, optionNames);
  const {value, series: owner, time, covariates, origins = 1, workers = availableParallelism(), signal, onProgress, ...shared} = options;
  const settings = toSettings({...shared, ...(onProgress ? {onProgress} : {})});
  requireWhole("origins", origins, 0, 3);
  requireWhole("workers", workers, 1, 64);
  const {model, options: {horizon, levels}} = settings;
  const names: ColumnNames = {...(value === undefined ? {} : {value}), ...(owner === undefined ? {} : {series: owner}), ...(time === undefined ? {} : {time}), ...(covariates ? {covariates} : {})};
  const series = readSeries(given, names, horizon);
  signal?.throwIfAborted();
  const onDone = (done: number): void => onProgress?.(done / series.length, `${done.toLocaleString("en-US")} of ${series.length.toLocaleString("en-US")} series`);
  const crew = Math.min(workers, Math.floor(series.length / fewestOfThread));
  let outcomes: Outcome[];
  let details = {};
  if (model.fitMany) ({outcomes, details = {}} = forecastTogether(series, model.fitMany.bind(model), settings, origins));
  else if (crew > 1) outcomes = await forecastByCrew(series, {workers: crew, options: shared, origins, signal, onDone});
  else outcomes = await forecastHere(series, (one) => forecastOne(one, toSettings(shared), origins), signal, onDone);
  return {
    model: model.name, horizon,
    forecasts: toForecastColumns(series, outcomes, horizon, levels),
    series: toSeriesColumns(series, outcomes),
    failed: outcomes.filter((outcome) => "reason" in outcome).length,
    backTest: toManyBackTest(outcomes),
    details,
  };
}

/** One series after the other in this thread, which is given back now and then. */
async function forecastHere(series: readonly NamedSeries[], forecastIt: (one: NamedSeries) => Outcome, signal: AbortSignal | undefined, onDone: (done: number) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let since = performance.now();
  for (const one of series) {
    outcomes.push(forecastIt(one));
    if (performance.now() - since < turnMs) continue;
    onDone(outcomes.length);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    since = performance.now();
  }
  onDone(outcomes.length);
  return outcomes;
}
