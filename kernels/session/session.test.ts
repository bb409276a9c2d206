import {afterAll, afterEach, beforeAll, describe, expect, it} from "vitest";
import type {RunMode} from "#notebooks";
import {openEngine, openSession, type Engine, type TestSession} from "./fixture.ts";

let engine: Engine;
const open: TestSession[] = [];

beforeAll(async () => {
  engine = await openEngine();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(({session}) => session.close()));
});
afterAll(() => engine.close());

async function start(...given: Parameters<typeof openSession> extends [unknown, ...infer Rest] ? Rest : never): Promise<TestSession> {
  const started = await openSession(engine, ...given);
  open.push(started);
  return started;
}

const chain = ["const a = 1;", "const b = a + 1;", "a + b"];

describe("running", () => {
  it("opening an automatic notebook runs every cell, and the proof has a root", async () => {
    const test = await start(chain);
    await test.settled();
    expect(test.statuses()).toBe("done done done");
    expect(test.shown(3)).toBe("3");
    await test.until(({proof}) => proof.root !== null, "there is a root");
    expect(test.session.record().root).toBe(test.state.proof.root);
  });

  it("text that is typed is compiled and does not run until it is asked for", async () => {
    const test = await start(chain);
    await test.settled();
    test.type(1, "const a = 10; const more = 1;");
    await test.until(({cells}) => cells[1]?.analysis.gives.includes("more") === true, "the text is analysed");
    expect(test.shown(3)).toBe("3");
    expect(test.cell(1).submitted).toBe("const a = 1;");
    await test.until(({proof}) => proof.root === null, "the proof is withdrawn");
    test.session.command({type: "run", cells: [1]});
    await test.settled();
    expect(test.shown(3)).toBe("21");
    expect(test.cell(1).submitted).toBe("const a = 10; const more = 1;");
  });

  it("a cell runs what depends on it, whatever their order on the page", async () => {
    const test = await start(["b * 2", "const b = a + 1;", "const a = 1;"]);
    await test.settled();
    expect(test.shown(1)).toBe("4");
    await test.run(3, "const a = 5;");
    expect(test.shown(1)).toBe("12");
  });

  it("a value with an unchanged digest stops the cascade", async () => {
    const test = await start(["const a = 3;", "const isOdd = a % 2 === 1;", "isOdd ? 'odd' : 'even'"]);
    await test.settled();
    const before = [test.runs(2), test.runs(3)];
    await test.run(1, "const a = 5;");
    expect([test.runs(2), test.runs(3)]).toEqual([(before[0] ?? 0) + 1, before[1]]);
    expect(test.statuses()).toBe("done done done");
  });

  it("what is typed and run while the notebook opens stands when it is open", async () => {
    const test = await start([""], {isOpened: false});
    const opening = test.session.open();
    test.type(1, "const a = 1;");
    test.session.command({type: "run", cells: [1]});
    await opening;
    await test.settled();
    expect([test.cell(1).submitted, test.cell(1).analysis.gives, test.cell(1).result.status]).toEqual(["const a = 1;", ["a"], "done"]);
  });

  it("a cell that is edited while it runs gives what the later text says", async () => {
    const test = await start(["const a = 1;", "a"]);
    await test.settled();
    test.type(1, "const a = await new Promise(() => {});");
    test.session.command({type: "run", cells: [1]});
    await test.until(({cells}) => cells[1]?.result.status === "running", "the first text runs");
    await test.run(1, "const a = 2;");
    expect(test.shown(2)).toBe("2");
  });

  it("a cell that is deleted while it runs is gone, and what reads it is blocked by its name", async () => {
    const test = await start(["const a = await new Promise(() => {});", "a + 1", "'other'"]);
    await test.until(({cells}) => cells[1]?.result.status === "running", "it runs");
    test.edit({type: "delete-cell", id: 1});
    await test.settled();
    expect(test.statuses()).toBe("blocked done");
    expect(test.cell(2).result.blockedBy).toEqual({name: "a", cell: null});
  });

  it("a deleted cell that is put back under its own id heals what reads it", async () => {
    const test = await start(chain);
    await test.settled();
    const cell = test.state.notebook.cells[0];
    if (!cell) throw new Error("there is a first cell");
    test.edit({type: "delete-cell", id: 1});
    await test.settled();
    expect(test.statuses()).toBe("blocked blocked");
    test.edit({type: "insert-cell", cell, after: null});
    await test.settled();
    expect(test.statuses()).toBe("done done done");
    expect(test.shown(3)).toBe("3");
  });

  it("a generator yields successive values, and is recorded by its last when it ends", async () => {
    const test = await start(["const i = (function* () { yield 1; yield 2; yield 3; })();", "i * 10"]);
    await test.settled();
    expect(test.shown(2)).toBe("30");
    await test.until(({proof}) => proof.root !== null, "there is a root");
  });

  it("a failing cell fails, and what reads it is blocked by its name and cell", async () => {
    const test = await start(["const a = null.x;", "a + 1", "'other'"]);
    await test.settled();
    expect(test.statuses()).toBe("failed blocked done");
    expect(test.cell(2).result.blockedBy).toEqual({name: "a", cell: 1});
  });

  it("an interrupt stops a cell, keeps the others' values, and leaves no proof", async () => {
    const test = await start(["const kept = 4;", "await new Promise(() => {})", "kept + 1"]);
    await test.until(({cells}) => cells[2]?.result.status === "running" && cells[3]?.result.status === "done", "the others are done");
    test.session.command({type: "interrupt"});
    await test.settled();
    expect(test.statuses()).toBe("done failed done");
    expect(test.state.proof.root).toBeNull();
    expect(test.session.record()).toMatchObject({verifiable: false, cells: [{status: "done"}, {status: "unfinished"}, {status: "done"}]});
    await test.run(2, "kept * 2");
    expect(test.shown(2)).toBe("8");
    await test.until(({proof}) => proof.root !== null, "there is a root again");
  });

  it("a restart runs everything afresh with a new now and, when given, a new seed", async () => {
    const test = await start(["now.getTime()", "random()"]);
    await test.settled();
    const before = [test.shown(1), test.shown(2)];
    test.world.now += 60_000;
    test.session.command({type: "restart", seed: 99});
    await test.settled();
    expect(test.statuses()).toBe("done done");
    expect(test.shown(1)).not.toBe(before[0]);
    expect(test.shown(2)).not.toBe(before[1]);
    expect(test.state.proof).toMatchObject({seed: 99, now: test.world.now});
  });
});

