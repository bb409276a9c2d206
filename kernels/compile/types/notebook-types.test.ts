import {toCell, type Cell, type CellKind} from "#notebooks";
import {afterAll, describe, expect, it} from "vitest";
import {complete} from "./completions.ts";
import {hover} from "./hover.ts";
import {NotebookTypes} from "./notebook-types.ts";

type Source = string | readonly [kind: CellKind, source: string, output?: string];

const toCells = (sources: readonly Source[]): Cell[] =>
  sources.map((given, index) => {
    const [kind, source, output = null] = typeof given === "string" ? (["typescript", given] as const) : given;
    return toCell({id: index + 1, kind, source, output});
  });

describe("types across the cells", () => {
  const types = new NotebookTypes();
  afterAll(() => types.dispose());
  const announced: number[] = [];
  const update = (sources: readonly Source[]): void => types.update(toCells(sources), new Set(), (id) => announced.push(id));

  /** Problems as `cell line:column message`. */
  const check = (...sources: Source[]): string[] => {
    update(sources);
    return types.check(new Set(), (id) => announced.push(id)).flatMap(([id, found]) => found.map(({line, column, message}) => `${id} ${line}:${column} ${message}`));
  };

  /** Labels offered where the bar stands in the last cell. */
  const offer = (...sources: string[]): readonly string[] => {
    const source = sources.at(-1) ?? "";
    update(sources.with(-1, source.replace("|", "")));
    return complete(types, sources.length, source.indexOf("|"))?.options.map(({label}) => label) ?? [];
  };

  const describeAt = (...sources: string[]): string => {
    const source = sources.at(-1) ?? "";
    update(sources.with(-1, source.replace("|", "")));
    const found = hover(types, sources.length, source.indexOf("|"));
    return found ? `${found.signature}\n${found.documentation}` : "";
  };

  it("see the values, functions, classes, types and enums of other cells", () => {
    const given = "const a = 1; let {b} = {b: ''};\nfunction f<T>(x: T): T[] { return [x] }\nclass K { k = true }\ninterface P<T> { p: T }\ntype U = 'u';\nenum E { A }";
    expect(check(given, "f(b)[0]?.length; new K().k; const p: P<U> = {p: 'u'}; E.A; const k: K = new K();")).toEqual([]);
    expect(check(given, "const s: string = a;\nconst p: P<U> = {p: 'v'};\nf(1).x; new K().l;")).toEqual([
      "2 1:7 Type 'number' is not assignable to type 'string'",
      "2 2:18 Type '\"v\"' is not assignable to type '\"u\"'",
      "2 3:6 Property 'x' does not exist on type 'number[]'",
      "2 3:17 Property 'l' does not exist on type 'K'",
    ]);
  });

  it("of a promise and a generator are what they settle to and yield, outside the cell", () => {
    const given = "const p = Promise.resolve(1); p.then;\nconst g = (function* () { yield 'x' })(); g.next;\nfunction h() { return p }";
    expect(check(given, "p.toFixed(); g.length; h().then")).toEqual([]);
    expect(check(given, "p.then; g.next")).toHaveLength(2);
  });

  it("of a viewed input are the type of its value", () => {
    expect(check("const n = view(Inputs.range([0, 1])); const s = view(Inputs.select(['a', 'b'])); const m = view(Inputs.checkbox([1, 2]));", "n.toFixed(); s.length; m.map((x) => x + 1)")).toEqual([]);
    expect(check("const f = view(Inputs.form({a: Inputs.toggle(), b: Inputs.date()}));", "const a: string = f.a")).toEqual(["2 1:7 Type 'boolean' is not assignable to type 'string'"]);
    expect(check("view(Inputs.range([0, 1], {lable: 'x'}))")[0]).toMatch(/^1 1:28 .*'lable' does not exist/);
  });

  it("of the scope are known", () => {
    const source = 'const t = data("x").filter((row) => row.y > 1).derive({z: (row) => row.y});\nconst n: number = t.numRows();\nd3.mean([1, 2]); d3.timeDay(now); d3.format(".2f")(1); aq.op.mean("x");\nvl.markBar().data(t).encode(vl.x().fieldQ("y")); vegaLite({mark: "bar"}); md`a ${1}`; html`b`;\nprogress(0.5, "half"); seed + random(); console.log(1); await invalidation; setTimeout(() => {}, 1); structuredClone(t);';
    expect(check(source)).toEqual([]);
  });

  it("of the analyses are those of the libraries, asynchronous", () => {
    expect(check("const result = await rnse(new Float64Array(100), {tau: 0.3});\nresult.anomalies;\nrnse([1], {tao: 1});")[0]).toMatch(/^1 3:12 .*'tao' does not exist/);
    expect(check("const pending = forecast([1, 2, 3], {horizon: 2});\npending.then;\nconst m = await risk.mine(['a']);\nm.templates", "pending.mean")).toEqual([]);
  });

  it("reach into Markdown, HTML and SQL cells, and come out of them", () => {
    expect(check("const a = 1", ["markdown", "one\n${a.foo} ${a}", "text"], ["sql", "select ${a.bar}", "table"], "table.numRows(); text.foo")).toEqual([
      "2 2:5 Property 'foo' does not exist on type '1'",
      "3 1:12 Property 'bar' does not exist on type '1'",
      "4 1:23 Property 'foo' does not exist on type 'Markup'",
    ]);
  });

  it("are checked in JavaScript cells as far as JavaScript goes", () => {
    expect(check(["javascript", "const a = [1];\nfunction f(y) { return y.z }\na.q"], "a[0].toFixed(); f(1)")).toEqual(["1 3:3 Property 'q' does not exist on type 'number[]'"]);
  });

  it("of an object that is the whole cell have their places", () => {
    expect(check("{a: 1,\n b: 'x'.foo}")).toEqual(["1 2:9 Property 'foo' does not exist on type '\"x\"'"]);
  });

  it("say nothing of what compiling and the graph say better", () => {
    expect(check("const a = ;", "nowhere + 1", "import x from 'lodash'; x.y", "const c = 1; const c = 2;", "foo = 3", "export const e = 1")).toEqual([]);
    expect(check("let x: Unknown")).toEqual(["1 1:8 Cannot find name 'Unknown'"]);
  });

  it("of any name that a cell may give are told from our own", () => {
    const given = "const scope = 1, platform = 2, cell1 = 3; type Settled = 'x'; const names = 'a'";
    expect(check(given, "const t: string = scope; cell1.toFixed(); d3.mean([platform]); console.log(names); const s: Settled = 'x';")).toEqual([
      "2 1:7 Type 'number' is not assignable to type 'string'",
    ]);
    expect(offer(given, "sco|")).toContain("scope");
  });

  it("of bundled packages follow an import", () => {
    expect(check("import {mean} from 'npm:d3-array@3';\nconst m: string = mean([1]) ?? 0;")).toEqual(["1 2:7 Type 'number' is not assignable to type 'string'"]);
    expect(check("import {men} from 'd3-array'; men")[0]).toMatch(/^1 1:9 .*no exported member .*men/);
  });

  it("show nothing of the machine's files", () => {
    const source = (path: string): string => `import * as secret from "${path}";\n/// <reference path="${path}" />\nconst x: typeof import("${path}") = 1; secret.`;
    for (const path of [import.meta.filename, "../../../../package.json", "../../process.ts", "#kernels/data", "typescript", "/etc/hostname"]) {
      update([source(path)]);
      const labels = complete(types, 1, source(path).length)?.options.map(({label}) => label) ?? [];
      expect(labels.filter((label) => /name|version|serve|createProgram|makeTable/.test(label))).toEqual([]);
      expect(types.service.getProgram()?.getSourceFiles().map(({fileName}) => fileName)).not.toContain(path);
    }
  });

  it("survive rings and duplicates", () => {
    expect(check("const a = b", "const b = a", "const x = 1", "const x = 'x'", "x.toFixed()")).toEqual([]);
  });

  it("follow an edit, and only what depends on it is checked again", () => {
    const sources = ["const a = 1", "const b: number = a", "const c = 2", "b.toFixed()"];
    check(...sources);
    announced.length = 0;
    expect(check("const a = 'x'", ...sources.slice(1))).toEqual(["2 1:7 Type 'string' is not assignable to type 'number'"]);
    expect(new Set(announced)).toEqual(new Set([1, 2, 4]));
    announced.length = 0;
    check("const a = 'longer'", ...sources.slice(1));
    expect(new Set(announced)).toEqual(new Set([1, 2, 4]));
    announced.length = 0;
    check("let a = 'y'", ...sources.slice(1));
    announced.length = 0;
    check("let a = 'z'", ...sources.slice(1));
    expect(new Set(announced)).toEqual(new Set([1]));
  });

  it("of a cell that is set aside are any, and it says so", () => {
    const cells = toCells(["const a = 1", "const b: string = a"]);
    types.update(cells, new Set(), () => {});
    const skip = new Set([types.toKey(1)]);
    types.update(cells, skip, () => {});
    expect(types.check(skip, () => {}).map(([id, found]) => [id, found.map(({code}) => code)])).toEqual([[1, ["too-slow"]], [2, []]]);
  });

  it("of a cell beyond the limit of length are not looked into", () => {
    expect(check(`const a: string = 1;${" ".repeat(100_000)}`, "a.foo")).toEqual([]);
  });

  it("offer the names of other cells before the others, and not what is unavailable", () => {
    const labels = offer("/** The limit. */\nconst threshold = 1; function throttle() {}", "th|");
    expect(labels.slice(0, 2)).toEqual(["threshold", "throttle"]);
    expect(offer("const a = 1", "|")).toEqual(expect.arrayContaining(["a", "rnse", "Inputs", "Math", "const"]));
    for (const label of ["process", "WebAssembly", "SharedArrayBuffer", "Atomics", "eval", "globalThis", "__sql", "scope", "Settled"]) {
      expect(offer("const a = 1", "|")).not.toContain(label);
    }
  });

  it("offer members with their types and documentation", () => {
    update(["const t = data('x');", "t.filt"]);
    expect(complete(types, 2, 6)).toMatchObject({from: 2, options: [{label: "filter", type: "method", detail: "(criteria: TableExpr): Table"}, {label: "isFiltered"}]});
    expect(complete(types, 2, 6)?.options[0]?.documentation).toMatch(/^Filter a table/);
    expect(offer("rnse([1], {ta|})")).toContain("tau");
    expect(offer(`forecast([1, 2, 3], {horizon: 1, model: "|"})`)).toEqual(expect.arrayContaining(["auto", "ces", "mstl"]));
    expect(offer("Inputs.|")).toEqual(expect.arrayContaining(["range", "select", "form"]));
  });

  it("offer nothing that shows a path", () => {
    update(["r"]);
    for (const source of ["rnse.|", "Inputs.|", "aq.|", "risk.|", "|"]) {
      update([source.replace("|", "")]);
      expect(JSON.stringify(complete(types, 1, source.indexOf("|")))).not.toMatch(/import\(|\/kernels\/|node_modules/);
    }
  });

  it("describe a name with the comment of the cell that gives it", () => {
    expect(describeAt("/** How strict. */\nconst tau = 1;", "|tau")).toBe("const tau: 1\nHow strict.");
    expect(describeAt("/**\n * Doubles.\n * @param x what is doubled\n */\nfunction double(x: number) { return 2 * x }", "|double(1)")).toBe("function double(x: number): number\nDoubles.\n\n- `x` what is doubled");
  });

  it("describe the analyses with their own documentation", () => {
    expect(describeAt("await |rnse(new Float64Array(1))")).toMatch(/^function rnse\(values: RnseValues, .*Promise<RnseResult>\nFinds what is unusual/s);
    expect(describeAt("|risk.mine")).toMatch(/risk/);
    expect(describeAt("risk.|mine(['a'])")).toMatch(/Promise<.*\n.*templates/s);
  });

  it("describe nothing where there is nothing", () => {
    expect(describeAt("1 +| 2")).toBe("");
    expect(hover(types, 99, 0)).toBeNull();
    expect(complete(types, 99, 0)).toBeNull();
  });
});
