/** What each operation does to the state, which actions follow from it, and which refusals. */
import {describe, expect, it} from "vitest";
import {applyOperation, isRefusal} from "./apply.ts";
import {toCell} from "./cell.ts";
import {toNotebookState} from "./initial-state.ts";
import {limits} from "./limits.ts";
import {toNotebook} from "./notebook.ts";
import type {Action, Operation, RefusalCode} from "./operation.ts";
import type {VerifyReport} from "./record.ts";
import {emptyResult} from "./result.ts";
import type {NotebookState} from "./state.ts";

/** Freezes deeply, so that a change in place would throw. */
function freeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inside of Object.values(value)) freeze(inside);
  }
  return value;
}

const start = freeze(
  toNotebookState({
    notebook: toNotebook({title: "Title", cells: [toCell({id: 1, source: "const a = 1;"}), toCell({id: 2, source: "a + 1"}), toCell({id: 4, kind: "markdown"})]}),
    seed: 7,
    now: 1000,
  }),
);

function apply(state: NotebookState, ...operations: readonly Operation[]): NotebookState {
  return operations.reduce((before, operation) => {
    const outcome = applyOperation(before, freeze(operation));
    if (isRefusal(outcome)) throw new Error(`${operation.type} is refused: ${outcome.message}`);
    return freeze(outcome.state);
  }, state);
}

function actions(state: NotebookState, operation: Operation): readonly Action[] {
  const outcome = applyOperation(state, freeze(operation));
  if (isRefusal(outcome)) throw new Error(outcome.message);
  return outcome.actions;
}

function refused(state: NotebookState, operation: Operation): RefusalCode | null {
  const outcome = applyOperation(state, freeze(operation));
  return isRefusal(outcome) ? outcome.refused : null;
}

const ids = (state: NotebookState) => state.notebook.cells.map(({id}) => id);
const insert = (id: number, after: number | null, source = ""): Operation => ({type: "insert-cell", cell: toCell({id, source}), after});
const edit = (id: number, version: number, ...changes: readonly (number | readonly [number, ...string[]])[]): Operation =>
  ({type: "edit-source", id, version, changes, client: "c"});

describe("a notebook that was just opened", () => {
  it("has nothing run, and gives ids greater than every one it has", () => {
    expect(start.nextCellId).toBe(5);
    expect(start.cells[2]).toEqual({version: 0, submitted: null, analysis: {needs: [], gives: [], diagnostics: []}, result: emptyResult});
    expect(toNotebookState({notebook: start.notebook, nextCellId: 9}).nextCellId).toBe(9);
    const disabled = toNotebookState({notebook: toNotebook({cells: [toCell({id: 1, disabled: true})]})});
    expect(disabled.cells[1]?.result.status).toBe("disabled");
  });
});

describe("an edit", () => {
  it("adds one to the revision and leaves the sequence alone", () => {
    const state = apply(start, {type: "set-title", title: "Other"}, edit(1, 0, 12, [0, "x"]), insert(5, 4));
    expect([state.revision, state.sequence]).toEqual([3, 0]);
  });

  it("shares everything that it does not touch with the state before", () => {
    const state = apply(start, edit(1, 0, 12, [0, "!"]));
    expect(state.notebook.cells[1]).toBe(start.notebook.cells[1]);
    expect(state.cells[2]).toBe(start.cells[2]);
    expect(state.inputs).toBe(start.inputs);
    expect(state.kernel).toBe(start.kernel);
    expect(apply(start, {type: "set-title", title: "x"}).notebook.cells).toBe(start.notebook.cells);
  });

  it("that is refused changes nothing", () => {
    expect(applyOperation(start, edit(9, 0, 1))).toEqual({refused: "cell-not-found", message: "there is no cell 9"});
  });

  it("of the title makes it one line", () => {
    expect(apply(start, {type: "set-title", title: "a\r\nb\0"}).notebook.title).toBe("a b\uFFFD");
    expect(refused(start, {type: "set-title", title: "x".repeat(limits.titleCharacters + 1)})).toBe("too-large");
  });

  it("that makes a manual notebook automatic runs what is stale", () => {
    const manual = apply(start, {type: "set-run-mode", runMode: "manual"});
    expect(manual.notebook.runMode).toBe("manual");
    expect(actions(start, {type: "set-run-mode", runMode: "manual"})).toEqual([]);
    expect(actions(manual, {type: "set-run-mode", runMode: "automatic"})).toEqual([{type: "run", cells: "stale"}]);
  });
});

