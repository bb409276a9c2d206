import {describe, expect, it} from "vitest";
import {binCategories, binNumbers, toBins} from "./bins.ts";
import {boostTrees, predictTrees, type BoostingOptions} from "./boosting.ts";
import {toUniform} from "../seeded.ts";

const boost = (columns: readonly (readonly number[])[], targets: readonly number[], options: BoostingOptions = {}, categories: readonly string[] = []) => {
  const table = columns.map((column) => Float64Array.from(column));
  const model = boostTrees({names: columns.map((_, k) => `x${k}`), columns: table, categories}, Float64Array.from(targets), {leastRows: 1, ...options});
  return {model, predict: (...rows: readonly (readonly number[])[]) => [...predictTrees(model, table.map((_, k) => rows.map((row) => row[k]!)))]};
};

/** 60 rows that any language can make again: a linear congruence gives the columns. */
function toRows(): {columns: number[][]; targets: number[]} {
  let state = 1;
  const next = () => {
    state = (state * 16807) % 2147483647;
    return (state % 1000) / 1000;
  };
  const columns: number[][] = [[], [], []];
  const targets: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    const [a, b, c] = [next(), next(), next()];
    columns[0]!.push(a);
    columns[1]!.push(b);
    columns[2]!.push(c);
    targets.push(10 * a + (b > 0.5 ? 4 : 0) * c);
  }
  return {columns, targets};
}

describe("boosting by hand", () => {
  it("one split of squared error: start 2, G = ±2, λ = 1, gain 4/3 + 4/3 − 0, leaves ∓2/3, half of it learned", () => {
    const {model, predict} = boost([[1, 2, 3, 4]], [1, 1, 3, 3], {trees: 1, leaves: 2, lambda: 1, learningRate: 0.5});
    expect(model.start).toBe(2);
    expect(model.trees[0]!.gain[0]).toBeCloseTo(8 / 3, 12);
    const predicted = predict([1], [2.4], [2.6], [9]);
    [5 / 3, 5 / 3, 7 / 3, 7 / 3].forEach((value, i) => expect(predicted[i]).toBeCloseTo(value, 12));
  });
  it("a quantile's leaves hold the quantile of their residuals", () => {
    // Start: the 0.75 quantile of 0 1 2 3 4 10 11 12 13 14 is 11.75; the leaves' quantiles are 3 and 13.
    const {predict} = boost([[0, 0, 0, 0, 0, 1, 1, 1, 1, 1]], [0, 1, 2, 3, 4, 10, 11, 12, 13, 14], {trees: 1, leaves: 2, learningRate: 1, loss: {type: "quantile", level: 0.75}});
    expect(predict([0], [1])).toEqual([3, 13]);
  });
  it("Huber's slope is cut at delta", () => {
    // Start: the median 0; gradients 0 0 0 0 −1 by the cut: the right leaf is 1, not 100.
    const {predict} = boost([[0, 0, 0, 0, 1]], [0, 0, 0, 0, 100], {trees: 1, leaves: 2, learningRate: 1, loss: {type: "huber", delta: 1}});
    expect(predict([0], [1])).toEqual([0, 1]);
  });
  it("missing values go to the side that gains more", () => {
    const {predict} = boost([[1, 2, 8, 9, NaN, NaN]], [0, 0, 6, 6, 6, 6], {trees: 1, leaves: 2, learningRate: 1});
    expect(predict([1.5], [NaN], [8.5])).toEqual([0, 6, 6]);
    const other = boost([[1, 2, 8, 9, NaN, NaN]], [0, 0, 6, 6, 0, 0], {trees: 1, leaves: 2, learningRate: 1});
    expect(other.predict([1.5], [NaN], [8.5])).toEqual([0, 0, 6]);
  });
  it("categories are grouped by their targets, whatever their numbers", () => {
    const codes = [1, 2, 3, 4].flatMap((code) => Array.from({length: 200}, () => code));
    const {predict} = boost([codes], codes.map((code) => (code % 2 === 0 ? 1 : -1)), {trees: 1, leaves: 2, learningRate: 1}, ["x0"]);
    const [one, two, three, four] = predict([1], [2], [3], [4]);
    expect([one, two]).toEqual([three, four]);
    expect(one).toBeCloseTo(-1, 12);
    expect(two).toBeCloseTo(1, 12);
  });
});

