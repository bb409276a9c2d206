/** Federated learning: speed of aggregation and of unmasking, and what privacy costs, each beside a plain loop or a peer's figure. */
import {availableParallelism} from "node:os";
import {fileURLToPath} from "node:url";
import {aggregate, privacySpent, tightEpsilon, type AggregationRule, type ClientUpdate} from "#kernels/fl";
import {roundsToAccuracy, withstandAttacks} from "./fl-accuracy.ts";
import {measureUnmasking} from "./fl-unmask.ts";
import type {Row} from "./row.ts";

const clients = 100;
const weights = 1_000_000;

function toUpdates(): ClientUpdate[] {
  let state = 1;
  return Array.from({length: clients}, (_, k) => {
    const values = new Float32Array(weights);
    for (let i = 0; i < weights; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values[i] = state / 2 ** 32 - 0.5;
    }
    return {client: `c${k}`, weights: values, examples: 10 + k};
  });
}

function plainMean(updates: readonly ClientUpdate[]): Float64Array {
  const total = updates.reduce((sum, {examples}) => sum + examples, 0);
  const mean = new Float64Array(weights);
  for (const update of updates) {
    const share = update.examples / total;
    for (let i = 0; i < weights; i += 1) mean[i] = mean[i]! + share * update.weights[i]!;
  }
  return mean;
}

/** Least milliseconds of several runs, on the clock. */
function leastMs(run: () => unknown, times: number): number {
  return Math.min(...Array.from({length: times}, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }));
}

function aggregationRows(): Row[] {
  const updates = toUpdates();
  const time = (rule: AggregationRule, times: number) => leastMs(() => aggregate(updates, {rule}), times);
  const plain = leastMs(() => plainMean(updates), 7);
  const mean = time({type: "fed-avg"}, 7);
  const median = time({type: "fed-median"}, 3);
  const trimmed = time({type: "fed-trimmed-avg", share: 0.2}, 3);
  const row = (name: string, ms: number, limit: number, target: string): Row => ({name, measured: `${ms.toFixed(0)} ms`, target, ratio: ms / limit, reached: ms <= limit});
  return [
    row(`FedAvg of ${clients} × 1M float32, checks included (plain loop ${plain.toFixed(0)} ms; Flower 218 ms)`, mean, 0.6 * plain, `≤ 0.6 × plain loop = ${(0.6 * plain).toFixed(0)} ms`),
    row("median of the same", median, 4194 / 4, "≤ a quarter of Flower's 4,194 ms"),
    row("trimmed mean of the same", trimmed, 1791 / 4, "≤ a quarter of Flower's 1,791 ms"),
  ];
}

async function unmaskingRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [shares, limit] of [[500, 3000], [51, 600]] as const) {
    const {wall, processor} = await measureUnmasking(500, shares, 50, 100_000);
    rows.push({
      name: `SecAgg+, server takes masks off: 500 clients, ${shares === 500 ? "all neighbours" : "50 neighbours"}, 100,000 weights, 10 % gone, ${availableParallelism()} threads (a plain loop: ${shares === 500 ? "11.1" : "2.0"} s)`,
      measured: `${wall.toFixed(0)} ms (processor ${processor.toFixed(0)} ms)`,
      target: `≤ ${limit} ms`,
      ratio: wall / limit,
      reached: wall <= limit,
    });
  }
  return rows;
}

/** Google's dp-accounting: q, σ, steps, δ, ε by Rényi divergences, tight ε. */
const accounting = [
  [256 / 60000, 1.1, 14062, 1e-5, 2.5966, 2.3817],
  [150 / 60000, 1.3, 6000, 1e-5, 0.7242234026, 0.6401],
  [1e-3, 1, 30000, 1e-7, 1.4154988495, 1.0982],
  [0.04, 1.5, 2250, 1e-5, 7.32911117143, 6.7688],
  [0.1, 1, 100, 1e-3, 5.6405, 4.7844],
  [1, 4, 20, 1e-5, 5.3777, 4.9833],
] as const;

function accountingRows(): Row[] {
  return accounting.flatMap(([samplingRate, noiseMultiplier, steps, delta, renyi, tight]) => {
    const given = {samplingRate, noiseMultiplier, steps};
    const name = `q = ${samplingRate.toPrecision(3)}, σ = ${noiseMultiplier}, ${steps} steps, δ = ${delta}`;
    const own = privacySpent(given, delta).epsilon;
    const start = performance.now();
    const ownTight = tightEpsilon(given, delta);
    const ms = performance.now() - start;
    const decimals = (String(renyi).split(".")[1] ?? "").length;
    const within = decimals > 4 ? 1e-6 : 5e-5;
    return [
      {name: `ε by Rényi divergences, ${name}`, measured: own.toFixed(8), target: `${renyi} ± ${within}`, ratio: null, reached: Math.abs(own - renyi) <= within * 1.001},
      {name: `tight ε, ${name}`, measured: `${ownTight.toFixed(4)} in ${ms.toFixed(0)} ms`, target: `${tight} ± 0.5 %`, ratio: null, reached: Math.abs(ownTight / tight - 1) <= 0.005},
    ];
  });
}

export async function run(): Promise<Row[]> {
  return [...aggregationRows(), ...(await unmaskingRows()), ...accountingRows()];
}

/** `npm run bench:fl`; with `-- --long` the accuracy of trained federations as well, which takes minutes. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await run();
  if (process.argv.includes("--long")) rows.push(...roundsToAccuracy(), ...withstandAttacks());
  console.log("| what | measured | target | reached |\n|---|---|---|---|");
  for (const row of rows) console.log(`| ${row.name} | ${row.measured} | ${row.target} | ${row.reached ? "yes" : "no"} |`);
}
