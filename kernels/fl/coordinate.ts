/**
 * Coordinate-wise robust centres: median and trimmed mean, unweighted.
 *
 * Answers: a centre that a minority of wrong clients cannot move far. Median: the middle value of each coordinate (mean of the two
 * middle ones for an even count). Trimmed mean: drop the ⌊βn⌋ smallest and largest of each coordinate, then the mean.
 * Assumes fewer than half (median) or a share β (trimmed) of wrong clients. Cost: O(weights × n).
 * Source: Yin et al. 2018, arXiv 1803.01498.
 */
import {RankSelector} from "./select.ts";
import type {ClientUpdate, Weights} from "./update.ts";

export function coordinateMedian(updates: readonly ClientUpdate[]): Float64Array {
  const middle = updates.length >> 1;
  return eachCoordinate(updates, updates.length % 2 === 1 ? (selector) => selector.rank(middle) : (selector) => selector.sum(middle - 1, middle + 1) / 2);
}

export function trimmedMean(updates: readonly ClientUpdate[], share: number): Float64Array {
  if (!(share >= 0 && share < 0.5)) throw new RangeError(`the trimmed share must be at least 0 and below 0.5, got ${share}`);
  const drop = Math.floor(share * updates.length);
  const kept = updates.length - 2 * drop;
  return eachCoordinate(updates, (selector) => selector.sum(drop, drop + kept) / kept);
}

/** Of each coordinate the mean of the `keep` values that lie nearest to its median. */
export function meanAroundMedian(updates: readonly ClientUpdate[], keep: number): Float64Array {
  const n = updates.length;
  const middle = n >> 1;
  return eachCoordinate(updates, (selector) => {
    const median = n % 2 === 1 ? selector.rank(middle) : (selector.rank(middle - 1) + selector.rank(middle)) / 2;
    let from = 0;
    let to = n;
    while (to - from > keep) {
      if (median - selector.rank(from) > selector.rank(to - 1) - median) from += 1;
      else to -= 1;
    }
    return selector.sum(from, to) / keep;
  });
}

/** Coordinates turned from rows to columns together: few, so that their columns stay in the processor's nearest memory. */
const tile = 32;

function eachCoordinate(updates: readonly ClientUpdate[], centre: (selector: RankSelector) => number): Float64Array {
  const n = updates.length;
  const length = updates[0]?.weights.length ?? 0;
  const result = new Float64Array(length);
  const selector = new RankSelector(n);
  const columns = new Float64Array(n * tile);
  for (let from = 0; from < length; from += tile) {
    const count = Math.min(tile, length - from);
    for (let k = 0; k < n; k += 1) turn(updates[k]!.weights, from, count, columns, k, n);
    for (let i = 0; i < count; i += 1) {
      selector.arrange(columns, i * n);
      result[from + i] = centre(selector);
    }
  }
  return result;
}

function turn(weights: Weights, from: number, count: number, columns: Float64Array, column: number, stride: number): void {
  for (let i = 0, at = column; i < count; i += 1, at += stride) columns[at] = weights[from + i]!;
}
