import {describe, expect, it} from "vitest";
import {compileCell, type CompiledCell, type Compiler} from "#kernels/compile";
import {toCell, type Cell} from "#notebooks";
import {Compilation} from "./compilation.ts";
import {planRun} from "./run-plan.ts";

/** A compiler that answers when it is told to, with the real compilation. */
function createHeldCompiler() {
  const calls: {readonly cells: readonly Cell[]; readonly answer: () => void; readonly fail: (error: Error) => void}[] = [];
  const compiler: Pick<Compiler, "compile"> = {
    compile: (cells) =>
      new Promise((resolve, reject) => calls.push({cells, answer: () => resolve(cells.map((cell) => compileCell(cell))), fail: reject})),
  };
  return {compiler: compiler as Compiler, calls};
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("compiling", () => {
  it("sends the cells of one turn together, and a text that is known not at all", async () => {
    const {compiler, calls} = createHeldCompiler();
    const compilation = new Compilation(compiler, () => undefined, () => undefined);
    const cells = [toCell({id: 1, source: "const a = 1;"}), toCell({id: 2, source: "a"})];
    const compiled = Promise.all(cells.map((cell) => compilation.compile(cell)));
    await turn();
    expect(calls.map((call) => call.cells)).toEqual([cells]);
    calls[0]?.answer();
    expect((await compiled).map(({id}) => id)).toEqual([1, 2]);
    await compilation.compile(cells[0] as Cell);
    expect(calls).toHaveLength(1);
  });

  it("while a cell compiles, only the latest of the texts that are typed waits", async () => {
    const {compiler, calls} = createHeldCompiler();
    const typed: number[] = [];
    const compilation = new Compilation(compiler, (id) => void typed.push(id), () => undefined);
    for (const source of ["x1", "x2", "x3"]) compilation.type(toCell({id: 1, source}));
    await turn();
    calls[0]?.answer();
    await turn();
    calls[1]?.answer();
    await turn();
    expect(calls.map(({cells}) => cells.map(({source}) => source))).toEqual([["x1"], ["x3"]]);
    expect(typed).toEqual([1]);
    expect(compilation.findTyped(1)?.inputs).toEqual(["x3"]);
  });

  it("a compiler that fails fails who waits, and the next text is tried again", async () => {
    const {compiler, calls} = createHeldCompiler();
    const compilation = new Compilation(compiler, () => undefined, () => undefined);
    const cell = toCell({id: 1, source: "1"});
    const first = compilation.compile(cell);
    await turn();
    calls[0]?.fail(new Error("the process ended"));
    await expect(first).rejects.toThrow("the process ended");
    const second = compilation.compile(cell);
    await turn();
    calls[1]?.answer();
    expect((await second).id).toBe(1);
  });
});

describe("the plan of a run", () => {
  const compile = (...sources: string[]): CompiledCell[] => sources.map((source, index) => compileCell(toCell({id: index + 1, source})));
  const plan = (sources: readonly string[], disabled: number[] = [], unfinished: number[] = []): unknown[] => {
    const {cells} = planRun(compile(...sources), new Set(disabled), new Set(unfinished));
    return [...cells.values()].map((planned) => (planned.type === "blocked" ? `${planned.name} of ${planned.cell}` : planned.type));
  };

  it("defines what has everything that it needs, in whatever order", () => {
    expect(plan(["b + 1", "const b = a;", "const a = 1;"])).toEqual(["define", "define", "define"]);
  });

  it("what reads a cell that is not defined is blocked by its name, however far above the reason lies", () => {
    expect(plan(["const a = ;", "const b = a;", "const c = b;", "c"])).toEqual(["failed", "a of 1", "b of 2", "c of 3"]);
    expect(plan(["const a = 1;", "const b = a;", "b"], [1])).toEqual(["disabled", "a of 1", "b of 2"]);
    expect(plan(["const a = 1;", "const b = a;", "b"], [], [1])).toEqual(["unfinished", "a of 1", "b of 2"]);
  });

  it("every cell of a ring or with a name twice fails, and what reads them is blocked", () => {
    expect(plan(["const a = b;", "const b = a;", "a", "1"])).toEqual(["failed", "failed", "a of 1", "define"]);
    expect(plan(["const a = 1;", "const a = 2;", "a", "1"])).toEqual(["failed", "failed", "a of 1", "define"]);
  });

  it("a disabled cell gives way to an enabled one with the same name", () => {
    expect(plan(["const a = 1;", "const a = 2;", "a"], [1])).toEqual(["disabled", "define", "define"]);
  });
});