describe("the graph's problems", () => {
  it("two cells that give a name fail and name each other; they heal when one is mended", async () => {
    const test = await start(["const a = 1;", "const a = 2;", "a", "'other'"]);
    await test.settled();
    expect(test.statuses()).toBe("failed failed blocked done");
    expect(test.cell(1).analysis.diagnostics[0]).toMatchObject({code: "duplicate-name", cells: [2]});
    await test.run(2, "const c = 2;");
    expect(test.statuses()).toBe("done done done done");
    expect(test.shown(3)).toBe("1");
  });

  it("cells that need each other in a ring fail, and heal when the ring is opened", async () => {
    const test = await start(["const a = b + 1;", "const b = a + 1;", "a"]);
    await test.settled();
    expect(test.statuses()).toBe("failed failed blocked");
    expect(test.cell(1).analysis.diagnostics[0]).toMatchObject({code: "ring", cells: [2]});
    await test.run(2, "const b = 1;");
    expect(test.statuses()).toBe("done done done");
    expect(test.shown(3)).toBe("2");
  });

  it("a name that no cell gives blocks the cell, and a cell that gives it heals it", async () => {
    const test = await start(["missing + 1"]);
    await test.settled();
    expect(test.cell(1).result).toMatchObject({status: "blocked", blockedBy: {name: "missing", cell: null}});
    const [cell] = test.state.notebook.cells;
    if (!cell) throw new Error("there is a cell");
    test.edit({type: "insert-cell", cell: {...cell, id: 2, source: "const missing = 1;"}, after: 1});
    await test.settled();
    expect(test.statuses()).toBe("done done");
  });

  it("a syntax error stops its own cell and what reads it", async () => {
    const test = await start(["const a = ;", "a", "'other'"]);
    await test.settled();
    expect(test.statuses()).toBe("failed blocked done");
    expect(test.cell(1).result.error).toMatchObject({name: "SyntaxError", line: 1});
  });

  it("a disabled cell is left out, what reads it is blocked by its name, and enabling it heals them", async () => {
    const test = await start(["const a = 1;", "a + 1"]);
    await test.settled();
    test.edit({type: "set-cell", id: 1, changes: {disabled: true}});
    await test.settled();
    expect(test.statuses()).toBe("disabled blocked");
    expect(test.cell(2).result.blockedBy).toEqual({name: "a", cell: 1});
    await test.until(({proof}) => proof.root !== null, "a disabled cell does not prevent a proof");
    test.edit({type: "set-cell", id: 1, changes: {disabled: false}});
    await test.settled();
    expect(test.statuses()).toBe("done done");
  });

  it("types are checked apart from the run and never block it", async () => {
    const test = await start(["const text: string = 3;", "text"]);
    await test.settled();
    expect(test.statuses()).toBe("done done");
    await test.until(({cells}) => cells[1]?.analysis.diagnostics.some(({source}) => source === "type") === true, "the type is told");
  });
});

