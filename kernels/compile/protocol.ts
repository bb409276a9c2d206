/** What the compiler's processes and their parent say to each other. */
import type {Cell, Completions, Diagnostic, Hover} from "#notebooks";
import type {CellSource} from "./compile-cell.ts";
import type {CompiledCell} from "./compiled.ts";

export type Request =
  | {readonly type: "compile"; readonly cells: readonly CellSource[]}
  | (NotebookRequest & {readonly type: "check"})
  | (NotebookRequest & {readonly type: "complete"; readonly cell: number; readonly position: number})
  | (NotebookRequest & {readonly type: "hover"; readonly cell: number; readonly position: number})
  | {readonly type: "forget"; readonly notebook: string};

export interface NotebookRequest {
  readonly notebook: string;
  readonly cells: readonly Cell[];
  /** Keys of checks that were stopped before; their cells are not looked into. */
  readonly skip: readonly string[];
}

export interface Replies {
  readonly compile: readonly CompiledCell[];
  readonly check: readonly (readonly [cell: number, diagnostics: readonly Diagnostic[]])[];
  readonly complete: Completions | null;
  readonly hover: Hover | null;
  readonly forget: null;
}

export type ToProcess = {readonly id: number; readonly request: Request};

export type FromProcess =
  | {readonly id: number; readonly reply: Replies[Request["type"]]}
  | {readonly id: number; readonly error: string}
  /** What the process is about to do, so that the parent knows what it was killed for. */
  | {readonly id: number; readonly at: {readonly cell: number; readonly key: string}};
