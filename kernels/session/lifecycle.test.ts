import {afterAll, afterEach, beforeAll, describe, expect, it} from "vitest";
import {defaultLimits, type Kernel, type KernelHost} from "#kernels/host";
import {createSession} from "./create-session.ts";
import {openEngine, openSession, type Engine, type TestSession} from "./fixture.ts";

let engine: Engine;
const open: TestSession[] = [];
const kernels: Kernel[] = [];

beforeAll(async () => {
  const real = await openEngine();
  const host: KernelHost = {
    version: real.host.version,
    protections: real.host.protections,
    close: () => real.host.close(),
    open: async (...given) => {
      const kernel = await real.host.open(...given);
      kernels.push(kernel);
      return kernel;
    },
  };
  engine = {...real, host};
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(({session}) => session.close()));
  kernels.length = 0;
});
afterAll(() => engine.close());

async function start(...given: Parameters<typeof openSession> extends [unknown, ...infer Rest] ? Rest : never): Promise<TestSession> {
  const started = await openSession(engine, ...given);
  open.push(started);
  return started;
}

/** Kills the newest kernel's process, as the system does when it has no memory left. */
function kill(): void {
  const pid = (kernels.at(-1) as (Kernel & {readonly processId?: number}) | undefined)?.processId;
  if (pid === undefined) throw new Error("the newest kernel has a process");
  process.kill(pid, "SIGKILL");
}

describe("a kernel that is killed", () => {
  it("at rest is replaced at once, and nothing is executed again", async () => {
    const test = await start(["const a = 20;", "const b = a + 1;", "b * 2"]);
    await test.settled();
    const before = [test.runs(1), test.runs(2), test.runs(3)];
    const {root} = test.session.record();
    kill();
    await test.until(({kernel}) => kernel.message !== null && kernel.status === "idle", "another kernel is there");
    await test.settled();
    const told = test.reports.flatMap((report) => (report.type === "kernel" ? [report.kernel] : []));
    expect(told).toContainEqual({status: "lost", message: expect.stringMatching(/SIGKILL/)});
    expect([test.runs(1), test.runs(2), test.runs(3)]).toEqual(before);
    expect(test.session.record().root).toBe(root);
    await test.run(3, "b * 10");
    expect(test.shown(3)).toBe("210");
    expect(test.state.kernel.message).toBeNull();
  });

  it("while a cell runs fails that cell with the reason, keeps the others, and does not try the cell again unasked", async () => {
    const test = await start(["const kept = 4;", "const hung = await new Promise(() => {});", "hung + 1", "kept + 1"]);
    await test.until(({cells}) => cells[2]?.result.status === "running" && cells[4]?.result.status === "done", "the others are done");
    kill();
    await test.until(({cells}) => cells[2]?.result.status === "failed", "the cell failed");
    await test.settled();
    expect(test.statuses()).toBe("done failed blocked done");
    expect(test.cell(2).result.error).toMatchObject({name: "KernelLost"});
    expect(test.session.record().cells[1]).toMatchObject({status: "unfinished"});
    expect(test.session.record().verifiable).toBe(false);
    await test.run(2, "const hung = kept;");
    expect(test.statuses()).toBe("done done done done");
  });

  it("over and over is given up, and comes back when something is run", async () => {
    const test = await start(["const a = 1;"]);
    await test.settled();
    for (let count = kernels.length; test.state.kernel.status !== "sleeping"; count++) {
      kill();
      await test.until(({kernel}) => kernel.status === "sleeping" || (kernel.status === "idle" && kernels.length > count), "the loss is over");
    }
    expect(test.state.kernel.message).toMatch(/not replaced again/);
    await test.run(1, "const a = 2;");
    expect(test.statuses()).toBe("done");
    expect(test.state.kernel).toEqual({status: "idle", message: null});
  });
});

