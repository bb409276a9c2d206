/** Going back leads to the notebook as it was. */
import {expect, test} from "vitest";
import {applyOperation, isRefusal, toCell, toNotebook, toNotebookState, type Edit, type NotebookState} from "#notebooks";
import {stepBack} from "./undo.ts";

const state = toNotebookState({notebook: toNotebook({title: "T", cells: [1, 2, 3].map((id) => toCell({id, source: `${id}`}))})});

function make(before: NotebookState, edit: Edit): NotebookState {
  const outcome = applyOperation(before, edit);
  if (isRefusal(outcome)) throw new Error(outcome.message);
  return outcome.state;
}

const edits: readonly Edit[] = [
  {type: "delete-cell", id: 1},
  {type: "delete-cell", id: 3},
  {type: "insert-cell", cell: toCell({id: 4}), after: 2},
  {type: "move-cell", id: 3, after: null},
  {type: "move-cell", id: 1, after: 3},
  {type: "set-cell", id: 2, changes: {kind: "markdown", pinned: false}},
  {type: "set-cell", id: 2, changes: {output: "name"}},
  {type: "set-title", title: "Other"},
  {type: "set-run-mode", runMode: "manual"},
];

test.each(edits)("$type is undone", (edit) => {
  const step = stepBack(state, edit, (id) => `${id}`)!;
  expect(make(make(state, edit), step.edit).notebook).toEqual(state.notebook);
});

test("a deleted cell comes back with what was typed in it and not yet sent", () => {
  const step = stepBack(state, {type: "delete-cell", id: 2}, () => "2 and more")!;
  expect(make(make(state, {type: "delete-cell", id: 2}), step.edit).notebook.cells[1]).toEqual(toCell({id: 2, source: "2 and more"}));
});

test("text and inputs carry their own undo", () => {
  expect(stepBack(state, {type: "set-input", key: "1/0", value: 1}, () => "")).toBeNull();
});
