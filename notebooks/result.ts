/** What is known of a cell's latest execution: its status, displays, console and digests. */
import type {CellError, Display} from "./display.ts";
import type {Diagnostic} from "./problem.ts";

/**
 * `idle`: never run; `queued`: waits for its turn or its inputs; `running`; `done`; `failed`: its own error;
 * `blocked`: a cell that it reads failed, is disabled or has a problem; `stale`: what is shown is not what a run would give now.
 */
export type CellStatus = "idle" | "queued" | "running" | "done" | "failed" | "blocked" | "stale" | "disabled";

export interface ConsoleLine {
  readonly level: "log" | "info" | "warn" | "error" | "debug";
  readonly text: string;
}

export interface Progress {
  /** Part done, 0–1, or null when it cannot be told. */
  readonly share: number | null;
  readonly text: string;
}

/** A name that a cell gives, with its value in a few words for the variables panel. */
export interface DefinedName {
  readonly name: string;
  /** The value's type in a word or two, such as `number`, `table`, `Float64Array`. */
  readonly type: string;
  /** The value in at most 80 characters. */
  readonly summary: string;
  readonly digest: string | null;
}

export interface AnalysisCall {
  readonly name: string;
  readonly argumentDigest: string;
  readonly resultDigest: string;
}

export interface CellResult {
  readonly status: CellStatus;
  /** Counts the executions of the cell in this session; a report of an older generation is dropped. */
  readonly generation: number;
  readonly displays: readonly Display[];
  readonly console: readonly ConsoleLine[];
  /** Console lines that were not kept. */
  readonly consoleOmitted: number;
  readonly error: CellError | null;
  /** For `blocked`: the name that is missing and the cell that should have given it (null: no cell gives it). */
  readonly blockedBy: {readonly name: string; readonly cell: number | null} | null;
  readonly progress: Progress | null;
  readonly names: readonly DefinedName[];
  /** Digest of the cell's value; null while there is none. */
  readonly valueDigest: string | null;
  /** `pure`: determined by its source and inputs; `impure`: it changed another cell's value. */
  readonly purity: "pure" | "impure";
  /** Whether the value came from a stored one with the same digest instead of an execution. */
  readonly reused: boolean;
  /** Milliseconds since 1970 of the latest start; null before the first. */
  readonly startedAt: number | null;
  readonly durationMs: number | null;
}

export const emptyResult: CellResult = {
  status: "idle",
  generation: 0,
  displays: [],
  console: [],
  consoleOmitted: 0,
  error: null,
  blockedBy: null,
  progress: null,
  names: [],
  valueDigest: null,
  purity: "pure",
  reused: false,
  startedAt: null,
  durationMs: null,
};

/** What compiling found of a cell: its place in the graph, and its diagnostics. */
export interface CellAnalysis {
  /** Names the cell needs from other cells. */
  readonly needs: readonly string[];
  /** Names the cell gives. */
  readonly gives: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export const emptyAnalysis: CellAnalysis = {needs: [], gives: [], diagnostics: []};
