/**
 * The exact Gaussian likelihood of an ARMA model, by the innovations of the series.
 *
 * The first m = max(p, q) values are taken as they are, of later ones what the autoregression does not explain. The covariance of these is banded, and its
 * Cholesky factor, row by row, gives each value's one-step error and variance. Source: Ansley 1979; Brockwell & Davis 1991, section 8.7.
 */

/** Rows are no longer worked out one by one when the error's variance is this near to its limit. */
const settled = 1e-5;

export class ArmaLikelihood {
  /** One-step errors of the last run. */
  readonly errors: Float64Array;
  /** Σ e²/v of the last run, v being the errors' variances in units of σ². */
  squares = 0;
  readonly #values: Float64Array;

  constructor(values: Float64Array) {
    this.#values = values;
    this.errors = new Float64Array(values.length);
  }

  /**
   * −2·log likelihood at the best σ², without n·(log 2π + 1).
   * Coefficients are by lag (`a[0]` and `b[0]` unused), the moving average in the form 1 − Σ b_kBᵏ. NaN where the autoregression is not stationary.
   */
  run(a: Float64Array, b: Float64Array, mean: number): number {
    const w = this.#values;
    const n = w.length;
    const p = a.length - 1;
    const q = b.length - 1;
    const m = Math.max(p, q);
    const e = this.errors;
    const gamma = covariances(a, b, m);
    if (!gamma) return NaN;
    const tail = movingCovariances(b);
    const cross = crossCovariances(a, gamma, q);
    const width = m + 1;
    // Row t of the factor in a ring: entry (t, k) at (t mod width)·width + k mod width.
    const factor = new Float64Array(width * width);
    const variances = new Float64Array(n);
    const lags: number[] = [];
    for (let k = 1; k <= q; k += 1) if (b[k] !== 0) lags.push(k);
    let logs = 0;
    let squares = 0;
    let isSettled = m === 0;
    for (let t = 0; t < n; t += 1) {
      let error = w[t]! - mean;
      if (t >= m) for (let k = 1; k <= p; k += 1) if (a[k] !== 0) error -= a[k]! * (w[t - k]! - mean);
      if (isSettled) {
        for (const k of lags) error += b[k]! * e[t - k]!;
        variances[t] = 1;
      } else {
        const first = t < m ? 0 : Math.max(0, t - q);
        const row = (t % width) * width;
        let variance = t < m ? gamma[0]! : tail[0]!;
        for (let k = first; k < t; k += 1) {
          const lag = t - k;
          let sum = t < m ? gamma[lag]! : k < m ? cross[lag]! : tail[lag]!;
          const other = (k % width) * width;
          for (let j = Math.max(first, k < m ? 0 : k - q); j < k; j += 1) sum -= factor[row + (j % width)]! * factor[other + (j % width)]! * variances[j]!;
          const entry = sum / variances[k]!;
          factor[row + (k % width)] = entry;
          variance -= entry * entry * variances[k]!;
          error -= entry * e[k]!;
        }
        if (!(variance > 0)) return NaN;
        variances[t] = variance;
        logs += Math.log(variance);
        if (t >= 2 * m && variance < 1 + settled) isSettled = q === 0 || isNear(factor, row, width, t, b);
      }
      e[t] = error;
      squares += (error * error) / variances[t]!;
    }
    this.squares = squares;
    return n * Math.log(squares / n + 1e-30) + logs;
  }
}

/** Whether the row's entries are those of the moving average itself. */
function isNear(factor: Float64Array, row: number, width: number, t: number, b: Float64Array): boolean {
  for (let k = 1; k < b.length; k += 1) if (Math.abs(factor[row + ((t - k) % width)]! + b[k]!) > 100 * settled) return false;
  return true;
}

