import {Script} from "node:vm";
import {toCell} from "#notebooks";
import {describe, expect, it} from "vitest";
import {toSourcePosition} from "./body.ts";
import {compileCell} from "./compile-cell.ts";
import type {CompiledCell} from "./compiled.ts";

const compile = (source: string, kind: "typescript" | "javascript" = "typescript", hidden = false): CompiledCell =>
  compileCell(toCell({id: 1, kind, source, hidden}));

/** Runs the body as a sandbox would, with the values given by name. */
const run = (cell: CompiledCell, values: {readonly [name: string]: unknown} = {}): unknown => {
  const body = new Script(`(${cell.body})`, {filename: "body"}).runInThisContext() as (...inputs: unknown[]) => unknown;
  return body(...cell.inputs.map((name) => values[name]));
};

const problems = (cell: CompiledCell): string[] => cell.diagnostics.map(({line, column, source, message}) => `${line}:${column} ${source}: ${message}`);

describe("a program", () => {
  it("gives its top-level names and needs what it does not declare", () => {
    const cell = compile("const a = b + 1;\nlet {c, d: [e]} = f(a);\nfunction g() { return h }\nclass K extends L {}");
    expect(cell.outputs).toEqual(["a", "c", "e", "g", "K"]);
    expect(cell.inputs).toEqual(["b", "f", "h", "L"]);
    expect(cell.autodisplay).toBe(false);
  });

  it("returns its names when it runs", () => {
    expect(run(compile("const a = b + 1, c = a * 2;"), {b: 1})).toEqual({a: 2, c: 4});
  });

  it("tells where each name is first needed and where it is given", () => {
    const cell = compile("const a = 1;\nconst ü = a + 漢 + 漢;");
    expect(cell.inputs).toEqual(["漢"]);
    expect(cell.inputPlaces).toEqual([{from: 27, to: 28, line: 2, column: 15}].map((place) => ({...place, from: 13 + 14, to: 13 + 15})));
    expect(cell.outputPlaces.map(({line, column}) => [line, column])).toEqual([[1, 7], [2, 7]]);
  });

  it("does not need names of inner scopes, parameters, labels, properties or its own functions", () => {
    const source = "out: for (const i of [1]) { try { throw i } catch ({message: m = i}) { m; break out } }\n({i: 1}).i; ((x, ...y) => x + y)(1); class A { p = 1; static { this.p } m() { return this.p + arguments.length } }";
    expect(compile(source).inputs).toEqual([]);
    expect(problems(compile(source))).toEqual([]);
  });

  it("needs a name that only an inner scope declares elsewhere", () => {
    expect(compile("{ const x = 1 }\nif (y) { function x2() {} }\nx + x2;").inputs).toEqual(["y", "x", "x2"]);
  });

  it("is asynchronous when it awaits at its top level, also by for await, and not for an await inside a function", async () => {
    expect(await run(compile("const a = await p;"), {p: Promise.resolve(3)})).toEqual({a: 3});
    expect(compile("for await (const x of xs) x;").body).toMatch(/^async /);
    expect(compile("const f = async () => { await p };").body).not.toMatch(/^async /);
  });

  it("keeps generators as they are", () => {
    const {g} = run(compile("const g = (function* () { yield 1; yield 2 })();")) as {g: Iterable<number>};
    expect([...g]).toEqual([1, 2]);
  });

  it("runs in strict mode", () => {
    expect(problems(compile("with (a) {}"))[0]).toMatch(/'with' in strict mode/);
    expect(() => run(compile("Object.freeze([1]).push(2);"))).toThrow(TypeError);
  });

  it("may be empty or hold comments alone", () => {
    for (const source of ["", " \n", "// nothing", "/* nothing */\n// at all"]) {
      const cell = compile(source);
      expect(problems(cell)).toEqual([]);
      expect(run(cell)).toBeUndefined();
      expect(cell.autodisplay).toBe(false);
    }
  });

  it("may begin with a hashbang", () => {
    expect(run(compile("#!/usr/bin/env node\nconst a = 1"))).toEqual({a: 1});
  });
});

