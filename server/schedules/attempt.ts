/** One attempt at a due time: fresh data, the run, what changed since the time before, and the published page. */
import type {FoundData} from "#kernels/session";
import type {RunComparison, RunDetail, RunRecord, RunSummary} from "#notebooks";
import type {AccountStore} from "../accounts/account-store.ts";
import {toReadable} from "../data-sets/data-set-store.ts";
import type {DataSet} from "../data-sets/data-set-store.ts";
import {Problem} from "../http/problem.ts";
import type {Log} from "../log.ts";
import type {PublicationStore} from "../publishing/publication-store.ts";
import type {Publisher} from "../publishing/publisher.ts";
import type {Reader} from "../reader/reader.ts";
import type {RunComparer} from "../runs/comparer.ts";
import type {RunStore} from "../runs/run-store.ts";
import type {Runner} from "../runs/runner.ts";
import {SourceError} from "../sources/address-guard.ts";
import type {SourceFetcher} from "../sources/source-fetcher.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import type {ScheduleStore, StoredSchedule, StoredTime} from "./schedule-store.ts";

/** What an attempt came to. `interrupted`: the server stopped; the time is taken up again by the next one. */
export type Outcome =
  | {readonly type: "succeeded"; readonly run: RunSummary; readonly change: ResultChange | null; /** Why the page was not renewed. */ readonly unpublished: string | null; readonly page: string | null}
  | {readonly type: "failed"; readonly run: RunSummary | null; readonly message: string}
  | {readonly type: "cancelled"; readonly run: RunSummary | null; readonly message: string}
  | {readonly type: "interrupted"};

/** How the result compares with that of the time before. */
export interface ResultChange {
  readonly before: RunSummary;
  readonly isChanged: boolean;
  /** Null where nothing changed. */
  readonly comparison: RunComparison | null;
}

export interface AttemptParts {
  readonly schedules: Pick<ScheduleStore, "lastGood" | "changeTime">;
  readonly accounts: Pick<AccountStore, "find">;
  readonly fetcher: Pick<SourceFetcher, "fetch">;
  readonly runner: Pick<Runner, "start" | "cancel">;
  readonly runs: Pick<RunStore, "find" | "load">;
  readonly comparer: Pick<RunComparer, "compare">;
  readonly publications: Pick<PublicationStore, "findOfNotebook" | "latest">;
  readonly publisher: Pick<Publisher, "publish">;
  readonly files: Files;
  readonly reader: Pick<Reader, "load">;
  findData(owner: OwnerId, name: string, digest: string | null): Promise<FoundData | null>;
  readonly log: Log;
}

export interface Attempt {
  readonly owner: OwnerId;
  readonly schedule: StoredSchedule;
  readonly time: StoredTime;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
}

export function createAttempts({schedules, accounts, fetcher, runner, runs, comparer, publications, publisher, files, reader, findData, log}: AttemptParts) {
  /** The run that an attempt before a crash had and that was kept whole, or a new one. */
  async function findRun({owner, schedule, time, signal}: Attempt): Promise<RunDetail | null> {
    const kept = time.run === null ? null : runs.find(owner, time.run);
    if (kept && (kept.status === "succeeded" || kept.status === "failed")) return runs.load(owner, kept.id);
    const {notebook, settings} = schedule;
    const fresh = new Map<string, DataSet>();
    for (const source of settings.sources) fresh.set(source.name, await fetcher.fetch(owner, source, signal));
    const {id, finished} = runner.start(owner, {
      notebook, parameters: settings.parameters, startedBy: "schedule", starter: schedule.id, timeLimitMs: settings.timeLimitSeconds * 1000,
      // What was fetched for this run is what it reads, whatever becomes of the data set meanwhile.
      async findData(name, pinned) {
        const dataSet = fresh.get(name);
        if (!dataSet) return findData(owner, name, pinned);
        const {digest, rows} = dataSet.inspection;
        return {digest, rows, load: () => reader.load(toReadable(dataSet, files))};
      },
    });
    schedules.changeTime(owner, schedule.id, time.due, {status: "started", run: id});
    return finished;
  }

  async function findChange({owner, schedule, time}: Attempt, run: RunDetail): Promise<ResultChange | null> {
    const last = schedules.lastGood(owner, schedule.id, time.due);
    const before = last?.run ? await runs.load(owner, last.run) : null;
    if (!before?.content || !run.content) return null;
    if (hasSameResults(before.content.record, run.content.record)) return {before, isChanged: false, comparison: null};
    const comparison = await comparer.compare(owner, before.id, run.id);
    return {before, isChanged: comparison.changed, comparison: comparison.changed ? comparison : null};
  }

  /** Renews the published page with the readers and the options that it has. */
  async function publish({owner, schedule}: Attempt, run: RunDetail): Promise<{readonly page: string | null; readonly unpublished: string | null}> {
    const publication = publications.findOfNotebook(owner, schedule.notebook);
    const page = publication && `/p/${publication.slug}`;
    if (!schedule.settings.publishes) return {page, unpublished: null};
    const latest = publication && publications.latest(publication);
    const account = accounts.find(owner);
    if (!publication || !latest || !account) return {page: null, unpublished: "the notebook is not published yet: publish it once by hand, to say who may read it"};
    if (latest.root === run.root) return {page, unpublished: null};
    const {visibility, readers} = publication;
    const {showsSource, includesData} = latest;
    await publisher.publish(account, schedule.notebook, {run: run.id, visibility, readers, showsSource, includesData});
    return {page, unpublished: null};
  }

  /** Rejects only for a fault of the server. */
  return async function attempt(given: Attempt): Promise<Outcome> {
    const {signal} = given;
    let run: RunDetail | null;
    try {
      run = await findRun(given);
    } catch (error) {
      if (signal.aborted || (error instanceof Problem && error.code === "shutting-down")) return {type: "interrupted"};
      if (error instanceof SourceError || error instanceof Problem) return {type: "failed", run: null, message: error.message};
      throw error;
    }
    if (!run) return {type: "cancelled", run: null, message: "the run was deleted"};
    const {content: _content, ...summary} = run;
    if (run.status === "interrupted" || run.status === "started") return {type: "interrupted"};
    if (run.status === "cancelled") return {type: "cancelled", run: summary, message: run.message ?? "the run was cancelled"};
    if (run.status === "failed") return {type: "failed", run: summary, message: run.message ?? "the run did not succeed"};
    const change = await findChange(given, run).catch((error: unknown) => {
      log.warn({err: error, run: summary.id}, "a scheduled run could not be compared");
      return null;
    });
    const published = await publish(given, run).catch((error: unknown) => {
      if (!(error instanceof Problem)) log.error({err: error, run: summary.id}, "a scheduled run could not be published");
      return {page: null, unpublished: error instanceof Problem ? error.message : "the server could not make the page"};
    });
    return {type: "succeeded", run: summary, change, ...published};
  };
}

/** Whether every cell came to the same, by its digests: then nothing needs to be compared. */
function hasSameResults(before: RunRecord, after: RunRecord): boolean {
  return (
    before.cells.length === after.cells.length &&
    before.cells.every(({id, status, valueDigest, displayDigests}, index) => {
      const other = after.cells[index];
      return (
        other !== undefined && other.id === id && other.status === status && other.valueDigest === valueDigest && other.displayDigests.join() === displayDigests.join()
      );
    })
  );
}
