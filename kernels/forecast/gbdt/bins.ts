/** Columns in bins: each feature's values as at most 255 small whole numbers, chosen on the rows trained on. */

/** How one feature's values become bins. */
export interface Binning {
  readonly type: "number" | "category";
  /** Of a number: bin b holds the values in (edges[b − 1], edges[b]], the last bin all above. Of a category: the categories with a bin of their own, ascending. */
  readonly edges: Float64Array;
  /** Bins that hold values; the bin after them holds what is missing or a category never seen. */
  readonly count: number;
}

/** The most bins that hold values: 254, so that with the bin of the missing ones there are 255. */
export const mostBins = 254;

/** Edges between numbers such that every bin holds about as many values; a distinct value has its own bin while there are no more than `most`. */
export function binNumbers(column: Float64Array, most = mostBins): Binning {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (distinct.length > 0 && distinct[distinct.length - 1] === value) counts[counts.length - 1]! += 1;
    else {
      distinct.push(value);
      counts.push(1);
    }
  }
  const edges: number[] = [];
  let bins = most;
  let left = sorted.length;
  let held = 0;
  for (let i = 0; i + 1 < distinct.length; i += 1) {
    held += counts[i]!;
    // As many values as an even share of what is left, or fewer distinct values left than bins.
    if (held >= left / bins || distinct.length <= most) {
      edges.push(middle(distinct[i]!, distinct[i + 1]!));
      left -= held;
      held = 0;
      bins -= 1;
      if (bins === 1) break;
    }
  }
  return {type: "number", edges: Float64Array.from(edges), count: edges.length + 1};
}

/** A number from the lower (included) to the upper (excluded), half-way where that can be told. */
function middle(lower: number, upper: number): number {
  const half = lower / 2 + upper / 2;
  return half >= lower && half < upper ? half : lower;
}

/** A bin for each of the most frequent categories; the rest count as never seen. */
export function binCategories(column: Float64Array, most = mostBins): Binning {
  const counts = new Map<number, number>();
  for (const value of column) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const kept = [...counts].sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b).slice(0, most).map(([value]) => value);
  return {type: "category", edges: Float64Array.from(kept).sort(), count: kept.length};
}

/** The bin of each value. */
export function toBins(column: ArrayLike<number>, {type, edges, count}: Binning): Uint8Array {
  const bins = new Uint8Array(column.length);
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i]!;
    if (Number.isNaN(value)) {
      bins[i] = count;
      continue;
    }
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const half = (low + high) >> 1;
      if (edges[half]! >= value) high = half;
      else low = half + 1;
    }
    bins[i] = type === "number" || edges[low] === value ? low : count;
  }
  return bins;
}
