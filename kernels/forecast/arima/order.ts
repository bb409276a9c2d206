/** The order of an ARIMA model, and how its polynomials are made from partial autocorrelations. */

export interface Order {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly P: number;
  readonly D: number;
  readonly Q: number;
  /** Steps of one season, 1 for none. */
  readonly m: number;
  /** Whether the differenced series has a mean of its own. */
  readonly constant: boolean;
}

/** In the field's notation, such as `ARIMA(0,1,1)(0,1,1)[12]`. */
export function writeOrder({p, d, q, P, D, Q, m, constant}: Order): string {
  const drift = constant ? (d + D > 0 ? " with drift" : " with mean") : "";
  return `ARIMA(${p},${d},${q})${P + D + Q > 0 ? `(${P},${D},${Q})[${m}]` : ""}${drift}`;
}

/**
 * Coefficients c of 1 − c₁B − … − c_kBᵏ from partial autocorrelations within (−1, 1): every root lies outside the unit circle.
 * Source: Durbin–Levinson; Barndorff-Nielsen & Schou 1973.
 */
export function fromPartials(partials: readonly number[]): number[] {
  let coefficients: number[] = [];
  for (const partial of partials) coefficients = [...coefficients.map((c, j) => c - partial * coefficients[coefficients.length - 1 - j]!), partial];
  return coefficients;
}

/** The coefficients by lag of the product (1 − Σ aᵢBⁱ)(1 − Σ bⱼB^{jm}), in the form 1 − Σ cₖBᵏ; `c[0]` is unused. */
export function multiplyLags(a: readonly number[], b: readonly number[], m: number): Float64Array {
  const product = new Float64Array(a.length + b.length * m + 1);
  a.forEach((x, i) => (product[i + 1] = product[i + 1]! + x));
  b.forEach((y, j) => {
    product[(j + 1) * m] = product[(j + 1) * m]! + y;
    a.forEach((x, i) => (product[(j + 1) * m + i + 1] = product[(j + 1) * m + i + 1]! - x * y));
  });
  return product;
}

/** Differences a series d times at lag 1 and D times at lag m. */
export function differentiate(values: Float64Array, {d, D, m}: Pick<Order, "d" | "D" | "m">): Float64Array {
  let result = values;
  for (let k = 0; k < d + D; k += 1) {
    const lag = k < D ? m : 1;
    const before = result;
    result = before.subarray(lag).map((value, t) => value - before[t]!);
  }
  return result;
}

/**
 * Whether every root of 1 − c₁z − … − c_kzᵏ is at least `radius` away from 0: the recursion from coefficients to partial autocorrelations, backwards.
 * Source: Schur 1917; Barndorff-Nielsen & Schou 1973.
 */
export function hasRootsBeyond(coefficients: readonly number[], radius: number): boolean {
  let rest = coefficients.map((c, j) => c * radius ** (j + 1));
  for (let k = rest.length; k > 0; k -= 1) {
    const partial = rest[k - 1]!;
    if (!(Math.abs(partial) < 1)) return false;
    const before = rest;
    rest = before.slice(0, k - 1).map((c, j) => (c + partial * before[k - 2 - j]!) / (1 - partial * partial));
  }
  return true;
}
