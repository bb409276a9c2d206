/**
 * The board of the statistical forecasting models on the public sample of M4 and M3, each series by itself, beside the figures that R's programs reach on it:
 * `npm run bench:forecast`, and `npm run bench:forecast -- learned` for those that learn, which take longer.
 */
import {fileURLToPath} from "node:url";
import {accuracy, learnedBoard, readSample} from "./forecast-learned.ts";
import type {Row} from "./row.ts";

/** M4-weighted OWA to be reached: 0.005 above what R's program of the same kind has on this sample, null where none was measured. */
const models: readonly {readonly model: string; readonly most: number | null; readonly peer: string}[] = [
  {model: "naive", most: null, peer: "none"},
  {model: "seasonalNaive", most: null, peer: "none"},
  {model: "drift", most: null, peer: "none"},
  {model: "ses", most: null, peer: "none"},
  {model: "holt", most: null, peer: "none"},
  {model: "damped", most: null, peer: "none"},
  {model: "theta", most: 0.8829, peer: "R's thetaf 0.8779"},
  {model: "optimisedTheta", most: null, peer: "none"},
  {model: "dynamicTheta", most: null, peer: "none"},
  {model: "ets", most: 0.9058, peer: "R's ets 0.9008"},
  {model: "ces", most: null, peer: "none"},
  {model: "arima", most: 0.9264, peer: "R's auto.arima 0.9214, without the hourly series"},
  {model: "mstl", most: 0.9085, peer: "MSTL and ETS of augurs 0.9035"},
  {model: "auto", most: 0.83, peer: "mean of R's thetaf and ets 0.8524"},
];

/** A row a model. */
export async function run(): Promise<Row[]> {
  const series = readSample();
  if (series === null) return [{name: "forecasting", measured: "skipped: the reference data folder (RECTO_SHARED) is not there", target: "", ratio: null, reached: false}];
  const only = process.env.FORECAST_MODELS?.split(",");
  const rows: Row[] = [];
  for (const {model, most, peer} of models) {
    if (only && !only.includes(model)) continue;
    const row = await accuracy(series, {model, together: true, every: 1, most});
    rows.push({...row, name: `${row.name}; ${peer}`});
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = process.argv[2] === "learned" ? await learnedBoard() : await run();
  console.log("\n| what | measured | target | reached |\n|---|---|---|---|");
  for (const row of rows) console.log(`| ${row.name} | ${row.measured} | ${row.target} | ${row.reached ? "yes" : "no"} |`);
}
