/** Accuracy of simulated federations on the package mnist, on the split that the reference figures were measured on. */
import {existsSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {simulate, type AggregationRule, type Attack, type Examples} from "#kernels/fl";
import type {Row} from "./row.ts";

const folder = join(process.env.RECTO_SHARED ?? join(import.meta.dirname, "../../shared"), "data/fl");

interface Split {
  readonly test: readonly number[];
  readonly train: readonly number[];
  readonly iid: readonly (readonly number[])[];
  readonly noniid: readonly (readonly number[])[];
}

/** Rows are numbered as the digits of the package lie one after the other, 0 to 9. */
function readDigits(): Examples {
  const require = createRequire(import.meta.url);
  const digits = Array.from({length: 10}, (_, label) => (require(`mnist/src/digits/${label}.json`) as {data: number[]}).data);
  return {features: Float32Array.from(digits.flat()), labels: Uint8Array.from(digits.flatMap((data, label) => Array<number>(data.length / 784).fill(label)))};
}

function pick({features, labels}: Examples, rows: readonly number[]): Examples {
  return {features: Float32Array.from(rows.flatMap((row) => [...features.subarray(784 * row, 784 * (row + 1))])), labels: Uint8Array.from(rows, (row) => labels[row]!)};
}

/** Rounds to each accuracy, beside Flower's own aggregation on the same split. */
export function roundsToAccuracy(): Row[] {
  const [digits, split] = [readDigits(), readSplit()];
  if (!split) return [];
  const data = {train: digits, test: pick(digits, split.test)};
  return ([["IID", split.iid, {0.9: 7, 0.93: 17, 0.95: 45}], ["non-IID", split.noniid, {0.9: 32, 0.93: 73}]] as const).flatMap(([name, clients, peer]) => {
    const reached = new Map<number, number>();
    const wanted = Object.entries(peer).map(([accuracy, round]) => [Number(accuracy), round] as const);
    for (const {round, accuracy} of simulate({
      data, clients, clientsPerRound: 10, rounds: 150, seed: 1, model: {hidden: [200, 200]}, training: {epochs: 5, batchSize: 10, learningRate: 0.2},
    })) {
      for (const [level] of wanted) if (accuracy >= level && !reached.has(level)) reached.set(level, round);
      if (reached.size === wanted.length) break;
    }
    return wanted.map(([level, round]): Row => {
      const own = reached.get(level) ?? Infinity;
      return {name: `FedAvg, 2NN, E = 5, B = 10, lr 0.2, ${name}: rounds to ${100 * level} %`, measured: own === Infinity ? "not in 150" : String(own), target: `≤ ${round} (Flower)`, ratio: own / round, reached: own <= round};
    });
  });
}

const byzantineRules: readonly (readonly [string, AggregationRule])[] = [
  ["mean", {type: "fed-avg"}],
  ["median", {type: "fed-median"}],
  ["trimmed", {type: "fed-trimmed-avg", share: 0.2}],
  ["Multi-Krum", {type: "krum", byzantine: 4, keep: 16}],
  ["Bulyan", {type: "bulyan", byzantine: 4}],
];

/** Flower's figures after 30 rounds with 4 of 20 clients wrong, by attack, in the order of the rules; NaN where the model was lost. */
const byzantinePeer: readonly (readonly [Attack["type"] | "none", readonly number[]])[] = [
  ["none", [0.941, 0.9375, 0.9395, 0.9385, 0.942]],
  ["sign-flip", [NaN, 0.9255, 0.925, 0.9365, 0.9325]],
  ["label-flip", [0.93, 0.9395, 0.9375, 0.9365, 0.9315]],
  ["gaussian", [0.764, 0.94, 0.9395, 0.94, 0.9345]],
  ["little-is-enough", [0.94, 0.937, 0.9395, 0.9345, 0.9265]],
];

/** Accuracy after 30 rounds of 20 clients with 400 digits each, one epoch a round. A point below the peer counts as reached: one seed on 2,000 digits. */
export function withstandAttacks(): Row[] {
  const [digits, split] = [readDigits(), readSplit()];
  if (!split) return [];
  const data = {train: pick(digits, split.train), test: pick(digits, split.test)};
  return byzantinePeer.flatMap(([type, peers]) =>
    byzantineRules.map(([name, rule], i): Row => {
      const attack = type === "none" ? null : {type, clients: 4};
      let last = 0;
      for (const {accuracy} of simulate({data, clients: 20, clientsPerRound: 20, rounds: 30, seed: 1, model: {hidden: [200, 200]}, training: {epochs: 1, batchSize: 10, learningRate: 0.1}, rule, attack})) last = accuracy;
      const peer = peers[i]!;
      const least = Number.isNaN(peer) ? 0 : peer - 0.01;
      return {name: `4 of 20 attack (${type}), ${name}: accuracy after 30 rounds`, measured: last.toFixed(4), target: `≥ ${Number.isNaN(peer) ? "lost" : peer} − 0.01 (Flower)`, ratio: null, reached: last >= least};
    }),
  );
}

function readSplit(): Split | null {
  const file = join(folder, "mnist_split.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Split;
  console.log("accuracy: skipped, the folder of reference data is missing");
  return null;
}