describe("an expression", () => {
  it("is shown, unless it is hidden or displays by itself", () => {
    expect(compile("1 + x").autodisplay).toBe(true);
    expect(compile("1 + x", "typescript", true).autodisplay).toBe(false);
    expect(compile("display(1)").autodisplay).toBe(false);
    expect(compile("view(i)").autodisplay).toBe(false);
    expect(compile("1 + x;").autodisplay).toBe(false);
  });

  it("may be an object, a function or a class, typed or not, with a comment behind it", () => {
    expect(run(compile("{a: 1, b: x as number} // two"), {x: 2})).toEqual({a: 1, b: 2});
    expect(run(compile("{a: 1}", "javascript"))).toEqual({a: 1});
    expect((run(compile("function (x: number) { return x + 1 }")) as (x: number) => number)(1)).toBe(2);
    expect(run(compile("<number>x"), {x: 5})).toBe(5);
    expect(compile("<number>x").autodisplay).toBe(true);
  });

  it("is a program when it is a named function or class", () => {
    expect(compile("function f() {}").outputs).toEqual(["f"]);
    expect(compile("class A {}").outputs).toEqual(["A"]);
  });
});

describe("types", () => {
  it("are erased without moving anything", () => {
    const source = [
      "interface Point<T> { x: T }",
      "type Name = 'é😀漢';",
      "const a: Point<number> = {x: 1} as Point<number>, b = a!.x satisfies number;",
      "abstract class K<T> extends Map<T, string> implements Iterable<T> {",
      "  private readonly p?: Name = undefined",
      "  private ['q'] = 2",
      "  declare z: number; [key: string]: unknown",
      "  constructor(x?: number); constructor() { super() }",
      "  override get<U>(this: K<T>, u: U): string | undefined { return undefined }",
      "  abstract m(): void",
      "}",
      "function f(x: string): void",
      "function f(x: unknown): asserts x is string {}",
      "const g = async <T,>(x: T, ...r: T[]): Promise<T> => x;",
      "try { f<string>('') } catch (e: unknown) { e }",
      "export type {Q} from 'x'; import type {R} from 'y';",
      "const end: number = here",
    ].join("\n");
    const cell = compile(source);
    expect(problems(cell)).toEqual([]);
    expect(cell.outputs).toEqual(["a", "b", "K", "f", "g", "end"]);
    const lines = cell.body.split("\n");
    expect(lines[17]?.indexOf("here")).toBe(source.split("\n")[16]?.indexOf("here"));
    expect(lines.slice(1, 18).map((line) => line.length)).toEqual(source.split("\n").map((line) => line.length));
    expect(cell.positions.lines[17]).toEqual([16, 0]);
  });

  it("leave no statement running into the next", () => {
    expect(run(compile("const a = b\ntype T = 1\n;[1].length"), {b: 4})).toEqual({a: 4});
    expect(run(compile("let a = b as number\n(c)"), {b: 4, c: 5})).toEqual({a: 4});
    expect(run(compile("const k = new (class { a = 1\n private ['b'] = 2\n private *c() {} });"))).toEqual({k: {a: 1, b: 2}});
    expect(run(compile("class K { static get: string\n static foo() {} }\nconst k = 'get' in K;"))).toMatchObject({k: true});
  });

  it("that must be transformed are: enums, namespaces, parameter properties", () => {
    expect(run(compile("enum E { A, B = a }\nconst x = E.B;"), {a: 7})).toMatchObject({x: 7});
    expect(run(compile("namespace N { export const x = 1 }\nconst y = N.x"))).toMatchObject({y: 1});
    expect(run(compile("class P { constructor(readonly x: number) {} }\nconst p = new P(3).x"))).toMatchObject({p: 3});
    expect(compile("enum E { A }").outputs).toEqual(["E"]);
  });

  it("that have a newline before an arrow do not break it", () => {
    expect(run(compile("const f = (x: number)\n  : number =>\n  x + 1;\nconst y = f(1);"))).toMatchObject({y: 2});
  });

  it("mean a call and not a comparison where TypeScript says so", () => {
    expect(run(compile("f<number>(x)"), {f: (x: number) => x + 1, x: 1})).toBe(2);
    expect(run(compile("f < a > (x)", "javascript"), {f: 1, a: 2, x: 0})).toBe(true);
  });

  it("are refused in a JavaScript cell", () => {
    expect(problems(compile("const x: number = 1", "javascript"))).toEqual(["1:8 syntax: Unexpected “:”"]);
  });
});

