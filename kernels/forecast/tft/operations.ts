/** Operations on matrices that know their own slopes: sums, gates, norms, pieces and mixtures of rows. */
import type {Tape, Tensor} from "./tape.ts";

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

export function add(tape: Tape, a: Tensor, b: Tensor): Tensor {
  const y = tape.tensor(a.rows, a.columns);
  for (let i = 0; i < y.data.length; i += 1) y.data[i] = a.data[i]! + b.data[i]!;
  tape.record(() => {
    for (const one of [a, b]) if (one.gradient) for (let i = 0; i < y.data.length; i += 1) one.gradient[i] = one.gradient[i]! + y.gradient![i]!;
  });
  return y;
}

export function scale(tape: Tape, x: Tensor, factor: number): Tensor {
  const y = tape.tensor(x.rows, x.columns);
  for (let i = 0; i < y.data.length; i += 1) y.data[i] = x.data[i]! * factor;
  tape.record(() => {
    for (let i = 0; i < y.data.length; i += 1) x.gradient![i] = x.gradient![i]! + factor * y.gradient![i]!;
  });
  return y;
}

/** x where it is above 0, eˣ − 1 elsewhere. */
export function elu(tape: Tape, x: Tensor): Tensor {
  const y = tape.tensor(x.rows, x.columns);
  for (let i = 0; i < y.data.length; i += 1) y.data[i] = x.data[i]! > 0 ? x.data[i]! : Math.exp(x.data[i]!) - 1;
  tape.record(() => {
    for (let i = 0; i < y.data.length; i += 1) x.gradient![i] = x.gradient![i]! + (x.data[i]! > 0 ? 1 : y.data[i]! + 1) * y.gradient![i]!;
  });
  return y;
}

/** The gated linear unit: the right half of the columns times the sigmoid of the left half. */
export function gate(tape: Tape, x: Tensor): Tensor {
  const n = x.columns / 2;
  const y = tape.tensor(x.rows, n);
  const open = tape.take(x.rows * n);
  for (let row = 0; row < x.rows; row += 1) {
    for (let j = 0; j < n; j += 1) {
      const at = row * n + j;
      open[at] = sigmoid(x.data[2 * row * n + j]!);
      y.data[at] = open[at]! * x.data[2 * row * n + n + j]!;
    }
  }
  tape.record(() => {
    for (let row = 0; row < x.rows; row += 1) {
      for (let j = 0; j < n; j += 1) {
        const at = row * n + j;
        const left = 2 * row * n + j;
        const share = open[at]!;
        const slope = y.gradient![at]!;
        x.gradient![left] = x.gradient![left]! + slope * x.data[left + n]! * share * (1 - share);
        x.gradient![left + n] = x.gradient![left + n]! + slope * share;
      }
    }
  });
  return y;
}

/** Each row with mean 0 and variance 1, times `gain`, plus `bias`. */
export function normalise(tape: Tape, x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const n = x.columns;
  const y = tape.tensor(x.rows, n);
  const standard = tape.take(x.rows * n);
  const inverse = tape.take(x.rows);
  for (let row = 0; row < x.rows; row += 1) {
    const from = row * n;
    let mean = 0;
    for (let j = 0; j < n; j += 1) mean += x.data[from + j]!;
    mean /= n;
    let variance = 0;
    for (let j = 0; j < n; j += 1) variance += (x.data[from + j]! - mean) ** 2;
    inverse[row] = 1 / Math.sqrt(variance / n + 1e-5);
    for (let j = 0; j < n; j += 1) {
      standard[from + j] = (x.data[from + j]! - mean) * inverse[row]!;
      y.data[from + j] = standard[from + j]! * gain.data[j]! + bias.data[j]!;
    }
  }
  tape.record(() => {
    for (let row = 0; row < x.rows; row += 1) {
      const from = row * n;
      let sum = 0;
      let product = 0;
      for (let j = 0; j < n; j += 1) {
        const slope = y.gradient![from + j]!;
        gain.gradient![j] = gain.gradient![j]! + slope * standard[from + j]!;
        bias.gradient![j] = bias.gradient![j]! + slope;
        sum += slope * gain.data[j]!;
        product += slope * gain.data[j]! * standard[from + j]!;
      }
      for (let j = 0; j < n; j += 1) {
        x.gradient![from + j] = x.gradient![from + j]! + inverse[row]! * (y.gradient![from + j]! * gain.data[j]! - sum / n - (standard[from + j]! * product) / n);
      }
    }
  });
  return y;
}

/** Each row's shares of e to its entries. */
export function softmax(tape: Tape, x: Tensor): Tensor {
  const n = x.columns;
  const y = tape.tensor(x.rows, n);
  for (let row = 0; row < x.rows; row += 1) {
    let most = -Infinity;
    for (let j = 0; j < n; j += 1) most = Math.max(most, x.data[row * n + j]!);
    let sum = 0;
    for (let j = 0; j < n; j += 1) sum += y.data[row * n + j] = Math.exp(x.data[row * n + j]! - most);
    for (let j = 0; j < n; j += 1) y.data[row * n + j] = y.data[row * n + j]! / sum;
  }
  tape.record(() => {
    for (let row = 0; row < x.rows; row += 1) {
      let mean = 0;
      for (let j = 0; j < n; j += 1) mean += y.data[row * n + j]! * y.gradient![row * n + j]!;
      for (let j = 0; j < n; j += 1) x.gradient![row * n + j] = x.gradient![row * n + j]! + y.data[row * n + j]! * (y.gradient![row * n + j]! - mean);
    }
  });
  return y;
}

