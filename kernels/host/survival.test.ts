/** What hostile and broken cells do not achieve: each is stopped, told, and touches nobody else. */
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {createKernelHost} from "./host.ts";
import type {KernelHost, Limits} from "./kernel.ts";
import {KernelProbe, type ProbeOptions} from "./probe.ts";

let host: KernelHost;

const shortLimits: Partial<Limits> = {cellTimeoutMs: 400, memoryMb: 64};

beforeAll(async () => {
  host = await createKernelHost();
});

afterAll(() => host.close());

async function withKernel(test: (probe: KernelProbe) => Promise<void>, options: ProbeOptions = {}): Promise<void> {
  const probe = await KernelProbe.open(host, {...options, limits: {...shortLimits, ...options.limits}});
  try {
    await test(probe);
  } finally {
    await probe.close();
  }
}

/** A cell beside others: it fails as told, and the others keep their values and go on. */
async function failsAlone(source: string, message: RegExp, options?: ProbeOptions, timeoutMs = 20_000): Promise<void> {
  await withKernel(async (probe) => {
    await probe.run({1: "const kept = [1, 2, 3]", 2: "const double = (x) => x * 2", 3: "double(kept.length)"});
    expect(probe.shown(3)).toEqual(["6"]);
    probe.define({9: source});
    await probe.until(() => probe.status(9) === "failed", timeoutMs);
    expect(probe.result(9).error?.message).toMatch(message);
    await probe.run({4: "double(kept[2])"}, timeoutMs);
    expect(probe.shown(4)).toEqual(["6"]);
    expect(probe.status(1)).toBe("done");
    expect(probe.lostReason).toBeNull();
  }, options);
}

describe("a cell is stopped when it", () => {
  it("loops for ever: while (true) {}", () => failsAlone("while (true) {}", /timed out after 0.4 s/));

  it("loops after an awaited call", () => failsAlone("await new Promise((resolve) => setTimeout(resolve, 5)); for (;;) {}", /timed out/));

  it("loops after an awaited analysis", () => failsAlone("await rnse(new Float64Array(64)); for (;;) {}", /timed out/));

  it("loops in promises", () => failsAlone("const f = () => Promise.resolve().then(f); await f()", /timed out/));

  it("allocates in a loop that V8 would unroll: for (;;) new Array(100).fill(1)", () => failsAlone("for (;;) { new Array(100).fill(1) }", /timed out|MB/));

  it("gives a getter that spins when it is read", () => failsAlone("({get a() { for (;;) {} }})", /timed out/));

  it("shows a toJSON that spins", () => failsAlone("display(vegaLite({mark: 'bar', data: {values: [{a: {toJSON() { for (;;) {} }}}]}}))", /timed out/));

  it("gives a proxy that spins", () => failsAlone("new Proxy({}, {ownKeys() { for (;;) {} }})", /timed out/));

  it("throws an error whose message spins", () => failsAlone("throw new (class extends Error { get message() { for (;;) {} } })()", /timed out/));

  it("computes 10n ** 30000000n, which nothing in the process can stop", () => failsAlone("10n ** 300000000n", /timed out/));

  it("makes an array that grows for ever", () => failsAlone("const all = []; for (;;) all.push(new Array(1000).fill(all.length))", /timed out|MB/, {limits: {cellTimeoutMs: 20_000}}));

  it("makes buffers that grow for ever", () => failsAlone("const all = []; for (;;) all.push(new Uint8Array(10_000_000).fill(1))", /timed out|MB|allocation failed/));

  it("concatenates an array with itself", () => failsAlone("let a = [1]; for (;;) a = a.concat(a)", /timed out|MB|invalid array length|memory/i, {limits: {cellTimeoutMs: 5000}}));

  it("never settles, and is interrupted", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const kept = 1"});
      probe.define({2: "await new Promise(() => {})", 3: "const x = await new Promise(() => {})", 4: "x"});
      await probe.until(() => probe.status(2) === "running" && probe.status(3) === "running");
      const start = performance.now();
      await probe.kernel.interrupt();
      expect(performance.now() - start).toBeLessThan(1000);
      await probe.until(() => probe.status(2) === "failed" && probe.status(3) === "failed" && probe.status(4) === "blocked");
      await probe.run({5: "kept + 1"});
      expect(probe.shown(5)).toEqual(["2"]);
    }));

  it("computes what nothing can stop, and is interrupted", () =>
    withKernel(
      async (probe) => {
        await probe.run({1: "const kept = 1"});
        probe.define({2: "10n ** 300000000n"});
        await probe.until(() => probe.status(2) === "running");
        const start = performance.now();
        await probe.kernel.interrupt();
        expect(performance.now() - start).toBeLessThan(1500);
        await probe.run({3: "kept + 1"});
        expect([probe.status(2), probe.shown(3)]).toEqual(["failed", ["2"]]);
      },
      {limits: {cellTimeoutMs: 30_000}},
    ));
});

