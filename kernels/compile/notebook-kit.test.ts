import {transpile} from "@observablehq/notebook-kit";
import {toCell} from "#notebooks";
import {describe, expect, it} from "vitest";
import {compileCell} from "./compile-cell.ts";
import {globalNames} from "./scope.ts";

const sources: readonly string[] = [
  "1 + 1", "x", "x;", "const a = b, [c, {d = e}] = f;", "function g(x) { return x + y }", "(x) => x + y", "class A extends B { c = d }", "{a: 1}", "{a: 1, b}",
  "await p", "const q = await p", "for await (const x of xs) { display(x) }", "const g = function* () { yield* h }()", "`a ${b}`", "md`a ${b}`",
  "display(x)", "const v = view(Inputs.range([0, 1]))", "let i = 0; while (i < n) i++; i", "if (a) { var b = c } else { let d = e }", "try { a } catch { b }",
  "var z = 1; { let z = y }", "const {a, ...rest} = o", "async function f() { await g }", "x => { y = x; var y }", "typeof u", "a?.b ?? c", "new Map([[k, v]])",
  "label: for (const k in o) continue label", "({get a() { return b }, [c]: d, e})", "tag`x${y}`", "function f(a = b, {c} = d) {}", "", "// comment",
];

/** Names in JavaScript cells that notebook-kit takes for globals and Recto for names of the scope or of other cells. */
const others = new Set(["console"]);

describe("a cell means what it means in Observable's notebook-kit", () => {
  it.each(sources)("%s", (source) => {
    const theirs = transpile({id: 1, value: source, mode: "js", pinned: true, hidden: false, since: undefined} as never);
    const ours = compileCell(toCell({id: 1, kind: "javascript", source}));
    expect(ours.diagnostics).toEqual([]);
    expect([...ours.inputs].sort()).toEqual((theirs.inputs ?? []).filter((name) => !globalNames.has(name) && !others.has(name)).sort());
    expect(ours.outputs).toEqual(theirs.outputs);
    expect(ours.autodisplay).toBe(theirs.autodisplay);
    expect(ours.body.startsWith("async ")).toBe(theirs.body.startsWith("async "));
  });

  it.each(["const a: number = b", "x as number", "interface P {}\nconst p: P = q", "enum E { A }", "{a: 1} as const", "type T = 1"])("%s, in TypeScript", (source) => {
    const theirs = transpile({id: 1, value: source, mode: "ts", pinned: true, hidden: false, since: undefined} as never);
    const ours = compileCell(toCell({id: 1, source}));
    expect(ours.diagnostics).toEqual([]);
    expect([ours.inputs, ours.outputs, ours.autodisplay]).toEqual([theirs.inputs, theirs.outputs, theirs.autodisplay]);
  });
});
