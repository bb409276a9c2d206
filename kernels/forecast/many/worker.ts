/** A thread of the crew: forecasts the series that it is sent, one stretch after the other. */
import {parentPort} from "node:worker_threads";
import {toSettings, type ForecastOptions} from "../prepare.ts";
import type {NamedSeries} from "./given-series.ts";
import {forecastOne, type Outcome} from "./one-of-many.ts";

/** What the crew sends. */
export interface Stretch {
  readonly series: readonly NamedSeries[];
  readonly options: ForecastOptions;
  readonly origins: number;
}

/** What a thread answers: an outcome for each series. */
export type StretchOutcomes = readonly Outcome[];

parentPort?.on("message", ({series, options, origins}: Stretch) => {
  const settings = toSettings(options);
  parentPort?.postMessage(series.map((one) => forecastOne(one, settings, origins)) satisfies StretchOutcomes);
});
