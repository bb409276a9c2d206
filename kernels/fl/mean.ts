/**
 * Weighted mean of client models (FedAvg), all at once or as they arrive.
 *
 * Answers: what one model stands for all clients, each counted by its examples. Formula: x̄ = Σ (n_k / N) w_k with N = Σ n_k.
 * Assumes honest clients. Least n: 1. Cost: O(clients × weights); the running mean keeps one vector however many clients come.
 * Source: McMahan et al. 2017, arXiv 1602.05629, algorithm 1.
 */
import type {ClientUpdate} from "./update.ts";
import {eachTile, precisionOf, Tile} from "./vectors/index.ts";

/** How large the rows of a tile may be together: more would not stay in the processor's own memory. */
const tileBytes = 1_048_576;

export function weightedMean(updates: readonly ClientUpdate[]): Float64Array {
  if (updates.length === 0) return new Float64Array(0);
  const total = updates.reduce((sum, update) => sum + update.examples, 0);
  const vectors = updates.map((update) => update.weights);
  const tile = new Tile(vectors.length, precisionOf(vectors), tileBytes);
  tile.setShares(updates.map((update) => update.examples / total));
  return eachTile(vectors, tile, () => tile.weightedSum());
}

/** The same mean of updates that come one by one and are not kept. */
export class RunningMean {
  readonly #sum: Float64Array;
  #examples = 0;

  constructor(length: number) {
    this.#sum = new Float64Array(length);
  }

  add({weights, examples}: ClientUpdate): void {
    const sum = this.#sum;
    for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + examples * weights[i]!;
    this.#examples += examples;
  }

  /** @throws RangeError when nothing was added. */
  finish(): Float64Array {
    if (this.#examples === 0) throw new RangeError("a mean needs at least 1 update, got none");
    return this.#sum.map((value) => value / this.#examples);
  }
}
