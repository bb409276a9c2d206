/** Kept runs in the database: the row before any work, and everything that the run came to in one transaction or not at all. */
import type {CellEvidence, StoredCell} from "#kernels/host";
import type {Json, RecordedData, RunContent, RunCounts, RunDetail, RunStarter, RunStatus, RunSummary} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId, RunTable, RunValueTable} from "../store/schema.ts";
import {findRunsBeyond} from "./value-budget.ts";

/** What is known of a run before any work. */
export interface NewRun {
  readonly notebook: string | null;
  readonly title: string;
  readonly startedBy: RunStarter;
  readonly starter: string | null;
  readonly parameters: {readonly [name: string]: Json};
  readonly seed: number;
  readonly now: number;
  /** Cells of the document. */
  readonly cells: number;
}

/** What a run came to. */
export interface FinishedRun {
  readonly status: Exclude<RunStatus, "started">;
  readonly message: string | null;
  readonly counts: RunCounts;
  readonly computeMs: number;
  /** Null when the run never settled. */
  readonly content: RunContent | null;
  /** Evidence of the cells that settled, for the values that they gave. */
  readonly cells: ReadonlyMap<number, Pick<StoredCell, "evidence">>;
  readonly reuseKey: string | null;
}

/** A run whose content another run takes over. */
export type ReusedRun = RunTable & {readonly file: string};

export interface RunQuery {
  readonly notebook?: string;
  readonly startedBy?: RunStarter;
  readonly starter?: string;
  /** At most so many, 1 to 500; 100 when absent. */
  readonly limit?: number;
  /** Only runs that were started before this one. */
  readonly before?: string;
}

export interface RunStore {
  /** Newest first: in the order in which they came, whatever the clock did meanwhile. */
  list(owner: OwnerId, query: RunQuery): RunSummary[];
  find(owner: OwnerId, id: string): RunSummary | null;
  load(owner: OwnerId, id: string): Promise<RunDetail | null>;
  /** The latest run of a notebook, of that status where one is given; `proved` alone among those with a root. */
  latest(owner: OwnerId, notebook: string, wanted?: {readonly status?: RunStatus; readonly proved?: boolean}): RunSummary | null;
  /** Writes the row as `started`: when this returns, the run outlives the process. */
  begin(owner: OwnerId, run: NewRun): RunSummary;
  /** Keeps files first and then every row together. A run that was deleted meanwhile stays deleted: null. */
  finish(owner: OwnerId, id: string, finished: FinishedRun): Promise<RunSummary | null>;
  /** Keeps a run that is over already: row, values and content together. Null when its notebook was deleted meanwhile. */
  keep(owner: OwnerId, run: NewRun & {readonly startedAt: number}, finished: FinishedRun): Promise<RunSummary | null>;
  setName(owner: OwnerId, id: string, name: string | null): boolean;
  delete(owner: OwnerId, id: string): boolean;
  /** Values of the names that the run's cells gave, of those cells alone where they are named. */
  values(owner: OwnerId, id: string): RunValueTable[];
  /** The latest run that succeeded under this key and is used again. */
  findSame(owner: OwnerId, reuseKey: string): ReusedRun | null;
  /** Finishes a run as one that came to the same as an earlier one: its content and values, no cell executed. */
  finishSame(owner: OwnerId, id: string, same: ReusedRun): boolean;
  /** Digest of the file that holds the run's content; null while there is none, or no such run. */
  contentFile(owner: OwnerId, id: string): string | null;
  /** Runs that a server left in the middle become `interrupted`; gives their number. */
  interruptStarted(): number;
}

/** Values of more bytes than this lie in files of their own. */
const inlineBytes = 32 * 1024;
/** Values of more bytes than this are not kept with a run: it is compared by their digest alone. */
const keptBytes = 256 * 2 ** 20;
/** How much of a notebook's runs is kept beside what they showed. The newest run and those with a name keep their values in any case. */
const defaultBudget = {runs: 50, bytes: 2 * 2 ** 30};

