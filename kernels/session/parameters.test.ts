import {describe, expect, it} from "vitest";
import type {InputDisplay, InputKind, Json} from "#notebooks";
import {toHeld} from "./parameters.ts";

function hold(kind: InputKind, argument: Json, value: Json, options: {readonly [name: string]: Json} = {}): unknown {
  const display: InputDisplay = {type: "input", key: "1/0", kind, argument, options, value: null};
  const outcome = toHeld(display, value);
  return "held" in outcome ? outcome.held : outcome.refused;
}

describe("a parameter becomes what the browser's input would hold", () => {
  it("a choice is named by its label", () => {
    expect(hold("select", ["MSFT", "GOOG"], "GOOG")).toBe(1);
    expect(hold("select", ["2,014", "2,015"], 2015)).toBe(1);
    expect(hold("radio", ["true", "false"], true)).toBe(0);
    expect(hold("checkbox", ["a", "b", "c"], ["c", "a"])).toEqual([2, 0]);
    expect(hold("checkbox", ["a", "b"], "b")).toEqual([1]);
    expect(hold("select", ["a", "b"], ["a", "b"], {multiple: true})).toEqual([0, 1]);
  });

  it("an unknown choice lists those that there are", () => {
    expect(hold("select", ["MSFT", "GOOG"], "FOO")).toBe("is one of MSFT, GOOG, got FOO");
  });

  it("a number lies within the extent", () => {
    expect(hold("range", [0, 10], 3)).toBe(3);
    expect(hold("range", [0, 10], 11)).toBe("is a number from 0 to 10, got 11");
    expect(hold("number", [null, 10], -5)).toBe(-5);
    expect(hold("number", null, "many")).toBe('is a number, got "many"');
  });

  it("a date is ISO 8601 text", () => {
    expect(hold("date", null, "2026-01-31")).toEqual({$date: Date.UTC(2026, 0, 31)});
    expect(hold("date", null, "soon")).toBe('is a date such as 2026-01-31, got "soon"');
  });

  it("a text is a text, whatever it looks like, and a toggle is true or false", () => {
    expect(hold("text", null, 42)).toBe("42");
    expect(hold("text", null, ["a"])).toBe('is a text, got ["a"]');
    expect(hold("toggle", null, true)).toBe(true);
    expect(hold("toggle", null, "yes")).toBe('is true or false, got "yes"');
  });
});
