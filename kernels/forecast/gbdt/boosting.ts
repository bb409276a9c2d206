/**
 * Gradient boosting of histogram trees in the manner of LightGBM: a sum of small trees, each fitted to the slope of the loss so far.
 *
 * Answers: which function of these columns predicts the target, where the shape is unknown and columns interact. Formula: F₀ a constant,
 * F_k = F_{k−1} + η·tree_k, the tree grown leaf by leaf on the gradients; under a quantile's loss a leaf takes the quantile of its residuals.
 * Assumes: rows that resemble those to come. Least n: 2. Missing values: NaN in a column, sent to the side that gains more. Cost: rows × columns × log leaves a tree.
 * Source: Friedman 2001; Ke and others 2017, "LightGBM".
 */
import {binCategories, binNumbers, toBins, type Binning} from "./bins.ts";
import {meanLoss, quantileOf, startOf, writeGradients, type Loss} from "./loss.ts";
import {drawSorted, toUniform} from "../seeded.ts";
import {findLeaf, growTree, type BinnedTable, type Tree} from "./tree.ts";

/** Columns of equal length; NaN is a missing value. */
export interface FeatureTable {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Names of the columns whose numbers are only names of classes. */
  readonly categories?: readonly string[];
}

export interface BoostingOptions {
  readonly loss?: Loss;
  /** Trees at most, 1 to 10,000; 200 when absent. */
  readonly trees?: number;
  /** η, above 0 to 1; 0.1 when absent. */
  readonly learningRate?: number;
  /** Leaves of a tree at most, 2 to 4,096; 31 when absent. */
  readonly leaves?: number;
  /** Splits from root to leaf at most; 0 (the default) for no limit. */
  readonly depth?: number;
  /** Rows that a leaf must have; 20 when absent. */
  readonly leastRows?: number;
  /** λ of L2 regularisation, 0 or more; 0 when absent. */
  readonly lambda?: number;
  /** What a split must gain at least; 0 when absent. */
  readonly leastGain?: number;
  /** Share of the rows and of the columns that each tree sees, above 0 to 1; 1 when absent. */
  readonly rowShare?: number;
  readonly featureShare?: number;
  /** Bins a column has at most, 2 to 254; 254 when absent. */
  readonly bins?: number;
  /** Stops when the validation loss has not fallen for so many trees, and keeps the best; needs `validation`. */
  readonly patience?: number;
  /** Rows that come after those trained on. */
  readonly validation?: {readonly columns: readonly Float64Array[]; readonly targets: Float64Array};
  readonly seed?: number;
  readonly onTree?: (done: number, of: number, validationLoss: number | null) => void;
}

export interface Importance {
  readonly feature: string;
  /** Share of the gain of all splits, 0 to 1. */
  readonly gain: number;
  readonly splits: number;
}

export interface BoostedTrees {
  readonly start: number;
  readonly learningRate: number;
  readonly trees: readonly Tree[];
  readonly binnings: readonly Binning[];
  /** Every column, the one that gained most first. */
  readonly importance: readonly Importance[];
  /** The mean loss after each tree grown; empty without validation. */
  readonly validationLosses: Float64Array;
}

/**
 * Trains boosted trees.
 *
 * @throws RangeError for columns of unequal length, targets that are not finite, or an option out of its range.
 */
export function boostTrees({names, columns, categories = []}: FeatureTable, targets: Float64Array, options: BoostingOptions = {}): BoostedTrees {
  const {
    loss = {type: "l2"}, trees: most = 200, learningRate = 0.1, leaves = 31, depth = 0, leastRows = 20, lambda = 0, leastGain = 0, rowShare = 1, featureShare = 1, bins, patience = 0,
    validation, seed = 0, onTree,
  } = options;
  checkTable(names, columns, targets);
  checkOptions({loss, trees: most, learningRate, leaves, depth, leastRows, lambda, leastGain, rowShare, featureShare});
  const n = targets.length;
  const binnings = columns.map((column, k) => (categories.includes(names[k]!) ? binCategories(column, bins) : binNumbers(column, bins)));
  const table = toTable(columns, binnings, n);
  const start = startOf(loss, targets);
  const predictions = new Float64Array(n).fill(start);
  const held = validation ? {bins: validation.columns.map((column, k) => toBins(column, binnings[k]!)), predictions: new Float64Array(validation.targets.length).fill(start)} : null;
  const losses: number[] = [];
  const grown: Tree[] = [];
  const gradients = new Float64Array(n);
  const everyRow = Int32Array.from({length: n}, (_, i) => i);
  const uniform = toUniform(seed);
  const rules = {mostLeaves: leaves, mostDepth: depth, leastRows, lambda, leastGain};
  const renew = loss.type === "quantile" ? (rows: Int32Array) => quantileOf(Float64Array.from(rows, (row) => targets[row]! - predictions[row]!), loss.level) : undefined;
  let best = 0;
  for (let k = 0; k < most; k += 1) {
    writeGradients(loss, targets, predictions, gradients);
    const rows = rowShare < 1 ? drawSorted(n, Math.max(1, Math.round(rowShare * n)), uniform) : everyRow.slice();
    const features = drawSorted(columns.length, Math.max(1, Math.round(featureShare * columns.length)), uniform);
    const tree = growTree(table, gradients, rows, features, rules, renew);
    grown.push(tree);
    addTree(tree, table.columns, learningRate, predictions);
    if (held && validation) {
      addTree(tree, held.bins, learningRate, held.predictions);
      losses.push(meanLoss(loss, validation.targets, held.predictions));
      if (losses[k]! < losses[best]!) best = k;
    }
    onTree?.(k + 1, most, losses[k] ?? null);
    if (tree.feature.length === 1 && rowShare === 1 && featureShare === 1 && loss.type === "l2") break;
    if (held && patience > 0 && k - best >= patience) break;
  }
  const kept = held && patience > 0 ? grown.slice(0, best + 1) : grown;
  return {start, learningRate, trees: kept, binnings, importance: toImportance(names, kept), validationLosses: Float64Array.from(losses)};
}

