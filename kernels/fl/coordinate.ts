/**
 * Coordinate-wise robust centres: median and trimmed mean, unweighted.
 *
 * Answers: a centre that a minority of wrong clients cannot move far. Median: the middle value of each coordinate (mean of the two
 * middle ones for an even count). Trimmed mean: drop the ⌊βn⌋ smallest and largest of each coordinate, then the mean.
 * Assumes fewer than half (median) or a share β (trimmed) of wrong clients. Cost: O(weights × n log n).
 * Source: Yin et al. 2018, arXiv 1803.01498.
 */
import type {ClientUpdate} from "./update.ts";

export function coordinateMedian(updates: readonly ClientUpdate[]): Float64Array {
  return eachCoordinate(updates, (sorted) => {
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  });
}

export function trimmedMean(updates: readonly ClientUpdate[], share: number): Float64Array {
  if (!(share >= 0 && share < 0.5)) throw new RangeError(`the trimmed share must be at least 0 and below 0.5, got ${share}`);
  return eachCoordinate(updates, (sorted) => {
    const drop = Math.floor(share * sorted.length);
    return meanOf(sorted.subarray(drop, sorted.length - drop));
  });
}

/** Of each coordinate the mean of the `keep` values that lie nearest to its median. */
export function meanAroundMedian(updates: readonly ClientUpdate[], keep: number): Float64Array {
  return eachCoordinate(updates, (sorted) => {
    const middle = sorted.length >> 1;
    const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    let from = 0;
    let to = sorted.length;
    while (to - from > keep) {
      if (median - sorted[from]! > sorted[to - 1]! - median) from += 1;
      else to -= 1;
    }
    return meanOf(sorted.subarray(from, to));
  });
}

function eachCoordinate(updates: readonly ClientUpdate[], centre: (sorted: Float64Array) => number): Float64Array {
  const length = updates[0]?.weights.length ?? 0;
  const result = new Float64Array(length);
  const values = new Float64Array(updates.length);
  for (let i = 0; i < length; i += 1) {
    for (let k = 0; k < updates.length; k += 1) values[k] = updates[k]!.weights[i]!;
    values.sort();
    result[i] = centre(values);
  }
  return result;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
