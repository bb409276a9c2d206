/** The state of a notebook that was just opened: the document as it was stored, and nothing run yet. */
import type {Cell} from "./cell.ts";
import type {Notebook} from "./notebook.ts";
import {emptyAnalysis, emptyResult} from "./result.ts";
import type {CellState, NotebookState} from "./state.ts";
import type {InputKey, InputValue} from "./value.ts";

export interface InitialState {
  readonly notebook: Notebook;
  /** Accepted edits so far; 0 for a new notebook. */
  readonly revision?: number;
  /** Greater than every id ever used; by default one more than the greatest id of the notebook. */
  readonly nextCellId?: number;
  readonly inputs?: {readonly [key: InputKey]: InputValue};
  readonly seed?: number;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

export function toNotebookState({
  notebook,
  revision = 0,
  nextCellId = 1,
  inputs = {},
  seed = 0,
  now = 0,
}: InitialState): NotebookState {
  const greatest = notebook.cells.reduce((id, cell) => Math.max(id, cell.id), 0);
  return {
    notebook,
    revision,
    sequence: 0,
    cells: Object.fromEntries(notebook.cells.map((cell) => [cell.id, toCellState(cell)])),
    inputs,
    kernel: {status: "sleeping", message: null},
    proof: {root: null, seed, now, verified: null},
    nextCellId: Math.max(nextCellId, greatest + 1),
  };
}

/** A cell that was never run: version 0, nothing submitted. */
export function toCellState(cell: Cell): CellState {
  const result = cell.disabled ? {...emptyResult, status: "disabled" as const} : emptyResult;
  return {version: 0, submitted: null, analysis: emptyAnalysis, result};
}
