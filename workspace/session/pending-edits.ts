/** Edits that were made here and not yet confirmed: shown at once, sent again after a cut, given a new cell id when the wished one was taken. */
import {applyOperation, findCell, type Edit, type NotebookState} from "#notebooks";

export interface PendingEdit {
  /** This client's number of the edit, given back with the answer. */
  readonly id: number;
  readonly edit: Edit;
}

/** The state as the person sees it: what the server confirmed, with the pending edits on top. An edit that no longer fits is left out. */
export function foldPending(confirmed: NotebookState, pending: readonly PendingEdit[]): NotebookState {
  let state = confirmed;
  for (const {edit} of pending) {
    const outcome = applyOperation(state, edit);
    if (!("refused" in outcome)) state = outcome.state;
  }
  return state;
}

/** The pending edits with every mention of a cell's id replaced: the wished id was taken by somebody else. */
export function renumberCell(pending: readonly PendingEdit[], from: number, to: number): readonly PendingEdit[] {
  const swap = (id: number) => (id === from ? to : id);
  return pending.map(({id, edit}) => {
    switch (edit.type) {
      case "insert-cell":
        return {id, edit: {...edit, cell: {...edit.cell, id: swap(edit.cell.id)}, after: edit.after === null ? null : swap(edit.after)}};
      case "move-cell":
        return {id, edit: {...edit, id: swap(edit.id), after: edit.after === null ? null : swap(edit.after)}};
      case "delete-cell":
      case "edit-source":
      case "set-cell":
        return {id, edit: {...edit, id: swap(edit.id)}};
      default:
        return {id, edit};
    }
  });
}

/** Which pending edits still have to be sent after a cut: an insertion or deletion that the server already has is not made twice. */
export function unappliedEdits(state: NotebookState, pending: readonly PendingEdit[]): readonly PendingEdit[] {
  return pending.filter(({edit}) => {
    if (edit.type === "delete-cell") return findCell(state.notebook, edit.id) !== undefined;
    if (edit.type !== "insert-cell") return true;
    const there = findCell(state.notebook, edit.cell.id);
    return !(there && there.kind === edit.cell.kind && there.source.startsWith(edit.cell.source));
  });
}
