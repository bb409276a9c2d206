/**
 * Weighted mean of client models (FedAvg), all at once or as they arrive.
 *
 * Answers: what one model stands for all clients, each counted by its examples. Formula: x̄ = Σ (n_k / N) w_k with N = Σ n_k.
 * Assumes honest clients. Least n: 1. Cost: O(clients × weights); the running mean keeps one vector however many clients come.
 * Source: McMahan et al. 2017, arXiv 1602.05629, algorithm 1.
 */
import type {ClientUpdate, Weights} from "./update.ts";

/** Coordinates worked on together, so that their sums stay in the processor's nearest memory. */
const tile = 8192;

export function weightedMean(updates: readonly ClientUpdate[]): Float64Array {
  const total = updates.reduce((sum, update) => sum + update.examples, 0);
  const vectors = updates.map((update) => update.weights);
  const shares = Float64Array.from(updates, (update) => update.examples / total);
  const mean = new Float64Array(vectors[0]?.length ?? 0);
  for (let from = 0; from < mean.length; from += tile) {
    const to = Math.min(mean.length, from + tile);
    let k = 0;
    for (; k + 8 <= vectors.length; k += 8) addEight(mean, from, to, vectors, shares, k);
    for (; k < vectors.length; k += 1) addOne(mean, from, to, vectors[k]!, shares[k]!);
  }
  return mean;
}

/** The same mean of updates that come one by one and are not kept. */
export class RunningMean {
  readonly #sum: Float64Array;
  #examples = 0;

  constructor(length: number) {
    this.#sum = new Float64Array(length);
  }

  add({weights, examples}: ClientUpdate): void {
    addOne(this.#sum, 0, this.#sum.length, weights, examples);
    this.#examples += examples;
  }

  /** @throws RangeError when nothing was added. */
  finish(): Float64Array {
    if (this.#examples === 0) throw new RangeError("a mean needs at least 1 update, got none");
    return this.#sum.map((value) => value / this.#examples);
  }
}

function addOne(sum: Float64Array, from: number, to: number, weights: Weights, share: number): void {
  for (let i = from; i < to; i += 1) sum[i] = sum[i]! + share * weights[i]!;
}

function addEight(sum: Float64Array, from: number, to: number, vectors: readonly Weights[], shares: Float64Array, k: number): void {
  const [a, b, c, d] = [vectors[k]!, vectors[k + 1]!, vectors[k + 2]!, vectors[k + 3]!];
  const [e, f, g, h] = [vectors[k + 4]!, vectors[k + 5]!, vectors[k + 6]!, vectors[k + 7]!];
  const [sa, sb, sc, sd] = [shares[k]!, shares[k + 1]!, shares[k + 2]!, shares[k + 3]!];
  const [se, sf, sg, sh] = [shares[k + 4]!, shares[k + 5]!, shares[k + 6]!, shares[k + 7]!];
  for (let i = from; i < to; i += 1) {
    sum[i] = sum[i]! + (sa * a[i]! + sb * b[i]! + (sc * c[i]! + sd * d[i]!)) + (se * e[i]! + sf * f[i]! + (sg * g[i]! + sh * h[i]!));
  }
}
