/** The learned forecasting models and many series: speed, and accuracy on the public sample of the reference data folder (RECTO_SHARED). */
import {existsSync, readFileSync} from "node:fs";
import {availableParallelism} from "node:os";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {forecast, type ManyForecasts} from "../kernels/forecast/index.ts";
import type {Row} from "./row.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const shared = resolve(root, process.env.RECTO_SHARED ?? "../shared");
const dataPath = join(shared, "data/m4_public.jsonl");
const scorerPath = join(shared, "score/m4_score.mjs");

/** One line of the sample. */
interface SampleSeries {
  readonly id: string;
  readonly frequency: string;
  readonly m: number;
  readonly horizon: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** What the scorer gives for one frequency, or over all. */
interface Score {
  readonly owa: number;
  readonly coverage: number;
  /** Mean scaled interval score of the 95 % intervals. */
  readonly msis: number;
}

interface Scorer {
  score(data: readonly SampleSeries[], forecasts: readonly object[]): {readonly groups: {readonly [frequency: string]: Score}; readonly all: Score; readonly m4_weighted: {readonly owa: number}};
}

/** What is measured: a model over all series of a frequency in one call, or over every n-th series by itself; what its M4-weighted OWA should be at most. */
const measured: readonly {readonly model: string; readonly together: boolean; readonly every: number; readonly most?: number}[] = [
  {model: "gbdt", together: true, every: 1},
  {model: "tft", together: true, every: 1},
  // What the Prophet of `@bsull/augurs` 0.10.2 reaches on these series.
  {model: "prophet", together: true, every: 1, most: 1.2774},
  {model: "auto", together: true, every: 5},
  {model: "gbdt", together: false, every: 5},
];

/** `bench forecast-learned`; the accuracy takes some minutes. */
export async function run(): Promise<Row[]> {
  return [...(await manySpeed()), ...(await learnedBoard())];
}

/** A row for each learned model: its accuracy on the public sample; none, said, without the sample. */
export async function learnedBoard(): Promise<Row[]> {
  const series = readSample();
  if (series === null) {
    process.stderr.write("the reference data folder is missing: no accuracy of the learned models\n");
    return [];
  }
  const rows: Row[] = [];
  for (const {model, together, every, most} of measured) rows.push(await accuracy(series.filter((_, i) => i % every === 0), {model, together, every, most: most ?? null}));
  return rows;
}

/** The public sample; null where the reference data folder is missing. */
export function readSample(): readonly SampleSeries[] | null {
  if (!existsSync(dataPath) || !existsSync(scorerPath)) return null;
  return readFileSync(dataPath, "utf8").trim().split("\n").map((line) => JSON.parse(line) as SampleSeries);
}

/** OWA (1 is Naive2) and coverage of the 95 % intervals, by frequency, and weighted as M4 is. */
export async function accuracy(series: readonly SampleSeries[], {model, together, every, most}: {readonly model: string; readonly together: boolean; readonly every: number; readonly most: number | null}): Promise<Row> {
  process.stderr.write(`measuring ${model} on ${series.length} series …\n`);
  const {score} = (await import(scorerPath)) as Scorer;
  const forecasts: object[] = [];
  const before = process.cpuUsage();
  for (const frequency of new Set(series.map((one) => one.frequency))) {
    const own = series.filter((one) => one.frequency === frequency);
    const {m: season, horizon} = own[0]!;
    for (const group of together ? [own] : own.map((one) => [one])) {
      forecasts.push(...readForecasts(await forecast.many(group.map(({id, train}) => ({name: id, values: train})), {horizon, season, model, level: 0.95, origins: 0})));
    }
  }
  const milliseconds = process.cpuUsage(before).user / 1000 / series.length;
  const {groups, all: {msis}, m4_weighted: {owa}} = score(series, forecasts);
  const byFrequency = Object.entries(groups).map(([frequency, group]) => `${frequency} ${group.owa.toFixed(3)} (${(100 * group.coverage).toFixed(1)} %)`);
  const how = model === "gbdt" || model === "tft" ? (together ? "one model a frequency" : "a model for each series") : "each series by itself";
  return {
    name: `${model}, ${how}, ${every === 1 ? "all" : `every ${every}th`} of the sample: OWA (coverage)`,
    measured: `${byFrequency.join(", ")}; M4-weighted ${owa.toFixed(3)}; MSIS ${msis.toFixed(1)}; ${milliseconds.toFixed(0)} ms of processor time a series`, target: most === null ? "none" : `OWA ≤ ${most}`, ratio: most === null ? null : owa / most, reached: most === null || owa <= most,
  };
}

function readForecasts({forecasts, series, horizon}: ManyForecasts): object[] {
  const wrong = series.reason.find((reason) => reason !== null);
  if (wrong) throw new RangeError(wrong);
  return series.series.map((id, k) => {
    const cut = (column: Float64Array) => Array.from(column.subarray(k * horizon, (k + 1) * horizon));
    return {id, forecast: cut(forecasts.mean), lower: cut(forecasts.lower95!), upper: cut(forecasts.upper95!)};
  });
}

/** 10,000 monthly series by `auto` on all cores, with a back-test each as the call has by default: time, memory, and the speed-up over one core on a tenth of them. */
async function manySpeed(): Promise<Row[]> {
  const series = Array.from({length: 10_000}, (_, k) => Float64Array.from({length: 72}, (__, i) => 50 + (k % 17) + i / 3 + 9 * Math.sin((i * Math.PI) / 6) + 3 * Math.sin(i * i * (k + 1))));
  const time = async (count: number, workers: number, origins: number): Promise<number> => {
    const start = performance.now();
    await forecast.many(series.slice(0, count), {horizon: 12, season: 12, origins, workers});
    return (performance.now() - start) / count;
  };
  const cores = availableParallelism();
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const all = await time(10_000, cores, 1);
  clearInterval(timer);
  const [some, one] = [await time(1000, cores, 0), await time(1000, 1, 0)];
  const toMb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
  const name = `auto: 10,000 monthly series of 72 values, ${cores} threads`;
  return [
    {
      name, measured: `${((all * 10_000) / 1000).toFixed(0)} s with a back-test of each, ${all.toFixed(2)} ms a series, ${(1000 / all).toFixed(0)} series a second; without ${some.toFixed(2)} ms, ${(one / some).toFixed(2)} times as fast as one thread (${one.toFixed(2)} ms)`,
      target: "≤ 50 ms a series", ratio: all / 50, reached: all <= 50,
    },
    {name: `${name}, peak memory of the process`, measured: `${toMb(peak)}, ${toMb(peak - before)} more than before the call`, target: "≤ 1,000 MB", ratio: peak / 2 ** 20 / 1000, reached: peak <= 1000 * 2 ** 20},
  ];
}
