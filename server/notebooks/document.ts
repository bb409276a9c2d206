/** A stored document brought up to its last edit: the snapshot, and the edits since through the same `applyOperation` as everywhere. */
import {applyOperation, toNotebookState} from "#notebooks";
import type {Edit, NotebookState} from "#notebooks";
import type {DocumentSnapshot, StoredDocument} from "./notebook-store.ts";

/** Throws when an edit that was accepted once is refused now: the database is damaged. */
export function replay({snapshot, edits}: StoredDocument): DocumentSnapshot {
  let state = toNotebookState({...snapshot, seed: 0, now: 0});
  for (const edit of edits) {
    const outcome = applyOperation(state, atPresentVersion(edit, state));
    if ("refused" in outcome) throw new Error(`a stored edit is refused after revision ${state.revision}: ${outcome.message}`);
    state = outcome.state;
  }
  const {notebook, revision, nextCellId, inputs} = state;
  return {notebook, revision, nextCellId, inputs};
}

/** Versions count from the opening of a session, and edits are stored in the order of acceptance: the version is the one that is there. */
function atPresentVersion(edit: Edit, state: NotebookState): Edit {
  return edit.type === "edit-source" ? {...edit, version: state.cells[edit.id]?.version ?? 0} : edit;
}
