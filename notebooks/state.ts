/** Everything that a page shows of a notebook: the document, what each cell gave, and the kernel's condition. */
import type {Notebook} from "./notebook.ts";
import type {CellAnalysis, CellResult} from "./result.ts";
import type {VerifyReport} from "./record.ts";
import type {InputKey, InputValue} from "./value.ts";

export interface CellState {
  /** Accepted text changes of the cell; a text change names the version that it was made against. */
  readonly version: number;
  /** The source that the latest execution was asked with; the cell is edited when it differs from the notebook's. */
  readonly submitted: string | null;
  readonly analysis: CellAnalysis;
  readonly result: CellResult;
}

export interface KernelState {
  /** `sleeping`: no process, values kept; `starting`; `idle`; `busy`; `lost`: it died and is being replaced. */
  readonly status: "sleeping" | "starting" | "idle" | "busy" | "lost";
  /** What happened, in words, after a loss; null otherwise. */
  readonly message: string | null;
}

/** The proof of what is shown: the root when every cell has settled, and the latest verification of that root. */
export interface ProofState {
  readonly root: string | null;
  readonly seed: number;
  readonly now: number;
  readonly verified: VerifyReport | null;
}

export interface NotebookState {
  readonly notebook: Notebook;
  /** Counts accepted edits of the document. */
  readonly revision: number;
  /** Counts results; separate from the revision, so that results never refuse an edit. */
  readonly sequence: number;
  readonly cells: {readonly [id: number]: CellState};
  readonly inputs: {readonly [key: InputKey]: InputValue};
  readonly kernel: KernelState;
  readonly proof: ProofState;
  /** The next cell id to give, greater than every id ever used. */
  readonly nextCellId: number;
}
