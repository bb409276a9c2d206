/** Which runs lose their values when a notebook's runs hold more than they may. */
import {describe, expect, it} from "vitest";
import {findRunsBeyond} from "./value-budget.ts";

const sizes: {readonly [file: string]: number} = {a: 60, b: 60, c: 30};
const sizeOf = (file: string) => sizes[file] ?? 0;
const run = (id: string, name: string | null = null) => ({id, name});

describe("findRunsBeyond", () => {
  it("names the older runs that do not fit beside the newer ones, and keeps a smaller one that does", () => {
    const files = [{run: "3", file: "a"}, {run: "2", file: "b"}, {run: "1", file: "c"}];
    expect(findRunsBeyond(100, [run("3"), run("2"), run("1")], files, sizeOf)).toEqual(["2"]);
    expect(findRunsBeyond(150, [run("3"), run("2"), run("1")], files, sizeOf)).toEqual([]);
  });

  it("counts a file that several runs share once", () => {
    const files = [{run: "2", file: "a"}, {run: "1", file: "a"}, {run: "1", file: "c"}];
    expect(findRunsBeyond(90, [run("2"), run("1")], files, sizeOf)).toEqual([]);
  });

  it("never names the newest run, nor one with a name", () => {
    const files = [{run: "2", file: "a"}, {run: "1", file: "b"}];
    expect(findRunsBeyond(10, [run("2"), run("1", "Sent to the board")], files, sizeOf)).toEqual([]);
  });
});
