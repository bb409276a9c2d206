/** Runs notebooks without a person: the same session, nobody looking, a deadline, and as many at once as there are cores to spare. */
import {availableParallelism} from "node:os";
import type {FoundData, SessionEffects} from "#kernels/session";
import type {StoredCell} from "#kernels/host";
import type {InputKey, InputValue, Notebook, RunDetail, RunSummary} from "#notebooks";
import type {Effects} from "../effects.ts";
import {Problem, notFound} from "../http/problem.ts";
import type {Log} from "../log.ts";
import {replay} from "../notebooks/document.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {ServerOptions} from "../options.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {executeRun} from "./execute-run.ts";
import type {Runner, RunEvent, RunRequest, StartedRun} from "./run-request.ts";
import {hasSameData, isReusable, readContent, toReuseKey, toStoredCells} from "./reuse.ts";
import {judge} from "./run-content.ts";
import type {FinishedRun, ReusedRun, RunStore} from "./run-store.ts";

export type {Runner, RunEvent, RunRequest, StartedRun} from "./run-request.ts";

interface Parts {
  readonly runs: RunStore;
  readonly files: Pick<Files, "read">;
  readonly notebooks: Pick<NotebookStore, "load" | "findProof">;
  readonly world: Pick<SessionEffects, "host" | "compiler" | "clock">;
  findData(owner: OwnerId, name: string, digest: string | null): Promise<FoundData | null>;
  readonly options: Pick<ServerOptions, "limits">;
  readonly effects: Pick<Effects, "clock" | "randomSeed">;
  readonly log: Log;
  /** Runs at once; one less than the cores when absent. */
  readonly places?: number;
}

const queueLength = 10_000;
const defaultTimeLimitMs = 10 * 60_000;

const stopped = {cancelled: "the run was cancelled", interrupted: "the server stopped in the middle of the run"} as const;
type Stop = keyof typeof stopped;

interface Job {
  readonly owner: OwnerId;
  readonly run: RunSummary;
  readonly request: RunRequest;
  readonly document: {readonly notebook: Notebook; readonly inputs: {readonly [key: InputKey]: InputValue}; readonly nextCellId: number};
  readonly stop: AbortController;
  resolve(detail: RunDetail | null): void;
}

