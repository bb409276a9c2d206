/** One notebook being run: the same for a person, a schedule and the command line. */
import type {
  ClientRequest, Command, Edit, InputKey, InputValue, Json, Notebook, NotebookState, Refusal, Report, RunRecord, ServerReply,
} from "#notebooks";
import type {Compiler} from "#kernels/compile";
import type {DataContent} from "#kernels/data";
import type {KernelHost, Limits, StoredCell} from "#kernels/host";

/** The world as a session needs it; tests pass their own. */
export interface SessionEffects {
  readonly host: KernelHost;
  readonly compiler: Compiler;
  /** Milliseconds since 1970. */
  clock(): number;
  /** The data set of that name for this notebook's owner: its digest first, its content when it is needed. Null: there is none. */
  findData(name: string): Promise<FoundData | null>;
  /** Keeps settled cells, so that a sleeping or restarted session wakes from them. */
  storeCells(cells: ReadonlyMap<number, StoredCell>): Promise<void>;
  loadCells(): Promise<ReadonlyMap<number, StoredCell>>;
}

export interface FoundData {
  readonly digest: string;
  readonly rows: number;
  load(): Promise<DataContent>;
}

export interface SessionOptions {
  readonly notebook: Notebook;
  readonly nextCellId: number;
  readonly revision: number;
  readonly inputs: {readonly [key: InputKey]: InputValue};
  readonly seed: number;
  /** The run's clock: given to reproduce a run, null to take the effects' clock. */
  readonly now: number | null;
  /** Values for inputs by the name that views them; an unknown name is an error. */
  readonly parameters: {readonly [name: string]: Json};
  readonly limits: Limits;
  /** Milliseconds without a listener or work after which the kernel's process is put away. */
  readonly idleTimeoutMs: number;
}

export interface SessionListener {
  /** An accepted edit, after it was stored by `store`. */
  applied(edit: Edit, revision: number, by: string, id: number): void;
  reports(reports: readonly Report[], sequence: number): void;
}

export interface Session {
  readonly state: NotebookState;
  /** Applies an edit: refused, or accepted, stored by the given function (which must be durable when it returns) and then told to every listener. */
  edit(edit: Edit, by: string, id: number, store: (state: NotebookState, edit: Edit) => void): Refusal | null;
  command(command: Command): Refusal | null;
  request(body: ClientRequest, progress: (share: number | null, text: string) => void, signal: AbortSignal): Promise<ServerReply>;
  listen(listener: SessionListener): () => void;
  /** Starts the kernel and, in automatic mode, runs what has no stored value. Resolves when cells are defined. */
  open(): Promise<void>;
  /** Resolves when no cell is queued or running. */
  settled(signal?: AbortSignal): Promise<void>;
  /** The record of what is shown; throws while a cell is unsettled. */
  record(): RunRecord;
  close(): Promise<void>;
}
