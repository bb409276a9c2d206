/** Federated learning's speed: means, robust centres and unmasking, each beside a plain loop or a published figure. */
import {aggregate, type AggregationRule, type ClientUpdate} from "#kernels/fl";
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

function medianMs(run: () => unknown, times: number): number {
  const taken = Array.from({length: times}, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return taken.sort((a, b) => a - b)[times >> 1]!;
}

export async function run(): Promise<Row[]> {
  const updates = toUpdates();
  const time = (rule: AggregationRule, times: number) => medianMs(() => aggregate(updates, {rule}), times);
  const plain = medianMs(() => plainMean(updates), 9);
  const mean = time({type: "fed-avg"}, 9);
  const median = time({type: "fed-median"}, 3);
  const trimmed = time({type: "fed-trimmed-avg", share: 0.2}, 3);
  const row = (name: string, ms: number, limit: number, target: string): Row => ({name, measured: `${ms.toFixed(0)} ms`, target, ratio: ms / limit, reached: ms <= limit});
  return [
    row(`FedAvg of ${clients} × 1M float32, checks included (plain loop ${plain.toFixed(0)} ms)`, mean, 0.6 * plain, `≤ 0.6 × plain loop = ${(0.6 * plain).toFixed(0)} ms`),
    row("median of the same", median, 4194 / 4, "≤ a quarter of Flower's 4,194 ms"),
    row("trimmed mean of the same", trimmed, 1791 / 4, "≤ a quarter of Flower's 1,791 ms"),
  ];
}
