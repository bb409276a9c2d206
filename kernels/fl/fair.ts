/**
 * q-fair federated averaging (q-FedAvg).
 *
 * Answers: a step that helps the clients with a high loss more, the more the larger q. With L = 1/η: g_k = L(x − w_k),
 * F = loss + 1e-10, Δ_k = F^q g_k, h_k = q F^(q−1) ‖g_k‖² + L F^q; x ← x − ΣΔ_k / Σh_k. q = 0 is the plain mean of the models.
 * Assumes every update carries its loss. Source: Li et al. 2020, arXiv 1905.10497, algorithm 2.
 */
import type {ClientUpdate} from "./update.ts";

export function fairStep(global: Float64Array, updates: readonly ClientUpdate[], fairness: number, learningRate: number): Float64Array {
  const inverse = 1 / learningRate;
  const step = new Float64Array(global.length);
  let total = 0;
  for (const {weights, loss, client} of updates) {
    if (loss === undefined || !Number.isFinite(loss)) throw new TypeError(`q-fed-avg needs the loss of every client, and ${client} sent ${loss}`);
    const value = loss + 1e-10;
    const scale = value ** fairness;
    let squaredNorm = 0;
    for (let i = 0; i < global.length; i += 1) {
      const gradient = inverse * (global[i]! - weights[i]!);
      squaredNorm += gradient * gradient;
      step[i] = step[i]! + scale * gradient;
    }
    total += fairness * value ** (fairness - 1) * squaredNorm + inverse * scale;
  }
  return global.map((weight, i) => weight - step[i]! / total);
}