describe("inputs", () => {
  const slider = ["const tau = view(Inputs.range([0, 10], {value: 2, step: 1}));", "tau * 10"];

  it("an input that changes runs what reads it, at once", async () => {
    const test = await start(slider);
    await test.settled();
    expect(test.shown(2)).toBe("20");
    test.edit({type: "set-input", key: "1/0", value: 5});
    await test.settled();
    expect(test.shown(2)).toBe("50");
    expect(test.session.record().inputs).toEqual({"1/0": 5});
  });

  it("a parameter sets the input that a cell views by its name, and an unknown one lists those that there are", async () => {
    const test = await start(slider, {parameters: {tau: 7}});
    await test.settled();
    expect(test.shown(2)).toBe("70");
    expect(test.session.record()).toMatchObject({parameters: {tau: 7}, inputs: {"1/0": 7}});
    await expect(start(slider, {parameters: {tow: 7}})).rejects.toThrow(/"tow".*cells view tau/);
  });
});

describe("manual mode", () => {
  const manual: {runMode: RunMode} = {runMode: "manual"};

  it("opening runs nothing, and a cell runs with the cells above that have no value", async () => {
    const test = await start(chain, manual);
    await test.settled();
    expect(test.statuses()).toBe("idle idle idle");
    test.session.command({type: "run", cells: [2]});
    await test.settled();
    expect(test.statuses()).toBe("done done idle");
  });

  it("a change marks what depends on it stale and runs it only when asked", async () => {
    const test = await start(chain, manual);
    test.session.command({type: "run", cells: "all"});
    await test.settled();
    expect(test.statuses()).toBe("done done done");
    await test.run(1, "const a = 10;");
    expect(test.statuses()).toBe("done stale stale");
    expect(test.shown(3)).toBe("3");
    expect(test.state.proof.root).toBeNull();
    test.session.command({type: "run", cells: "stale"});
    await test.settled();
    expect(test.statuses()).toBe("done done done");
    expect(test.shown(3)).toBe("21");
  });

  it("an input marks what reads it stale", async () => {
    const test = await start(["const tau = view(Inputs.range([0, 10], {value: 2}));", "tau * 10"], manual);
    test.session.command({type: "run", cells: "all"});
    await test.settled();
    test.edit({type: "set-input", key: "1/0", value: 3});
    await test.settled();
    expect(test.cell(2).result.status).toBe("stale");
    test.session.command({type: "run", cells: [2]});
    await test.settled();
    expect(test.shown(2)).toBe("30");
    expect(test.statuses()).toBe("done done");
  });

  it("a stale cell that is run takes the stale cells above with it", async () => {
    const test = await start(chain, manual);
    test.session.command({type: "run", cells: "all"});
    await test.settled();
    await test.run(1, "const a = 10;");
    test.session.command({type: "run", cells: [3]});
    await test.settled();
    expect(test.statuses()).toBe("done done done");
    expect(test.shown(3)).toBe("21");
  });

  it("going to automatic mode runs what is stale", async () => {
    const test = await start(chain, manual);
    test.session.command({type: "run", cells: "all"});
    await test.settled();
    await test.run(1, "const a = 10;");
    test.edit({type: "set-run-mode", runMode: "automatic"});
    await test.settled();
    expect(test.statuses()).toBe("done done done");
  });
});
