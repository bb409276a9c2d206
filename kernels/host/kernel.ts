/** A kernel as the session sees it: one process with one sandbox that holds cells and reports what becomes of them. */
import type {CompiledCell} from "#kernels/compile";
import type {DataContent} from "#kernels/data";
import type {AnalysisCall, CellResult, InputKey, InputValue, TablePage, TableQuery} from "#notebooks";

/** What a run is made of, besides cells and data. */
export interface RunSettings {
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly inputs: {readonly [key: InputKey]: InputValue};
}

/** How much a cell and a session may use. */
export interface Limits {
  /** Milliseconds of uninterrupted computation in the isolate before the cell is stopped. */
  readonly cellTimeoutMs: number;
  /** Megabytes of the isolate's heap. */
  readonly memoryMb: number;
  /** Characters of text, HTML or specification in one display, and of the console in one execution. */
  readonly displayCharacters: number;
  readonly consoleLines: number;
  readonly displaysPerCell: number;
}

/** What the sandbox tells of one cell. A later report of the same cell and generation completes an earlier one. */
export interface KernelReport {
  readonly cell: number;
  readonly generation: number;
  readonly changes: Partial<CellResult>;
  /** With a settled status: what the record needs. */
  readonly evidence?: CellEvidence;
}

export interface CellEvidence {
  readonly reads: readonly {readonly name: string; readonly digest: string}[];
  readonly valueDigest: string | null;
  readonly displayDigests: readonly string[];
  readonly calls: readonly AnalysisCall[];
  /** Canonical bytes of each name's value by digest, kept by the parent so that values outlive the process; null: opaque, made by running the cell again. */
  readonly values: readonly {readonly name: string; readonly digest: string; readonly bytes: Uint8Array | null}[];
}

export interface KernelEvents {
  report(report: KernelReport): void;
  /** A data set is needed; the session answers with `provideData`. */
  dataNeeded(name: string): void;
  /** The process ended without being asked; every unfinished cell is lost. */
  lost(reason: string): void;
}

export interface Kernel {
  /** Defines cells, or defines them again; they run as soon as their inputs are there, unless held. Cells of one call are defined together. */
  define(cells: readonly CellDefinition[]): void;
  remove(cells: readonly number[]): void;
  /** Cells that must not run when something above them changes: they are reported stale instead. Replaces the earlier set. */
  hold(cells: readonly number[]): void;
  setInput(key: InputKey, value: InputValue): void;
  provideData(name: string, content: DataContent & {readonly digest: string}): void;
  refuseData(name: string, message: string): void;
  pageTable(cell: number, display: number, query: TableQuery): Promise<TablePage>;
  /** Stops what runs or waits; the values of the other cells are kept. Resolves when the kernel answers again. */
  interrupt(): Promise<void>;
  /** Proportional memory and CPU of the process, for the status line. */
  measure(): Promise<{readonly memoryMb: number; readonly cpuMs: number}>;
  close(): Promise<void>;
}

export interface CellDefinition {
  readonly compiled: CompiledCell;
  readonly generation: number;
  /** Values of the cell from an earlier process that may be used instead of executing, valid as long as what the cell reads has these digests. */
  readonly stored: StoredCell | null;
}

/** A settled cell as it was kept: enough to show it and to give its values without executing it. */
export interface StoredCell {
  readonly result: CellResult;
  readonly evidence: CellEvidence;
  /** Digest of the compiled source that it came from. */
  readonly sourceDigest: string;
}

export interface KernelHost {
  /** A kernel at once from the warm spare, or a new process. */
  open(settings: RunSettings, limits: Limits, events: KernelEvents): Promise<Kernel>;
  /** Version of the kernel and its engine, for the record. */
  readonly version: {readonly version: string; readonly engine: string};
  /** Which of the system's protections are in force, for the line at start. */
  readonly protections: readonly {readonly name: string; readonly active: boolean; readonly detail: string}[];
  close(): Promise<void>;
}
