/** What a kernel does with cells: values, displays, inputs, cut-off, failures, generators, storage; in real processes. */
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {createKernelHost} from "./host.ts";
import type {KernelHost} from "./kernel.ts";
import {KernelProbe, type ProbeOptions} from "./probe.ts";

let host: KernelHost;

beforeAll(async () => {
  host = await createKernelHost();
});

afterAll(() => host.close());

async function withKernel(test: (probe: KernelProbe) => Promise<void>, options?: ProbeOptions): Promise<void> {
  const probe = await KernelProbe.open(host, options);
  try {
    await test(probe);
  } finally {
    await probe.close();
  }
}

describe("cells", () => {
  it("give values to each other in any order of the page", () =>
    withKernel(async (probe) => {
      await probe.run({1: "b + 1", 2: "const b = a * 2", 3: "const a = 20"});
      expect(probe.shown(1)).toEqual(["41"]);
      expect(probe.summary(2, "b")).toBe("40");
      expect(probe.evidence.get(1)?.reads.map(({name}) => name)).toEqual(["b"]);
    }));

  it("run again when what they read changes, and only then", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = 1", 2: "const parity = a % 2", 3: "display(`parity ${parity}, drawn ${random()}`)"});
      const before = probe.reports.filter(({cell, changes}) => cell === 3 && changes.status === "done").length;
      await probe.run({1: "const a = 3"});
      await probe.until(() => probe.summary(1, "a") === "3");
      expect(probe.reports.filter(({cell, changes}) => cell === 3 && changes.displays).length).toBe(before);
      await probe.run({1: "const a = 4"});
      await probe.until(() => probe.shown(3)[0]?.startsWith("parity 0") ?? false);
    }));

  it("await at the top", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = await new Promise((resolve) => setTimeout(() => resolve(5), 5))", 2: "a + 1", 3: "const p = Promise.resolve(7)", 4: "p + 1"});
      expect([probe.shown(2), probe.shown(4)]).toEqual([["6"], ["8"]]);
    }));

  it("that fail tell the line of their own source, and block what reads them by name", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const x = 1;\nfunction f() {\n  throw new RangeError('too far');\n}\nconst y = f();", 2: "y + 1", 3: "x"});
      const {status, error} = probe.result(1);
      expect([status, error?.name, error?.message, error?.line, error?.column]).toEqual(["failed", "RangeError", "too far", 3, 9]);
      expect(error?.frames.map(({cell, line}) => [cell, line])).toEqual([[1, 3], [1, 5]]);
      expect(probe.result(2)).toMatchObject({status: "blocked", blockedBy: {name: "y", cell: 1}});
      expect(probe.result(3)).toMatchObject({status: "blocked", blockedBy: {name: "x", cell: 1}});
      await probe.run({1: "const x = 1; const y = 2"});
      await probe.until(() => probe.status(2) === "done" && probe.status(3) === "done");
      expect(probe.shown(2)).toEqual(["3"]);
    }));

  it("that name what nobody gives are blocked by that name", () =>
    withKernel(async (probe) => {
      await probe.run({1: "nobody + 1"});
      expect(probe.result(1)).toMatchObject({status: "blocked", blockedBy: {name: "nobody", cell: null}});
      await probe.run({2: "const nobody = 1"});
      await probe.until(() => probe.status(1) === "done");
    }));

  it("that are removed take their names with them", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = 1", 2: "a"});
      probe.kernel.remove([1]);
      await probe.until(() => probe.status(2) === "blocked");
    }));

  it("that are held are told as stale, and run when they are let go", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = 1", 2: "const b = a + 1", 3: "b + 1"});
      probe.kernel.hold([2, 3]);
      await probe.run({1: "const a = 10"});
      await probe.until(() => probe.status(2) === "stale" && probe.status(3) === "stale");
      expect(probe.shown(3)).toEqual(["3"]);
      probe.kernel.hold([]);
      await probe.until(() => probe.status(3) === "done" && probe.shown(3)[0] === "12");
    }));

  it("execute again when they are defined again, changed or not", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = 1", 2: "a"});
      const first = probe.result(1).generation;
      await probe.run({1: "const a = 1"});
      expect(probe.result(1).generation).toBeGreaterThan(first);
      expect(probe.status(1)).toBe("done");
    }));

  it("cannot change a frozen value of another cell, and are impure when they change one that is not", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const list = [1, 2]; const numbers = new Float64Array(3)", 2: "list.push(3)", 3: "numbers[0] = 7; display('done')"});
      expect(probe.result(2)).toMatchObject({status: "failed", error: {name: "TypeError"}});
      expect(probe.result(3)).toMatchObject({status: "done", purity: "impure"});
    }));
});

