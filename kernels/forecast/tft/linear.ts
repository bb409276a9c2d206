/** The linear layer: rows times a matrix of weights, plus a bias. Sums run in one fixed order, in double precision. */
import type {Numbers, Tape, Tensor} from "./tape.ts";

/** y = x·W + b; W has a row for each column of x. */
export function linear(tape: Tape, x: Tensor, weights: Tensor, bias: Tensor | null): Tensor {
  const y = tape.tensor(x.rows, weights.columns);
  multiply(x.data, weights.data, bias?.data ?? null, y.data, x.rows, x.columns, weights.columns);
  tape.record(() => {
    const dy = y.gradient!;
    if (x.gradient) multiplyByTransposed(dy, weights.data, x.gradient, x.rows, x.columns, weights.columns);
    addTransposedProduct(x.data, dy, weights.gradient!, x.rows, x.columns, weights.columns);
    if (bias) {
      for (let row = 0; row < x.rows; row += 1) for (let j = 0; j < y.columns; j += 1) bias.gradient![j] = bias.gradient![j]! + dy[row * y.columns + j]!;
    }
  });
  return y;
}

/** out = x·W + b, four columns at a time. */
export function multiply(x: Numbers, weights: Numbers, bias: Numbers | null, out: Numbers, rows: number, inner: number, columns: number): void {
  const blocked = columns - (columns % 4);
  for (let row = 0; row < rows; row += 1) {
    const from = row * inner;
    const to = row * columns;
    for (let j = 0; j < blocked; j += 4) {
      let a = bias ? bias[j]! : 0;
      let b = bias ? bias[j + 1]! : 0;
      let c = bias ? bias[j + 2]! : 0;
      let d = bias ? bias[j + 3]! : 0;
      for (let i = 0, w = j; i < inner; i += 1, w += columns) {
        const value = x[from + i]!;
        a += value * weights[w]!;
        b += value * weights[w + 1]!;
        c += value * weights[w + 2]!;
        d += value * weights[w + 3]!;
      }
      out[to + j] = a;
      out[to + j + 1] = b;
      out[to + j + 2] = c;
      out[to + j + 3] = d;
    }
    for (let j = blocked; j < columns; j += 1) {
      let sum = bias ? bias[j]! : 0;
      for (let i = 0, w = j; i < inner; i += 1, w += columns) sum += x[from + i]! * weights[w]!;
      out[to + j] = sum;
    }
  }
}

/** dx += dy·Wᵀ. */
export function multiplyByTransposed(dy: Numbers, weights: Numbers, dx: Numbers, rows: number, inner: number, columns: number): void {
  const blocked = inner - (inner % 4);
  for (let row = 0; row < rows; row += 1) {
    const from = row * columns;
    const to = row * inner;
    for (let i = 0; i < blocked; i += 4) {
      let a = dx[to + i]!;
      let b = dx[to + i + 1]!;
      let c = dx[to + i + 2]!;
      let d = dx[to + i + 3]!;
      for (let j = 0, w = i * columns; j < columns; j += 1, w += 1) {
        const slope = dy[from + j]!;
        a += slope * weights[w]!;
        b += slope * weights[w + columns]!;
        c += slope * weights[w + 2 * columns]!;
        d += slope * weights[w + 3 * columns]!;
      }
      dx[to + i] = a;
      dx[to + i + 1] = b;
      dx[to + i + 2] = c;
      dx[to + i + 3] = d;
    }
    for (let i = blocked; i < inner; i += 1) {
      let sum = dx[to + i]!;
      for (let j = 0, w = i * columns; j < columns; j += 1, w += 1) sum += dy[from + j]! * weights[w]!;
      dx[to + i] = sum;
    }
  }
}

/** dW += xᵀ·dy, four rows at a time. */
export function addTransposedProduct(x: Numbers, dy: Numbers, dWeights: Numbers, rows: number, inner: number, columns: number): void {
  const blocked = rows - (rows % 4);
  for (let row = 0; row < blocked; row += 4) {
    const from = row * inner;
    const at = row * columns;
    for (let i = 0; i < inner; i += 1) {
      const a = x[from + i]!;
      const b = x[from + inner + i]!;
      const c = x[from + 2 * inner + i]!;
      const d = x[from + 3 * inner + i]!;
      for (let j = 0, w = i * columns, r = at; j < columns; j += 1, w += 1, r += 1) {
        dWeights[w] = dWeights[w]! + a * dy[r]! + b * dy[r + columns]! + c * dy[r + 2 * columns]! + d * dy[r + 3 * columns]!;
      }
    }
  }
  for (let row = blocked; row < rows; row += 1) {
    for (let i = 0; i < inner; i += 1) {
      const value = x[row * inner + i]!;
      for (let j = 0; j < columns; j += 1) dWeights[i * columns + j] = dWeights[i * columns + j]! + value * dy[row * columns + j]!;
    }
  }
}