/** Matrices side by side. */
export function beside(tape: Tape, parts: readonly Tensor[]): Tensor {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const y = tape.tensor(parts[0]!.rows, columns);
  let offset = 0;
  for (const part of parts) {
    for (let row = 0; row < y.rows; row += 1) for (let j = 0; j < part.columns; j += 1) y.data[row * columns + offset + j] = part.data[row * part.columns + j]!;
    offset += part.columns;
  }
  tape.record(() => {
    let from = 0;
    for (const {gradient, columns: own} of parts) {
      if (gradient) for (let row = 0; row < y.rows; row += 1) for (let j = 0; j < own; j += 1) gradient[row * own + j] = gradient[row * own + j]! + y.gradient![row * columns + from + j]!;
      from += own;
    }
  });
  return y;
}

/** Matrices one below the other. */
export function below(tape: Tape, parts: readonly Tensor[]): Tensor {
  const y = tape.tensor(parts.reduce((sum, {rows}) => sum + rows, 0), parts[0]!.columns);
  let offset = 0;
  for (const {data} of parts) {
    y.data.set(data, offset);
    offset += data.length;
  }
  tape.record(() => {
    let from = 0;
    for (const {data, gradient} of parts) {
      if (gradient) for (let i = 0; i < data.length; i += 1) gradient[i] = gradient[i]! + y.gradient![from + i]!;
      from += data.length;
    }
  });
  return y;
}

/** Some rows that follow each other; they share their numbers with the matrix that they are part of. */
export function rowsOf(x: Tensor, from: number, count: number): Tensor {
  const [start, end] = [from * x.columns, (from + count) * x.columns];
  return {rows: count, columns: x.columns, data: x.data.subarray(start, end), gradient: x.gradient?.subarray(start, end) ?? null};
}

/** The matrix `times` times, one below the other. */
export function repeat(tape: Tape, x: Tensor, times: number): Tensor {
  const y = tape.tensor(x.rows * times, x.columns);
  for (let k = 0; k < times; k += 1) y.data.set(x.data, k * x.data.length);
  tape.record(() => {
    for (let k = 0, i = 0; k < times; k += 1) for (let j = 0; j < x.data.length; j += 1, i += 1) x.gradient![j] = x.gradient![j]! + y.gradient![i]!;
  });
  return y;
}

/** For each row, the row of a table that its number names. */
export function lookUp(tape: Tape, table: Tensor, numbers: Int32Array): Tensor {
  const n = table.columns;
  const y = tape.tensor(numbers.length, n);
  numbers.forEach((number, row) => y.data.set(table.data.subarray(number * n, (number + 1) * n), row * n));
  tape.record(() => {
    numbers.forEach((number, row) => {
      for (let j = 0; j < n; j += 1) table.gradient![number * n + j] = table.gradient![number * n + j]! + y.gradient![row * n + j]!;
    });
  });
  return y;
}

/** The sum of matrices, each row of the k-th weighed with the k-th column of the weights. */
export function mix(tape: Tape, weights: Tensor, parts: readonly Tensor[]): Tensor {
  const n = parts[0]!.columns;
  const y = tape.tensor(weights.rows, n);
  parts.forEach(({data}, k) => {
    for (let row = 0; row < y.rows; row += 1) {
      const weight = weights.data[row * parts.length + k]!;
      for (let i = row * n; i < (row + 1) * n; i += 1) y.data[i] = y.data[i]! + weight * data[i]!;
    }
  });
  tape.record(() => {
    parts.forEach(({data, gradient}, k) => {
      for (let row = 0; row < y.rows; row += 1) {
        const at = row * parts.length + k;
        const weight = weights.data[at]!;
        let sum = 0;
        for (let i = row * n; i < (row + 1) * n; i += 1) {
          sum += data[i]! * y.gradient![i]!;
          gradient![i] = gradient![i]! + weight * y.gradient![i]!;
        }
        weights.gradient![at] = weights.gradient![at]! + sum;
      }
    });
  });
  return y;
}

/** Leaves out a share of the entries, drawn, and makes up for it in the others; does nothing when nothing is recorded. */
export function dropOut(tape: Tape, x: Tensor, share: number, uniform: () => number): Tensor {
  if (!tape.isRecording || share === 0) return x;
  const y = tape.tensor(x.rows, x.columns);
  const kept = tape.take(x.data.length);
  for (let i = 0; i < kept.length; i += 1) {
    kept[i] = uniform() < share ? 0 : 1 / (1 - share);
    y.data[i] = x.data[i]! * kept[i]!;
  }
  tape.record(() => {
    for (let i = 0; i < kept.length; i += 1) x.gradient![i] = x.gradient![i]! + kept[i]! * y.gradient![i]!;
  });
  return y;
}
