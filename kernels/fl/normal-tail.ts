/** The complementary error function and its logarithm, to about 1e-14 relative: a series near zero, a continued fraction in the tail. */

const rootPi = Math.sqrt(Math.PI);

/** ln erfc(x) for any real x. */
export function logErfc(x: number): number {
  if (x < 0) return Math.log(2 - Math.exp(logErfc(-x)));
  if (x < 2) return Math.log(1 - erfSeries(x));
  return -x * x + Math.log(tailFraction(x) / rootPi);
}

/** Φ(x), the standard normal distribution function. */
export function normalCdf(x: number): number {
  return 0.5 * Math.exp(logErfc(-x / Math.SQRT2));
}

/** erf x = 2/√π · e^(−x²) Σ 2ᵏ x^(2k+1) / (1·3·5 … (2k+1)); all terms positive. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; term > 1e-18 * sum && k < 200; k += 1) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return (2 / rootPi) * Math.exp(-x * x) * sum;
}

/** √π · e^(x²) · erfc x = 1/(x + ½/(x + 1/(x + 3/2/(x + …)))). */
function tailFraction(x: number): number {
  let value = x;
  for (let k = 120; k >= 1; k -= 1) value = x + k / 2 / value;
  return 1 / value;
}