describe("a refused cell", () => {
  it("has an empty body and says line and column", () => {
    const cell = compile("const a: number = 1;\nfunction f(x: string) {\n  return x +;\n}\nconst b = 2;");
    expect(cell.body).toBe("");
    expect(cell.diagnostics).toMatchObject([{severity: "error", source: "syntax", line: 3, column: 13, from: 57, to: 58, message: "Expression expected"}]);
  });

  it("still seems to give its names, so that others wait for it", () => {
    expect(compile("const a = ;\nfunction b( {\nlet c").outputs).toEqual(["a", "b", "c"]);
  });

  it("assigns to a name of another cell, of the scope, or of JavaScript", () => {
    expect(problems(compile("let own = 1; own = 2; own++;"))).toEqual([]);
    const found = problems(compile("foo = 1;\n({a: bar[0], b: baz} = {});\nfor (qux of []) {}\nMath++; d3 = 1"));
    expect(found.map((problem) => problem.split(" ").slice(0, 3).join(" "))).toEqual([
      "1:1 syntax: foo", "2:17 syntax: baz", "3:6 syntax: qux", "4:1 syntax: Math", "4:9 syntax: d3",
    ]);
  });

  it("declares a name twice", () => {
    expect(problems(compile("const a = 1;\nconst a = 2;"))).toEqual(["2:7 syntax: Identifier 'a' has already been declared"]);
  });

  it("exports, redefines a name of the scope or of JavaScript", () => {
    expect(problems(compile("export const a = 1;"))[0]).toMatch(/^1:1 syntax: Nothing is exported/);
    expect(problems(compile("const d3 = 1;"))).toEqual(["1:7 syntax: d3 is already in every cell's scope: give this another name"]);
    expect(problems(compile("function Map() {}"))).toEqual(["1:10 syntax: Map is JavaScript's own name: give this another name"]);
  });

  it("has JSX, a decorator, a top-level yield, return, this or import.meta", () => {
    expect(problems(compile("const a = 1;\nconst b = <div>{a}</div>;"))[0]).toBe("2:11 syntax: JSX is not run here: use html`…` for markup");
    expect(problems(compile("<p/>", "javascript"))[0]).toMatch(/JSX/);
    expect(problems(compile("@dec class A {}"))[0]).toMatch(/1:1 syntax: Decorators/);
    expect(problems(compile("yield 1"))[0]).toMatch(/^1:1 syntax: .*yield/);
    expect(problems(compile("return 1"))[0]).toMatch(/^1:1 syntax: .*return/);
    expect(problems(compile("const x = this.y"))[0]).toBe("1:11 syntax: this has no meaning at the top of a cell");
    expect(problems(compile("import.meta.url"))[0]).toBe("1:1 import: A cell has no address: import.meta is not there");
  });

  it("cannot leave its body", () => {
    for (const source of ["}) ; evil(); (() => {", "1)}; evil(); (() => {(1", "x <!-- } ); evil(", "/*"]) {
      const cell = compile(source);
      expect(cell.body).toBe("");
      expect(cell.diagnostics.length).toBeGreaterThan(0);
    }
  });

  it("would mean something else as a script than as a module", () => {
    expect(problems(compile("let y = 1;\n0 <!--y"))).toEqual(["2:3 syntax: <!-- begins a comment in some JavaScript: put a space after <"]);
    expect(problems(compile("'<!--' + `<!--` // <!--"))).toEqual([]);
  });

  it("nests too deeply", () => {
    expect(problems(compile("1+".repeat(100_000) + "1"))[0]).toMatch(/nests too deeply/);
    expect(problems(compile("(".repeat(100_000)))[0]).toMatch(/nests too deeply/);
    expect(problems(compile("[".repeat(50_000) + "]".repeat(50_000), "javascript"))[0]).toMatch(/nests too deeply/);
  });
});

