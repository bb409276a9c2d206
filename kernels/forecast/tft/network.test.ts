import {describe, expect, it} from "vitest";
import {toUniform} from "../seeded.ts";
import {Adam} from "./adam.ts";
import {attend, hear} from "./attention.ts";
import {linear} from "./linear.ts";
import {Network, type NetworkInput, type NetworkShape} from "./network.ts";
import {normalise, softmax} from "./operations.ts";
import {ParameterSet} from "./parameters.ts";
import {pinballLoss} from "./pinball.ts";
import {Tape, type Tensor} from "./tape.ts";

const double = (length: number) => new Float64Array(length);

function toTensor(tape: Tape, rows: number, columns: number, values: readonly number[]): Tensor {
  const made = tape.tensor(rows, columns);
  made.data.set(values);
  return made;
}

describe("operations by hand", () => {
  it("the pinball loss is τ times what lies above and 1 − τ times what lies below, its slope likewise", () => {
    const tape = new Tape(double);
    // Quantiles 0.1 and 0.9 at 2 and 4: y = 5 costs 0.1·3 + 0.9·1, y = 1 costs 0.9·1 + 0.1·3; the third row does not count.
    const q = toTensor(tape, 3, 2, [2, 4, 2, 4, 0, 0]);
    const loss = pinballLoss(tape, q, Float64Array.of(5, 1, 100), Float64Array.of(1, 1, 0), [0.1, 0.9]);
    expect(loss.data[0]).toBeCloseTo((0.3 + 0.9 + 0.9 + 0.3) / 2, 12);
    tape.differentiate(loss);
    expect([...q.gradient!]).toEqual([-0.05, -0.45, 0.45, 0.04999999999999999, 0, 0]);
  });
  it("the pinball loss of one quantile is least at the quantile", () => {
    const targets = Float64Array.from({length: 101}, (_, i) => i);
    const cost = (q: number) => {
      const tape = new Tape(double);
      return pinballLoss(tape, toTensor(tape, 101, 1, new Array<number>(101).fill(q)), targets, new Float64Array(101).fill(1), [0.8]).data[0]!;
    };
    for (const q of [60, 79, 81, 95]) expect(cost(80)).toBeLessThanOrEqual(cost(q));
  });
  it("a linear layer, a softmax, a norm", () => {
    const tape = new Tape(double);
    const x = toTensor(tape, 1, 2, [1, 2]);
    expect([...linear(tape, x, toTensor(tape, 2, 5, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), toTensor(tape, 1, 5, [0, 0, 0, 0, 1])).data]).toEqual([13, 16, 19, 22, 26]);
    expect([...softmax(tape, toTensor(tape, 1, 3, [0, Math.log(2), 800 - 800])).data].map((value) => value.toFixed(6))).toEqual(["0.250000", "0.500000", "0.250000"]);
    const normal = normalise(tape, toTensor(tape, 1, 2, [1, 3]), toTensor(tape, 1, 2, [1, 2]), toTensor(tape, 1, 2, [0, 1])).data;
    expect(normal[0]).toBeCloseTo(-1, 4);
    expect(normal[1]).toBeCloseTo(3, 4);
  });
  it("attention weighs by e to the product over √d, never a time after its own, and hears the values so weighed", () => {
    const tape = new Tape(double);
    // One window, 2 times of the past and 2 steps ahead; queries of the steps ahead.
    const keys = toTensor(tape, 4, 1, [0, Math.log(3), 5, 9]);
    const weights = attend(tape, toTensor(tape, 2, 1, [1, 0]), keys, 1, 2);
    const total = 1 + 3 + Math.exp(5);
    [1 / total, 3 / total, Math.exp(5) / total, 0, 0.25, 0.25, 0.25, 0.25].forEach((value, i) => expect(weights.data[i]).toBeCloseTo(value, 12));
    expect(hear(tape, weights, toTensor(tape, 4, 1, [4, 8, 12, 16]), 1).data[1]).toBeCloseTo(10, 12);
  });
  it("Adam goes down a bowl to its bottom", () => {
    const parameters = new ParameterSet(toUniform(1), double);
    const x = parameters.filled(1, 2, 5);
    const adam = new Adam(parameters);
    for (let k = 0; k < 800; k += 1) {
      x.gradient![0] = 2 * (x.data[0]! - 1);
      x.gradient![1] = 8 * (x.data[1]! + 2);
      adam.step(0.05);
    }
    expect(x.data[0]).toBeCloseTo(1, 3);
    expect(x.data[1]).toBeCloseTo(-2, 3);
  });
});

