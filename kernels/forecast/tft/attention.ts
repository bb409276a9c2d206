/**
 * Attention over time that never looks ahead: how much each step to come listens to each step before it, and the mixture of what it hears.
 *
 * Rows run by time, and within a time by window. Formula: row softmax of q·kᵀ/√d over the times up to the step's own. Source: Vaswani and others 2017; one set of
 * values for all heads after Lim and others 2021, so that the mean of the heads' weights can be read.
 */
import type {Tape, Tensor} from "./tape.ts";

/**
 * The weights: one row for each step ahead and window, one column for each time.
 *
 * @param queries of the steps ahead, the first of which is the time `before`.
 * @param keys of all times.
 */
export function attend(tape: Tape, queries: Tensor, keys: Tensor, windows: number, before: number): Tensor {
  const n = queries.columns;
  const times = keys.rows / windows;
  const factor = 1 / Math.sqrt(n);
  const y = tape.tensor(queries.rows, times);
  for (let row = 0; row < queries.rows; row += 1) {
    const window = row % windows;
    const last = before + (row - window) / windows;
    let most = -Infinity;
    for (let time = 0; time <= last; time += 1) {
      let sum = 0;
      for (let j = 0, key = (time * windows + window) * n; j < n; j += 1) sum += queries.data[row * n + j]! * keys.data[key + j]!;
      y.data[row * times + time] = sum * factor;
      most = Math.max(most, sum * factor);
    }
    let total = 0;
    for (let time = 0; time <= last; time += 1) total += y.data[row * times + time] = Math.exp(y.data[row * times + time]! - most);
    for (let time = 0; time <= last; time += 1) y.data[row * times + time] = y.data[row * times + time]! / total;
  }
  tape.record(() => {
    for (let row = 0; row < queries.rows; row += 1) {
      const window = row % windows;
      const last = before + (row - window) / windows;
      let mean = 0;
      for (let time = 0; time <= last; time += 1) mean += y.data[row * times + time]! * y.gradient![row * times + time]!;
      for (let time = 0; time <= last; time += 1) {
        const slope = factor * y.data[row * times + time]! * (y.gradient![row * times + time]! - mean);
        for (let j = 0, key = (time * windows + window) * n; j < n; j += 1) {
          queries.gradient![row * n + j] = queries.gradient![row * n + j]! + slope * keys.data[key + j]!;
          keys.gradient![key + j] = keys.gradient![key + j]! + slope * queries.data[row * n + j]!;
        }
      }
    }
  });
  return y;
}

/** For each row of weights, the sum of its window's values over the times, so weighed. */
export function hear(tape: Tape, weights: Tensor, values: Tensor, windows: number): Tensor {
  const n = values.columns;
  const times = weights.columns;
  const y = tape.tensor(weights.rows, n);
  for (let row = 0; row < weights.rows; row += 1) {
    const window = row % windows;
    for (let time = 0; time < times; time += 1) {
      const weight = weights.data[row * times + time]!;
      if (weight === 0) continue;
      for (let j = 0, value = (time * windows + window) * n; j < n; j += 1) y.data[row * n + j] = y.data[row * n + j]! + weight * values.data[value + j]!;
    }
  }
  tape.record(() => {
    for (let row = 0; row < weights.rows; row += 1) {
      const window = row % windows;
      for (let time = 0; time < times; time += 1) {
        const at = row * times + time;
        const weight = weights.data[at]!;
        let sum = 0;
        for (let j = 0, value = (time * windows + window) * n; j < n; j += 1) {
          const slope = y.gradient![row * n + j]!;
          sum += slope * values.data[value + j]!;
          values.gradient![value + j] = values.gradient![value + j]! + weight * slope;
        }
        weights.gradient![at] = weights.gradient![at]! + sum;
      }
    }
  });
  return y;
}
