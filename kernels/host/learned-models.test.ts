/** The learned forecasting models and many series run from a cell, behind all protections, with the same bytes in another process and on the next version of the engine. */
import {afterAll, beforeAll, expect, it} from "vitest";
import {createKernelHost} from "./host.ts";
import type {KernelHost} from "./kernel.ts";
import {KernelProbe} from "./probe.ts";

const node26 = process.env["RECTO_NODE_26"];

let host: KernelHost;

beforeAll(async () => {
  host = await createKernelHost();
});

afterAll(() => host.close());

const names = ["prophet", "gbdt", "tft", "many"];
const cells = {
  1: "const times = d3.range(76).map((i) => Date.UTC(2024, 0, 1 + i)), open = d3.range(76).map((i) => (i % 9 === 0 ? 0 : 1)), series = d3.range(72).map((i) => 50 + i / 4 + 10 * Math.sin(i * Math.PI / 3.5) + 20 * open[i] + Math.sin(i * i))",
  2: `const prophet = await forecast(series, {horizon: 4, season: 7, times, covariates: {open}, holidays: [{name: "fair", dates: ["2024-01-20", "2024-02-20", "2024-03-20"]}], model: "prophet"})`,
  3: `const gbdt = await forecast(series, {horizon: 4, level: 0.9, season: 7, times, covariates: {open}, model: "gbdt"})`,
  4: `const tft = await forecast.many([{name: "sales", values: series, covariates: {open}}], {horizon: 4, level: 0.9, origins: 0, model: "tft"})`,
  5: `const many = await forecast.many(d3.range(40).map((k) => series.map((value, i) => value + k * Math.cos(i * k))), {horizon: 4, season: 7, workers: 2})`,
  6: `const errors = [prophet.mean, gbdt.mean, tft.forecasts.mean, many.forecasts.mean.slice(0, 4)].map((mean) => Math.max(...mean.map((value, h) => Math.abs(value - 50 - (72 + h) / 4 - 10 * Math.sin((72 + h) * Math.PI / 3.5) - 20 * open[72 + h])))); if (!errors.every((error) => error < 30)) throw new RangeError(errors.join())`,
};

async function forecastAll(on: KernelHost): Promise<unknown> {
  const probe = await KernelProbe.open(on);
  try {
    probe.define(cells);
    const ids = [...names.keys()].map((i) => i + 2).concat(6);
    await probe.until(() => ids.every((id) => ["done", "failed", "blocked"].includes(probe.status(id))));
    return ids.map((id) => [probe.status(id), probe.result(id).error?.message ?? null, probe.evidence.get(id)?.values]);
  } finally {
    await probe.close();
  }
}

let first: unknown;

it("prophet, gbdt, tft and many series forecast from a cell, and again in another process with the same digests", async () => {
  first = await forecastAll(host);
  expect(first).toEqual(names.concat("errors").map((name) => ["done", null, [expect.objectContaining({name, digest: expect.any(String)})]]));
  expect(await forecastAll(host)).toEqual(first);
});

it.skipIf(node26 === undefined)("they have the same digests on Node 26 (skipped unless RECTO_NODE_26 names its executable)", async () => {
  const other = await createKernelHost({engine: node26 ?? ""});
  try {
    expect(await forecastAll(other)).toEqual(first);
  } finally {
    await other.close();
  }
});
