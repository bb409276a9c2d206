/** Keeps what an open notebook comes to: a run for each root that it settles with, once the person has paused. */
import type {Session} from "#kernels/session";
import type {Limits, StoredCell} from "#kernels/host";
import type {RunContent, RunSummary} from "#notebooks";
import type {Log} from "../log.ts";
import type {OwnerId} from "../store/schema.ts";
import {isReusable, toReuseKey} from "./reuse.ts";
import {judge, toRunContent} from "./run-content.ts";
import type {RunStore} from "./run-store.ts";

export type Starter = Pick<RunSummary, "startedBy" | "starter">;

interface Parts {
  readonly owner: OwnerId;
  readonly notebook: string;
  readonly runs: Pick<RunStore, "keep" | "latest" | "load">;
  readonly session: Pick<Session, "state" | "record">;
  /** Settled cells with the bytes of their values. */
  storedCells(): ReadonlyMap<number, StoredCell>;
  /** The root that the notebook had when it was put away, if a run of it is kept. */
  readonly keptRoot: string | null;
  /** What brought about what is shown now. */
  starter(): Starter;
  readonly limits: Limits;
  clock(): number;
  readonly log: Log;
}

/** A person who moves a slider passes through states that nobody looks back for: the one at which they pause is kept. */
const pauseMs = 2000;
const byPerson: Starter = {startedBy: "person", starter: null};

export class PersonRuns {
  readonly #parts: Parts;
  /** The root that was kept last: it is not kept again while the notebook stays at it, whatever other runs came to. */
  #keptRoot: string | null;
  /** What brought about the root that the notebook settled with last. */
  #starter: Starter | null = null;
  #timer: NodeJS.Timeout | null = null;
  #keeping: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#keptRoot = parts.keptRoot;
  }

  /** The notebook has settled, or no longer is. */
  settled(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isClosed || !this.#isNews) return;
    this.#starter = this.#parts.starter();
    this.#timer = setTimeout(() => {
      this.flush().catch((error: unknown) => this.#parts.log.error({err: error, notebook: this.#parts.notebook}, "a run could not be kept"));
    }, pauseMs);
    this.#timer.unref();
  }

  /** Keeps what is shown now, if it is settled and the latest kept run shows something else. Null: it is not settled. */
  flush(): Promise<RunSummary | null> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const content = this.#capture();
    if (!content) return Promise.resolve(null);
    const cells = this.#parts.storedCells();
    const starter = this.#starter ?? this.#parts.starter();
    const kept = this.#keeping.catch(() => undefined).then(() => this.#keep(content, cells, starter));
    this.#keeping = kept;
    return kept;
  }

  /** Keeps what is shown, or not even that where the notebook is deleted, and nothing after it. */
  async close(isDeleted: boolean): Promise<void> {
    this.#isClosed = true;
    if (!isDeleted && this.#isNews) await this.flush();
    else if (this.#timer) clearTimeout(this.#timer);
    await this.#keeping.catch(() => undefined);
  }

  /** Keeps the document as it is, with whatever its cells show: before an earlier version takes its place. Every cell must have settled. */
  async keepVersion(): Promise<RunSummary | null> {
    const kept = await this.flush();
    if (kept) return kept;
    const {owner, notebook, runs, session} = this.#parts;
    const content = toRunContent(session.state, {...session.record(), verifiable: false});
    const latest = runs.latest(owner, notebook);
    const before = latest && (await runs.load(owner, latest.id));
    if (before?.content && isSameVersion(before.content, content)) return latest;
    const verdict = {...judge(content, toTime(latest)), status: "cancelled", message: "kept before an earlier version was restored"} as const;
    return runs.keep(owner, toNewRun(this.#parts, content, toTime(latest), byPerson), {...verdict, content, cells: new Map(), reuseKey: null});
  }

  get #isNews(): boolean {
    const {root} = this.#parts.session.state.proof;
    return root !== null && root !== this.#keptRoot;
  }

  #capture(): RunContent | null {
    const {session, log, notebook} = this.#parts;
    if (session.state.proof.root === null) return null;
    try {
      return toRunContent(session.state, session.record());
    } catch (error) {
      log.debug({err: error, notebook}, "not settled");
      return null;
    }
  }

  async #keep(content: RunContent, cells: ReadonlyMap<number, StoredCell>, starter: Starter): Promise<RunSummary | null> {
    const {owner, notebook, runs} = this.#parts;
    this.#keptRoot = content.record.root;
    const latest = runs.latest(owner, notebook, {proved: true});
    if (latest?.root === content.record.root) return latest;
    const since = toTime(latest);
    const {notebook: document, inputs, record} = content;
    const {parameters, seed, kernel} = record;
    const reuseKey = isReusable(content) ? toReuseKey({notebook: document, inputs, parameters, seed, kernel, limits: this.#parts.limits}) : null;
    const finished = {...judge(content, since), content, cells: pickShown(cells, content), reuseKey};
    return runs.keep(owner, toNewRun(this.#parts, content, since, starter), finished);
  }
}

/** When the run ended, in milliseconds since 1970: executions from before belong to it or to earlier ones. */
function toTime(run: RunSummary | null): number {
  return run?.finishedAt ? Date.parse(run.finishedAt) : 0;
}

function isSameVersion(a: RunContent, b: RunContent): boolean {
  return a.record.source === b.record.source && JSON.stringify(a.inputs) === JSON.stringify(b.inputs);
}

/** Values of another execution than the record's are left out. */
function pickShown(cells: ReadonlyMap<number, StoredCell>, {record}: RunContent): ReadonlyMap<number, StoredCell> {
  const shown = new Map(record.cells.map(({id, valueDigest}) => [id, valueDigest]));
  return new Map([...cells].filter(([id, {evidence}]) => shown.has(id) && shown.get(id) === evidence.valueDigest));
}

function toNewRun({notebook, clock}: Pick<Parts, "notebook" | "clock">, {notebook: {title, cells}, record, results}: RunContent, since: number, starter: Starter) {
  const {parameters, seed, now} = record;
  const starts = Object.values(results).flatMap(({startedAt, reused}) => (startedAt !== null && startedAt >= since && !reused ? [startedAt] : []));
  const startedAt = starts.length > 0 ? Math.min(...starts) : clock();
  return {notebook, title, ...starter, parameters, seed, now, cells: cells.length, startedAt} as const;
}