describe("the whole network", () => {
  const shape: NetworkShape = {size: 4, heads: 2, series: 3, fixed: 1, observed: [1, 1], known: [1, 2], quantiles: 3};
  const [windows, before, steps] = [2, 4, 3];
  const levels = [0.5, 0.1, 0.9];
  const make = () => {
    const uniform = toUniform(11);
    const network = new Network(shape, uniform, double);
    // Every parameter away from 0, so that every path carries a slope.
    for (const {data} of network.parameters.all) for (let i = 0; i < data.length; i += 1) data[i] = data[i]! + 0.3 * (uniform() - 0.5);
    const draw = (tape: Tape, rows: number, columns: number) => {
      const x = tape.constant(rows, columns);
      for (let i = 0; i < x.data.length; i += 1) x.data[i] = 2 * uniform() - 1;
      return x;
    };
    const inputs = new Tape(double);
    const input: NetworkInput = {
      windows, series: Int32Array.of(2, 0), fixed: [draw(inputs, windows, 1)], past: [1, 1, 1, 2].map((columns) => draw(inputs, before * windows, columns)),
      ahead: [1, 2].map((columns) => draw(inputs, steps * windows, columns)),
    };
    const targets = Float64Array.from({length: steps * windows}, () => 3 * uniform() - 1.5);
    const run = (tape: Tape) => network.run(tape, input, {share: 0, uniform});
    return {network, run, lossOf: (tape: Tape) => pinballLoss(tape, run(tape).quantiles, targets, Float64Array.of(1, 1, 1, 1, 1, 0), levels)};
  };
  it("every gradient equals the finite difference of the loss", () => {
    const {network, lossOf} = make();
    const tape = new Tape(double);
    tape.differentiate(lossOf(tape));
    const quiet = new Tape(double);
    quiet.isRecording = false;
    const step = 1e-6;
    let moved = 0;
    for (const {data, gradient} of network.parameters.all) {
      for (let i = 0; i < data.length; i += 1) {
        const value = data[i]!;
        const at = (x: number) => {
          data[i] = x;
          const loss = lossOf(quiet).data[0]!;
          quiet.reset();
          return loss;
        };
        const difference = (at(value + step) - at(value - step)) / (2 * step);
        data[i] = value;
        expect(Math.abs(gradient![i]! - difference)).toBeLessThan(1e-6 + 1e-4 * Math.abs(difference));
        if (Math.abs(difference) > 1e-7) moved += 1;
      }
    }
    // The table of series has one row that no window uses; nearly every other parameter moves the loss.
    expect(moved / network.parameters.count).toBeGreaterThan(0.9);
  });
  it("weights of variables and attention sum to 1, and no step looks at a later one", () => {
    const {pastWeights, aheadWeights, fixedWeights, attention} = make().run(new Tape(double));
    for (const {data, rows, columns} of [pastWeights, aheadWeights, fixedWeights, attention]) {
      for (let row = 0; row < rows; row += 1) expect(Array.from(data.subarray(row * columns, (row + 1) * columns)).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
    for (let h = 0; h < steps; h += 1) for (let later = before + h + 1; later < before + steps; later += 1) expect(attention.data[h * windows * attention.columns + later]).toBe(0);
  });
  it("agrees with the same network made of PyTorch's layers, forwards and backwards", () => {
    // PyTorch 1.13 in double precision: torch.lstm, glu, elu, layer_norm, softmax and autograd on the same numbers, which a linear congruence gives.
    const expected = {
      loss: 3.72868430778, slopes: 4.37968967794, attention: [0.198509384553, 0.199300087318, 0.204942116548, 0.206754628988, 0.190493782593, 0, 0],
      quantiles: [2.56435008441, 0.517240810511, -2.18942974129, 2.35539391077, 0.579957929729, -2.19944768517, 2.56105350856, 0.518372483059, -2.18965391713],
    };
    let state = 1;
    const next = () => {
      state = (state * 16807) % 2147483647;
      return (state % 1000) / 1000 - 0.5;
    };
    const tape = new Tape(double);
    const draw = (rows: number, columns: number) => {
      const x = tape.constant(rows, columns);
      for (let i = 0; i < x.data.length; i += 1) x.data[i] = next();
      return x;
    };
    const network = new Network(shape, toUniform(1), double);
    for (const {data} of network.parameters.all) for (let i = 0; i < data.length; i += 1) data[i] = 3 * next();
    const input = {windows, series: Int32Array.of(2, 0), fixed: [draw(windows, 1)], past: [1, 1, 1, 2].map((columns) => draw(before * windows, columns)), ahead: [1, 2].map((columns) => draw(steps * windows, columns))};
    const targets = draw(steps * windows, 1).data;
    const {quantiles, attention} = network.run(tape, input, {share: 0, uniform: () => 0});
    const loss = pinballLoss(tape, quantiles, targets, new Float64Array(6).fill(1), levels);
    tape.differentiate(loss);
    expected.quantiles.forEach((value, i) => expect(quantiles.data[i]).toBeCloseTo(value, 10));
    expected.attention.forEach((value, time) => expect(attention.data[time]).toBeCloseTo(value, 10));
    expect(loss.data[0]).toBeCloseTo(expected.loss, 10);
    const squares = network.parameters.all.flatMap(({gradient}) => Array.from(gradient!, (slope) => slope * slope));
    expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0))).toBeCloseTo(expected.slopes, 10);
  });
});
