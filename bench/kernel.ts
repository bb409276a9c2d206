/** The kernel: opening to the first value, an edit's way through a chain, 250 cells, memory of idle sessions, 100 sessions at once, a million rows in. */
import {createKernelHost, type KernelHost} from "#kernels/host";
import {KernelProbe} from "../kernels/host/probe.ts";
import type {Row} from "./row.ts";

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))] ?? NaN;
}

function toRow(name: string, value: number, unit: string, limit: number): Row {
  return {name, measured: `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`, target: `≤ ${limit} ${unit}`, ratio: value / limit, reached: value <= limit};
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function measureOpening(host: KernelHost, repetitions: number, pauseMs: number): Promise<number[]> {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    await pause(pauseMs);
    const start = performance.now();
    const probe = await KernelProbe.open(host);
    await probe.run({1: "1 + 1"});
    times.push(performance.now() - start);
    await probe.close();
  }
  return times;
}

async function measureChain(host: KernelHost): Promise<number[]> {
  const probe = await KernelProbe.open(host);
  await probe.run({1: "const a = 0", 2: "const b = a + 1", 3: "b + 1"});
  const times: number[] = [];
  for (let value = 1; value <= 300; value++) {
    const start = performance.now();
    probe.define({1: `const a = ${value}`});
    await probe.until(() => probe.shown(3)[0] === String(value + 2));
    times.push(performance.now() - start);
  }
  await probe.close();
  return times.slice(50);
}

const chainCells = 250;

async function measureLongChain(host: KernelHost): Promise<{readonly opened: number; readonly recomputed: number}> {
  await pause(1500);
  const sources: {[id: number]: string} = {1: "const v1 = 0"};
  for (let id = 2; id <= chainCells; id++) sources[id] = `const v${id} = v${id - 1} + 1`;
  const start = performance.now();
  const probe = await KernelProbe.open(host);
  await probe.run(sources);
  const opened = performance.now() - start;
  const times: number[] = [];
  for (let value = 1; value <= 20; value++) {
    const from = performance.now();
    probe.define({1: `const v1 = ${value}`});
    await probe.until(() => probe.summary(chainCells, `v${chainCells}`) === String(value + chainCells - 1));
    times.push(performance.now() - from);
  }
  await probe.close();
  return {opened, recomputed: median(times)};
}

const sessions = 100;

async function measureSessions(host: KernelHost): Promise<{readonly memoryMb: number; readonly answeredMs: number; readonly answered: number}> {
  const probes: KernelProbe[] = [];
  for (let session = 0; session < sessions; session++) {
    const probe = await KernelProbe.open(host);
    await probe.run({1: `const a = ${session}`, 2: "a + 1"});
    probes.push(probe);
  }
  await pause(3000);
  const measured = [];
  for (const probe of probes) measured.push((await probe.kernel.measure()).memoryMb);
  const start = performance.now();
  await Promise.all(probes.map((probe, session) => {
    probe.define({1: `const a = ${session + 1000}`});
    return probe.until(() => probe.shown(2)[0] === String(session + 1001));
  }));
  const answeredMs = performance.now() - start;
  const answered = probes.filter((probe, session) => probe.shown(2)[0] === String(session + 1001)).length;
  await Promise.all(probes.map((probe) => probe.close()));
  return {memoryMb: median(measured), answeredMs, answered};
}

const rows = 1_000_000;

/** A table of a million rows from the parent to a value in a cell, digested. */
async function measureTable(host: KernelHost): Promise<{readonly crossed: number; readonly digested: number}> {
  const columns = ["x", "y", "z"].map((name, column) => ({name, type: "number" as const, valid: null, values: Float64Array.from({length: rows}, (_, row) => row * (column + 1))}));
  const data = {numbers: {type: "table" as const, columns: {rows, columns}, digest: "0".repeat(64)}};
  const crossed: number[] = [];
  const digested: number[] = [];
  for (let repetition = 0; repetition < 5; repetition++) {
    await pause(500);
    const probe = await KernelProbe.open(host, {data});
    let start = performance.now();
    await probe.run({1: "data('numbers').numRows()"});
    crossed.push(performance.now() - start);
    start = performance.now();
    await probe.run({2: "const t = data('numbers')"});
    digested.push(performance.now() - start);
    await probe.close();
  }
  return {crossed: median(crossed), digested: median(digested)};
}

export async function run(): Promise<readonly Row[]> {
  const cold = await createKernelHost({spare: false});
  const withoutSpare = median(await measureOpening(cold, 9, 50));
  await cold.close();
  const host = await createKernelHost();
  const withSpare = median(await measureOpening(host, 9, 1000));
  const chain = await measureChain(host);
  const {opened, recomputed} = await measureLongChain(host);
  const {crossed, digested} = await measureTable(host);
  const many = await measureSessions(host);
  await host.close();
  return [
    toRow("kernel: open to first value, warm spare", withSpare, "ms", 30),
    toRow("kernel: open to first value, no spare", withoutSpare, "ms", 150),
    toRow("kernel: edit to result, chain of 3 cells, p50", quantile(chain, 0.5), "ms", 2),
    toRow("kernel: edit to result, chain of 3 cells, p95", quantile(chain, 0.95), "ms", 6),
    toRow(`kernel: ${chainCells} cells, opened`, opened, "ms", 1000),
    toRow(`kernel: ${chainCells} cells, whole chain recomputed`, recomputed, "ms", 100),
    toRow("kernel: 1,000,000 × 3 numbers from the parent to a table in a cell", crossed, "ms", 80),
    toRow("kernel: the same as a value, with its digest", digested, "ms", 80),
    toRow(`kernel: idle session of ${sessions}, proportional memory`, many.memoryMb, "MB", 25),
    {name: `kernel: ${sessions} sessions at once answer`, measured: `${many.answered} in ${many.answeredMs.toFixed(0)} ms`, target: `${sessions}`, ratio: many.answered / sessions, reached: many.answered === sessions},
  ];
}
