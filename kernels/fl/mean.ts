/**
 * Weighted mean of client models (FedAvg).
 *
 * Answers: what one model stands for all clients, each counted by its examples. Formula: x̄ = Σ (n_k / N) w_k with N = Σ n_k.
 * Assumes honest clients. Least n: 1. Cost: O(clients × weights). Source: McMahan et al. 2017, arXiv 1602.05629, algorithm 1.
 */
import type {ClientUpdate} from "./update.ts";

export function weightedMean(updates: readonly ClientUpdate[]): Float64Array {
  const total = updates.reduce((sum, update) => sum + update.examples, 0);
  const mean = new Float64Array(updates[0]?.weights.length ?? 0);
  for (const {weights, examples} of updates) {
    const share = examples / total;
    for (let i = 0; i < mean.length; i += 1) mean[i] = mean[i]! + share * weights[i]!;
  }
  return mean;
}
