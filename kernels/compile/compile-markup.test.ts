import {Script} from "node:vm";
import {toCell} from "#notebooks";
import {describe, expect, it} from "vitest";
import {compileCell} from "./compile-cell.ts";
import type {CompiledCell} from "./compiled.ts";

const compile = (source: string, kind: "markdown" | "html" = "markdown", output: string | null = null): CompiledCell =>
  compileCell(toCell({id: 1, kind, source, output}));

const join = (strings: TemplateStringsArray, ...values: unknown[]): string => String.raw(strings, ...values);

const run = (cell: CompiledCell, values: {readonly [name: string]: unknown} = {}): unknown => {
  const body = new Script(`(${cell.body})`).runInThisContext() as (...inputs: unknown[]) => unknown;
  return body(...cell.inputs.map((name) => (name === "md" || name === "html" ? join : values[name])));
};

describe("a Markdown or HTML cell", () => {
  it("calls its tag with the text and the values", () => {
    expect(run(compile("# ${a} and ${b.map((x) => `<${x}>`).join('')}!"), {a: 1, b: ["p", "q"]})).toBe("# 1 and <p><q>!");
    expect(run(compile("<b>${a}</b>", "html"), {a: 1})).toBe("<b>1</b>");
  });

  it("keeps backticks, backslashes and dollars, and \\${ begins no expression", () => {
    const text = "`code` \\alpha $5 $ {x} \\\\ ``` \u2028 end\\";
    expect(run(compile(text))).toBe(text);
    expect(run(compile("a \\${b} c"))).toBe("a ${b} c");
    expect(compile("a \\${b} c").inputs).toEqual(["md"]);
  });

  it("needs what its expressions name and is shown", () => {
    const cell = compile("${x.y} ${((z) => z + w)(1)}");
    expect(cell.inputs).toEqual(["md", "x", "w"]);
    expect(cell.autodisplay).toBe(true);
    expect(cell.outputs).toEqual([]);
  });

  it("gives its value the name of its output", () => {
    const cell = compile("Hello", "markdown", "intro");
    expect([cell.outputs, cell.output]).toEqual([["intro"], "intro"]);
    expect(compile("x", "markdown", "not a name").diagnostics[0]).toMatchObject({code: "bad-name"});
    expect(compile("x", "markdown", "d3").diagnostics[0]).toMatchObject({code: "name-taken"});
  });

  it("may await", async () => {
    const body = compile("${await p}");
    expect(await run(body, {p: Promise.resolve("late")})).toBe("late");
  });

  it("says where in ${…} something is wrong", () => {
    expect(compile("one\ntwo ${a +} three").diagnostics).toMatchObject([{line: 2, column: 10, message: "Unexpected “}”"}]);
    expect(compile("a ${").diagnostics).toMatchObject([{line: 1, column: 5}]);
    expect(compile("a ${}").diagnostics).toMatchObject([{line: 1, column: 5}]);
    expect(compile("a ${b c}").diagnostics).toMatchObject([{line: 1, column: 7, message: "Expected } after the expression, and found “c”"}]);
    expect(compile("a\n${b = 1}").diagnostics).toMatchObject([{line: 2, column: 3, code: "assignment"}]);
    expect(compile("${data(x)}").diagnostics).toMatchObject([{source: "data"}]);
    expect(compile('${data("x").numRows()}').dataNames).toEqual(["x"]);
  });

  it("maps every line of an expression to its place", () => {
    const cell = compile("text\nmore ${first +\n  second} end");
    const lines = cell.body.split("\n");
    const row = lines.findIndex((line) => line.startsWith("first"));
    expect(cell.positions.lines[row]).toEqual([1, 7]);
    expect(cell.positions.lines[row + 1]).toEqual([2, 0]);
  });

  it("is nothing when it is empty", () => {
    const cell = compile("  \n");
    expect([cell.inputs, cell.autodisplay, run(cell)]).toEqual([[], false, undefined]);
  });
});

describe("a cell of another kind", () => {
  it("is kept and said not to run", () => {
    const cell = compileCell(toCell({id: 1, kind: "other", source: "digraph {}"}));
    expect([cell.body, cell.inputs, cell.outputs]).toEqual(["", [], []]);
    expect(cell.diagnostics).toMatchObject([{severity: "information", code: "not-run"}]);
  });
});