describe("positions", () => {
  /** The place in the source of an error that the body throws. */
  const locateError = (cell: CompiledCell, values: {readonly [name: string]: unknown} = {}): readonly [number, number] | null => {
    try {
      run(cell, values);
    } catch (error) {
      const [, line = "1", column = "1"] = /body:(\d+):(\d+)/.exec((error as Error).stack ?? "") ?? [];
      return toSourcePosition(cell.positions, Number(line) - 1, Number(column) - 1 - (line === "1" ? 1 : 0));
    }
    return null;
  };

  it("of an error are those of the source, after types and in the middle of a line", () => {
    expect(locateError(compile("const a: number = 1;\n  const b: string = fail<number>(a) as string;"), {fail: undefined})).toEqual([1, 20]);
  });

  it("of an error in an expression put in parentheses are those of the source", () => {
    expect(locateError(compile("{a: 1 as number,\n b: x.y}"))).toEqual([1, 6]);
  });

  it("of an error behind an import are those of the source", () => {
    const cell = compile("import {mean} from 'npm:d3-array';\nconst m = mean([1]); x.y;");
    expect(locateError(cell, {d3: {mean: () => 1}})).toEqual([1, 23]);
  });

  it("of an error in a transformed cell are those of the source", () => {
    expect(locateError(compile("enum E { A }\n\nclass P { constructor(private x: number) { x; missing.thing } }\nnew P(E.A);"))).toEqual([2, 54]);
  });

  it("of our own lines are none", () => {
    expect(toSourcePosition(compile("const a = 1").positions, 0, 0)).toBeNull();
    expect(toSourcePosition(compile("const a = 1").positions, 2, 0)).toBeNull();
  });
});

describe("data and views", () => {
  it("are known before the cell runs", () => {
    const cell = compile('const a = data("x"), b = () => data(`y`) + data("x");\nconst tau = view(Inputs.range());\nview(s);\nlet {u} = view(v);');
    expect(cell.dataNames).toEqual(["x", "y"]);
    expect(cell.viewNames).toEqual(["tau", null, null]);
  });

  it("are not those of a function that the cell declares itself", () => {
    const cell = compile("function f(data, view) { return data(1) + view(2) }");
    expect([cell.dataNames, cell.viewNames, problems(cell)]).toEqual([[], [], []]);
  });

  it("must be named literally", () => {
    expect(problems(compile("data(name)"))[0]).toMatch(/^1:6 data: data takes a literal name/);
    expect(problems(compile("const d = data;"))[0]).toMatch(/^1:11 data:/);
    expect(problems(compile("data()"))[0]).toMatch(/^1:1 data:/);
    expect(problems(compile("data(`a${1}`)"))[0]).toMatch(/^1:6 data:/);
  });
});

describe("determinism", () => {
  it("is doubted where the first of several promises wins, which blocks nothing", () => {
    const cell = compile("const first = await Promise.race([a, b]);");
    expect(cell.diagnostics).toMatchObject([{severity: "information", source: "determinism", line: 1, column: 21}]);
    expect(cell.body).not.toBe("");
  });
});

describe("imports", () => {
  it("of what is bundled give names of the scope", async () => {
    const cell = compile("import * as arquero from 'npm:arquero';\nimport {mean, 'max' as m} from 'd3-array';\nimport * as d3 from 'd3';\nconst x = mean([1]) + m([2]);\nconst same = (await import('arquero')) === arquero;");
    expect(problems(cell)).toEqual([]);
    expect(cell.inputs.toSorted()).toEqual(["aq", "d3"]);
    expect(cell.outputs).toEqual(["arquero", "mean", "m", "x", "same"]);
    const d3 = {mean: () => 1, max: () => 2};
    expect(await run(cell, {aq: {}, d3})).toMatchObject({x: 3, same: true});
  });

  it("of a name that a bundled package does not have fail when the cell runs", () => {
    expect(() => run(compile("import {men} from 'd3-array'; men;"), {d3: {}})).toThrow("d3-array has no men");
  });

  it("of a version say that Recto's own is used", () => {
    expect(compile("import {mean} from 'npm:d3-array@3.0.1'; mean;").diagnostics).toMatchObject([{severity: "information", code: "import-version"}]);
  });

  it("of anything else are refused with what there is", () => {
    for (const [source, column] of [
      ["import x from 'lodash'", 15], ["import 'https://example.com/x.js'", 8], ["import('./local.js')", 8], ["import(name)", 8], ["import fs from 'node:fs'", 16],
    ] as const) {
      const [problem] = compile(source).diagnostics;
      expect(problem).toMatchObject({source: "import", severity: "error", line: 1, column});
      expect(problem?.message).toMatch(/aq \(arquero\), d3/);
    }
  });
});
