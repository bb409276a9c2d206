/** A version is restored by edits, whatever was done to the document meanwhile. */
import {describe, expect, it} from "vitest";
import {applyOperation, isRefusal, toCell, toNotebook, toNotebookState} from "#notebooks";
import type {Edit, Notebook, NotebookState} from "#notebooks";
import {toRestoringEdits} from "./restoring-edits.ts";

function after(state: NotebookState, edits: readonly Edit[]): NotebookState {
  return edits.reduce((present, edit) => {
    const outcome = applyOperation(present, edit);
    if (isRefusal(outcome)) throw new Error(outcome.message);
    return outcome.state;
  }, state);
}

const earlier: Notebook = toNotebook({
  title: "Earlier",
  cells: [1, 2, 3, 4].map((id) => toCell({id, source: `line ${id}\nand another`, output: id === 4 ? "four" : null})),
  data: [{name: "prices", digest: "a".repeat(64)}],
});
const version = {notebook: earlier, inputs: {"1/0": 5}};
const begin = (notebook: Notebook, inputs = {}): NotebookState => toNotebookState({notebook, inputs});

describe("restoring edits", () => {
  it("are none when nothing changed", () => {
    expect(toRestoringEdits(begin(earlier, {"1/0": 5}), version)).toEqual([]);
  });

  it("change only what differs", () => {
    const present = begin({...earlier, cells: earlier.cells.map((cell) => (cell.id === 2 ? {...cell, source: "other"} : cell))}, {"1/0": 5});
    const edits = toRestoringEdits(present, version);
    expect(edits.map(({type}) => type)).toEqual(["edit-source"]);
    expect(after(present, edits).notebook).toEqual(earlier);
  });

  it.each([
    ["cells deleted", [earlier.cells[1]]],
    ["cells added", [toCell({id: 9, source: "new"}), ...earlier.cells, toCell({id: 8})]],
    ["cells in another order", [...earlier.cells].reverse()],
    ["every cell gone", []],
    ["kinds, names and options changed", earlier.cells.map((cell) => ({...cell, kind: "markdown" as const, pinned: false, hidden: true, disabled: true, output: "other"}))],
    ["attributes that cannot be edited changed", earlier.cells.map((cell) => ({...cell, attributes: [["lang", "de"]] as const}))],
    ["an empty text", earlier.cells.map((cell) => ({...cell, source: ""}))],
  ])("bring the version back after %s", (_what, cells) => {
    const present = begin(toNotebook({title: "Now", runMode: "manual", cells: cells.filter((cell) => cell !== undefined), data: [{name: "other", digest: null}]}));
    const restored = after(present, toRestoringEdits(present, version));
    expect(restored.notebook).toEqual(earlier);
    expect(restored.inputs).toMatchObject({"1/0": 5});
  });
});
