/** What is asked of the runner, and what it gives back: a run that was started, and word of it on the way. */
import type {FoundData} from "#kernels/session";
import type {InputKey, InputValue, Json, Notebook, RunDetail, RunStarter, RunSummary} from "#notebooks";
import type {OwnerId} from "../store/schema.ts";

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
  /** False executes every cell, whatever earlier runs came to. */
  readonly reuse?: boolean;
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