describe("output", () => {
  it("of 100 MB is cut, and says so", () =>
    withKernel(
      async (probe) => {
        await probe.run({1: "'x'.repeat(100_000_000)"});
        const [display] = probe.result(1).displays;
        expect(display?.content).toMatchObject({type: "text", text: "x".repeat(1000)});
        expect(display?.cut).toBe("showing 1,000 of 100,000,000 characters");
      },
      {limits: {displayCharacters: 1000, memoryMb: 512, cellTimeoutMs: 20_000}},
    ));

  it("of a million console lines is counted, and the first kept", () =>
    withKernel(
      async (probe) => {
        await probe.run({1: "for (let i = 0; i < 1_000_000; i++) console.log('line', i); 'done'"});
        const result = probe.result(1);
        expect([result.console.length, result.console[1]?.text, result.consoleOmitted]).toEqual([50, "line 1", 999_950]);
      },
      {limits: {consoleLines: 50, cellTimeoutMs: 20_000}},
    ));

  it("of many displays is limited", () =>
    withKernel(
      async (probe) => {
        await probe.run({1: "for (let i = 0; i < 10_000; i++) display(i)"});
        expect(probe.result(1).displays.length).toBe(11);
        expect(probe.result(1).displays.at(-1)?.cut).toMatch(/first 10 displays/);
      },
      {limits: {displaysPerCell: 10}},
    ));

  it("of values that cannot be copied is shown all the same", () =>
    withKernel(async (probe) => {
      await probe.run({1: "[() => 1, Symbol('s'), new WeakMap(), new Proxy({}, {}), Promise.resolve(1), class A {}]", 2: "const circle = {}; circle.self = circle", 3: "circle"});
      expect([probe.status(1), probe.status(2), probe.status(3)]).toEqual(["done", "done", "done"]);
    }));

  it("that throws when it is read is an error in its place", () =>
    withKernel(async (probe) => {
      await probe.run({1: "({get a() { throw new Error('trap') }})", 2: "new Proxy([], {get() { throw new Error('trap') }})"});
      expect([probe.status(1), probe.status(2)]).toEqual(["done", "done"]);
    }));
});

describe("the way out is closed:", () => {
  const probes = {
    "the function constructor": "(() => {}).constructor('return typeof process')()",
    "async and generator constructors": "[(async () => {}).constructor, (function* () {}).constructor].map((F) => { try { return String(new F('return typeof process + typeof require')().constructor.name) } catch (e) { return e.name } }).join()",
    "every name in scope": `display([display, view, progress, console, random, rnse, fl, vl.markBar, aq.table, d3.mean, Inputs.range, md, html, vegaLite, invalidation, now, Promise.resolve(), setTimeout].map((value) => {
      const found = value.constructor.constructor("return [typeof process, typeof require, typeof module, typeof globalThis.startSandbox].join()")();
      return found;
    }).filter((found) => found !== "undefined,undefined,undefined,undefined").length)`,
    "errors of the host":
      "await fl.nothing().catch((error) => [error.constructor.constructor('return typeof process')(), error instanceof Error, /node_modules|[.]cjs|[/]kernels[/]/.test(error.stack)].join())",
    "prepareStackTrace": "(() => { try { Error.prepareStackTrace = (_, frames) => frames; const stack = new Error().stack; return typeof stack } catch (error) { return error.name } })()",
  };

  it("nothing handed in leads to the process", () =>
    withKernel(async (probe) => {
      await probe.run(Object.fromEntries(Object.values(probes).map((source, index) => [index + 1, source])));
      expect(Object.keys(probes).map((_, index) => [probe.shown(index + 1)[0], probe.result(index + 1).error?.message])).toEqual([
        ["undefined", undefined], ["Promise,", undefined], ["0", undefined], ["undefined,true,false", undefined], ["TypeError", undefined],
      ]);
    }));

  it("modules cannot be imported", () =>
    withKernel(async (probe) => {
      await probe.run({1: "await new (async () => {}).constructor(\"await import('node:fs')\")()", 2: "await new Function(\"return import('node:fs')\")()"});
      expect([probe.status(1), probe.status(2)]).toEqual(["failed", "failed"]);
    }));

  it("WebAssembly, shared memory, resizable buffers and the real clock are not there", () =>
    withKernel(async (probe) => {
      await probe.run({
        1: "['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'Temporal', 'process', 'require', 'performance', 'crypto', 'fetch', 'setImmediate', 'startSandbox'].filter((name) => name in new Function('return globalThis')()).join()",
        2: "new ArrayBuffer(1, {maxByteLength: 4e9})",
        3: "const dates = [Date.now(), new Date().getTime(), new Date().constructor.now(), Object.getPrototypeOf(Date) === Function.prototype, new (Object.getPrototypeOf(new Date()).constructor)().getTime(), Date(), new Intl.DateTimeFormat('en-US').format(), new Intl.DateTimeFormat('en-US').formatToParts().map((part) => part.value).join(''), Reflect.construct(Date, []).getTime()].join(' | ')",
        4: "class Sub extends Date {}; const sub = new Sub().getTime()",
      });
      expect(probe.shown(1)).toEqual([""]);
      expect(probe.result(2).error?.message).toMatch(/resizable/);
      const now = Date.UTC(2024, 0, 2, 3, 4, 5);
      expect(probe.summary(3, "dates")).toContain("1704164645000 | 1704164645000 | 1704164645000".slice(0, 38));
      expect(probe.summary(4, "sub")).toBe(String(now));
    }));

  it("a polluted prototype is refused, for the language, the libraries and tables", () =>
    withKernel(async (probe) => {
      await probe.run({
        1: "Object.prototype.polluted = 1",
        2: "Array.prototype.map = () => 'mine'",
        3: "aq.table({a: [1]}).constructor.prototype.filter = () => 'mine'",
        4: "Object.defineProperty(Promise.prototype, 'then', {value: () => 'mine'})",
        5: "new Function('return globalThis')().leak = 1",
        6: "Math.random = () => 4",
        7: "[({}).polluted, [1].map((x) => x).length, typeof leak].join()",
        8: "const o = {}; o.toString = () => 'own'; class E extends Error {}; const e = new E('m'); e.name = 'Named'; `${o} ${e}`",
      });
      expect([1, 2, 3, 4, 5, 6].map((cell) => probe.status(cell))).toEqual(["failed", "failed", "failed", "failed", "failed", "failed"]);
      expect(probe.status(7)).toBe("blocked");
      expect(probe.status(8)).toBe("done");
    }));
});

