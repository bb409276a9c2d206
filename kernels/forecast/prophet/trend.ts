/** Prophet's trend: a line or a curve of saturation whose rate changes at changepoints, or a constant, in scaled time (0 first, 1 last observation). */

export type Growth = "linear" | "logistic" | "flat";

export interface Trend {
  readonly growth: Growth;
  /** Rate and offset before the first changepoint. */
  readonly k: number;
  readonly m: number;
  readonly changepoints: Float64Array;
  /** Changes of the rate. */
  readonly delta: Float64Array;
}

/** Evenly spread over the first share of the observations, none at the first (Prophet's rule; at most `count`). */
export function placeChangepoints(t: Float64Array, count: number, range: number): Float64Array {
  const within = Math.floor(t.length * range);
  const number = Math.min(count, within - 1);
  if (number < 1) return new Float64Array(0);
  return Float64Array.from({length: number}, (_, i) => t[roundHalfEven(((within - 1) * (i + 1)) / number)]!);
}

function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

/**
 * The trend at ascending times: the rate is k plus the changes so far, the offset such that the curve is continuous.
 *
 * Formula: linear k(t)·t + m(t); logistic cap / (1 + exp(−k(t)·(t − m(t)))); flat m. `cap` is scaled like the values.
 */
export function evaluateTrend({growth, k, m, changepoints, delta}: Trend, t: Float64Array, cap: Float64Array): Float64Array {
  const trend = new Float64Array(t.length);
  let rate = k;
  let offset = m;
  let next = 0;
  for (let i = 0; i < t.length; i += 1) {
    for (; growth !== "flat" && next < changepoints.length && changepoints[next]! <= t[i]!; next += 1) {
      const change = delta[next]!;
      if (growth === "linear") offset -= changepoints[next]! * change;
      else if (change !== 0) offset += (changepoints[next]! - offset) * (1 - rate / (rate + change));
      rate += change;
    }
    if (growth === "linear") trend[i] = rate * t[i]! + offset;
    else if (growth === "flat") trend[i] = m;
    else trend[i] = cap[i]! / (1 + Math.exp(-rate * (t[i]! - offset)));
  }
  return trend;
}

/** Where the search for rate and offset starts: through the first and the last observation. */
export function startTrend(growth: Growth, t: Float64Array, y: Float64Array, cap: Float64Array): {readonly k: number; readonly m: number} {
  const last = t.length - 1;
  const span = t[last]! - t[0]!;
  if (growth === "flat") return {k: 0, m: y.reduce((sum, value) => sum + value, 0) / y.length};
  if (growth === "linear") {
    const k = (y[last]! - y[0]!) / span;
    return {k, m: y[0]! - k * t[0]!};
  }
  const ratio = (i: number) => cap[i]! / Math.max(0.01 * cap[i]!, Math.min(0.99 * cap[i]!, y[i]!));
  const end = ratio(last);
  const begin = Math.abs(ratio(0) - end) <= 0.01 ? 1.05 * ratio(0) : ratio(0);
  const first = Math.log(begin - 1);
  const final = Math.log(end - 1);
  return {k: (first - final) / span, m: (first * span) / (first - final)};
}
