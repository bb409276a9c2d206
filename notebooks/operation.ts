/** Everything that can happen to a notebook: edits by people, and reports by the kernel. */
import type {Cell, CellKind} from "./cell.ts";
import type {RunMode} from "./notebook.ts";
import type {VerifyReport} from "./record.ts";
import type {CellAnalysis, CellResult} from "./result.ts";
import type {KernelState} from "./state.ts";
import type {InputKey, InputValue} from "./value.ts";

/**
 * Changes of a text, in CodeMirror's JSON encoding of a change set: a number keeps that many UTF-16 units, `[n]` deletes n,
 * `[n, "line", "line" …]` replaces n units by those lines.
 */
export type TextChanges = readonly (number | readonly [number, ...string[]])[];

/** An edit of the document: stored before it is acknowledged, and counted by the revision. */
export type Edit =
  | {readonly type: "set-title"; readonly title: string}
  | {readonly type: "set-run-mode"; readonly runMode: RunMode}
  /** `after`: the cell that it is put behind, null for the top. The id is the client's wish; refused when a cell has it now. */
  | {readonly type: "insert-cell"; readonly cell: Cell; readonly after: number | null}
  | {readonly type: "delete-cell"; readonly id: number}
  | {readonly type: "move-cell"; readonly id: number; readonly after: number | null}
  | {
      readonly type: "edit-source";
      readonly id: number;
      /** The cell's version that the changes were made against; another is refused with `stale-version`, and the client rebases. */
      readonly version: number;
      readonly changes: TextChanges;
      /** Who types: lets a client recognise its own changes. */
      readonly client: string;
    }
  | {
      readonly type: "set-cell";
      readonly id: number;
      readonly changes: {
        readonly kind?: CellKind;
        readonly pinned?: boolean;
        readonly hidden?: boolean;
        readonly disabled?: boolean;
        readonly output?: string | null;
      };
    }
  | {readonly type: "set-data"; readonly name: string; readonly digest: string | null}
  | {readonly type: "remove-data"; readonly name: string}
  | {readonly type: "set-input"; readonly key: InputKey; readonly value: InputValue};

/** A request to act on what is there: changes no document, is not stored. */
export type Command =
  /** Runs the named cells (with the stale cells that they read), or every cell. */
  | {readonly type: "run"; readonly cells: readonly number[] | "all" | "stale"}
  | {readonly type: "interrupt"}
  /** Throws the kernel's process away and runs everything afresh with a new `now`. */
  | {readonly type: "restart"; readonly seed?: number};

/** What the kernel's side tells; the only way in which results change. */
export type Report =
  | {readonly type: "cell-analysis"; readonly id: number; readonly analysis: CellAnalysis}
  /** Merges the fields given into the cell's result; dropped when `generation` is older than the result's. */
  | {readonly type: "cell-result"; readonly id: number; readonly generation: number; readonly changes: Partial<CellResult>}
  | {readonly type: "cell-submitted"; readonly id: number; readonly source: string}
  | {readonly type: "kernel"; readonly kernel: KernelState}
  | {readonly type: "proof"; readonly root: string | null; readonly seed: number; readonly now: number}
  | {readonly type: "verified"; readonly report: VerifyReport};

export type Operation = Edit | Command | Report;

/** What somebody must do after an operation was applied; `apply` itself does nothing but compute. */
export type Action =
  | {readonly type: "compile"; readonly cells: readonly number[]}
  | {readonly type: "run"; readonly cells: readonly number[] | "all" | "stale"}
  | {readonly type: "remove"; readonly cells: readonly number[]}
  | {readonly type: "input"; readonly key: InputKey; readonly value: InputValue}
  | {readonly type: "interrupt"}
  | {readonly type: "restart"; readonly seed: number | null};

/** Why an operation was not applied. */
export type RefusalCode =
  | "cell-not-found" | "cell-id-used" | "stale-version" | "bad-changes" | "bad-name" | "too-large" | "read-only" | "invalid";

export interface Refusal {
  readonly refused: RefusalCode;
  readonly message: string;
}
