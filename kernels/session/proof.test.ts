import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {createKernelHost, type KernelHost} from "#kernels/host";
import {openEngine, openSession, type Engine, type TestSession} from "./fixture.ts";
import {shuffling} from "./testing/shuffled-host.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** A notebook in which order could show: randomness, awaiting, several displays, functions, data. */
const sources = [
  "const total = parts.reduce((sum, part) => sum + part, 0);",
  "const parts = [first, second, third];",
  "const first = random();",
  "const second = await new Promise((resolve) => setTimeout(() => resolve(Math.random()), 3));",
  "const third = await Promise.resolve(lines.length * scale(2));",
  "const lines = data('log').split('\\n');",
  "const scale = (x) => x * 10;",
  "display(total); display(parts); display(now)",
  "total / parts.length",
];
const world = {data: new Map([["log", "one\ntwo\nthree"]])};

async function run(host: KernelHost, use: (test: TestSession) => void = () => undefined): Promise<string> {
  const test = await openSession({...engine, host}, sources, {now: 1_700_000_000_000, world});
  await test.settled();
  use(test);
  expect(test.session.record().verifiable).toBe(true);
  const {root} = test.session.record();
  await test.session.close();
  return root;
}

describe("the root", () => {
  it("is the same from two kernels in two processes", async () => {
    const statuses: string[] = [];
    const roots = [await run(engine.host, (test) => statuses.push(test.statuses())), await run(engine.host)];
    expect(statuses).toEqual([sources.map(() => "done").join(" ")]);
    expect(roots[1]).toBe(roots[0]);
  });

  it("does not depend on the order in which cells run", async () => {
    const root = await run(engine.host);
    for (const text of ["a", "b", "c", "d"]) expect(await run(shuffling(engine.host, text))).toBe(root);
  });

  it("is the same after cells were edited back and forth as after a fresh run", async () => {
    const test = await openSession(engine, sources, {now: 1_700_000_000_000, world});
    await test.settled();
    const {root} = test.session.record();
    await test.run(7, "const scale = (x) => x * 11;");
    expect(test.session.record().root).not.toBe(root);
    await test.run(7, "const scale = (x) => x * 10;");
    expect(test.session.record().root).toBe(root);
    await test.session.close();
  });

  it("differs when the seed, the present time or a data set differs", async () => {
    const root = await run(engine.host);
    for (const other of [{seed: 8}, {now: 1_700_000_000_001}, {world: {data: new Map([["log", "one\ntwo\nthree!"]])}}]) {
      const test = await openSession(engine, sources, {now: 1_700_000_000_000, world, ...other});
      await test.settled();
      expect(test.session.record().root).not.toBe(root);
      await test.session.close();
    }
  });

  const node26 = process.env.RECTO_NODE_26;
  it.skipIf(node26 === undefined)("is the same on Node 26 (skipped unless RECTO_NODE_26 names its executable)", async () => {
    const host = await createKernelHost({engine: node26 ?? ""});
    try {
      expect(await run(host)).toBe(await run(engine.host));
    } finally {
      await host.close();
    }
  });
});

describe("a data set", () => {
  const reader = ["const lines = data('log').split('\\n');", "lines.length"];

  it("that is missing fails the cells that read it with its name, and is found when the cell is run again", async () => {
    const test = await openSession(engine, reader);
    await test.settled();
    expect(test.statuses()).toBe("failed blocked");
    expect(test.cell(1).result.error?.message).toMatch(/log/);
    test.world.data.set("log", "a\nb");
    test.session.command({type: "run", cells: [1]});
    await test.settled();
    expect(test.shown(2)).toBe("2");
    await test.session.close();
  });

  it("is pinned while the run lasts, and taken as it is now by a run of everything", async () => {
    const test = await openSession(engine, reader, {world: {data: new Map([["log", "a\nb"]])}});
    await test.settled();
    test.world.data.set("log", "a\nb\nc");
    test.session.command({type: "run", cells: [1]});
    await test.settled();
    expect(test.shown(2)).toBe("2");
    const before = test.session.record().data;
    test.session.command({type: "run", cells: "all"});
    await test.settled();
    expect(test.shown(2)).toBe("3");
    expect(test.session.record().data).not.toEqual(before);
    await test.session.close();
  });
});
