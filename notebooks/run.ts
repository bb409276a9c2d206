/** A kept run: who started it, from what, what it came to, and everything that it showed. */
import type {Notebook} from "./notebook.ts";
import type {RunRecord} from "./record.ts";
import type {CellResult} from "./result.ts";
import type {InputKey, InputValue, Json} from "./value.ts";

/** `opening`: the notebook was opened, and nobody had touched it when it ran; `api`: a program with a key. */
export type RunStarter = "person" | "opening" | "schedule" | "template" | "api";

/**
 * `started`: waits or runs; `succeeded`: every cell is done or disabled; `failed`: some cell is not, or the run could not begin;
 * `cancelled`: somebody stopped it; `interrupted`: the server ended in the middle of it.
 */
export type RunStatus = "started" | "succeeded" | "failed" | "cancelled" | "interrupted";

/** An entry of `GET /api/notebooks/:id/runs`, newest first. */
export interface RunSummary {
  readonly id: string;
  /** The notebook that it is a run of; null for a document that no notebook holds. */
  readonly notebook: string | null;
  readonly title: string;
  /** The name that a person gave this version; null for none. */
  readonly name: string | null;
  readonly startedBy: RunStarter;
  /** Id of the schedule, template or key that started it; null for a person and for opening. */
  readonly starter: string | null;
  readonly parameters: {readonly [name: string]: Json};
  readonly seed: number;
  /** Milliseconds since 1970 that the run takes for now. */
  readonly now: number;
  readonly status: RunStatus;
  /** Why it did not succeed, in words; null when it did. */
  readonly message: string | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly root: string | null;
  readonly cells: RunCounts;
  /** Sum of the durations of the cells that were executed, in milliseconds. */
  readonly computeMs: number;
}

export interface RunCounts {
  readonly total: number;
  readonly executed: number;
  /** Cells whose value was used again, since neither their source nor anything that they read had changed. */
  readonly reused: number;
  /** Cells that failed, were blocked or did not finish. */
  readonly failed: number;
}

/** Everything of a run, as it is kept: the document, the record, and what every cell showed. */
export interface RunContent {
  readonly format: "recto-kept-run/1";
  readonly notebook: Notebook;
  readonly inputs: {readonly [key: InputKey]: InputValue};
  readonly record: RunRecord;
  readonly results: {readonly [cell: number]: CellResult};
}

/** `GET /api/runs/:id`. A run that never settled has no content. */
export interface RunDetail extends RunSummary {
  readonly content: RunContent | null;
}

/** `POST /api/notebooks/:id/runs`: runs the notebook as it is stored; answers 202 with the run's summary. */
export interface NewNotebookRun {
  /** Values for inputs by the name that views them. */
  readonly parameters?: {readonly [name: string]: Json};
  /** The notebook's own seed when absent. */
  readonly seed?: number;
  /** 600 when absent. */
  readonly timeLimitSeconds?: number;
}

/** `PATCH /api/runs/:id`: names the version; null takes the name away. */
export interface RunChanges {
  readonly name: string | null;
}