describe("cells", () => {
  it("are put at the top or behind another, and moved likewise", () => {
    expect(ids(apply(start, insert(5, null)))).toEqual([5, 1, 2, 4]);
    expect(ids(apply(start, insert(5, 2)))).toEqual([1, 2, 5, 4]);
    expect(ids(apply(start, {type: "move-cell", id: 4, after: null}))).toEqual([4, 1, 2]);
    expect(ids(apply(start, {type: "move-cell", id: 1, after: 4}))).toEqual([2, 4, 1]);
    expect(ids(apply(start, {type: "move-cell", id: 2, after: 2}))).toEqual([1, 2, 4]);
    expect(refused(start, insert(5, 3))).toBe("cell-not-found");
    expect(refused(start, {type: "move-cell", id: 1, after: 3})).toBe("cell-not-found");
    expect(refused(start, {type: "move-cell", id: 3, after: null})).toBe("cell-not-found");
  });

  it("are compiled when they are put in, and run when there is something in them", () => {
    expect(actions(start, insert(5, 1))).toEqual([{type: "compile", cells: [5]}]);
    expect(actions(start, insert(5, 1, "1"))).toEqual([{type: "compile", cells: [5]}, {type: "run", cells: [5]}]);
    expect(actions(start, {type: "insert-cell", cell: toCell({id: 5, source: "1", disabled: true}), after: null})).toEqual([{type: "compile", cells: [5]}]);
  });

  it("keep their id after they are deleted, so that it is never given to a new one, and undoing puts it back", () => {
    const deleted = apply(start, {type: "delete-cell", id: 4});
    expect(ids(deleted)).toEqual([1, 2]);
    expect(deleted.cells[4]).toBeUndefined();
    expect(deleted.nextCellId).toBe(5);
    expect(actions(start, {type: "delete-cell", id: 4})).toEqual([{type: "remove", cells: [4]}]);
    expect(refused(deleted, {type: "delete-cell", id: 4})).toBe("cell-not-found");
    expect(ids(apply(deleted, insert(4, 1, "again")))).toEqual([1, 4, 2]);
    expect(refused(start, insert(4, 1))).toBe("cell-id-used");
    expect(apply(start, insert(20, 1)).nextCellId).toBe(21);
  });

  it("must have an id that is a positive integer, a source and a count within the limits", () => {
    for (const id of [0, -1, 1.5, NaN, limits.cellId + 1]) expect(refused(start, insert(id, null))).toBe("invalid");
    expect(refused(start, insert(5, null, "x".repeat(limits.sourceCharacters + 1)))).toBe("too-large");
    const many = toNotebookState({notebook: toNotebook({cells: Array.from({length: limits.cells}, (_, i) => toCell({id: i + 1}))})});
    expect(refused(many, insert(limits.cells + 1, null))).toBe("too-large");
  });

  it("must have a name that is an identifier, and attributes that a file can hold", () => {
    const withOutput = (output: string): Operation => ({type: "set-cell", id: 4, changes: {output}});
    for (const output of ["", "1a", "a b", "class", "await", "a-b", "x;y"]) expect(refused(start, withOutput(output))).toBe("bad-name");
    for (const output of ["a", "_", "$x", "πr2", "名前"]) expect(apply(start, withOutput(output)).notebook.cells[2]?.output).toBe(output);
    const withAttributes = (...attributes: readonly (readonly [string, string])[]): Operation => ({type: "insert-cell", cell: toCell({id: 5, attributes}), after: null});
    expect(refused(start, withAttributes(["a b", ""]))).toBe("bad-name");
    expect(refused(start, withAttributes(["onX", ""]))).toBe("bad-name");
    expect(refused(start, withAttributes(["data-x", "x".repeat(limits.attributeCharacters + 1)]))).toBe("too-large");
    expect(refused(start, withAttributes(["data-x", "\"'<>"]))).toBeNull();
  });

  it("are compiled again when what they are changes, and run again unless text in them waits to be submitted", () => {
    const hide: Operation = {type: "set-cell", id: 1, changes: {hidden: true}};
    const submitted = apply(start, {type: "cell-submitted", id: 1, source: "const a = 1;"});
    expect(actions(start, hide)).toEqual([{type: "compile", cells: [1]}]);
    expect(actions(submitted, hide)).toEqual([{type: "compile", cells: [1]}, {type: "run", cells: [1]}]);
    expect(actions(apply(submitted, edit(1, 0, 12, [0, " "])), hide)).toEqual([{type: "compile", cells: [1]}]);
    expect(actions(submitted, {type: "set-cell", id: 1, changes: {pinned: false}})).toEqual([]);
    const disabled = apply(submitted, {type: "set-cell", id: 1, changes: {disabled: true}});
    expect(actions(submitted, {type: "set-cell", id: 1, changes: {disabled: true}})).toEqual([]);
    expect(actions(disabled, {type: "set-cell", id: 1, changes: {disabled: false}})).toEqual([{type: "run", cells: [1]}]);
    expect(refused(start, {type: "set-cell", id: 9, changes: {}})).toBe("cell-not-found");
  });
});

