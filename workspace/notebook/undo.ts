/** What undoes an edit of the notebook's shape: the edit that leads back, from the state before it. */
import {findCell, type Edit, type NotebookState} from "#notebooks";

/** One step back: the edit to make, and what it says it undoes. A deleted cell comes back under its own id, so that its inputs find it again. */
export interface UndoStep {
  readonly what: string;
  readonly edit: Edit;
}

/** The step back from an edit; null for edits that carry their own undo (text, inputs) or that change nothing to go back to. `typed` is the cell's text as the person sees it. */
export function stepBack(before: NotebookState, edit: Edit, typed: (id: number) => string): UndoStep | null {
  const {notebook} = before;
  switch (edit.type) {
    case "delete-cell": {
      const cell = findCell(notebook, edit.id);
      if (!cell) return null;
      const source = typed(edit.id);
      const after = previousOf(before, edit.id);
      return {what: "deleting a cell", edit: {type: "insert-cell", cell: {...cell, source}, after}};
    }
    case "insert-cell":
      return {what: "adding a cell", edit: {type: "delete-cell", id: edit.cell.id}};
    case "move-cell": {
      const after = previousOf(before, edit.id);
      return {what: "moving a cell", edit: {type: "move-cell", id: edit.id, after}};
    }
    case "set-cell": {
      const cell = findCell(notebook, edit.id);
      if (!cell) return null;
      const changes = Object.fromEntries(Object.keys(edit.changes).map((name) => [name, cell[name as keyof typeof edit.changes]]));
      return {what: "changing a cell", edit: {type: "set-cell", id: edit.id, changes}};
    }
    case "set-title":
      return {what: "renaming the notebook", edit: {type: "set-title", title: notebook.title}};
    case "set-run-mode":
      return {what: "changing when cells run", edit: {type: "set-run-mode", runMode: notebook.runMode}};
    default:
      return null;
  }
}

function previousOf({notebook}: NotebookState, id: number): number | null {
  const index = notebook.cells.findIndex((cell) => cell.id === id);
  return index > 0 ? notebook.cells[index - 1]!.id : null;
}
