/** Runs notebooks without a person: the same session, nobody looking, a deadline, and as many at once as there are cores to spare. */
import {availableParallelism} from "node:os";
import {createSession, describeProgress} from "#kernels/session";
import type {FoundData, Session, SessionEffects} from "#kernels/session";
import type {StoredCell} from "#kernels/host";
import type {InputKey, InputValue, Json, Notebook, RunDetail, RunStarter, RunSummary} from "#notebooks";
import type {Effects} from "../effects.ts";
import {Problem, notFound} from "../http/problem.ts";
import type {Log} from "../log.ts";
import {replay} from "../notebooks/document.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {ServerOptions} from "../options.ts";
import type {OwnerId} from "../store/schema.ts";
import {judge, toRunContent} from "./run-content.ts";
import type {FinishedRun, RunStore} from "./run-store.ts";

export interface RunRequest {
  /** The owner's notebook that it is a run of; null needs a document. */
  readonly notebook: string | null;
  /** What runs instead of the notebook as it is stored. */
  readonly document?: {readonly notebook: Notebook; readonly inputs?: {readonly [key: InputKey]: InputValue}};
  /** Values for inputs by the name that views them. */
  readonly parameters?: {readonly [name: string]: Json};
  readonly startedBy: RunStarter;
  /** Id of the schedule, template or key; null for a person. */
  readonly starter: string | null;
  /** The notebook's own seed when absent. */
  readonly seed?: number;
  /** Milliseconds since 1970; the clock when absent. */
  readonly now?: number;
  /** Milliseconds of running, not of waiting in the queue, after which cells are stopped; 10 minutes when absent. */
  readonly timeLimitMs?: number;
  /** The owner's data sets when absent. */
  findData?(name: string, pinned: string | null): Promise<FoundData | null>;
}

export interface StartedRun {
  readonly id: string;
  /** Never rejects: a failure is a status. Null when the run was deleted meanwhile. */
  readonly finished: Promise<RunDetail | null>;
  cancel(): void;
}

export interface RunEvent {
  readonly owner: OwnerId;
  readonly type: "started" | "progress" | "finished";
  readonly run: RunSummary;
  /** Part of the cells that settled, 0 to 1; null when it cannot be told. */
  readonly share: number | null;
  readonly text: string;
}

export interface Runner {
  /** Writes the row and puts the run in the queue. Throws a problem when there is no such notebook, or too many runs wait. */
  start(owner: OwnerId, request: RunRequest): StartedRun;
  /** Stops a run that waits or runs; false when it does neither. */
  cancel(owner: OwnerId, id: string): boolean;
  listen(listener: (event: RunEvent) => void): () => void;
  /** Stops every run as interrupted, and resolves when all of them are kept. */
  close(): Promise<void>;
}

interface Parts {
  readonly runs: RunStore;
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
/** How long cells that were told to stop may take to say so. */
const stopMs = 10_000;

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

export function createRunner({runs, notebooks, world, findData, options, effects, log, places = Math.max(1, availableParallelism() - 1)}: Parts): Runner {
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
    waiting.push(job);
    tell({owner, type: "started", run, share: 0, text: "waiting"});
    advance();
    return {id: run.id, finished, cancel: () => void cancel(owner, run.id)};
  }

  function advance(): void {
    while (running < places && waiting.length > 0) {
      const job = waiting.shift();
      if (!job) return;
      running += 1;
      const finishes = work(job).finally(() => {
        finishing.delete(finishes);
        running -= 1;
        advance();
      });
      finishing.add(finishes);
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
    jobs.delete(run.id);
    if (detail) tell({owner, type: "finished", run: detail, share: 1, text: detail.status});
    job.resolve(detail);
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
    const {timeLimitMs = defaultTimeLimitMs} = request;
    const find = request.findData?.bind(request) ?? ((name: string, pinned: string | null) => findData(owner, name, pinned));
    const pins = new Map(document.notebook.data.map(({name, digest}) => [name, digest]));
    let cells: ReadonlyMap<number, StoredCell> = new Map();
    const session = createSession(
      {
        ...document, notebook: {...document.notebook, runMode: "automatic"}, revision: 0, seed: run.seed, now: run.now,
        parameters: run.parameters, limits: options.limits, idleTimeoutMs: timeLimitMs + stopMs,
      },
      {
        ...world,
        findData: (name) => find(name, pins.get(name) ?? null),
        storeCells: async (kept) => void (cells = kept),
        loadCells: async () => cells,
      },
    );
    const stopListening = session.listen({
      applied: () => undefined,
      reports: () => {
        const [share, text] = describeProgress(session.state);
        tell({owner, type: "progress", run, share, text});
      },
    });
    let end: {content: FinishedRun["content"]; isLate: boolean};
    try {
      const isLate = await settle(session, timeLimitMs, stop.signal);
      end = {content: toRunContent({...session.state, notebook: document.notebook}, session.record()), isLate};
    } finally {
      stopListening();
      await session.close();
    }
    const {content, isLate} = end;
    const verdict = content && judge(content);
    if (!verdict) throw new Error("the run did not settle");
    const kept: FinishedRun = {...verdict, content, cells, reuseKey: null};
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

/** Opens the session and waits until every cell has settled; those that have not at the deadline or at the signal are stopped. True: the deadline passed. */
async function settle(session: Session, timeLimitMs: number, stop: AbortSignal): Promise<boolean> {
  const deadline = AbortSignal.timeout(timeLimitMs);
  const either = AbortSignal.any([stop, deadline]);
  await unless(either, session.open(), `the run was stopped after its time limit of ${timeLimitMs / 1000} s, before a cell could run`);
  try {
    await session.settled(either);
    return false;
  } catch (error) {
    if (!either.aborted) throw error;
    session.command({type: "interrupt"});
    await session.settled(AbortSignal.timeout(stopMs));
    return !stop.aborted;
  }
}

/** Waits for work no longer than until the signal, and rejects with this message then. */
function unless(signal: AbortSignal, work: Promise<void>, message: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error(message));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, {once: true});
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