describe("text", () => {
  it("changes against the present version alone", () => {
    const state = apply(start, edit(1, 0, 10, [2, "2;"]));
    expect(state.notebook.cells[0]?.source).toBe("const a = 2;");
    expect(state.cells[1]?.version).toBe(1);
    expect(refused(state, edit(1, 0, 12))).toBe("stale-version");
    expect(refused(state, edit(1, 2, 12))).toBe("stale-version");
    expect(refused(state, edit(2, 0, 5))).toBeNull();
    expect(actions(start, edit(1, 0, 12))).toEqual([{type: "compile", cells: [1]}]);
  });

  it("that does not fit is refused", () => {
    expect(refused(start, edit(1, 0, 11))).toBe("bad-changes");
    expect(refused(start, edit(1, 0, 12, [0, "x".repeat(limits.sourceCharacters)]))).toBe("too-large");
  });

  it("is normalised without moving a position", () => {
    const state = apply(start, edit(1, 0, [12, "a\0b\ud800c"]));
    expect(state.notebook.cells[0]?.source).toBe("a\uFFFDb\uFFFDc");
  });

  it("typed by two people in two cells at once meets no refusal, and in one cell refuses the second", () => {
    const first = apply(start, edit(1, 0, 12, [0, " // one"]));
    expect(refused(first, edit(2, 0, 5, [0, " // two"]))).toBeNull();
    expect(refused(first, edit(1, 0, 12, [0, " // two"]))).toBe("stale-version");
  });
});

describe("data and inputs", () => {
  it("are named, named again with another digest, and taken away", () => {
    const named = apply(start, {type: "set-data", name: "a", digest: null}, {type: "set-data", name: "b", digest: "0".repeat(64)}, {type: "set-data", name: "a", digest: "1".repeat(64)});
    expect(named.notebook.data).toEqual([{name: "a", digest: "1".repeat(64)}, {name: "b", digest: "0".repeat(64)}]);
    expect(apply(named, {type: "remove-data", name: "a"}).notebook.data).toEqual([{name: "b", digest: "0".repeat(64)}]);
    expect(refused(start, {type: "remove-data", name: "a"})).toBe("invalid");
    expect(refused(start, {type: "set-data", name: "", digest: null})).toBe("bad-name");
    expect(refused(start, {type: "set-data", name: "x".repeat(201), digest: null})).toBe("bad-name");
    expect(refused(start, {type: "set-data", name: "x", digest: "ABC"})).toBe("invalid");
  });

  it("may be set before there is an input of that key", () => {
    const set: Operation = {type: "set-input", key: "9/0", value: {$date: 5}};
    expect(apply(start, set).inputs).toEqual({"9/0": {$date: 5}});
    expect(actions(start, set)).toEqual([{type: "input", key: "9/0", value: {$date: 5}}]);
    for (const key of ["", "9", "9/", "0/0", "9/01", "__proto__", "a/0"]) expect(refused(start, {type: "set-input", key, value: 1})).toBe("bad-name");
  });
});

describe("a command", () => {
  it("changes nothing and names what is to be done", () => {
    for (const command of [{type: "run", cells: "all"}, {type: "run", cells: [1, 2]}, {type: "interrupt"}] as const) {
      expect(applyOperation(start, command)).toEqual({state: start, actions: [command]});
    }
    expect(actions(start, {type: "restart"})).toEqual([{type: "restart", seed: null}]);
    expect(actions(start, {type: "restart", seed: 5})).toEqual([{type: "restart", seed: 5}]);
    expect(refused(start, {type: "run", cells: [1, 3]})).toBe("cell-not-found");
  });
});

describe("a report", () => {
  const result = (generation: number, changes: object): Operation => ({type: "cell-result", id: 2, generation, changes});

  it("adds one to the sequence and leaves the revision alone", () => {
    const state = apply(start, result(1, {status: "running"}), result(1, {status: "done"}), {type: "kernel", kernel: {status: "idle", message: null}});
    expect([state.revision, state.sequence]).toEqual([0, 3]);
    expect(state.cells[2]?.result).toEqual({...emptyResult, generation: 1, status: "done"});
    expect(state.kernel.status).toBe("idle");
  });

  it("of an older generation is dropped: the very same state comes back", () => {
    const state = apply(start, result(3, {status: "running"}));
    expect(apply(state, result(2, {status: "done"}))).toBe(state);
    expect(apply(state, result(3, {generation: 1, status: "done"})).cells[2]?.result.generation).toBe(3);
  });

  it("about a cell that was deleted is dropped", () => {
    const deleted = apply(start, {type: "delete-cell", id: 2});
    expect(apply(deleted, result(1, {status: "done"}))).toBe(deleted);
    expect(apply(deleted, {type: "cell-submitted", id: 2, source: ""})).toBe(deleted);
    expect(apply(deleted, {type: "cell-analysis", id: 2, analysis: {needs: ["a"], gives: [], diagnostics: []}})).toBe(deleted);
  });

  it("of another proof takes the verification back, and a verification of another root is dropped", () => {
    const verified = (expectedRoot: string): Operation => ({type: "verified", report: {same: true, expectedRoot} as VerifyReport});
    const proof = (root: string | null): Operation => ({type: "proof", root, seed: 7, now: 5});
    const state = apply(start, proof("a"), verified("a"));
    expect(state.proof).toMatchObject({root: "a", now: 5, verified: {same: true}});
    expect(apply(state, proof("a")).proof.verified).toBe(state.proof.verified);
    expect(apply(state, proof("b")).proof.verified).toBeNull();
    expect(apply(state, verified("b"))).toBe(state);
  });
});
