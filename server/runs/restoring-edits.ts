/** The edits that bring a document to an earlier version: what a person would do by hand, cell by cell, so that everybody on it follows. */
import {applyOperation, isRefusal} from "#notebooks";
import type {Cell, Edit, NotebookState, RunContent} from "#notebooks";

/** Throws when an edit cannot be applied, before any is made. */
export function toRestoringEdits(present: NotebookState, {notebook, inputs}: Pick<RunContent, "notebook" | "inputs">): Edit[] {
  const edits: Edit[] = [];
  let state = present;
  const add = (edit: Edit): void => {
    const outcome = applyOperation(state, edit);
    if (isRefusal(outcome)) throw new Error(`the version cannot be restored: ${outcome.message}`);
    state = outcome.state;
    edits.push(edit);
  };

  const wanted = new Map(notebook.cells.map((cell) => [cell.id, cell]));
  for (const cell of present.notebook.cells) {
    const target = wanted.get(cell.id);
    // Attributes that Recto does not know cannot be edited: the cell is put in anew.
    if (!target || JSON.stringify(cell.attributes) !== JSON.stringify(target.attributes)) add({type: "delete-cell", id: cell.id});
  }
  let after: number | null = null;
  for (const cell of notebook.cells) {
    const {id} = cell;
    const order = state.notebook.cells.map((one) => one.id);
    const index = order.indexOf(id);
    if (index < 0) add({type: "insert-cell", cell, after});
    else if ((order[index - 1] ?? null) !== after) add({type: "move-cell", id, after});
    after = id;
  }
  for (const cell of notebook.cells) for (const edit of toCellEdits(state, cell)) add(edit);

  if (state.notebook.title !== notebook.title) add({type: "set-title", title: notebook.title});
  if (state.notebook.runMode !== notebook.runMode) add({type: "set-run-mode", runMode: notebook.runMode});
  const names = new Set(notebook.data.map(({name}) => name));
  for (const {name} of state.notebook.data) if (!names.has(name)) add({type: "remove-data", name});
  for (const {name, digest} of notebook.data) {
    const present = state.notebook.data.find((reference) => reference.name === name);
    if (!present || present.digest !== digest) add({type: "set-data", name, digest});
  }
  for (const [key, value] of Object.entries(inputs)) {
    if (JSON.stringify(state.inputs[key]) !== JSON.stringify(value)) add({type: "set-input", key, value});
  }
  return edits;
}

function toCellEdits(state: NotebookState, target: Cell): Edit[] {
  const {id, kind, source, pinned, hidden, disabled, output} = target;
  const cell = state.notebook.cells.find((one) => one.id === id);
  if (!cell) return [];
  const edits: Edit[] = [];
  if (cell.source !== source) {
    const changes: [number, ...string[]][] = [[cell.source.length, ...source.split("\n")]];
    edits.push({type: "edit-source", id, version: state.cells[id]?.version ?? 0, changes, client: "restore"});
  }
  const isSame =
    cell.kind === kind && cell.pinned === pinned && cell.hidden === hidden && cell.disabled === disabled && cell.output === output;
  if (!isSame) edits.push({type: "set-cell", id, changes: {kind, pinned, hidden, disabled, output}});
  return edits;
}
