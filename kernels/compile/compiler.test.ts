import {existsSync, readdirSync, readFileSync} from "node:fs";
import {toCell, type Cell} from "#notebooks";
import {afterEach, describe, expect, it} from "vitest";
import type {Compiler} from "./compiled.ts";
import {createCompiler, type CompilerOptions} from "./compiler.ts";

const cell = (id: number, source: string): Cell => toCell({id, source});

/** A type that takes minutes: every step doubles what must be compared. */
const endlessType =
  'type Deep<T, D extends 0[] = []> = D["length"] extends 22 ? T : Deep<[T], [...D, 0]> | Deep<{x: T}, [...D, 0]>;\nconst deep: Deep<1> = 3;';

/** Six megabytes that take longer to parse than the deadline of the test. */
const hugeSource = "f(1);\n".repeat(1_000_000);

/** The processes that this one started, on Linux. */
const listChildren = (): number[] =>
  readdirSync("/proc/self/task").flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number));

describe("a compiler", () => {
  const open: Compiler[] = [];
  const create = (options?: CompilerOptions): Compiler => {
    const compiler = createCompiler(options);
    open.push(compiler);
    return compiler;
  };
  afterEach(async () => void (await Promise.all(open.splice(0).map((compiler) => compiler.close()))));

  it("compiles cells in another process, in their order", async () => {
    const compiler = create();
    const compiled = await compiler.compile([cell(1, "const a: number = 1"), cell(2, "a +"), cell(3, "a + 1")]);
    expect(compiled.map(({id, outputs, diagnostics}) => [id, outputs, diagnostics.length])).toEqual([[1, ["a"], 0], [2, [], 1], [3, [], 0]]);
  });

  it("knows the analyses' types in its process without rights", async () => {
    const compiler = create();
    const found = await compiler.check("analyses", [
      cell(1, "const spent = await fl.privacySpent({samplingRate: 0.1, noiseMultiplier: 1, steps: 9}, 1e-5); display(spent.epsilon)"),
      cell(2, "const mined = await risk.mine(['a 1', 'a 2']); display(mined.templates[0].count)"),
      cell(3, "const wrong: string = await forecast([1, 2, 3], {horizon: 1})"),
      cell(4, "const wrongToo: string = await rnse(new Float64Array(9))"),
    ]);
    expect([1, 2, 3, 4].map((id) => found.get(id)?.map(({message}) => message))).toEqual([
      [], [], ["Type 'Forecast' is not assignable to type 'string'"], ["Type 'RnseResult' is not assignable to type 'string'"],
    ]);
  });

  it("gives a text that it knows the id of the cell that asks", async () => {
    const compiler = create();
    const [first] = await compiler.compile([cell(1, "const a = 1")]);
    const [second] = await compiler.compile([cell(2, "const a = 1")]);
    expect([first?.id, second?.id, second?.body]).toEqual([1, 2, first?.body]);
  });

  it("refuses a cell that takes longer than the deadline, and compiles the others", async () => {
    const compiler = create({deadlineMs: 150});
    const compiled = await compiler.compile([cell(1, "const a = 1"), cell(2, hugeSource), cell(3, "a + 1")]);
    expect(compiled.map(({diagnostics}) => diagnostics.map(({code}) => code))).toEqual([[], ["too-slow"], []]);
    expect(compiled[1]).toMatchObject({id: 2, body: "", kind: "typescript"});
    expect(compiled[2]?.inputs).toEqual(["a"]);
  });

  it("answers requests that wait behind a cell that takes too long", async () => {
    const compiler = create({deadlineMs: 150});
    const slow = compiler.compile([cell(1, hugeSource)]);
    const quick = compiler.compile([cell(2, "const b = 1")]);
    expect((await quick)[0]?.outputs).toEqual(["b"]);
    expect((await slow)[0]?.diagnostics[0]?.code).toBe("too-slow");
  });

  it("leaves alone a cell of 200 KB that is one long sum", async () => {
    const [sum] = await create().compile([cell(1, "1+".repeat(100_000) + "1")]);
    expect(sum?.diagnostics[0]?.code).toBe("too-deep");
  });

  it.skipIf(!existsSync("/proc/self/task"))("starts another process when its own is killed from outside", async () => {
    const before = new Set(listChildren());
    const compiler = create();
    await compiler.compile([cell(1, "const a = 1")]);
    for (const child of listChildren()) if (!before.has(child)) process.kill(child, "SIGKILL");
    const [compiled] = await compiler.compile([cell(2, "const b = 1")]);
    expect([compiled?.outputs, compiled?.diagnostics]).toEqual([["b"], []]);
  });

  it("refuses options that it does not have, and work after it is closed", async () => {
    expect(() => createCompiler({deadlineMS: 5} as CompilerOptions)).toThrow("createCompiler has no option deadlineMS");
    expect(() => createCompiler({deadlineMs: 0})).toThrow("deadlineMs must be a positive number of milliseconds, got 0");
    const compiler = createCompiler();
    await compiler.close();
    await expect(compiler.compile([cell(1, "a")])).rejects.toThrow("compile was called after close");
  });

  it("checks types, completes and hovers across the cells of a notebook", async () => {
    const compiler = create();
    const cells = [cell(1, "const tau = view(Inputs.range([0, 1]));"), cell(2, "const s: string = tau;\ntau.toFi")];
    const found = await compiler.check("notebook", cells);
    expect(found.get(1)).toEqual([]);
    expect(found.get(2)).toMatchObject([{source: "type", line: 1, column: 7}, {source: "type", line: 2, column: 5}]);
    const completions = await compiler.complete("notebook", cells, 2, cells[1]?.source.length ?? 0);
    expect(completions).toMatchObject({from: 27, options: [{label: "toFixed", type: "method"}]});
    expect(await compiler.hover("notebook", cells, 2, 18)).toMatchObject({from: 18, to: 21, signature: "const tau: number"});
  });

  it("keeps the cells of two notebooks apart", async () => {
    const compiler = create();
    const first = await compiler.check("one", [cell(1, "const a = 1"), cell(2, "const b: string = a")]);
    const second = await compiler.check("two", [cell(1, "const a = 'x'"), cell(2, "const b: string = a")]);
    const again = await compiler.check("one", [cell(1, "const a = 1"), cell(2, "const b: string = a ")]);
    expect([first.get(2)?.length, second.get(2)?.length, again.get(2)?.length]).toEqual([1, 0, 1]);
  });

  it("sets a cell aside whose type takes too long, checks the others, and checks it again when it is mended", async () => {
    const compiler = create({checkDeadlineMs: 1_500});
    const cells = [cell(1, "const a: string = 1"), cell(2, endlessType), cell(3, "const b: number = 'x'; deep;")];
    const found = await compiler.check("notebook", cells);
    expect([...found].map(([id, diagnostics]) => [id, diagnostics.map(({code}) => code)])).toEqual([[1, ["ts2322"]], [2, ["too-slow"]], [3, ["ts2322"]]]);
    const mended = await compiler.check("notebook", cells.with(1, cell(2, endlessType.replace("22", "2"))));
    expect(mended.get(2)?.map(({code}) => code)).toEqual(["ts2322"]);
  });

  it("compiles while a type check takes too long", async () => {
    const compiler = create({checkDeadlineMs: 5_000});
    const [first] = await compiler.compile([cell(1, "const a = 1")]);
    expect(first?.outputs).toEqual(["a"]);
    let isChecking = true;
    const check = compiler.check("notebook", [cell(2, endlessType)]).finally(() => (isChecking = false));
    const [compiled] = await compiler.compile([cell(3, "const c = a")]);
    expect([compiled?.outputs, isChecking]).toEqual([["c"], true]);
    await check;
  });
});
