/** The one-step errors of an ARMA model given its first values, and the gradient of their sum of squares by going back through them. */

export class ArmaErrors {
  readonly errors: Float64Array;
  readonly #adjoint: Float64Array;
  readonly #values: Float64Array;

  constructor(values: Float64Array) {
    this.#values = values;
    this.errors = new Float64Array(values.length);
    this.#adjoint = new Float64Array(values.length);
  }

  /**
   * e_t = w_t − μ − Σ a_k (w_{t−k} − μ) + Σ b_k e_{t−k} for t ≥ `from`, earlier errors being 0; returns Σ e².
   * Coefficients are by lag (`a[0]` unused), moving averages in the form 1 − Σ b_kBᵏ.
   */
  run(a: Float64Array, b: Float64Array, mean: number, from: number): number {
    const w = this.#values;
    const e = this.errors;
    const lagsA = lagsOf(a);
    const lagsB = lagsOf(b);
    e.fill(0, 0, from);
    let squares = 0;
    for (let t = from; t < w.length; t += 1) {
      let error = w[t]! - mean;
      for (const k of lagsA) if (t >= k) error -= a[k]! * (w[t - k]! - mean);
      for (const k of lagsB) if (t >= k) error += b[k]! * e[t - k]!;
      e[t] = error;
      squares += error * error;
    }
    return squares;
  }

  /** The gradient of the last run's sum of squares, by lag for a and b, returning that for the mean. */
  differentiate(a: Float64Array, b: Float64Array, mean: number, from: number, toA: Float64Array, toB: Float64Array): number {
    const w = this.#values;
    const e = this.errors;
    const back = this.#adjoint;
    const lagsA = lagsOf(a);
    const lagsB = lagsOf(b);
    const rest = 1 - lagsA.reduce((sum, k) => sum + a[k]!, 0);
    let toMean = 0;
    toA.fill(0);
    toB.fill(0);
    for (let t = w.length - 1; t >= from; t -= 1) {
      let adjoint = 2 * e[t]!;
      for (const k of lagsB) if (t + k < w.length) adjoint += b[k]! * back[t + k]!;
      back[t] = adjoint;
      for (const k of lagsA) if (t >= k) toA[k] = toA[k]! - adjoint * (w[t - k]! - mean);
      for (const k of lagsB) if (t - k >= from) toB[k] = toB[k]! + adjoint * e[t - k]!;
      toMean -= adjoint * rest;
    }
    return toMean;
  }
}

/** Lags that the polynomial can have, whatever their value: those of its pattern that are not 0. */
function lagsOf(coefficients: Float64Array): number[] {
  const lags: number[] = [];
  for (let k = 1; k < coefficients.length; k += 1) if (coefficients[k] !== 0) lags.push(k);
  return lags;
}