/** Autocovariances of the process at lags 0 to `most`, in units of σ²; null where it is not stationary. */
function covariances(a: Float64Array, b: Float64Array, most: number): Float64Array | null {
  const p = a.length - 1;
  const q = b.length - 1;
  const psi = new Float64Array(q + 1);
  for (let j = 0; j <= q; j += 1) {
    psi[j] = j === 0 ? 1 : -b[j]!;
    for (let k = 1; k <= Math.min(p, j); k += 1) psi[j] = psi[j]! + a[k]! * psi[j - k]!;
  }
  const right = new Float64Array(Math.max(p, most) + 1);
  for (let k = 0; k <= q && k < right.length; k += 1) for (let j = k; j <= q; j += 1) right[k] = right[k]! + (j === 0 ? 1 : -b[j]!) * psi[j - k]!;
  const gamma = solveYuleWalker(a, right);
  if (!gamma || !(gamma[0]! > 0)) return null;
  for (let k = p + 1; k <= most; k += 1) {
    let sum = right[k]!;
    for (let r = 1; r <= p; r += 1) sum += a[r]! * gamma[Math.abs(k - r)]!;
    gamma[k] = sum;
  }
  return gamma;
}

/** The first p + 1 of γ with γ_k − Σ a_r γ_|k−r| = right_k, by elimination; null where there is none. */
function solveYuleWalker(a: Float64Array, right: Float64Array): Float64Array | null {
  const size = a.length;
  const gamma = new Float64Array(right.length);
  if (size === 1) {
    gamma[0] = right[0]!;
    return gamma;
  }
  const matrix = new Float64Array(size * size);
  const target = right.slice(0, size);
  for (let k = 0; k < size; k += 1) {
    matrix[k * size + k] = matrix[k * size + k]! + 1;
    for (let r = 1; r < size; r += 1) if (a[r] !== 0) matrix[k * size + Math.abs(k - r)] = matrix[k * size + Math.abs(k - r)]! - a[r]!;
  }
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < size; i += 1) if (Math.abs(matrix[i * size + column]!) > Math.abs(matrix[pivot * size + column]!)) pivot = i;
    const head = matrix[pivot * size + column]!;
    if (!(Math.abs(head) > 1e-14)) return null;
    if (pivot !== column) {
      for (let j = column; j < size; j += 1) [matrix[pivot * size + j], matrix[column * size + j]] = [matrix[column * size + j]!, matrix[pivot * size + j]!];
      [target[pivot], target[column]] = [target[column]!, target[pivot]!];
    }
    for (let i = column + 1; i < size; i += 1) {
      const share = matrix[i * size + column]! / head;
      if (share === 0) continue;
      for (let j = column; j < size; j += 1) matrix[i * size + j] = matrix[i * size + j]! - share * matrix[column * size + j]!;
      target[i] = target[i]! - share * target[column]!;
    }
  }
  for (let k = size - 1; k >= 0; k -= 1) {
    let sum = target[k]!;
    for (let j = k + 1; j < size; j += 1) sum -= matrix[k * size + j]! * gamma[j]!;
    gamma[k] = sum / matrix[k * size + k]!;
  }
  return gamma;
}

/** Autocovariances of the moving average alone, at lags 0 to q. */
function movingCovariances(b: Float64Array): Float64Array {
  const q = b.length - 1;
  const at = (j: number): number => (j === 0 ? 1 : -b[j]!);
  return Float64Array.from({length: q + 1}, (_, lag) => {
    let sum = 0;
    for (let j = 0; j + lag <= q; j += 1) sum += at(j) * at(j + lag);
    return sum;
  });
}

/** Covariance of a value with what the autoregression leaves of one `lag` steps later, at lags 0 to q. */
function crossCovariances(a: Float64Array, gamma: Float64Array, q: number): Float64Array {
  return Float64Array.from({length: q + 1}, (_, lag) => {
    let sum = gamma[lag]!;
    for (let r = 1; r < a.length; r += 1) if (a[r] !== 0) sum -= a[r]! * gamma[Math.abs(lag - r)]!;
    return sum;
  });
}
