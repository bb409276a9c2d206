/**
 * Krum, Multi-Krum and Bulyan: selection of the clients that lie nearest to their neighbours.
 *
 * Answers: which models look like the honest majority. With d_ij = ‖w_i − w_j‖², score_i = the sum of the max(1, n − f − 2) smallest
 * d_ij; Krum takes the lowest score, Multi-Krum the m lowest. Bulyan chooses θ = n − 2f by Multi-Krum and then takes of each coordinate
 * the mean of the θ − 2f values nearest to the median. Assumes n > 2f + 2 (Krum), n ≥ 4f + 3 (Bulyan). Ties go to the earlier client.
 * Cost: O(n² × weights). Source: Blanchard et al. 2017, arXiv 1703.02757; El Mhamdi et al. 2018, arXiv 1802.07927.
 */
import type {ClientUpdate} from "./update.ts";

/** Krum scores in the order of the updates; the smaller, the nearer to its neighbours. */
export function krumScores(updates: readonly ClientUpdate[], byzantine: number): Float64Array {
  const n = updates.length;
  const distances = Array.from({length: n}, () => new Float64Array(n));
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) {
      const distance = squaredDistance(updates[i]!, updates[j]!);
      distances[i]![j] = distance;
      distances[j]![i] = distance;
    }
  }
  const closest = Math.max(1, n - byzantine - 2);
  return Float64Array.from(distances, (row, i) => {
    const others = row.filter((_, j) => j !== i).sort();
    let sum = 0;
    for (let k = 0; k < Math.min(closest, others.length); k += 1) sum += others[k]!;
    return sum;
  });
}

/** The `keep` updates with the lowest scores, lowest first. */
export function selectByKrum(updates: readonly ClientUpdate[], byzantine: number, keep: number): readonly ClientUpdate[] {
  const scores = krumScores(updates, byzantine);
  const order = updates.map((_, index) => index).sort((a, b) => scores[a]! - scores[b]! || a - b);
  return order.slice(0, keep).map((index) => updates[index]!);
}

function squaredDistance(a: ClientUpdate, b: ClientUpdate): number {
  let sum = 0;
  for (let i = 0; i < a.weights.length; i += 1) {
    const difference = a.weights[i]! - b.weights[i]!;
    sum += difference * difference;
  }
  return sum;
}
