import {toCell} from "#notebooks";
import {describe, expect, it} from "vitest";
import {compileCell} from "./compile-cell.ts";
import {analyseGraph} from "./graph.ts";

/** Problems by cell: `line:column message [cells]`. The cells are numbered from 1. */
const analyse = (sources: readonly string[], disabled: readonly number[] = []): Record<number, string[]> => {
  const analyses = analyseGraph(sources.map((source, index) => compileCell(toCell({id: index + 1, source}))), new Set(disabled));
  const found = [...analyses].map(([id, {diagnostics}]) => [
    id, diagnostics.map(({line, column, message, cells}) => `${line}:${column} ${message}${cells.length > 0 ? ` [${cells.join(" ")}]` : ""}`),
  ] as const);
  return Object.fromEntries(found.filter(([, problems]) => problems.length > 0));
};

describe("a notebook's graph", () => {
  it("tells what each cell needs from others and gives", () => {
    const analyses = analyseGraph([compileCell(toCell({id: 7, source: "const a = d3.mean([b, Math.PI])"}))], new Set());
    expect(analyses.get(7)).toMatchObject({needs: ["b"], gives: ["a"]});
  });

  it("has no problem when every name is given once", () => {
    expect(analyse(["const a = b", "const b = 1", "a + b + Math.max(1) + now"])).toEqual({});
  });

  it("names every other cell that defines a name, until one is mended", () => {
    expect(analyse(["const x = 1", "let y = 2;\nconst x = 3", "function x() {}"])).toEqual({
      1: ["1:7 x is also defined in cells 2 and 3: only one cell can give a name [2 3]"],
      2: ["2:7 x is also defined in cells 1 and 3: only one cell can give a name [1 3]"],
      3: ["1:10 x is also defined in cells 1 and 2: only one cell can give a name [1 2]"],
    });
    expect(analyse(["const x = 1", "let y = 2;\nconst z = 3", "x"])).toEqual({});
    expect(analyse(["const x = 1", "const x = 2"], [2])).toEqual({});
  });

  it("names every cell of a ring at the name that closes it, until one is mended", () => {
    expect(analyse(["const a = 1 + b", "const b = c", "const c = a", "a"])).toEqual({
      1: ["1:15 No cell of this ring can come first: cell 1 needs b of cell 2, which needs c of cell 3, which needs a of cell 1 [2 3]"],
      2: ["1:11 No cell of this ring can come first: cell 2 needs c of cell 3, which needs a of cell 1, which needs b of cell 2 [3 1]"],
      3: ["1:11 No cell of this ring can come first: cell 3 needs a of cell 1, which needs b of cell 2, which needs c of cell 3 [1 2]"],
    });
    expect(analyse(["const a = 1 + b", "const b = c", "const c = 1", "a"])).toEqual({});
    expect(analyse(["const a = 1 + b", "const b = a"], [2])).toEqual({1: ["1:15 b is given by cell 2, which is disabled [2]"]});
  });

  it("tells two rings apart", () => {
    const problems = analyse(["const a = b", "const b = a", "const c = d", "const d = c"]);
    expect(Object.values(problems).map(([problem]) => problem?.slice(-3))).toEqual(["[2]", "[1]", "[4]", "[3]"]);
  });

  it("finds a cell whose named text reads itself", () => {
    const cell = compileCell(toCell({id: 1, kind: "markdown", source: "a ${m}", output: "m"}));
    expect(analyseGraph([cell], new Set()).get(1)?.diagnostics).toMatchObject([{code: "ring", column: 5, cells: []}]);
  });

  it("follows the tables of SQL cells", () => {
    const cells = [toCell({id: 1, kind: "sql", source: "from b", output: "a"}), toCell({id: 2, kind: "sql", source: "from A, weather", output: "b"})];
    const analyses = analyseGraph(cells.map(compileCell), new Set());
    expect(analyses.get(2)).toMatchObject({needs: ["a"], gives: ["b"], diagnostics: [{code: "ring", cells: [1]}]});
  });

  it("suggests the nearest known name", () => {
    expect(analyse(["const threshold = 1", "treshold + Maht.PI + rsne([1]) + TAU + zzz"])).toEqual({
      2: [
        "1:1 treshold is not defined in any cell: did you mean threshold?",
        "1:12 Maht is not defined in any cell: did you mean Math?",
        "1:22 rsne is not defined in any cell: did you mean rnse?",
        "1:34 TAU is not defined in any cell",
        "1:40 zzz is not defined in any cell",
      ],
    });
  });

  it("says why a name of the browser or of Node is not there, unless a cell gives it", () => {
    const problems = analyse(["fetch('x'); process.env; new Worker('x'); localStorage; require('fs'); eval('1'); new WeakRef({}); globalThis.x"]);
    expect(problems[1]).toHaveLength(8);
    expect(problems[1]?.[0]).toBe('1:1 fetch is not available: cells have no network: upload the data and read it with data("name")');
    expect(analyse(["const window = 7", "window + 1"])).toEqual({});
  });

  it("blocks the readers of a cell that cannot be parsed by that cell, without calling its names unknown", () => {
    expect(Object.keys(analyse(["const a = ;", "a + 1"]))).toEqual(["1"]);
  });

  it("carries what compiling found", () => {
    expect(analyse(["import x from 'lodash'"])[1]?.[0]).toMatch(/^1:15 lodash is not bundled/);
  });

  it("takes a ring of 2,000 cells, and says how it begins", () => {
    const cells = Array.from({length: 2_000}, (_, index) => compileCell(toCell({id: index + 1, source: `const n${index} = n${(index + 1) % 2_000}`})));
    const [problem] = analyseGraph(cells, new Set()).get(1)?.diagnostics ?? [];
    expect(problem?.message).toMatch(/^No cell of this ring can come first: cell 1 needs n1 of cell 2, which/);
    expect(problem?.cells[0]).toBe(2);
  });
});
