/**
 * Weighted mean of client models (FedAvg), all at once or as they arrive.
 *
 * Answers: what one model stands for all clients, each counted by its examples. Formula: x̄ = Σ (n_k / N) w_k with N = Σ n_k.
 * Assumes honest clients. Least n: 1. Cost: O(clients × weights); the running mean keeps one vector however many clients come.
 * Source: McMahan et al. 2017, arXiv 1602.05629, algorithm 1.
 */
import {findFault, type ClientUpdate, type Rejection} from "./update.ts";
import {eachTile, precisionOf, Tile} from "./vectors/index.ts";

/** How large the rows of a tile may be together: long rows are copied faster, and much more would not stay in the processor's own memory. */
const tileBytes = 4_194_304;

/** The mean x̄; where a weight is NaN or infinite, so is its coordinate. */
export function weightedMean(updates: readonly ClientUpdate[]): Float64Array {
  if (updates.length === 0) return new Float64Array(0);
  const total = updates.reduce((sum, update) => sum + update.examples, 0);
  const vectors = updates.map((update) => update.weights);
  const tile = new Tile(vectors.length, precisionOf(vectors), tileBytes);
  tile.setShares(updates.map((update) => update.examples / total));
  return eachTile(vectors, tile, () => tile.weightedSum());
}

/** The same mean of updates that come one by one and are not kept: one vector, however many clients. */
export class RunningMean {
  readonly #sum: Float64Array;
  readonly #seen = new Set<string>();
  readonly #used: string[] = [];
  readonly #rejected: Rejection[] = [];
  #examples = 0;

  /** @param length weights of the model. */
  constructor(length: number) {
    this.#sum = new Float64Array(length);
  }

  /** Adds one update; answers why it cannot be used (as `aggregate` would refuse it), or null. */
  add(update: ClientUpdate): string | null {
    const {client, weights, examples} = update;
    const sum = this.#sum;
    const reason = this.#seen.has(client) ? "sent a second update in one round" : findFault(update, sum.length, true);
    this.#seen.add(client);
    if (reason !== null) {
      this.#rejected.push({client, reason});
      return reason;
    }
    for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + examples * weights[i]!;
    this.#examples += examples;
    this.#used.push(client);
    return null;
  }

  /** @throws RangeError when no usable update was added. */
  finish(): {readonly weights: Float64Array; readonly used: readonly string[]; readonly rejected: readonly Rejection[]} {
    if (this.#examples === 0) throw new RangeError(`a mean needs at least 1 usable update, got ${this.#rejected.length} and refused all`);
    return {weights: this.#sum.map((value) => value / this.#examples), used: [...this.#used], rejected: [...this.#rejected]};
  }
}
