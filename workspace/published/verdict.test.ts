import {describe, expect, it} from "vitest";
import type {VerifiedCell, VerifyReport} from "#notebooks";
import {describeSign, describeVerdict, toSigns} from "./verdict.ts";

const cell = (id: number, given: Partial<VerifiedCell> = {}): VerifiedCell => ({id, status: "done", same: true, cause: null, message: null, ...given});
const report = (...cells: readonly VerifiedCell[]): VerifyReport => ({
  same: true, expectedRoot: "", actualRoot: "", kernel: {version: "1", engine: "v8"}, cells, firstDifference: null, verifiedAt: 0, durationMs: 1,
});

describe("the mark beside a cell that was run again", () => {
  it("is a tick for a result that was confirmed, and for nothing else", () => {
    const cells = [cell(1), cell(2, {status: "failed"}), cell(3, {status: "blocked"}), cell(4, {same: false, message: "cell 4: other"}), cell(5, {status: "failed", same: false})];
    expect(toSigns(report(...cells)).map((sign) => Object.values(describeSign(sign)))).toEqual([
      ["same", "✓", "Run again: the same"],
      ["confirmed", "=", "Run again: it failed in the same way"],
      ["confirmed", "=", "Run again: it could not run either"],
      ["other", "≠", "cell 4: other"],
      ["other", "≠", "Run again: different"],
    ]);
  });
});

describe("the verdict", () => {
  it("tells of the cells that failed where everything is the same", () => {
    const end = (...cells: readonly VerifiedCell[]) => describeVerdict(report(...cells)).rest.split(": ").at(-1);
    expect(end(cell(1))).toBe("run again, and every cell came out the same.");
    expect(end(cell(1), cell(2, {status: "failed"}))).toBe("run again, and every cell came out the same, the cell that failed too.");
    expect(end(cell(1, {status: "failed"}), cell(2, {status: "failed"}))).toBe("run again, and every cell came out the same, the 2 cells that failed too.");
  });
});
