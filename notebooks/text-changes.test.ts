/** Text changes against CodeMirror's own change sets, and everything that is not one. */
import {ChangeSet, Text} from "@codemirror/state";
import {describe, expect, it} from "vitest";
import {applyTextChanges, isTextChanges} from "./text-changes.ts";
import type {TextChanges} from "./operation.ts";

describe("text changes", () => {
  it("give what CodeMirror gives, for 3,000 random change sets", () => {
    let state = 12345;
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const pieces = ["a", "é", "😀", "\n", "\n\n", "const x = 1;", ""];
    const toText = () => Array.from({length: random(12)}, () => pieces[random(pieces.length)]!).join("");
    for (let round = 0; round < 3000; round++) {
      const text = toText();
      const specs = Array.from({length: random(4)}, () => {
        const [a, b] = [random(text.length + 1), random(text.length + 1)];
        return {from: Math.min(a, b), to: Math.max(a, b), insert: toText()};
      });
      const set = ChangeSet.of(specs, text.length);
      const json = JSON.parse(JSON.stringify(set)) as TextChanges;
      expect(isTextChanges(json)).toBe(true);
      expect(applyTextChanges(text, json)).toBe(set.apply(Text.of(text.split("\n"))).toString());
    }
  });

  it("that do not fit the text are null", () => {
    const wrong: readonly TextChanges[] = [[], [2], [4], [[4]], [1, [1]], [-1, 4], [3, [0.5]], [3, [0, "a\nb"]], [3, [0, "\r"]], [NaN], [3, [-1, "x"]]];
    for (const changes of wrong) expect(applyTextChanges("abc", changes)).toBeNull();
    expect(applyTextChanges("abc", [1, [1, "x", "y"], 1])).toBe("ax\nyc");
    expect(applyTextChanges("", [])).toBe("");
  });

  it("are known by their form", () => {
    for (const json of [null, "x", {}, [null], [["a"]], [[1, 2]], [1.5], [-1], [[]], [[-1, "x"]]]) expect(isTextChanges(json)).toBe(false);
    for (const json of [[], [3], [[2]], [1, [0, "a", ""]]]) expect(isTextChanges(json)).toBe(true);
  });
});
