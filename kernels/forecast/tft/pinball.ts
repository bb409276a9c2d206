/**
 * The pinball loss of several quantiles: what it costs to say q where y came, times the quantile's level above and one less it below.
 *
 * Formula: the mean over rows of the sum over quantiles τ of max(τ(y − q), (τ − 1)(y − q)). Its minimum is the quantile. Source: Koenker & Bassett 1978.
 */
import type {Numbers, Tape, Tensor} from "./tape.ts";

/** @param weights of the rows; 0 for those whose target is not known. */
export function pinballLoss(tape: Tape, predictions: Tensor, targets: Numbers, weights: Numbers, levels: readonly number[]): Tensor {
  const y = tape.tensor(1, 1);
  const n = levels.length;
  let total = 0;
  for (let row = 0; row < predictions.rows; row += 1) total += weights[row]!;
  let sum = 0;
  for (let row = 0; row < predictions.rows; row += 1) {
    for (let k = 0; k < n; k += 1) {
      const error = targets[row]! - predictions.data[row * n + k]!;
      sum += weights[row]! * (error >= 0 ? levels[k]! * error : (levels[k]! - 1) * error);
    }
  }
  y.data[0] = total > 0 ? sum / total : 0;
  tape.record(() => {
    for (let row = 0; row < predictions.rows; row += 1) {
      if (weights[row] === 0) continue;
      for (let k = 0; k < n; k += 1) {
        const at = row * n + k;
        const slope = targets[row]! >= predictions.data[at]! ? -levels[k]! : 1 - levels[k]!;
        predictions.gradient![at] = predictions.gradient![at]! + (y.gradient![0]! * weights[row]! * slope) / total;
      }
    }
  });
  return y;
}