describe("displays", () => {
  it("keep their order, and are cleared when the cell runs again", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const a = 1", 2: "display(a); display('two'); display({three: [1, 2, {deep: true}]})"});
      expect(probe.shown(2)).toEqual(["1", "two", "{…}"]);
      expect(new Set(probe.result(2).displays.map(({digest}) => digest)).size).toBe(3);
      await probe.run({1: "const a = 2"});
      await probe.until(() => probe.shown(2)[0] === "2");
      expect(probe.shown(2)).toHaveLength(3);
    }));

  it("show tables with a first page, and further pages sorted and filtered", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const t = aq.table({n: Array.from({length: 300}, (_, i) => i), name: Array.from({length: 300}, (_, i) => `row ${i % 7}`), at: Array.from({length: 300}, (_, i) => new Date(i))})", 2: "t", 3: "[{a: 1, b: 'x'}, {a: 2n ** 70n, b: null}]"});
      const {content} = probe.result(2).displays[0]!;
      if (content.type !== "table") throw new Error(content.type);
      expect([content.rows, content.columns.map(({type}) => type), content.page.cells[1]]).toEqual([300, ["number", "text", "date"], [1, "row 1", {$date: 1}]]);
      const page = await probe.kernel.pageTable(2, 0, {offset: 10, limit: 2, sort: {column: "n", descending: true}, filter: "ROW 3"});
      expect(page).toEqual({offset: 10, rows: 43, cells: [[227, "row 3", {$date: 227}], [220, "row 3", {$date: 220}]]});
      const other = probe.result(3).displays[0]!.content;
      expect(other.type === "table" && other.page.cells).toEqual([[1, "x"], [{$bigint: String(2n ** 70n)}, null]]);
    }));

  it("show charts with their data inside and nothing that leads elsewhere", () =>
    withKernel(async (probe) => {
      await probe.run({
        1: "const t = aq.table({x: [1, 2], y: [3, 4]})",
        2: "vl.markLine().data(t).encode(vl.x().fieldQ('x'), vl.y().fieldQ('y'))",
        3: "vegaLite({mark: 'bar', data: t, usermeta: {embedOptions: {loader: 'x'}}, encoding: {href: {field: 'x'}, url: {field: 'y'}, x: {field: 'x'}}})",
        4: "vegaLite({mark: 'bar', data: {url: 'http://example.org/secret.csv'}})",
      });
      const rows = [{x: 1, y: 3}, {x: 2, y: 4}];
      const [line, bar, remote] = [2, 3, 4].map((cell) => probe.result(cell).displays[0]!.content);
      expect(line).toMatchObject({type: "vega-lite", specification: {data: {values: rows}, encoding: {x: {field: "x", type: "quantitative"}}}});
      expect(bar).toMatchObject({type: "vega-lite", specification: {mark: "bar", data: {values: rows}}});
      expect(JSON.stringify(bar)).not.toMatch(/usermeta|href|url/);
      expect(JSON.stringify(remote)).not.toContain("example.org");
    }));

  it("show Markdown and HTML, values escaped", () =>
    withKernel(async (probe) => {
      await probe.run({1: {kind: "markdown", source: "# Hello ${1 + 1}\n\n*there*"}, 2: "html`<b>${'<script>'}</b>`", 3: {kind: "html", source: "<i>${3}</i>"}});
      expect(probe.result(1).displays[0]!.content).toEqual({type: "markdown", html: "<h1>Hello 2</h1>\n<p><em>there</em></p>\n"});
      expect(probe.result(2).displays[0]!.content).toEqual({type: "html", html: "<b>&#60;script&#62;</b>"});
      expect(probe.result(3).displays[0]!.content).toEqual({type: "html", html: "<i>3</i>"});
    }));
});