describe("a session that nobody looks at", () => {
  it("puts its kernel away, and wakes without executing what has a stored value", async () => {
    const test = await start(["const a = 20;", "const f = (x) => x + a;", "f(1)"], {idleTimeoutMs: 20});
    await test.settled();
    const {root} = test.session.record();
    test.stop();
    await test.until(({kernel}) => kernel.status === "sleeping", "it sleeps");
    expect(test.session.record().root).toBe(root);
    const before = test.runs(1);
    await test.run(3, "f(2)");
    expect(test.shown(3)).toBe("22");
    expect(test.runs(1)).toBe(before);
  });

  it("stays awake while somebody listens", async () => {
    const test = await start(["1"], {idleTimeoutMs: 1});
    await test.settled();
    const {promise, resolve} = Promise.withResolvers<void>();
    setTimeout(resolve, 50);
    await promise;
    expect(test.state.kernel.status).toBe("idle");
  });

  it("comes back from what it kept: a session that opens again executes nothing and has the same root", async () => {
    const sources = ["const a = 20;", "const b = a + 1;", "[a, b]"];
    const first = await start(sources);
    await first.settled();
    const {root} = first.session.record();
    await first.session.close();
    const second = await start(sources, {world: {stored: first.world.stored}});
    await second.settled();
    expect(second.session.record().root).toBe(root);
    expect([1, 2, 3].map((id) => second.cell(id).result.reused)).toEqual([true, true, true]);
    await second.run(3, "a * b");
    expect(second.shown(3)).toBe("420");
  });

  it("executes what was changed while it was away, and only that", async () => {
    const first = await start(["const a = 20;", "const b = a % 2;", "b"]);
    await first.settled();
    await first.session.close();
    const second = await start(["const a = 22;", "const b = a % 2;", "b"], {world: {stored: first.world.stored}});
    await second.settled();
    expect([1, 2, 3].map((id) => second.cell(id).result.reused)).toEqual([false, false, true]);
  });
});

describe("a session that is closed", () => {
  it("while it opens leaves no kernel behind", async () => {
    const count = kernels.length;
    const {session, world} = await openSession(engine, ["1"]);
    await session.close();
    let closed = 0;
    const host: KernelHost = {
      ...engine.host,
      open: async (...given) => {
        const kernel = await engine.host.open(...given);
        const close = (): Promise<void> => {
          closed += 1;
          return kernel.close();
        };
        return new Proxy(kernel, {get: (target, name) => (name === "close" ? close : (Reflect.get(target, name) as unknown))});
      },
    };
    const opening = createSession(
      {
        notebook: session.state.notebook, nextCellId: 2, revision: 0, inputs: {}, seed: 1, now: 0, parameters: {}, limits: defaultLimits,
        idleTimeoutMs: 1000,
      },
      {
        host, compiler: engine.compiler, clock: () => world.now, findData: () => Promise.resolve(null),
        storeCells: () => Promise.resolve(), loadCells: () => Promise.resolve(new Map()),
      },
    );
    const opened = opening.open();
    await opening.close();
    await opened;
    expect(kernels.length - count - 1).toBe(closed);
  });
});

describe("many", () => {
  it("250 cells in a chain open and recompute", async () => {
    const sources = ["const x0 = 1;", ...Array.from({length: 249}, (_, index) => `const x${index + 1} = x${index} + 1;`)];
    const test = await start(sources);
    await test.settled();
    expect(test.cell(250).result.names[0]?.summary).toBe("250");
    await test.run(1, "const x0 = 2;");
    expect(test.cell(250).result.names[0]?.summary).toBe("251");
  });
});

describe("a session that is closed while it opens", () => {
  const neverRead = new Error("the store was closed");

  it("ends its opening quietly when the compiler is closed too, and starts nothing", async () => {
    const held = Promise.withResolvers<never>();
    const compiler = {...engine.compiler, compile: () => held.promise};
    const {session, reports} = await openSession({...engine, compiler}, ["1"], {isOpened: false, effects: {loadCells: () => held.promise}});
    const opening = session.open();
    await session.close();
    const told = reports.length;
    held.reject(new Error("compile was called after close"));
    await expect(opening).resolves.toBeUndefined();
    expect(reports.slice(told).filter(({type}) => type === "cell-result")).toEqual([]);
  });

  it("says why it could not be opened when nobody closed it", async () => {
    const test = await openSession(engine, ["1"], {isOpened: false, effects: {loadCells: () => Promise.reject(neverRead)}});
    open.push(test);
    await expect(test.session.open()).rejects.toBe(neverRead);
  });
});
