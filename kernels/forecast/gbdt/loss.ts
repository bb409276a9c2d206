/** The losses that boosting makes small: squared error, the pinball loss of a quantile, Huber's. */

export type Loss = {readonly type: "l2"} | {readonly type: "quantile"; readonly level: number} | {readonly type: "huber"; readonly delta: number};

/** The slope of the loss at each prediction, into `out`; the curvature is taken as 1 for all three, as LightGBM does. */
export function writeGradients(loss: Loss, targets: Float64Array, predictions: Float64Array, out: Float64Array): void {
  const n = targets.length;
  if (loss.type === "l2") {
    for (let i = 0; i < n; i += 1) out[i] = predictions[i]! - targets[i]!;
  } else if (loss.type === "quantile") {
    const above = 1 - loss.level;
    for (let i = 0; i < n; i += 1) out[i] = predictions[i]! >= targets[i]! ? above : -loss.level;
  } else {
    for (let i = 0; i < n; i += 1) out[i] = Math.max(-loss.delta, Math.min(loss.delta, predictions[i]! - targets[i]!));
  }
}

/** The mean loss. */
export function meanLoss(loss: Loss, targets: Float64Array, predictions: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i += 1) {
    const error = targets[i]! - predictions[i]!;
    const size = Math.abs(error);
    if (loss.type === "l2") sum += error * error;
    else if (loss.type === "quantile") sum += error >= 0 ? loss.level * error : (loss.level - 1) * error;
    else sum += size <= loss.delta ? (error * error) / 2 : loss.delta * (size - loss.delta / 2);
  }
  return sum / targets.length;
}

/** The constant that boosting starts from: the mean, the quantile, the median. */
export function startOf(loss: Loss, targets: Float64Array): number {
  if (loss.type === "l2") return targets.reduce((sum, value) => sum + value, 0) / targets.length;
  return quantileOf(targets, loss.type === "quantile" ? loss.level : 0.5);
}

/** The quantile of some values, linear between order statistics (R's type 7). */
export function quantileOf(values: Float64Array, level: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = level * (sorted.length - 1);
  const low = Math.floor(at);
  const lower = sorted[low]!;
  const upper = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return lower + (at - low) * (upper - lower);
}
