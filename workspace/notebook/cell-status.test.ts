/** A cell's sign says what a person needs to know first. */
import {expect, test} from "vitest";
import {emptyAnalysis, emptyResult, toCell, type CellResult, type Diagnostic} from "#notebooks";
import {signOf} from "./cell-status.ts";

const view = (result: Partial<CellResult>, submitted: string | null = "x", diagnostics: readonly Diagnostic[] = []) => ({
  cell: toCell({id: 1, source: "x"}),
  state: {version: 0, submitted, analysis: {...emptyAnalysis, diagnostics}, result: {...emptyResult, ...result}},
});
const problem: Diagnostic = {severity: "error", source: "graph", code: "duplicate", message: "x is defined twice", from: 0, to: 1, line: 1, column: 1, cells: [2]};

test("text that was not run comes before the result of the old text", () => {
  expect(signOf(view({status: "done"}), "y").word).toBe("edited");
  expect(signOf(view({status: "failed"}, null), "x").word).toBe("not run");
});

test("a running cell is running, whatever is typed meanwhile", () => {
  expect(signOf(view({status: "running"}), "y").word).toBe("running");
});

test("a blocked cell names what it waits for", () => {
  expect(signOf(view({status: "blocked", blockedBy: {name: "sales", cell: 3}}), "x")).toMatchObject({word: "blocked by sales", detail: "The cell that gives sales has no value"});
  expect(signOf(view({status: "blocked", blockedBy: {name: "nope", cell: null}}), "x").detail).toBe("No cell gives nope");
});

test("a problem of the graph stands before the status, a type error does not", () => {
  expect(signOf(view({status: "blocked"}, "x", [problem]), "x")).toMatchObject({word: "problem", detail: "x is defined twice"});
  expect(signOf(view({status: "done"}, "x", [{...problem, source: "type"}]), "x").word).toBe("done");
});

test("an empty cell is empty, not waiting to be run", () => {
  expect(signOf(view({status: "idle"}, null), "  ").word).toBe("empty");
});