describe("a cell that runs", () => {
  it("is edited: only what the new text gives counts", () =>
    withKernel(async (probe) => {
      probe.define({1: "const a = await new Promise((resolve) => setTimeout(() => resolve('old'), 150))", 2: "a"});
      await probe.until(() => probe.status(1) === "running");
      probe.define({1: "const a = 'new'"});
      await probe.until(() => probe.shown(2)[0] === "new");
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(probe.shown(2)).toEqual(["new"]);
    }));

  it("is edited although its first text never settles", () =>
    withKernel(async (probe) => {
      probe.define({1: "const a = await new Promise(() => {})", 2: "a"});
      await probe.until(() => probe.status(1) === "running");
      await probe.run({1: "const a = 2"});
      await probe.until(() => probe.shown(2)[0] === "2");
    }));

  it("is deleted: it says nothing more, and its timers and calls end", () =>
    withKernel(async (probe) => {
      probe.define({1: "const a = await new Promise((resolve) => setTimeout(() => resolve(1), 50))", 2: "1"});
      await probe.until(() => probe.status(1) === "running");
      probe.kernel.remove([1]);
      const before = probe.reports.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(probe.reports.slice(before).filter(({cell}) => cell === 1)).toEqual([]);
    }));

  it("shows nothing any more when a newer run has begun", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = 1", 2: "const keep = display; globalLater = 0".replace("globalLater = 0", "setTimeout(() => { try { display('late ' + a) } catch (error) { } }, 60)")});
      await probe.run({1: "const a = 2"});
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect(probe.shown(2).filter((text) => text === "late 1")).toEqual([]);
    }));
});

describe("a callback", () => {
  it("that throws after its cell has returned is a line of the console, and nothing else", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = 1; setTimeout(() => { throw new Error('late') }, 1); queueMicrotask(() => { throw new Error('later') }); console.log('first')"});
      await probe.until(() => probe.result(1).console.length === 3);
      expect(probe.result(1).console.map(({text}) => text).sort()).toEqual(["first", "uncaught Error: late", "uncaught Error: later"]);
      expect(probe.reports.filter(({cell, changes}) => cell === 1 && changes.status === "failed")).toEqual([]);
    }));
});

describe("the process", () => {
  it("killed from outside is told in words, and does not touch another session", async () => {
    const first = await KernelProbe.open(host);
    const second = await KernelProbe.open(host);
    await first.run({1: "const a = 1"});
    await second.run({1: "const a = 2"});
    process.kill((first.kernel as unknown as {processId: number}).processId, "SIGKILL");
    await first.until(() => first.lostReason !== null);
    expect(first.lostReason).toMatch(/killed \(SIGKILL\)/);
    await second.run({2: "a + 1"});
    expect(second.shown(2)).toEqual(["3"]);
    await Promise.all([first.close(), second.close()]);
  });

  it("has no environment, no files, no other processes, and is named in the protections", async () => {
    expect(host.protections.map(({name}) => name)).toEqual(["permissions", "memory", "network", "user"]);
    await withKernel(async (probe) => {
      await probe.run({1: "1"});
      const {memoryMb, cpuMs} = await probe.kernel.measure();
      expect(memoryMb).toBeGreaterThan(5);
      expect(cpuMs).toBeGreaterThan(1);
    });
  });
});
