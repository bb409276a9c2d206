/** The series shared over worker threads, a stretch at a time: whoever is idle takes the next, and every outcome goes to its own place. */
import {existsSync} from "node:fs";
import {join} from "node:path";
import {Worker} from "node:worker_threads";
import type {ForecastOptions} from "../prepare.ts";
import type {NamedSeries} from "./given-series.ts";
import type {Outcome} from "./one-of-many.ts";
import type {Stretch, StretchOutcomes} from "./worker.ts";

export interface CrewOptions {
  readonly workers: number;
  readonly options: ForecastOptions;
  readonly origins: number;
  readonly signal: AbortSignal | undefined;
  readonly onDone: (series: number) => void;
}

interface Job {
  readonly from: number;
  readonly to: number;
}

/** Series that one thread has at once. */
const longestStretch = 32;
/** V8 would reserve another half gigabyte for code. */
const workerLimits = {maxOldGenerationSizeMb: 256, codeRangeSizeMb: 32};

/** Beside the bundled code where there is one, else the source. */
function startWorker(): Worker {
  const beside = typeof __dirname === "string" ? join(__dirname, "forecast-worker.cjs") : null;
  return new Worker(beside !== null && existsSync(beside) ? beside : new URL("./worker.ts", import.meta.url), {env: {TZ: "UTC"}, stdin: false, execArgv: [], resourceLimits: workerLimits});
}

/** The outcomes in the order of the series; rejects with the signal's reason when it is aborted. A series for which a thread's memory is not enough, even alone, has failed. */
export function forecastByCrew(series: readonly NamedSeries[], {workers, options, origins, signal, onDone}: CrewOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array<Outcome>(series.length);
  const length = Math.max(1, Math.min(longestStretch, Math.ceil(series.length / (4 * workers))));
  const jobs: Job[] = [];
  for (let from = 0; from < series.length; from += length) jobs.push({from, to: Math.min(series.length, from + length)});
  const crew = new Map<Worker, Job>();
  let left = series.length;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      signal?.removeEventListener("abort", abort);
      const ended = [...crew.keys()].map((worker) => worker.terminate());
      crew.clear();
      void Promise.all(ended).then(settle, reject);
    };
    const abort = (): void => end(() => reject(signal?.reason as Error));
    const take = (worker: Worker): void => {
      const job = jobs.shift();
      if (!job) return void (crew.delete(worker), worker.terminate());
      crew.set(worker, job);
      worker.postMessage({series: series.slice(job.from, job.to), options, origins} satisfies Stretch);
    };
    const settle = (job: Job, made: StretchOutcomes): void => {
      made.forEach((outcome, i) => (outcomes[job.from + i] = outcome));
      left -= made.length;
      onDone(series.length - left);
      if (left === 0) end(() => resolve(outcomes));
    };
    const start = (): void => {
      const worker = startWorker();
      worker.on("message", (made: StretchOutcomes) => {
        const job = crew.get(worker);
        if (!job) return;
        settle(job, made);
        if (left > 0) take(worker);
      });
      worker.on("error", (error: Error) => {
        const job = crew.get(worker);
        if (!job) return;
        crew.delete(worker);
        if ((error as {code?: string}).code !== "ERR_WORKER_OUT_OF_MEMORY") return end(() => reject(error));
        if (job.to - job.from > 1) for (let from = job.to - 1; from >= job.from; from -= 1) jobs.unshift({from, to: from + 1});
        else settle(job, [{reason: `the forecast needs more memory than a thread has (${workerLimits.maxOldGenerationSizeMb} MB)`}]);
        if (jobs.length > 0) start();
      });
      take(worker);
    };
    if (signal?.aborted) return reject(signal.reason as Error);
    signal?.addEventListener("abort", abort);
    for (let k = 0; k < Math.min(workers, jobs.length); k += 1) start();
  });
}
