/** A layer of long short-term memory over rows that run by time, and within a time by window (Hochreiter & Schmidhuber 1997). */
import {addTransposedProduct, linear, multiply, multiplyByTransposed} from "./linear.ts";
import {rowsOf, sigmoid} from "./operations.ts";
import type {ParameterSet} from "./parameters.ts";
import type {Tape, Tensor} from "./tape.ts";

/** What it says and what it remembers, a row a window. */
export interface LstmState {
  readonly output: Tensor;
  readonly memory: Tensor;
}

export interface LstmLayer {
  readonly input: Tensor;
  readonly recurrent: Tensor;
  readonly bias: Tensor;
}

export function makeLstm(parameters: ParameterSet, size: number): LstmLayer {
  const bias = parameters.filled(1, 4 * size, 0);
  // It remembers at first: the bias of the forget gate is 1.
  bias.data.fill(1, size, 2 * size);
  return {input: parameters.weights(size, 4 * size), recurrent: parameters.weights(size, 4 * size), bias};
}

/** The outputs at every time, and the last state. The columns of the gates are input, forget, candidate, output. */
export function runLstm(tape: Tape, layer: LstmLayer, x: Tensor, start: LstmState): {readonly outputs: Tensor; readonly last: LstmState} {
  const windows = start.output.rows;
  const n = start.output.columns;
  const times = x.rows / windows;
  const size = windows * n;
  const driven = linear(tape, x, layer.input, layer.bias);
  const outputs = tape.tensor(x.rows, n);
  const memories = tape.tensor(x.rows, n);
  const gates = tape.take(x.rows * 4 * n);
  const heard = tape.take(windows * 4 * n);
  for (let time = 0; time < times; time += 1) {
    const before = time === 0 ? start.output.data : outputs.data.subarray((time - 1) * size, time * size);
    const held = time === 0 ? start.memory.data : memories.data.subarray((time - 1) * size, time * size);
    multiply(before, layer.recurrent.data, null, heard, windows, n, 4 * n);
    for (let window = 0; window < windows; window += 1) {
      for (let j = 0; j < n; j += 1) {
        const at = (time * windows + window) * n + j;
        const cell = 4 * (time * windows + window) * n + j;
        const from = 4 * window * n + j;
        const take = sigmoid(driven.data[cell]! + heard[from]!);
        const keep = sigmoid(driven.data[cell + n]! + heard[from + n]!);
        const candidate = Math.tanh(driven.data[cell + 2 * n]! + heard[from + 2 * n]!);
        const say = sigmoid(driven.data[cell + 3 * n]! + heard[from + 3 * n]!);
        gates[cell] = take;
        gates[cell + n] = keep;
        gates[cell + 2 * n] = candidate;
        gates[cell + 3 * n] = say;
        memories.data[at] = keep * held[window * n + j]! + take * candidate;
        outputs.data[at] = say * Math.tanh(memories.data[at]!);
      }
    }
  }
  tape.record(() => {
    const slopes = tape.take(windows * 4 * n);
    for (let time = times - 1; time >= 0; time -= 1) {
      const isFirst = time === 0;
      const before = isFirst ? start.output : rowsOf(outputs, (time - 1) * windows, windows);
      const held = isFirst ? start.memory : rowsOf(memories, (time - 1) * windows, windows);
      for (let window = 0; window < windows; window += 1) {
        for (let j = 0; j < n; j += 1) {
          const at = (time * windows + window) * n + j;
          const cell = 4 * (time * windows + window) * n + j;
          const [take, keep, candidate, say] = [gates[cell]!, gates[cell + n]!, gates[cell + 2 * n]!, gates[cell + 3 * n]!];
          const shown = Math.tanh(memories.data[at]!);
          const slope = outputs.gradient![at]!;
          const inner = memories.gradient![at]! + slope * say * (1 - shown * shown);
          const to = 4 * window * n + j;
          slopes[to] = inner * candidate * take * (1 - take);
          slopes[to + n] = inner * held.data[window * n + j]! * keep * (1 - keep);
          slopes[to + 2 * n] = inner * take * (1 - candidate * candidate);
          slopes[to + 3 * n] = slope * shown * say * (1 - say);
          if (held.gradient) held.gradient[window * n + j] = held.gradient[window * n + j]! + inner * keep;
        }
      }
      const offset = 4 * time * size;
      for (let i = 0; i < slopes.length; i += 1) driven.gradient![offset + i] = driven.gradient![offset + i]! + slopes[i]!;
      if (before.gradient) multiplyByTransposed(slopes, layer.recurrent.data, before.gradient, windows, n, 4 * n);
      addTransposedProduct(before.data, slopes, layer.recurrent.gradient!, windows, n, 4 * n);
    }
  });
  const end = (times - 1) * windows;
  return {outputs, last: {output: rowsOf(outputs, end, windows), memory: rowsOf(memories, end, windows)}};
}