describe("inputs", () => {
  it("give their initial value, and another when the browser's changes", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const tau = view(Inputs.range([0, 10], {step: 2, label: 'τ'}))", 2: "tau * 10"});
      expect(probe.result(1).displays[0]!.content).toMatchObject({type: "input", key: "1/0", kind: "range", argument: [0, 10], value: 6, options: {label: "τ", step: 2}});
      expect(probe.shown(2)).toEqual(["60"]);
      probe.kernel.setInput("1/0", 8);
      await probe.until(() => probe.shown(2)[0] === "80");
      expect(probe.result(1).displays[0]!.content).toMatchObject({value: 8});
    }));

  it("map choices by index to the values themselves, with labels formatted here", () =>
    withKernel(
      async (probe) => {
        await probe.run({
          1: "const one = view(Inputs.select(new Map([['first', {a: 1}], ['second', {a: 2}]]), {format: ([key]) => key.toUpperCase()}))",
          2: "const many = view(Inputs.checkbox([10, 20, 30], {value: [20]}))",
          3: "const when = view(Inputs.date({value: new Date('2024-05-06')}))",
          4: "`${one.a} ${many.length} ${when.toISOString()}`",
        });
        expect(probe.result(1).displays[0]!.content).toMatchObject({argument: ["FIRST", "SECOND"], value: 1});
        expect(probe.result(2).displays[0]!.content).toMatchObject({value: [0, 2]});
        expect(probe.shown(4)).toEqual(["2 2 2024-05-07T00:00:00.000Z"]);
      },
      {settings: {inputs: {"1/0": 1, "2/0": [0, 2], "3/0": {$date: Date.UTC(2024, 4, 7)}}}},
    ));

  it("refuse functions that only the browser could call", () =>
    withKernel(async (probe) => {
      await probe.run({1: "view(Inputs.range([0, 1], {format: (x) => `${x}`}))", 2: "view(Inputs.text({lable: 'x'}))"});
      expect(probe.result(1).error?.message).toMatch(/drawn in the browser/);
      expect(probe.result(2).error?.message).toMatch(/no option lable/);
    }));
});

describe("generators", () => {
  it("give values one after the other, and are recorded by the last", () =>
    withKernel(async (probe) => {
      await probe.run({1: "const n = (function* () { for (let i = 0; i < 5; i++) yield i; })()", 2: "n * 10"});
      await probe.until(() => probe.status(1) === "done" && probe.shown(2)[0] === "40");
      expect(probe.evidence.get(1)?.values.map(({name}) => name)).toEqual(["n"]);
    }));

  it("are throttled to thirty values a second", () =>
    withKernel(async (probe) => {
      probe.define({1: "const n = (function* () { let i = 0; while (true) yield i++; })()", 2: "n"});
      const start = performance.now();
      await probe.until(() => Number(probe.shown(2)[0] ?? 0) >= 9);
      expect(performance.now() - start).toBeGreaterThan(250);
      expect(probe.status(1)).toBe("running");
      await probe.run({1: "const n = 3", 2: "n"});
      await probe.until(() => probe.shown(2)[0] === "3");
    }));
});

describe("analyses", () => {
  it("are called from a cell beside the isolate, with typed arrays in and out, and recorded", () =>
    withKernel(async (probe) => {
      await probe.run({
        1: "const series = Float64Array.from({length: 2000}, (_, i) => Math.sin(i / 10) + (i === 1500 ? 9 : 0))",
        2: "const result = await rnse(series, {tau: 0.5})",
        3: "[result.anomalies.length > 0, typeof result.digest]",
      });
      expect(probe.result(2).error).toBeNull();
      expect(probe.status(3)).toBe("done");
      const calls = probe.evidence.get(2)?.calls ?? [];
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatchObject({name: "rnse", argumentDigest: expect.stringMatching(/^[0-9a-f]{64}$/), resultDigest: expect.stringMatching(/^[0-9a-f]{64}$/)});
    }));

  it("reject with name and message, and refuse what cannot be copied", () =>
    withKernel(async (probe) => {
      await probe.run({1: "await rnse(new Float64Array(100), {tua: 1})", 2: "await rnse([() => 1])", 3: "await fl.nothing(1)"});
      expect(probe.result(1).error).toMatchObject({name: "TypeError", line: 1});
      expect(probe.result(2).error?.message).toMatch(/plain data/);
      expect(probe.result(3).error?.message).toMatch(/is not an analysis/);
    }));

  it("are stopped by an interrupt", () =>
    withKernel(async (probe) => {
      probe.define({1: "const kept = 5", 2: "await rnse({ticks: 500_000_000}, {hashing: false})", 3: "kept + 1"});
      await probe.until(() => probe.status(3) === "done" && probe.status(2) === "running");
      const start = performance.now();
      await probe.kernel.interrupt();
      expect(performance.now() - start).toBeLessThan(1000);
      expect(probe.result(2)).toMatchObject({status: "failed", error: {message: "interrupted"}});
      await probe.run({4: "kept + 2"});
      expect(probe.shown(4)).toEqual(["7"]);
    }));
});

