/** One regression tree, grown leaf by leaf: the leaf whose split gains most is split next, until there are enough leaves. */
import type {Binning} from "./bins.ts";
import {findSplit, type Split, type SplitRules} from "./split.ts";

export interface TreeRules extends SplitRules {
  readonly mostLeaves: number;
  /** The most splits from the root to a leaf; 0 for no limit. */
  readonly mostDepth: number;
}

/** A tree as flat arrays: node 0 is the root; `feature` −1 marks a leaf. */
export interface Tree {
  readonly feature: Int32Array;
  /** By node: where each bin of its feature goes, 1 for left. Empty in a leaf. */
  readonly goesLeft: readonly Uint8Array[];
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly gain: Float64Array;
  /** By leaf node; 0 in others. */
  readonly value: Float64Array;
}

/** The columns in bins, and where each feature's bins start in a histogram of all. */
export interface BinnedTable {
  readonly columns: readonly Uint8Array[];
  readonly binnings: readonly Binning[];
  readonly offsets: Int32Array;
  readonly binsInAll: number;
  readonly rows: number;
}

interface Leaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly gradient: number;
  readonly histogram: Float64Array;
  readonly split: Split | null;
}

/**
 * Grows a tree on some rows.
 *
 * Formula: a leaf's value is −G/(n + λ). Cost: a histogram of the smaller child is counted, the larger one is the parent's minus it.
 *
 * @param rows the rows to grow on; put in the order of the leaves.
 * @param leafValue the value of a leaf from its rows, in place of −G/(n + λ) where given.
 */
export function growTree(
  table: BinnedTable, gradients: Float64Array, rows: Int32Array, features: Int32Array, rules: TreeRules, leafValue?: (rows: Int32Array) => number,
): Tree {
  const most = 2 * rules.mostLeaves - 1;
  const feature = new Int32Array(most).fill(-1);
  const left = new Int32Array(most);
  const right = new Int32Array(most);
  const gain = new Float64Array(most);
  const value = new Float64Array(most);
  const goesLeft: Uint8Array[] = Array.from({length: most}, () => new Uint8Array(0));
  const gathered = new Float64Array(rows.length);
  const spare = new Int32Array(rows.length);

  const toLeaf = (node: number, start: number, end: number, depth: number, gradient: number, histogram: Float64Array): Leaf => {
    let split: Split | null = null;
    const canSplit = end - start >= 2 * rules.leastRows && (rules.mostDepth === 0 || depth < rules.mostDepth);
    for (const index of canSplit ? features : []) {
      const found = findSplit(index, table.binnings[index]!, histogram, table.offsets[index]!, gradient, end - start, rules);
      if (found && (!split || found.gain > split.gain)) split = found;
    }
    return {node, start, end, depth, gradient, histogram, split};
  };

  let total = 0;
  for (const row of rows) total += gradients[row]!;
  const leaves = [toLeaf(0, 0, rows.length, 0, total, countHistogram(table, gradients, rows, 0, rows.length, features, gathered))];
  let nodes = 1;
  while (leaves.length < rules.mostLeaves) {
    let best = -1;
    for (let i = 0; i < leaves.length; i += 1) if (leaves[i]!.split && (best === -1 || leaves[i]!.split!.gain > leaves[best]!.split!.gain)) best = i;
    if (best === -1) break;
    const {node, start, end, depth, gradient, histogram, split} = leaves[best]!;
    const {feature: index, left: leftBins, leftGradient, leftRows, gain: gained} = split!;
    const half = start + leftRows;
    partition(rows, start, end, table.columns[index]!, leftBins, spare);
    feature[node] = index;
    goesLeft[node] = leftBins;
    gain[node] = gained;
    left[node] = nodes;
    right[node] = nodes + 1;
    const isLeftSmaller = half - start <= end - half;
    const small = countHistogram(table, gradients, rows, isLeftSmaller ? start : half, isLeftSmaller ? half : end, features, gathered);
    for (let i = 0; i < histogram.length; i += 1) histogram[i] = histogram[i]! - small[i]!;
    leaves[best] = toLeaf(nodes, start, half, depth + 1, leftGradient, isLeftSmaller ? small : histogram);
    leaves.push(toLeaf(nodes + 1, half, end, depth + 1, gradient - leftGradient, isLeftSmaller ? histogram : small));
    nodes += 2;
  }
  for (const {node, start, end, gradient} of leaves) {
    value[node] = leafValue ? leafValue(rows.subarray(start, end)) : -gradient / (end - start + rules.lambda);
  }
  return {
    feature: feature.slice(0, nodes), goesLeft: goesLeft.slice(0, nodes), left: left.slice(0, nodes), right: right.slice(0, nodes), gain: gain.slice(0, nodes), value: value.slice(0, nodes),
  };
}

function countHistogram(
  {columns, offsets, binsInAll}: BinnedTable, gradients: Float64Array, rows: Int32Array, start: number, end: number, features: Int32Array, gathered: Float64Array,
): Float64Array {
  const histogram = new Float64Array(2 * binsInAll);
  for (let i = start; i < end; i += 1) gathered[i] = gradients[rows[i]!]!;
  for (const index of features) countColumn(columns[index]!, histogram, 2 * offsets[index]!, rows, start, end, gathered);
  return histogram;
}

function countColumn(
  column: Uint8Array, histogram: Float64Array, offset: number, rows: Int32Array, start: number, end: number, gathered: Float64Array,
): void {
  for (let i = start; i < end; i += 1) {
    const at = offset + 2 * column[rows[i]!]!;
    histogram[at] = histogram[at]! + gathered[i]!;
    histogram[at + 1] = histogram[at + 1]! + 1;
  }
}

/** Puts the rows that go left first, both sides in their old order. */
function partition(rows: Int32Array, start: number, end: number, column: Uint8Array, leftBins: Uint8Array, spare: Int32Array): void {
  let write = start;
  let right = 0;
  for (let i = start; i < end; i += 1) {
    const row = rows[i]!;
    if (leftBins[column[row]!] === 1) {
      rows[write] = row;
      write += 1;
    } else {
      spare[right] = row;
      right += 1;
    }
  }
  for (let i = 0; i < right; i += 1) rows[write + i] = spare[i]!;
}

/** The leaf that a row of binned columns falls in. */
export function findLeaf(tree: Tree, columns: readonly Uint8Array[], row: number): number {
  let node = 0;
  while (tree.feature[node]! >= 0) {
    const index = tree.feature[node]!;
    node = tree.goesLeft[node]![columns[index]![row]!] === 1 ? tree.left[node]! : tree.right[node]!;
  }
  return node;
}
