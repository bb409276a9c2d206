/** One run in a session of its own: nobody looks, every cell comes to its end or is stopped at the deadline. */
import {createSession, describeProgress} from "#kernels/session";
import type {FoundData, Session, SessionEffects} from "#kernels/session";
import type {Limits, StoredCell} from "#kernels/host";
import type {InputKey, InputValue, Json, Notebook, RunContent} from "#notebooks";
import {toRunContent} from "./run-content.ts";

export interface Execution {
  readonly document: {readonly notebook: Notebook; readonly inputs: {readonly [key: InputKey]: InputValue}; readonly nextCellId: number};
  readonly parameters: {readonly [name: string]: Json};
  readonly seed: number;
  readonly now: number;
  readonly limits: Limits;
  readonly timeLimitMs: number;
  /** Aborted when the run is to stop. */
  readonly stop: AbortSignal;
  readonly world: Pick<SessionEffects, "host" | "compiler" | "clock">;
  findData(name: string): Promise<FoundData | null>;
  /** Cells of an earlier run, used where nothing that they read has changed. */
  readonly stored: ReadonlyMap<number, StoredCell>;
  progress(share: number | null, text: string): void;
}

export interface Executed {
  readonly content: RunContent;
  readonly cells: ReadonlyMap<number, StoredCell>;
  /** Whether the deadline passed. */
  readonly isLate: boolean;
}

/** How long cells that were told to stop may take to say so. */
const stopMs = 10_000;

/** Rejects when the run could not begin: a parameter that no input has, the deadline or the signal before a cell could run. */
export async function executeRun({document, parameters, seed, now, limits, timeLimitMs, stop, world, findData, stored, progress}: Execution): Promise<Executed> {
  let cells = stored;
  // In either mode every cell runs, and the record is the same: nobody is there to ask for it.
  const notebook: Notebook = {...document.notebook, runMode: "automatic"};
  const session = createSession(
    {...document, notebook, revision: 0, seed, now, parameters, limits, idleTimeoutMs: timeLimitMs + stopMs},
    {...world, findData, storeCells: async (kept) => void (cells = kept), loadCells: async () => stored},
  );
  const stopListening = session.listen({applied: () => undefined, reports: () => progress(...describeProgress(session.state))});
  let content: RunContent;
  let isLate: boolean;
  try {
    isLate = await settle(session, timeLimitMs, stop);
    content = toRunContent({...session.state, notebook: document.notebook}, session.record());
  } finally {
    stopListening();
    await session.close();
  }
  return {content, cells, isLate};
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
