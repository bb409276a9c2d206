/** Keys lead to actions, and no key means two things. */
import {expect, test} from "vitest";
import {actions} from "./actions.ts";
import {findAction, pressName, showKeys} from "./keys.ts";

const press = (key: string, modifiers: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) =>
  ({key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers});

test("a press has the same name on every system", () => {
  expect(pressName(press("k", {ctrlKey: true}), false)).toBe("Mod-k");
  expect(pressName(press("k", {metaKey: true}), true)).toBe("Mod-k");
  expect(pressName(press("k", {ctrlKey: true}), true)).toBe("Meta-k");
  expect(pressName(press("?", {shiftKey: true}), false)).toBe("?");
  expect(pressName(press("G", {shiftKey: true}), false)).toBe("Shift-g");
  expect(pressName(press("Enter", {shiftKey: true}), false)).toBe("Shift-Enter");
});

test("two presses in a row are one action, and the first alone is none", () => {
  const first = findAction("d", "", "cells");
  expect(first).toEqual({action: null, pending: "d"});
  expect(findAction("d", first.pending, "cells").action?.title).toBe("Delete the cell");
});

test("a second press that does not go with the first counts by itself", () => {
  expect(findAction("a", "d", "cells").action?.title).toBe("Add a cell above");
  expect(findAction("i", "d", "cells")).toEqual({action: null, pending: "i"});
});

test("while writing only the keys for everywhere are heard", () => {
  expect(findAction("a", "", "everywhere").action).toBeNull();
  expect(findAction("Mod-k", "", "everywhere").action?.title).toBe("Every action");
});

test("no key means two things, and no action lacks a title of its own", () => {
  const keys = actions.flatMap((action) => action.keys ?? []);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(actions.map((action) => action.title)).size).toBe(actions.length);
});

test("keys are written as their system writes them", () => {
  expect(showKeys("Mod-Shift-Enter", false)).toBe("Ctrl+Shift+↵");
  expect(showKeys("Mod-k", true)).toBe("⌘K");
  expect(showKeys("d d", false)).toBe("D D");
});
