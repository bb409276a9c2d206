/** Typing a few letters finds the action that was meant. */
import {expect, test} from "vitest";
import {actions} from "./actions.ts";
import {rankActions} from "./rank-actions.ts";

const first = (query: string) => rankActions(actions, query)[0]?.title;

test("the beginning of a title comes before what merely holds the word", () => {
  expect(first("run all")).toBe("Run all");
  expect(first("verify")).toBe("Verify");
  expect(first("below markdown")).toBe("Add Markdown below");
});

test("letters in their order are enough, and nonsense finds nothing", () => {
  expect(first("dlte")).toBe("Delete the cell");
  expect(first("intrpt")).toBe("Interrupt");
  expect(rankActions(actions, "zzqx")).toEqual([]);
});

test("nothing typed shows everything, in its order", () => {
  expect(rankActions(actions, "  ")).toEqual(actions);
});