export function createRunStore(database: Database, files: Files, effects: Pick<Effects, "clock" | "randomId">, budget = defaultBudget): RunStore {
  const {ownedBy, all, first, change} = database;
  const select = (owner: OwnerId) => ownedBy(owner).selectFrom("runs").selectAll();
  /** SQLite's own number of a row: the order of insertion. */
  const arrival = (owner: OwnerId) => ownedBy(owner).dynamic.ref<"rowid">("rowid");

  const findRow = (owner: OwnerId, id: string): RunTable | undefined => first(select(owner).where("id", "=", id));

  async function toValueRow(owner: OwnerId, run: string, cell: number, value: CellEvidence["values"][number]): Promise<RunValueTable> {
    const {name, digest, bytes} = value;
    const row = {run, owner, cell, name, digest};
    if (bytes === null || bytes.length > keptBytes) return {...row, bytes: null, file: null};
    if (bytes.length > inlineBytes) return {...row, bytes: null, file: await files.put(bytes)};
    return {...row, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), file: null};
  }

  function toRow(owner: OwnerId, run: NewRun, startedAt: number): RunTable {
    const {notebook, title, startedBy, starter, parameters, seed, now, cells} = run;
    return {
      id: effects.randomId(), owner, notebook, title, name: null, started_by: startedBy, starter, parameters: JSON.stringify(parameters), seed, now,
      status: "started", message: null, started_at: startedAt, finished_at: null, root: null,
      counts: JSON.stringify({total: cells, executed: 0, reused: 0, failed: 0} satisfies RunCounts),
      compute_ms: 0, file: null, reuse_key: null, data: "[]",
    };
  }

  /** Lets the values of older runs go, within a transaction. */
  function trimValues(owner: OwnerId, notebook: string | null): void {
    if (notebook === null) return;
    const runs = ownedBy(owner).selectFrom("runs").where("notebook", "=", notebook).orderBy(arrival(owner), "desc");
    const old = runs.select("id").where("name", "is", null).limit(1000).offset(budget.runs);
    change(ownedBy(owner).deleteFrom("run_values").where("run", "in", old));
    const large = ownedBy(owner).selectFrom("run_values").select(["run", "file"]).where("file", "is not", null);
    const inFiles = all(large.where("run", "in", ownedBy(owner).selectFrom("runs").select("id").where("notebook", "=", notebook)));
    if (inFiles.length === 0) return;
    const kept = all(runs.select(["id", "name"]).where("id", "in", [...new Set(inFiles.map(({run}) => run))]));
    for (const run of findRunsBeyond(budget.bytes, kept, inFiles, files.sizeBytes)) change(ownedBy(owner).deleteFrom("run_values").where("run", "=", run));
  }

  /** Writes the files of a run, and gives what its rows will say. Files without a row are swept later. */
  async function keepFiles(owner: OwnerId, id: string, {status, message, counts, computeMs, content, cells, reuseKey}: FinishedRun) {
    const file = content && (await files.put(Buffer.from(JSON.stringify(content))));
    const values = await Promise.all(
      [...cells].flatMap(([cell, {evidence}]) => evidence.values.map((value) => toValueRow(owner, id, cell, value))),
    );
    const data: readonly RecordedData[] = content?.record.data ?? [];
    const root = content?.record.verifiable ? content.record.root : null;
    const columns = {
      status, message, finished_at: effects.clock(), root, counts: JSON.stringify(counts), compute_ms: computeMs,
      file, reuse_key: reuseKey, data: JSON.stringify(data), ...(content && {now: content.record.now}),
    };
    return {columns, values};
  }

  return {
    list(owner, {notebook, startedBy, starter, limit = 100, before}) {
      let query = select(owner).orderBy(arrival(owner), "desc").limit(limit);
      if (notebook !== undefined) query = query.where("notebook", "=", notebook);
      if (startedBy !== undefined) query = query.where("started_by", "=", startedBy);
      if (starter !== undefined) query = query.where("starter", "=", starter);
      if (before === undefined) return all(query).map(toSummary);
      const last = ownedBy(owner).selectFrom("runs").select(arrival(owner)).where("id", "=", before);
      return all(query.where(arrival(owner), "<", last)).map(toSummary);
    },
    find(owner, id) {
      const row = findRow(owner, id);
      return row ? toSummary(row) : null;
    },
    async load(owner, id) {
      const row = findRow(owner, id);
      if (!row) return null;
      const content = row.file === null ? null : (JSON.parse((await files.read(row.file)).toString("utf8")) as RunContent);
      return {...toSummary(row), content};
    },
    latest(owner, notebook, {status, proved = false} = {}) {
      let query = select(owner).where("notebook", "=", notebook).orderBy(arrival(owner), "desc").limit(1);
      if (status !== undefined) query = query.where("status", "=", status);
      if (proved) query = query.where("root", "is not", null);
      const row = first(query);
      return row ? toSummary(row) : null;
    },
    begin(owner, run) {
      const row = toRow(owner, run, effects.clock());
      change(ownedBy(owner).insertInto("runs").values(row));
      return toSummary(row);
    },
    async finish(owner, id, finished) {
      const {columns, values} = await keepFiles(owner, id, finished);
      database.transaction(() => {
        const isThere = change(ownedBy(owner).updateTable("runs").set(columns).where("id", "=", id).where("status", "=", "started")) === 1;
        if (isThere) for (const row of values) change(ownedBy(owner).insertInto("run_values").values(row));
        trimValues(owner, findRow(owner, id)?.notebook ?? null);
      });
      const row = findRow(owner, id);
      return row ? toSummary(row) : null;
    },
    async keep(owner, run, finished) {
      const begun = toRow(owner, run, run.startedAt);
      const {columns, values} = await keepFiles(owner, begun.id, finished);
      const row = {...begun, ...columns};
      return database.transaction(() => {
        if (run.notebook !== null && !first(ownedBy(owner).selectFrom("notebooks").select("id").where("id", "=", run.notebook))) return null;
        change(ownedBy(owner).insertInto("runs").values(row));
        for (const value of values) change(ownedBy(owner).insertInto("run_values").values(value));
        trimValues(owner, run.notebook);
        return toSummary(row);
      });
    },
    setName: (owner, id, name) => change(ownedBy(owner).updateTable("runs").set({name}).where("id", "=", id)) === 1,
    delete: (owner, id) => change(ownedBy(owner).deleteFrom("runs").where("id", "=", id)) === 1,
    values: (owner, id) => all(ownedBy(owner).selectFrom("run_values").selectAll().where("run", "=", id)),
    findSame(owner, reuseKey) {
      const row = first(select(owner).where("reuse_key", "=", reuseKey).where("status", "=", "succeeded").orderBy(arrival(owner), "desc").limit(1));
      return row && row.file !== null ? {...row, file: row.file} : null;
    },
    finishSame: (owner, id, {status, root, now, counts, file, reuse_key, data, id: same}) =>
      database.transaction(() => {
        const {total, executed, reused} = JSON.parse(counts) as RunCounts;
        const own: RunCounts = {total, executed: 0, reused: executed + reused, failed: 0};
        const set = {status, root, now, counts: JSON.stringify(own), file, reuse_key, data, finished_at: effects.clock()};
        if (change(ownedBy(owner).updateTable("runs").set(set).where("id", "=", id).where("status", "=", "started")) === 0) return false;
        const values = all(ownedBy(owner).selectFrom("run_values").selectAll().where("run", "=", same));
        for (const value of values) change(ownedBy(owner).insertInto("run_values").values({...value, run: id}));
        trimValues(owner, findRow(owner, id)?.notebook ?? null);
        return true;
      }),
    contentFile: (owner, id) => findRow(owner, id)?.file ?? null,
    interruptStarted: () => database.interruptRuns(effects.clock()),
  };
}

export function toSummary(row: RunTable): RunSummary {
  const {id, notebook, title, name, starter, seed, now, status, message, root} = row;
  return {
    id, notebook, title, name, startedBy: row.started_by, starter, parameters: JSON.parse(row.parameters) as RunSummary["parameters"], seed, now,
    status, message, startedAt: toIso(row.started_at), finishedAt: row.finished_at === null ? null : toIso(row.finished_at), root,
    cells: JSON.parse(row.counts) as RunCounts, computeMs: row.compute_ms,
  };
}
