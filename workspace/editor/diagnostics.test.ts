/** Findings are marked where they are, also when the text has become shorter. */
import {expect, test} from "vitest";
import type {Diagnostic} from "#notebooks";
import {toMarks} from "./diagnostics.ts";

const find = (from: number, to: number): Diagnostic =>
  ({severity: "error", source: "syntax", code: "x", message: "m", from, to, line: 1, column: 1, cells: []});
const placesOf = (found: Diagnostic, length: number) => toMarks([found], length).map(({from, to}) => [from, to])[0];

test("a place within the text is marked as it is", () => {
  expect(placesOf(find(2, 5), 10)).toEqual([2, 5]);
});

test("an empty place is made visible", () => {
  expect(placesOf(find(2, 2), 10)).toEqual([2, 3]);
  expect(placesOf(find(10, 10), 10)).toEqual([9, 10]);
});

test("a place beyond the text is moved to its end", () => {
  expect(placesOf(find(20, 30), 10)).toEqual([9, 10]);
  expect(placesOf(find(0, 5), 0)).toEqual([0, 0]);
});
