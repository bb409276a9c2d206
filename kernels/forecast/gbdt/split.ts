/**
 * The best split of one leaf by one feature, from the feature's histogram of gradients.
 *
 * Formula: with G the sum of gradients and n the rows of a side, its score is G²/(n + λ); the gain is the left score plus the right score minus
 * the leaf's. Missing values go to the side that gains more. Categories are ordered by G/(n + 10) and cut like numbers, with λ + 10.
 * Source: Chen & Guestrin 2016 (eq. 7); Ke and others 2017 (LightGBM); its documentation for the categories, after Fisher 1958.
 */
import type {Binning} from "./bins.ts";

export interface SplitRules {
  readonly lambda: number;
  readonly leastRows: number;
  readonly leastGain: number;
}

export interface Split {
  readonly feature: number;
  readonly gain: number;
  /** 1 for each bin that goes left, the bin of the missing ones included. */
  readonly left: Uint8Array;
  readonly leftGradient: number;
  readonly leftRows: number;
}

const categorySmoothing = 10;

/** The score of a set of rows: twice the loss that its best constant takes away. */
export const score = (gradient: number, rows: number, lambda: number): number => (gradient * gradient) / (rows + lambda);

interface Cut {
  gain: number;
  position: number;
  missingLeft: boolean;
  gradient: number;
  rows: number;
}

/**
 * Finds the feature's best split.
 *
 * @param histogram pairs of gradient sum and row count, bin by bin from `offset` (in pairs).
 * @returns null when no split gains more than the least gain.
 */
export function findSplit(feature: number, {type, count}: Binning, histogram: Float64Array, offset: number, gradient: number, rows: number, rules: SplitRules): Split | null {
  const at = 2 * offset;
  const missingGradient = histogram[at + 2 * count]!;
  const missingRows = histogram[at + 2 * count + 1]!;
  const lambda = rules.lambda + (type === "category" ? categorySmoothing : 0);
  const order = type === "category" ? orderCategories(histogram, at, count) : null;
  const parent = score(gradient, rows, rules.lambda);
  const best: Cut = {gain: rules.leastGain, position: -1, missingLeft: false, gradient: 0, rows: 0};
  let leftGradient = 0;
  let leftRows = 0;
  const last = order ? order.length : count;
  for (let position = 0; position < last; position += 1) {
    const bin = order ? order[position]! : position;
    const held = histogram[at + 2 * bin + 1]!;
    leftGradient += histogram[at + 2 * bin]!;
    leftRows += held;
    if (held === 0) continue;
    // Missing rows on the right, then (numbers only) on the left.
    for (let side = 0; side < (missingRows > 0 && type === "number" ? 2 : 1); side += 1) {
      const g = side === 0 ? leftGradient : leftGradient + missingGradient;
      const n = side === 0 ? leftRows : leftRows + missingRows;
      if (n < rules.leastRows || rows - n < rules.leastRows) continue;
      const gain = score(g, n, lambda) + score(gradient - g, rows - n, lambda) - parent;
      if (gain > best.gain) {
        best.gain = gain;
        best.position = position;
        best.missingLeft = side === 1;
        best.gradient = g;
        best.rows = n;
      }
    }
  }
  if (best.position === -1) return null;
  const left = new Uint8Array(count + 1);
  for (let position = 0; position <= best.position; position += 1) left[order ? order[position]! : position] = 1;
  // Without missing values here, one met later goes where most rows go.
  left[count] = type === "number" && (missingRows > 0 ? best.missingLeft : 2 * best.rows > rows) ? 1 : 0;
  return {feature, gain: best.gain, left, leftGradient: best.gradient, leftRows: best.rows};
}

/** The categories that the leaf holds, by mean gradient drawn towards 0. */
function orderCategories(histogram: Float64Array, at: number, count: number): number[] {
  const mean = (bin: number) => histogram[at + 2 * bin]! / (histogram[at + 2 * bin + 1]! + categorySmoothing);
  return Array.from({length: count}, (_, bin) => bin)
    .filter((bin) => histogram[at + 2 * bin + 1]! > 0)
    .sort((a, b) => mean(a) - mean(b) || a - b);
}
