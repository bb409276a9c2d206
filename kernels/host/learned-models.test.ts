/** The learned forecasting models run from a cell, behind all protections, with the same bytes in another process. */
import {afterAll, beforeAll, expect, it} from "vitest";
import {createKernelHost} from "./host.ts";
import type {KernelHost} from "./kernel.ts";
import {KernelProbe} from "./probe.ts";

let host: KernelHost;

beforeAll(async () => {
  host = await createKernelHost();
});

afterAll(() => host.close());

const series = "const series = Float64Array.from({length: 72}, (_, i) => 50 + i / 4 + 10 * Math.sin(i * Math.PI / 6) + Math.sin(i * i))";
const modelNames = ["prophet", "gbdt"];

async function forecastAll(): Promise<unknown> {
  const probe = await KernelProbe.open(host);
  try {
    const cells = modelNames.map((model, i) => [i + 2, `const ${model} = await forecast(series, {horizon: 12, season: 12, model: "${model}"})`]);
    probe.define({1: series, ...Object.fromEntries(cells), 9: `const errors = [${modelNames.join(", ")}].map(({mean}) => Math.max(...mean.map((value, h) => Math.abs(value - 50 - (72 + h) / 4 - 10 * Math.sin(h * Math.PI / 6))))); if (!errors.every((error) => error < 6)) throw new RangeError(errors.join())`});
    const ids = [...modelNames.map((_, i) => i + 2), 9];
    await probe.until(() => ids.every((id) => ["done", "failed", "blocked"].includes(probe.status(id))));
    return ids.map((id) => [probe.status(id), probe.result(id).error?.message ?? null, probe.evidence.get(id)?.values]);
  } finally {
    await probe.close();
  }
}

it("prophet and gbdt forecast from a cell, and again in another process with the same digests", async () => {
  const first = await forecastAll();
  expect(first).toEqual(modelNames.concat("errors").map((name) => ["done", null, [expect.objectContaining({name, digest: expect.any(String)})]]));
  expect(await forecastAll()).toEqual(first);
});
