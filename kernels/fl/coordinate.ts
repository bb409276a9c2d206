/**
 * Coordinate-wise robust centres: median and trimmed mean, unweighted.
 *
 * Answers: a centre that a minority of wrong clients cannot move far. Median: the middle value of each coordinate (mean of the two
 * middle ones for an even count). Trimmed mean: drop the ⌊βn⌋ smallest and largest of each coordinate, then the mean.
 * Assumes fewer than half (median) or a share β (trimmed) of wrong clients. A weight that is NaN or infinite gives null. Cost: O(weights × n log²n), a sorting network
 * on several coordinates at once. Source: Yin et al. 2018, arXiv 1803.01498.
 */
import type {ClientUpdate} from "./update.ts";
import {eachTile, sortingTile} from "./vectors/index.ts";

export function coordinateMedian(updates: readonly ClientUpdate[]): Float64Array | null {
  const n = updates.length;
  return meanOfRanks(updates, (n - 1) >> 1, (n >> 1) + 1);
}

export function trimmedMean(updates: readonly ClientUpdate[], share: number): Float64Array | null {
  if (!(share >= 0 && share < 0.5)) throw new RangeError(`the trimmed share must be at least 0 and below 0.5, got ${share}`);
  const drop = Math.floor(share * updates.length);
  return meanOfRanks(updates, drop, updates.length - drop);
}

/** Of each coordinate the mean of the `keep` values that lie nearest to its median; the weights must be finite. */
export function meanAroundMedian(updates: readonly ClientUpdate[], keep: number): Float64Array {
  const n = updates.length;
  const vectors = updates.map((update) => update.weights);
  const tile = sortingTile(vectors, 0, n);
  const means = new Float64Array(tile.columns);
  return eachTile(vectors, tile, (columns) => {
    tile.sort();
    for (let column = 0; column < columns; column += 1) {
      const median = (tile.at((n - 1) >> 1, column) + tile.at(n >> 1, column)) / 2;
      let from = 0;
      let to = n;
      while (to - from > keep) {
        if (median - tile.at(from, column) > tile.at(to - 1, column) - median) from += 1;
        else to -= 1;
      }
      let sum = 0;
      for (let row = from; row < to; row += 1) sum += tile.at(row, column);
      means[column] = sum / keep;
    }
    return means;
  });
}

function meanOfRanks(updates: readonly ClientUpdate[], from: number, to: number): Float64Array | null {
  if (updates.length === 0) return new Float64Array(0);
  const vectors = updates.map((update) => update.weights);
  const tile = sortingTile(vectors, from, to);
  return eachTile(vectors, tile, () => {
    tile.sort();
    return tile.mean(from, to);
  }, {check: true});
}