/** The prediction for each row of columns in the order trained on. */
export function predictTrees({start, learningRate, trees, binnings}: BoostedTrees, columns: readonly ArrayLike<number>[]): Float64Array {
  const bins = columns.map((column, k) => toBins(column, binnings[k]!));
  const predictions = new Float64Array(columns[0]?.length ?? 0).fill(start);
  for (const tree of trees) addTree(tree, bins, learningRate, predictions);
  return predictions;
}

function addTree(tree: Tree, columns: readonly Uint8Array[], learningRate: number, predictions: Float64Array): void {
  for (let row = 0; row < predictions.length; row += 1) predictions[row] = predictions[row]! + learningRate * tree.value[findLeaf(tree, columns, row)]!;
}

function toTable(columns: readonly Float64Array[], binnings: readonly Binning[], rows: number): BinnedTable {
  const offsets = new Int32Array(columns.length);
  let binsInAll = 0;
  binnings.forEach(({count}, k) => {
    offsets[k] = binsInAll;
    binsInAll += count + 1;
  });
  return {columns: columns.map((column, k) => toBins(column, binnings[k]!)), binnings, offsets, binsInAll, rows};
}

function toImportance(names: readonly string[], trees: readonly Tree[]): Importance[] {
  const gains = new Float64Array(names.length);
  const splits = new Int32Array(names.length);
  for (const {feature, gain} of trees) {
    feature.forEach((index, node) => {
      if (index < 0) return;
      gains[index] = gains[index]! + gain[node]!;
      splits[index] = splits[index]! + 1;
    });
  }
  const total = gains.reduce((sum, value) => sum + value, 0);
  return names
    .map((feature, k) => ({feature, gain: total > 0 ? gains[k]! / total : 0, splits: splits[k]!, k}))
    .sort((a, b) => b.gain - a.gain || a.k - b.k)
    .map(({feature, gain, splits: count}) => ({feature, gain, splits: count}));
}

function checkTable(names: readonly string[], columns: readonly Float64Array[], targets: Float64Array): void {
  if (columns.length === 0 || names.length !== columns.length) throw new RangeError(`boosting requires a name for each of one or more columns, got ${names.length} names and ${columns.length} columns`);
  if (targets.length < 2) throw new RangeError(`boosting requires at least 2 rows, got ${targets.length}`);
  columns.forEach((column, k) => {
    if (column.length !== targets.length) throw new RangeError(`column ${names[k]} must have ${targets.length} rows like the targets, got ${column.length}`);
  });
  const wrong = targets.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) throw new RangeError(`targets must be finite, got ${targets[wrong]} at row ${wrong}`);
}

function checkOptions(given: {readonly loss: Loss} & {readonly [name in "trees" | "learningRate" | "leaves" | "depth" | "leastRows" | "lambda" | "leastGain" | "rowShare" | "featureShare"]: number}): void {
  const whole = (name: "trees" | "leaves" | "depth" | "leastRows", least: number, most: number): void => {
    if (!(Number.isInteger(given[name]) && given[name] >= least && given[name] <= most)) throw new RangeError(`${name} must be a whole number from ${least} to ${most}, got ${given[name]}`);
  };
  const within = (name: "learningRate" | "rowShare" | "featureShare"): void => {
    if (!(given[name] > 0 && given[name] <= 1)) throw new RangeError(`${name} must lie above 0 and at most at 1, got ${given[name]}`);
  };
  whole("trees", 1, 10_000);
  whole("leaves", 2, 4096);
  whole("depth", 0, 64);
  whole("leastRows", 1, 1_000_000_000);
  within("learningRate");
  within("rowShare");
  within("featureShare");
  for (const name of ["lambda", "leastGain"] as const) if (!(given[name] >= 0 && given[name] < Infinity)) throw new RangeError(`${name} must be 0 or more, got ${given[name]}`);
  const {loss} = given;
  if (loss.type === "quantile" && !(loss.level > 0 && loss.level < 1)) throw new RangeError(`level must lie between 0 and 1, got ${loss.level}`);
  if (loss.type === "huber" && !(loss.delta > 0)) throw new RangeError(`delta must be above 0, got ${loss.delta}`);
}
