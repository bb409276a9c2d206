/** The notebooks that are open, one session each, for as long as somebody looks at them and a while longer. */
import type {RunRecord, RunSummary} from "#notebooks";
import type {SessionEffects} from "#kernels/session";
import type {Log} from "../log.ts";
import type {LiveSignals} from "../parts.ts";
import {Problem, notFound} from "../http/problem.ts";
import type {ServerOptions} from "../options.ts";
import type {RunStore} from "../runs/run-store.ts";
import type {OwnerId} from "../store/schema.ts";
import type {CellStore} from "./cell-store.ts";
import type {Connection} from "./connection.ts";
import {LiveNotebook} from "./live-notebook.ts";
import type {NotebookStore} from "./notebook-store.ts";

export interface LiveNotebooks extends LiveSignals {
  /** The open notebook; opened when it is not. Null when the owner has no such notebook. */
  open(owner: OwnerId, id: string): Promise<LiveNotebook | null>;
  /** The record of the notebook's settled state; throws the problem `not-settled` when it does not settle in time. */
  record(owner: OwnerId, id: string, timeoutMs: number): Promise<RunRecord>;
  /** Keeps what the notebook shows as a run, or gives the latest kept run when it shows the same; throws like `record`. */
  keepRun(owner: OwnerId, id: string, timeoutMs: number): Promise<RunSummary>;
  /** Closes the notebooks of an account that is no more. */
  accountDeleted(account: OwnerId): Promise<void>;
  connections(): Iterable<Connection>;
  connectionsOf(account: OwnerId): number;
  close(): Promise<void>;
}

interface Parts {
  readonly notebooks: NotebookStore;
  readonly cells: CellStore;
  readonly runs: RunStore;
  readonly world: Pick<SessionEffects, "host" | "compiler" | "clock">;
  findData(owner: OwnerId, name: string, digest: string | null): ReturnType<SessionEffects["findData"]>;
  readonly options: ServerOptions;
  readonly log: Log;
}

export function createLiveNotebooks({notebooks, cells, runs, world, findData, options, log}: Parts): LiveNotebooks {
  const live = new Map<string, LiveNotebook>();
  const closing = new Map<string, Promise<void>>();
  let isClosed = false;

  function closeOne(notebook: LiveNotebook, reason: "shutting-down" | "deleted"): Promise<void> {
    live.delete(notebook.id);
    const closed = notebook
      .close(reason)
      .catch((error: unknown) => log.error({err: error, notebook: notebook.id}, "notebook could not be closed"))
      .finally(() => closing.delete(notebook.id));
    closing.set(notebook.id, closed);
    return closed;
  }

  async function open(owner: OwnerId, id: string): Promise<LiveNotebook | null> {
    if (!notebooks.find(owner, id)) return null;
    await closing.get(id);
    if (isClosed) throw new Problem("shutting-down", "the server is stopping");
    const opened = live.get(id);
    if (opened) return opened;
    if (!notebooks.find(owner, id)) return null;
    const notebook = new LiveNotebook({
      id,
      owner,
      notebooks,
      cells,
      runs,
      world,
      findData: (name, digest) => findData(owner, name, digest),
      options,
      log,
      unused: (unused) => void closeOne(unused, "shutting-down"),
    });
    live.set(id, notebook);
    return notebook;
  }

  async function need(owner: OwnerId, id: string): Promise<LiveNotebook> {
    const notebook = await open(owner, id);
    if (!notebook) throw notFound("notebook");
    return notebook;
  }

  function* connections(): Iterable<Connection> {
    for (const notebook of [...live.values()]) yield* [...notebook.connections];
  }

  return {
    open,
    connections,
    connectionsOf: (account) => [...connections()].filter((connection) => connection.account === account).length,
    async record(owner, id, timeoutMs) {
      const notebook = await need(owner, id);
      try {
        await notebook.session.settled(AbortSignal.timeout(timeoutMs));
        return notebook.session.record();
      } catch (error) {
        throw notSettled(error);
      }
    },
    async keepRun(owner, id, timeoutMs) {
      const notebook = await need(owner, id);
      await notebook.session.settled(AbortSignal.timeout(timeoutMs)).catch((error: unknown) => Promise.reject(notSettled(error)));
      const run = await notebook.keepRun();
      if (!run) throw notSettled(null);
      return run;
    },
    closeSockets(account, sessionId) {
      for (const connection of connections())
        if (connection.account === account && (sessionId === null || connection.sessionId === sessionId)) connection.goodbye("signed-out");
    },
    async deleted(owner, id) {
      const notebook = live.get(id);
      if (notebook?.owner === owner) await closeOne(notebook, "deleted");
      await closing.get(id);
    },
    async accountDeleted(account) {
      await Promise.all([...live.values()].filter(({owner}) => owner === account).map((notebook) => closeOne(notebook, "deleted")));
    },
    dataSetChanged(owner, name) {
      log.debug({owner, name}, "data set changed");
    },
    async close() {
      isClosed = true;
      await Promise.all([...live.values()].map((notebook) => closeOne(notebook, "shutting-down")));
      await Promise.all(closing.values());
    },
  };
}

function notSettled(cause: unknown): Problem {
  return new Problem("not-settled", "a cell is still running, or waits to be run: the record is made when every cell has settled", {cause});
}
