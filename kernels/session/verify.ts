/** Verifies a record: runs the notebook again from nothing but what the record says, and compares every digest. */
import type {Compiler} from "#kernels/compile";
import {compareRecords} from "#kernels/digest";
import type {KernelHost, Limits} from "#kernels/host";
import type {Json, Notebook, NotebookState, RunRecord, VerifiedCell, VerifyReport} from "#notebooks";
import {findViewedNames} from "./parameters.ts";
import type {FoundData, Session, SessionEffects, SessionOptions} from "./session.ts";

export interface VerifyOptions {
  readonly record: RunRecord;
  readonly notebook: Notebook;
  readonly host: KernelHost;
  readonly compiler: Compiler;
  readonly limits: Limits;
  findData(name: string): Promise<FoundData | null>;
  clock(): number;
  readonly onProgress?: (share: number | null, text: string) => void;
  /** Looks at what the run showed, before it is closed: for files that show displays of their own. */
  readonly onSettled?: (state: NotebookState, record: RunRecord) => void | Promise<void>;
  readonly signal?: AbortSignal;
  /** Milliseconds after which cells that have not settled count as unfinished; 10 minutes when absent. */
  readonly deadlineMs?: number;
}

/** How a session is made: given, since a session verifies itself with it. */
export type CreateSession = (options: SessionOptions, effects: SessionEffects) => Session;

type Comparison = ReturnType<typeof compareRecords>;

const defaultDeadlineMs = 600_000;

/** Runs in a fresh session without stored values. Rejects with the signal's reason when it is aborted. */
export async function verifyBy(createSession: CreateSession, options: VerifyOptions): Promise<VerifyReport> {
  const {record, findData, clock, signal} = options;
  signal?.throwIfAborted();
  const startedAt = clock();
  const missing = await findChangedData(record, findData);
  if (missing) return reportData(options, missing, startedAt);
  const actual = await runAgain(createSession, options);
  const comparison = await nameParameter(compareRecords(record, actual), options, actual);
  const verifiedAt = clock();
  return {...comparison, verifiedAt, durationMs: verifiedAt - startedAt};
}

async function runAgain(createSession: CreateSession, options: VerifyOptions): Promise<RunRecord> {
  const {record, notebook, host, compiler, limits, findData, clock, onProgress, onSettled, signal, deadlineMs = defaultDeadlineMs} = options;
  const session = createSession(
    {
      // What runs is the same in both modes, and a verification waits for nobody.
      notebook: {...notebook, runMode: "automatic"},
      nextCellId: Math.max(0, ...notebook.cells.map(({id}) => id)) + 1,
      revision: 0,
      inputs: record.inputs,
      seed: record.seed,
      now: record.now,
      parameters: await findKnownParameters(options),
      limits,
      idleTimeoutMs: deadlineMs,
    },
    {host, compiler, clock, findData, storeCells: () => Promise.resolve(), loadCells: () => Promise.resolve(new Map())},
  );
  const stop = onProgress && session.listen({
    applied: () => undefined,
    reports: () => onProgress(...describeProgress(session.state)),
  });
  try {
    await session.open();
    await settleOrInterrupt(session, deadlineMs, signal);
    const actual = session.record();
    await onSettled?.(session.state, actual);
    return actual;
  } finally {
    stop?.();
    await session.close();
  }
}

/** A parameter that no cell views any more cannot be set; it shows as a difference. */
async function findKnownParameters({record, notebook, compiler}: VerifyOptions): Promise<{readonly [name: string]: Json}> {
  const given = Object.entries(record.parameters);
  if (given.length === 0) return {};
  const known = findViewedNames(await compiler.compile(notebook.cells));
  return Object.fromEntries(given.filter(([name]) => known.has(name)));
}

/** A parameter that contradicts the input that it sets is what was changed, and not the input. */
async function nameParameter(comparison: Comparison, {record, notebook, compiler}: VerifyOptions, actual: RunRecord): Promise<Comparison> {
  const {firstDifference} = comparison;
  if (firstDifference?.cause !== "input") return comparison;
  const known = findViewedNames(await compiler.compile(notebook.cells));
  for (const [name, value] of Object.entries(record.parameters)) {
    const key = known.get(name);
    if (key === undefined || JSON.stringify(record.inputs[key]) === JSON.stringify(actual.inputs[key])) continue;
    const held = JSON.stringify(record.inputs[key] ?? null);
    const message = `parameter ${name} is ${JSON.stringify(value)} in the record, and the input ${key} that it sets holds ${held}`;
    return {...comparison, firstDifference: {...firstDifference, cause: "parameter", message}};
  }
  return comparison;
}

/** Waits until every cell has settled; those that have not at the deadline are stopped. */
export async function settleOrInterrupt(
  session: {settled(signal?: AbortSignal): Promise<void>; command(command: {type: "interrupt"}): unknown},
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    await session.settled(signal ? AbortSignal.any([signal, deadline]) : deadline);
  } catch (error) {
    signal?.throwIfAborted();
    if (!deadline.aborted) throw error;
    session.command({type: "interrupt"});
    await session.settled(signal);
  }
}

/** How far a run is: the share of cells that have settled, and in words. */
export function describeProgress({notebook, cells}: NotebookState): [share: number | null, text: string] {
  const count = notebook.cells.length;
  const waiting = notebook.cells.filter(({id}) => {
    const status = cells[id]?.result.status;
    return status === "idle" || status === "queued" || status === "running";
  }).length;
  return [count === 0 ? null : (count - waiting) / count, `${count - waiting} of ${count} cells settled`];
}

interface ChangedData {
  readonly name: string;
  readonly message: string;
}

async function findChangedData(record: RunRecord, findData: VerifyOptions["findData"]): Promise<ChangedData | null> {
  for (const {name, digest} of record.data) {
    const found = await findData(name);
    if (!found) return {name, message: `the data set ${JSON.stringify(name)} is not there`};
    if (found.digest !== digest) {
      return {name, message: `the data set ${JSON.stringify(name)} has the digest ${found.digest}, and the record says ${digest}`};
    }
  }
  return null;
}

/** A run with other data would differ in everything below: nothing is run, and the data set is named. */
function reportData({record, notebook, host, clock}: VerifyOptions, {name, message}: ChangedData, startedAt: number): VerifyReport {
  const readers = new Set(record.cells.filter(({reads}) => reads.some((read) => read.name === `data:${name}`)).map(({id}) => id));
  const cells = record.cells.map(({id, status}): VerifiedCell => {
    if (readers.has(id)) return {id, status, same: false, cause: "data", message};
    return {id, status, same: false, cause: "unfinished", message: `not run, since ${message}`};
  });
  const cell = notebook.cells.find(({id}) => readers.has(id))?.id ?? null;
  const verifiedAt = clock();
  return {
    same: false,
    expectedRoot: record.root,
    actualRoot: "",
    kernel: host.version,
    cells,
    firstDifference: {cell, cause: "data", message},
    verifiedAt,
    durationMs: verifiedAt - startedAt,
  };
}

