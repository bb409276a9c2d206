/** Many series forecast from a cell: a table in, columns out, over threads of the kernel process; told of, stopped, recorded. */
import {afterAll, beforeAll, expect, it} from "vitest";
import {createKernelHost} from "./host.ts";
import type {KernelHost} from "./kernel.ts";
import {KernelProbe} from "./probe.ts";

let host: KernelHost;

beforeAll(async () => {
  host = await createKernelHost();
});

afterAll(() => host.close());

const given = `const sales = aq.from(d3.range(30 * 24).map((i) => ({store: "s" + (i % 24), day: new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 24))), sold: i === 5 ? null : 20 + (i % 24) + 5 * (Math.floor(i / 24) % 7)})))`;
const call = `const many = await forecast.many(sales, {value: "sold", series: "store", time: "day", horizon: 7, season: 7, model: "seasonalNaive"})`;
const check = `const found = [many.failed, many.series.reason[5], many.forecasts.series.length, many.forecasts.time[0].toISOString(), many.forecasts.mean[0], aq.table(many.forecasts).numRows()]`;

it("a table goes in, tables come out, and another process gives the same digests", async () => {
  const run = async (): Promise<unknown> => {
    const probe = await KernelProbe.open(host);
    try {
      await probe.run({1: given, 2: call, 3: check, 4: "display(found.join())"});
      expect(probe.result(2).error?.message).toBeUndefined();
      expect(probe.shown(4)).toEqual(["1,forecast requires finite values, got NaN at index 0 (the option gaps fills what is missing),161,2024-01-31T00:00:00.000Z,30,161"]);
      const {calls, valueDigest} = probe.evidence.get(2)!;
      expect(calls.map(({name}) => name)).toEqual(["forecast.many"]);
      return [calls, valueDigest];
    } finally {
      await probe.close();
    }
  };
  expect(await run()).toEqual(await run());
});

it.each([["ets", 4000], ["gbdt", 200], ["prophet", 400], ["tft", 100]])("%s on many series tells how far it is and can be interrupted, and the kernel goes on", async (model, count) => {
  const probe = await KernelProbe.open(host);
  try {
    probe.define({
      1: `const many = await forecast.many(d3.range(${count}).map((k) => d3.range(60).map((i) => 30 + k + 9 * Math.sin(i) + Math.cos(i * i * k))), {horizon: 12, season: 12, model: "${model}"})`,
      2: "const other = 2",
    });
    await probe.until(() => (probe.result(1).progress?.share ?? 0) > 0);
    expect(probe.status(1)).toBe("running");
    expect(probe.result(1).progress!.share).toBeLessThan(1);
    await probe.kernel.interrupt();
    expect(probe.result(1)).toMatchObject({status: "failed", error: {message: "interrupted"}});
    await probe.run({3: "const sum = other + 1"});
    expect(probe.summary(3, "sum")).toBe("3");
    expect(probe.lostReason).toBeNull();
  } finally {
    await probe.close();
  }
});
