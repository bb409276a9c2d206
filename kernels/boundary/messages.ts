/** What crosses between the parent, the kernel process and the isolate: JSON, with bytes beside it. */
import type {CompiledCell} from "#kernels/compile";
import type {AnalysisCall, CellError, CellResult, InputKey, InputValue, TablePage, TableQuery} from "#notebooks";

/** Position of a byte string among those that travel with a message. */
export type BytesIndex = number;

/** A settled cell as the sandbox takes it back: the result it showed, what it read, and its values as canonical bytes. */
export interface RestoredCell {
  readonly result: CellResult;
  readonly reads: readonly {readonly name: string; readonly digest: string}[];
  readonly valueDigest: string | null;
  readonly displayDigests: readonly string[];
  readonly calls: readonly AnalysisCall[];
  readonly values: readonly {readonly name: string; readonly digest: string; readonly bytes: BytesIndex | null}[];
}

export interface SandboxDefinition {
  readonly compiled: CompiledCell;
  readonly generation: number;
  /** Used instead of executing as long as what the cell reads has these digests. */
  readonly restored: RestoredCell | null;
  /** The cell was stopped: it keeps this failure until it is defined again or something it reads changes. */
  readonly stopped: CellError | null;
  /** The parent knows the restored result already: nothing is told until it changes. */
  readonly isSilent: boolean;
}

/** The same shape as the limits of the host's door. */
export interface SandboxLimits {
  readonly cellTimeoutMs: number;
  readonly memoryMb: number;
  readonly displayCharacters: number;
  readonly consoleLines: number;
  readonly displaysPerCell: number;
}

export interface SandboxSettings {
  readonly seed: number;
  readonly now: number;
  readonly inputs: {readonly [key: InputKey]: InputValue};
}

/** One column of a data set as it crosses: the arrays are byte strings beside the message. */
export interface CrossingColumn {
  readonly name: string;
  readonly type: "number" | "bigint" | "boolean" | "date" | "text" | "dictionary";
  readonly valid: BytesIndex | null;
  /** Values, or codes, or offsets of the texts. */
  readonly values: BytesIndex;
  /** The texts' bytes. */
  readonly bytes?: BytesIndex;
  readonly dictionary?: readonly string[];
}

export type CrossingData =
  | {readonly type: "table"; readonly rows: number; readonly columns: readonly CrossingColumn[]}
  | {readonly type: "text"; readonly bytes: BytesIndex; readonly lines: number};

/** What the isolate is told. One message is one entry into the isolate, under the time-out. */
export type ToSandbox =
  | {readonly type: "open"; readonly settings: SandboxSettings; readonly limits: SandboxLimits}
  | {readonly type: "define"; readonly cells: readonly SandboxDefinition[]}
  | {readonly type: "remove"; readonly cells: readonly number[]}
  | {readonly type: "hold"; readonly cells: readonly number[]}
  | {readonly type: "input"; readonly key: InputKey; readonly value: InputValue}
  | {readonly type: "data"; readonly name: string; readonly digest: string; readonly content: CrossingData}
  | {readonly type: "data-refused"; readonly name: string; readonly message: string}
  | {readonly type: "page"; readonly request: number; readonly cell: number; readonly display: number; readonly query: TableQuery}
  /** A library that the sandbox asked for, as a script. */
  | {readonly type: "library"; readonly name: string; readonly script: string}
  /** The turn of the event loop that the sandbox asked for. */
  | {readonly type: "turn"}
  | {readonly type: "timer"; readonly timer: number}
  | {readonly type: "call-progress"; readonly call: number; readonly share: number | null; readonly text: string}
  /**
   * An answer to a call. A stream's first answer has no value, then each value comes with `isStream`, and its end without; `resultDigest`
   * covers everything until then. `isSeeded`: the run's seed was used.
   */
  | {
      readonly type: "call-result";
      readonly call: number;
      readonly argumentDigest: string;
      readonly resultDigest: string;
      readonly bytes: BytesIndex;
      readonly isStream: boolean;
      readonly isSeeded: boolean;
    }
  | {readonly type: "call-failed"; readonly call: number; readonly argumentDigest: string; readonly name: string; readonly message: string};

export interface SandboxReport {
  readonly cell: number;
  readonly generation: number;
  readonly changes: Partial<CellResult>;
  readonly evidence?: {
    readonly reads: readonly {readonly name: string; readonly digest: string}[];
    readonly valueDigest: string | null;
    readonly displayDigests: readonly string[];
    readonly calls: readonly AnalysisCall[];
    readonly values: readonly {readonly name: string; readonly digest: string; readonly bytes: BytesIndex | null}[];
  };
}

/** What the isolate tells the parent; the kernel process passes it on unread. */
export type FromSandbox =
  | {readonly type: "reports"; readonly reports: readonly SandboxReport[]}
  | {readonly type: "data-needed"; readonly name: string}
  | {readonly type: "page"; readonly request: number; readonly page: TablePage | null; readonly message: string | null};

/** What the isolate asks of the kernel process beside it. */
export type SandboxRequest =
  | {readonly type: "turn"}
  | {readonly type: "library"; readonly name: string}
  | {readonly type: "timer"; readonly timer: number; readonly delayMs: number}
  | {readonly type: "clear-timer"; readonly timer: number}
  | {readonly type: "call"; readonly call: number; readonly cell: number; readonly name: string; readonly seed: number}
  | {readonly type: "call-next"; readonly call: number}
  | {readonly type: "call-cancel"; readonly call: number};

/** What the parent tells the kernel process itself. */
export type ToProcess =
  /** Throws the isolate away, if there is one, and builds another. */
  | {readonly type: "build"; readonly memoryMb: number; readonly cellTimeoutMs: number; readonly epoch: number}
  | {readonly type: "ping"}
  | {readonly type: "measure"; readonly request: number};

/** What the kernel process itself tells the parent. */
export type FromProcess =
  | {readonly type: "built"; readonly epoch: number}
  | {readonly type: "pong"; readonly activeCell: number}
  | {readonly type: "measured"; readonly request: number; readonly memoryMb: number; readonly cpuMs: number}
  /** A stretch in the isolate has lasted a while: the cell that computes. */
  | {readonly type: "computing"; readonly cell: number; readonly startedAt: number}
  | {readonly type: "quiet"}
  /** The isolate is gone: `timeout`, `memory`, or another failure; with the cell that computed, 0 for none. */
  | {readonly type: "ended"; readonly epoch: number; readonly cause: "timeout" | "memory" | "stuck" | "failure"; readonly cell: number; readonly message: string};

/** Whom a frame is for, as seen from the parent. */
export const frameTarget = {process: 0, sandbox: 1} as const;