describe("sourced values", () => {
  it("agrees with XGBoost's exact trees to its single precision", () => {
    // ml-xgboost 1.1.2 on the same 60 rows: reg:linear, 10 iterations, max_depth 3, eta 0.3, min_child_weight 3, lambda 2, base_score the mean; predict of rows 0 1 2 3 17 59.
    const expected = [7.667669773101807, 7.725322246551514, 8.594655990600586, 7.003854751586914, 5.207884788513184, 5.207884788513184];
    const {columns, targets} = toRows();
    const {predict} = boost(columns, targets, {trees: 10, learningRate: 0.3, leastRows: 3, lambda: 2, depth: 3, leaves: 8});
    const predicted = predict(...[0, 1, 2, 3, 17, 59].map((i) => columns.map((column) => column[i]!)));
    predicted.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-6));
  });
});

describe("bins", () => {
  it("each of few distinct values has a bin of its own, and what is missing the last", () => {
    const binning = binNumbers(Float64Array.from([3, 1, 2, 1, NaN]));
    expect([...binning.edges]).toEqual([1.5, 2.5]);
    expect([...toBins([0, 1.5, 2, 99, NaN], binning)]).toEqual([0, 0, 1, 2, 3]);
  });
  it("many values are cut into bins of about equal numbers", () => {
    const values = Float64Array.from({length: 10_000}, (_, i) => i ** 2);
    const binning = binNumbers(values, 100);
    const counts = new Int32Array(100);
    for (const bin of toBins(values, binning)) counts[bin] = counts[bin]! + 1;
    expect(binning.count).toBe(100);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([100, 100]);
  });
  it("a category never seen counts as missing", () => {
    const binning = binCategories(Float64Array.from([7, 7, 5]));
    expect([...toBins([5, 7, 6, NaN], binning)]).toEqual([0, 1, 2, 2]);
  });
});

describe("boosting", () => {
  it("gives the same trees for the same seed, other ones for another", () => {
    const {columns, targets} = toRows();
    const train = (seed: number) => boost(columns, targets, {trees: 20, rowShare: 0.5, featureShare: 0.7, seed}).predict([0.2, 0.3, 0.4]);
    expect(train(1)).toEqual(train(1));
    expect(train(1)).not.toEqual(train(2));
  });
  it("stops early at the best loss of the rows held out, and says which features it used", () => {
    const uniform = toUniform(3);
    const column = Float64Array.from({length: 400}, uniform);
    const noise = Float64Array.from({length: 400}, uniform);
    const targets = column.map((value) => (value > 0.5 ? 1 : 0) + uniform() / 2);
    const cut = (values: Float64Array, from: number, to: number) => values.slice(from, to);
    const model = boostTrees(
      {names: ["signal", "noise"], columns: [cut(column, 0, 300), cut(noise, 0, 300)]}, cut(targets, 0, 300),
      {trees: 500, patience: 10, validation: {columns: [cut(column, 300, 400), cut(noise, 300, 400)], targets: cut(targets, 300, 400)}},
    );
    expect(model.trees.length).toBeLessThan(100);
    expect(model.validationLosses[model.trees.length - 1]).toBe(Math.min(...model.validationLosses));
    expect(model.importance[0]!.feature).toBe("signal");
    expect(model.importance[0]!.gain).toBeGreaterThan(0.8);
  });
  it("does not change with the order of the columns' units", () => {
    const {columns, targets} = toRows();
    const plain = boost(columns, targets, {trees: 10}).predict([0.2, 0.3, 0.4]);
    const scaled = boost(columns.map((column) => column.map((value) => value * 8)), targets, {trees: 10}).predict([1.6, 2.4, 3.2]);
    expect(scaled).toEqual(plain);
  });
  it("refuses columns of unequal length, targets that are not finite, options out of range", () => {
    expect(() => boost([[1, 2], [1]], [1, 2])).toThrow("column x1 must have 2 rows like the targets, got 1");
    expect(() => boost([[1, 2]], [1, NaN])).toThrow("targets must be finite, got NaN at row 1");
    expect(() => boost([[1, 2]], [1, 2], {leaves: 1})).toThrow("leaves must be a whole number from 2 to 4096, got 1");
    expect(() => boost([[1, 2]], [1, 2], {rowShare: 0})).toThrow("rowShare must lie above 0 and at most at 1, got 0");
  });
});
