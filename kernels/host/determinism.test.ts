/** The same cells give the same digests in another process, in another order, and after other cells have drawn, failed or been stopped. */
import {afterAll, beforeAll, expect, it} from "vitest";
import {createKernelHost} from "./host.ts";
import type {KernelHost} from "./kernel.ts";
import {KernelProbe, type ProbeOptions} from "./probe.ts";

let host: KernelHost;

beforeAll(async () => {
  host = await createKernelHost();
});

afterAll(() => host.close());

const sources: {readonly [id: number]: string} = {
  1: "const drawn = Array.from({length: 5}, () => Math.random())",
  2: "const more = [random(), random(), await Promise.resolve().then(() => random()), Math.random()]",
  3: "const shuffled = d3.shuffle(d3.range(20))",
  4: "const table = aq.table({x: d3.range(100), y: drawn.concat(d3.range(95))}).derive({z: (d) => aq.op.sqrt(d.x)}).groupby('y').rollup({m: (d) => aq.op.mean(d.z)})",
  5: "const sample = aq.table({x: d3.range(50)}).sample(10).array('x')",
  6: "const times = [Date.now(), new Date().getTimezoneOffset(), new Date(0).toLocaleString(), (1234567.891).toLocaleString(), now.getTime(), seed]",
  7: "const waited = await new Promise((resolve) => setTimeout(() => resolve([Math.random(), more[0]]), 3))",
  8: "const anomalies = (await rnse(Float64Array.from({length: 500}, (_, i) => Math.sin(i) + drawn[i % 5]))).digest",
  9: "const mathematics = [Math.sin(1e10), Math.pow(1.1, 99.5), Math.exp(1.5), Math.tanh(0.3), Math.cbrt(7), 0.1 + 0.2]",
  10: "const f = (x) => x + drawn[0]; const made = f(1)",
  11: "const both = await Promise.all([rnse({ticks: 300}), rnse({ticks: 100})]); const lengths = both.map((one) => one.digest)",
};

function digests(probe: KernelProbe): {readonly [id: string]: unknown} {
  return Object.fromEntries(
    Object.keys(sources).map((id) => {
      const evidence = probe.evidence.get(Number(id));
      return [id, {status: probe.status(Number(id)), error: probe.result(Number(id)).error?.message ?? null, ...evidence, values: evidence?.values.map(({name, digest}) => [name, digest])}];
    }),
  );
}

async function runIn(order: readonly number[], together: boolean, options?: ProbeOptions): Promise<{readonly [id: string]: unknown}> {
  const probe = await KernelProbe.open(host, options);
  try {
    if (together) probe.define(Object.fromEntries(order.map((id) => [id, sources[id] as string])));
    else for (const id of order) probe.define({[id]: sources[id] as string});
    await probe.until(() => order.every((id) => probe.status(id) === "done"));
    return digests(probe);
  } finally {
    await probe.close();
  }
}

it("cells executed in another order, one by one or together, in two processes, give the same evidence", async () => {
  const ids = Object.keys(sources).map(Number);
  const expected = await runIn(ids, true);
  expect(await runIn([...ids].reverse(), false)).toEqual(expected);
  expect(await runIn([7, 3, 11, 1, 9, 5, 2, 10, 4, 8, 6], false)).toEqual(expected);
});

it("another seed gives other numbers, where the seed was read and only there", async () => {
  const ids = [1, 3, 9];
  const [first, second] = [await runIn(ids, true), await runIn(ids, true, {settings: {seed: 2}})] as [Record<string, unknown>, Record<string, unknown>];
  expect(second["1"]).not.toEqual(first["1"]);
  expect(second["3"]).not.toEqual(first["3"]);
  expect(second["9"]).toEqual(first["9"]);
});

it("a cell stopped in between changes nothing of the others", async () => {
  const probe = await KernelProbe.open(host, {limits: {cellTimeoutMs: 300}});
  await probe.run({1: sources[1] as string, 2: sources[2] as string});
  const before = [1, 2].map((id) => probe.evidence.get(id)?.valueDigest);
  await probe.run({20: "for (;;) {}"});
  await probe.until(() => probe.status(20) === "failed");
  await probe.run({1: sources[1] as string, 2: sources[2] as string});
  expect([1, 2].map((id) => probe.evidence.get(id)?.valueDigest)).toEqual(before);
  await probe.close();
});