export function createRunner({runs, files, notebooks, world, findData, options, effects, log, places = Math.max(1, availableParallelism() - 1)}: Parts): Runner {
  const jobs = new Map<string, Job>();
  const waiting: Job[] = [];
  const finishing = new Set<Promise<unknown>>();
  const listeners = new Set<(event: RunEvent) => void>();
  let running = 0;
  let isClosed = false;

  function tell(event: RunEvent): void {
    for (const listener of [...listeners]) {
      try {
        listener(event);
      } catch (error) {
        log.error({err: error, run: event.run.id}, "a listener of runs failed");
      }
    }
  }

  function findDocument(owner: OwnerId, {notebook: id, document}: RunRequest): Job["document"] {
    if (document) {
      const {notebook, inputs = {}} = document;
      return {notebook, inputs, nextCellId: Math.max(0, ...notebook.cells.map((cell) => cell.id)) + 1};
    }
    const stored = id === null ? null : notebooks.load(owner, id);
    if (!stored) throw notFound("notebook");
    return replay(stored);
  }

  function start(owner: OwnerId, request: RunRequest): StartedRun {
    if (isClosed) throw new Problem("shutting-down", "the server is stopping");
    if (waiting.length >= queueLength) throw new Problem("too-many-attempts", `${queueLength} runs wait already`, {retryAfterSeconds: 60});
    const document = findDocument(owner, request);
    const proof = request.notebook === null ? null : notebooks.findProof(owner, request.notebook);
    if (request.notebook !== null && !proof) throw notFound("notebook");
    const {startedBy, starter, parameters = {}} = request;
    const seed = request.seed ?? proof?.seed ?? effects.randomSeed();
    const {title, cells} = document.notebook;
    const run = runs.begin(owner, {
      notebook: request.notebook, title, startedBy, starter, parameters, seed, now: request.now ?? effects.clock(), cells: cells.length,
    });
    let resolve: Job["resolve"] = () => undefined;
    const finished = new Promise<RunDetail | null>((settle) => (resolve = settle));
    const job: Job = {owner, run, request, document, stop: new AbortController(), resolve};
    jobs.set(run.id, job);
    tell({owner, type: "started", run, share: 0, text: "waiting"});
    // A run that may be spared waits for no place.
    const same = request.reuse === false ? null : runs.findSame(owner, keyOf(job));
    const isAtItsTime = request.now === undefined || request.now === same?.now;
    if (same && isAtItsTime) finishing.add(track(spare(job, same)));
    else enqueue(job);
    return {id: run.id, finished, cancel: () => void cancel(owner, run.id)};
  }

  /** The run is what an earlier one was, if every data set is as it was then and what is kept of it is whole; else it joins the queue. */
  async function spare(job: Job, same: ReusedRun): Promise<void> {
    const {owner, run} = job;
    try {
      const content = (await hasSameData(same, findFor(job))) ? await readContent(files, same.file) : null;
      if (content && !job.stop.signal.aborted && runs.finishSame(owner, run.id, same)) return end(job, {...runs.find(owner, run.id)!, content});
    } catch (error) {
      log.warn({err: error, run: run.id}, "an earlier run could not be used again");
    }
    enqueue(job);
  }

  function enqueue(job: Job): void {
    waiting.push(job);
    advance();
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => finishing.delete(tracked));
    return tracked;
  }

  function findFor({owner, request, document}: Job): (name: string) => Promise<FoundData | null> {
    const pins = new Map(document.notebook.data.map(({name, digest}) => [name, digest]));
    return (name) => request.findData?.(name, pins.get(name) ?? null) ?? findData(owner, name, pins.get(name) ?? null);
  }

  function keyOf({run: {parameters, seed}, document: {notebook, inputs}}: Job): string {
    return toReuseKey({notebook, inputs, parameters, seed, limits: options.limits, kernel: world.host.version});
  }

  /** The cells of the latest run of the notebook that came to something. */
  async function findStored({owner, request}: Job): Promise<ReadonlyMap<number, StoredCell>> {
    const latest = request.notebook === null || request.reuse === false ? null : runs.latest(owner, request.notebook, {proved: true});
    const file = latest && runs.contentFile(owner, latest.id);
    const content = file ? await readContent(files, file) : null;
    return latest && content ? toStoredCells(content, runs.values(owner, latest.id), files) : new Map();
  }

  function advance(): void {
    while (running < places && waiting.length > 0) {
      const job = waiting.shift();
      if (!job) return;
      running += 1;
      const finishes = work(job).finally(() => {
        running -= 1;
        advance();
      });
      finishing.add(track(finishes));
    }
  }

  async function work(job: Job): Promise<void> {
    const {owner, run} = job;
    let detail: RunDetail | null = null;
    try {
      const finished = await execute(job).catch((error: unknown) => toFailed(job, error));
      await runs.finish(owner, run.id, finished);
      detail = await runs.load(owner, run.id);
    } catch (error) {
      log.error({err: error, run: run.id}, "a run could not be kept");
      detail = await runs.load(owner, run.id).catch(() => null);
    }
    end(job, detail);
  }

  function end({owner, run, resolve}: Job, detail: RunDetail | null): void {
    jobs.delete(run.id);
    if (detail) tell({owner, type: "finished", run: detail, share: 1, text: detail.status});
    resolve(detail);
  }

  function toFailed({run, stop, document}: Job, error: unknown): FinishedRun {
    const status = stop.signal.aborted ? (stop.signal.reason as Stop) : "failed";
    if (status === "failed") log.warn({err: error, run: run.id}, "a run did not begin");
    const message = status === "failed" ? (error instanceof Error ? error.message : String(error)) : stopped[status];
    const counts = {total: document.notebook.cells.length, executed: 0, reused: 0, failed: 0};
    return {status, message, counts, computeMs: 0, content: null, cells: new Map(), reuseKey: null};
  }

  async function execute(job: Job): Promise<FinishedRun> {
    const {owner, run, request, document, stop} = job;
    stop.signal.throwIfAborted();
    const reuseKey = keyOf(job);
    const {limits} = options;
    const {timeLimitMs = defaultTimeLimitMs} = request;
    const {content, cells, isLate} = await executeRun({
      document, limits, timeLimitMs, seed: run.seed, now: run.now, parameters: run.parameters, stop: stop.signal, world,
      findData: findFor(job),
      stored: await findStored(job),
      progress: (share, text) => tell({owner, type: "progress", run, share, text}),
    });
    const kept: FinishedRun = {...judge(content), content, cells, reuseKey: isReusable(content) ? reuseKey : null};
    if (stop.signal.aborted) {
      const status = stop.signal.reason as Stop;
      return {...kept, status, message: stopped[status]};
    }
    return isLate ? {...kept, status: "failed", message: `the run was stopped after its time limit of ${timeLimitMs / 1000} s`} : kept;
  }

  function cancel(owner: OwnerId, id: string, reason: Stop = "cancelled"): boolean {
    const job = jobs.get(id);
    if (!job || job.owner !== owner) return false;
    job.stop.abort(reason);
    return true;
  }

  return {
    start,
    cancel: (owner, id) => cancel(owner, id),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      // Runs that wait have not begun: each begins, finds that it is stopped, and is kept as such.
      for (const {owner, run} of jobs.values()) cancel(owner, run.id, "interrupted");
      while (finishing.size > 0) await Promise.all(finishing);
    },
  };
}
