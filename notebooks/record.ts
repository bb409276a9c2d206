/** The run record (`recto-run/1`): what a run was made of and what came out, as digests that anybody can check again. */
import type {CellKind} from "./cell.ts";
import type {AnalysisCall} from "./result.ts";
import type {InputKey, InputValue, Json} from "./value.ts";

export interface RecordedData {
  readonly name: string;
  readonly digest: string;
  /** Rows of the table, or lines of a text. */
  readonly rows: number;
}

export interface RecordedCell {
  readonly id: number;
  readonly kind: CellKind;
  readonly sourceDigest: string;
  /**
   * What the cell read, sorted by name: cells' values by the name alone, `data:NAME`, `input:KEY` (the value that a view was given),
   * `parameter:NAME`, `now`, `seed`.
   */
  readonly reads: readonly {readonly name: string; readonly digest: string}[];
  readonly valueDigest: string | null;
  /** Digests of the values given to `display`, in the order of the calls. */
  readonly displayDigests: readonly string[];
  readonly status: "done" | "failed" | "blocked" | "disabled" | "unfinished";
  readonly calls: readonly AnalysisCall[];
}

export interface RunRecord {
  readonly format: "recto-run/1";
  /** Digest of the normalised notebook: kinds, sources, names, options. */
  readonly source: string;
  readonly parameters: {readonly [name: string]: Json};
  readonly inputs: {readonly [key: InputKey]: InputValue};
  readonly seed: number;
  /** Milliseconds since 1970 that the run takes for now. */
  readonly now: number;
  readonly data: readonly RecordedData[];
  readonly cells: readonly RecordedCell[];
  readonly root: string;
  /** False when a cell was interrupted or unfinished; then the record proves nothing, and says so. */
  readonly verifiable: boolean;
  /** Who ran it: named here, not in the root. */
  readonly kernel: {readonly version: string; readonly engine: string};
  /** Not digested. */
  readonly measured: {readonly startedAt: number; readonly durationMs: number};
}

/** What verifying found, cell by cell. */
export interface VerifyReport {
  readonly same: boolean;
  readonly expectedRoot: string;
  readonly actualRoot: string;
  readonly kernel: {readonly version: string; readonly engine: string};
  readonly cells: readonly VerifiedCell[];
  /** The first difference in page order, in words; null when everything is the same. */
  readonly firstDifference: {readonly cell: number | null; readonly cause: DifferenceCause; readonly message: string} | null;
  readonly verifiedAt: number;
  readonly durationMs: number;
}

export type DifferenceCause = "source" | "parameter" | "input" | "data" | "value" | "display" | "kernel" | "record" | "unfinished";

export interface VerifiedCell {
  readonly id: number;
  /** What became of it in the record, or in this run where the record has no such cell: a cell that failed and fails again is the same. */
  readonly status: RecordedCell["status"];
  readonly same: boolean;
  readonly cause: DifferenceCause | null;
  readonly message: string | null;
}
