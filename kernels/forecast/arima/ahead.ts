/** The steps ahead of a fitted ARIMA model: mean and standard deviation. Source: Box & Jenkins 1976, ch. 5. */
import type {Fit} from "../model.ts";
import type {FittedOrder} from "./fit-order.ts";
import {multiplyLags, writeOrder} from "./order.ts";

export function stepAhead({order, ar, ma, seasonalAr, seasonalMa, a: stationary, b, mean, variance, errors, aicc}: FittedOrder, values: Float64Array, horizon: number): Fit {
  const {d, D, m} = order;
  const n = values.length;
  const lost = d + D * m;
  const level = mean * (1 - stationary.reduce((sum, value) => sum + value, 0));
  let a = stationary;
  for (let k = 0; k < d; k += 1) a = multiplyLags([1], [...a.subarray(1)], 1);
  for (let k = 0; k < D; k += 1) a = multiplyLags([...a.subarray(1)], [1], m);
  const ahead = new Float64Array(n + horizon);
  ahead.set(values);
  const error = (t: number): number => (t >= lost && t < n ? errors[t - lost]! : 0);
  for (let t = n; t < n + horizon; t += 1) {
    let value = level;
    for (let k = 1; k < a.length; k += 1) if (t >= k) value += a[k]! * ahead[t - k]!;
    for (let k = 1; k < b.length; k += 1) if (t >= k) value -= b[k]! * error(t - k);
    ahead[t] = value;
  }
  const psi = new Float64Array(horizon);
  const deviation = new Float64Array(horizon);
  for (let h = 0, sum = 0; h < horizon; h += 1) {
    psi[h] = h === 0 ? 1 : h < b.length ? -b[h]! : 0;
    for (let k = 1; k < a.length && k <= h; k += 1) psi[h] = psi[h]! + a[k]! * psi[h - k]!;
    sum += psi[h]! ** 2;
    deviation[h] = Math.sqrt(variance * sum);
  }
  const name = (letter: string, coefficients: readonly number[], sign: number) => coefficients.map((value, i): [string, number] => [`${letter}${i + 1}`, sign * value]);
  const constant: [string, number][] = order.constant ? [[lost > 0 ? "drift" : "mean", mean]] : [];
  return {
    mean: ahead.slice(n),
    fitted: values.map((value, t) => value - error(t)),
    deviation,
    form: writeOrder(order),
    parameters: Object.fromEntries([...name("ar", ar, 1), ...name("ma", ma, -1), ...name("sar", seasonalAr, 1), ...name("sma", seasonalMa, -1), ...constant, ["sigma2", variance], ["aicc", aicc]]),
  };
}