describe("SQL", () => {
  it("reads cells' tables, with parameters, and gives a table", () =>
    withKernel(async (probe) => {
      await probe.run({
        1: "const t = aq.table({n: [1, 2, 3, 4], word: ['a', 'b', 'a', null]})",
        2: "const least = 2",
        3: {kind: "sql", source: "SELECT word, sum(n) AS total FROM t WHERE n >= ${least} GROUP BY word ORDER BY total", output: "sums"},
        4: "sums.objects().map(({word, total}) => `${word}:${total}`).join()",
      });
      expect(probe.result(3).error).toBeNull();
      expect(probe.shown(4)).toEqual(["b:2,a:3,null:4"]);
    }));
});

describe("storage", () => {
  it("uses stored values as long as what the cell reads has the same digests", async () => {
    const sources = {1: "const a = 2", 2: "const b = new Map([['a', a]])", 3: "const f = () => b.get('a')", 4: "f() + 1", 5: "aq.table({x: [b.size]})"};
    const stored = new Map<number, ReturnType<KernelProbe["toStored"]>>();
    let roots: (string | null | undefined)[] = [];
    const digestsOf = (probe: KernelProbe) => [1, 2, 3, 4, 5].map((cell) => probe.result(cell).valueDigest);
    await withKernel(async (probe) => {
      await probe.run(sources);
      roots = digestsOf(probe);
      for (const cell of [1, 2, 3, 4, 5]) stored.set(cell, probe.toStored(cell));
    });
    await withKernel(async (probe) => {
      probe.define(sources, stored);
      await probe.settled();
      expect([1, 2, 3, 4, 5].map((cell) => probe.result(cell).reused)).toEqual([true, true, false, true, true]);
      expect(digestsOf(probe)).toEqual(roots);
      expect((await probe.kernel.pageTable(5, 0, {offset: 0, limit: 5, sort: null, filter: ""})).cells).toEqual([[1]]);
      await probe.run({1: "const a = 5"});
      await probe.until(() => probe.shown(4)[0] === "6");
      expect(probe.result(2).reused).toBe(false);
    });
  });
});

describe("data sets", () => {
  const rows = 1000;
  const columns = {
    rows,
    columns: [
      {name: "x", type: "number" as const, values: Float64Array.from({length: rows}, (_, i) => i), valid: null},
      {name: "at", type: "date" as const, values: Float64Array.from({length: rows}, (_, i) => i * 1000), valid: null},
      {name: "word", type: "dictionary" as const, codes: Uint32Array.from({length: rows}, (_, i) => i % 2), dictionary: ["even", "odd"], valid: Uint8Array.from({length: rows}, (_, i) => (i === 3 ? 0 : 1))},
    ],
  };

  it("come as tables when a cell names them, and their digest is a read", () =>
    withKernel(
      async (probe) => {
        await probe.run({1: "const t = data('numbers')", 2: "t.groupby('word').rollup({sum: aq.op.sum('x')}).objects().map(({word, sum}) => `${word} ${sum}`).join()", 3: "t.get('at', 2).getTime()", 4: "data('log').split('\\n').length"});
        expect(probe.shown(2)).toEqual(["even 249500,odd 249997,null 3"]);
        expect(probe.shown(3)).toEqual(["2000"]);
        expect(probe.shown(4)).toEqual(["3"]);
        expect(probe.evidence.get(1)?.reads).toEqual([{name: "data:numbers", digest: "d1"}]);
      },
      {data: {numbers: {type: "table", columns, digest: "d1"}, log: {type: "text", bytes: new TextEncoder().encode("a\nb\nc"), lines: 3, digest: "d2"}}},
    ));

  it("that are refused fail the cell with the reason", () =>
    withKernel(async (probe) => {
      await probe.run({1: "data('absent')"});
      expect(probe.result(1)).toMatchObject({status: "failed", error: {message: "there is no data set absent"}});
    }));
});
