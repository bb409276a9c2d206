/** The detectors that RNSE is measured beside: windowed Gaussian, relative entropy, and the matrix profile's discord. */

/** Probability of a standard normal beyond `z` (Abramowitz and Stegun 26.2.17, error below 8e-8). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return z >= 0 ? tail : 1 - tail;
}

/**
 * Windowed Gaussian: one less the two-sided tail of a value under the normal of a window of 6,400 values that moves 1,000 at a time, as in
 * the Numenta Anomaly Benchmark.
 */
export function windowedGaussian(values: Float64Array, windowTicks = 6400, stepTicks = 1000): Float64Array {
  const scores = new Float64Array(values.length);
  const window: number[] = [];
  const step: number[] = [];
  let mean = 0;
  let deviation = 1;
  const update = () => {
    mean = window.reduce((sum, v) => sum + v, 0) / window.length;
    deviation = Math.sqrt(window.reduce((sum, v) => sum + (v - mean) ** 2, 0) / window.length) || 1e-6;
  };
  values.forEach((value, i) => {
    if (window.length > 0) scores[i] = 1 - 2 * normalTail(Math.abs(value - mean) / deviation);
    if (window.length < windowTicks) {
      window.push(value);
      update();
    } else {
      step.push(value);
      if (step.length === stepTicks) {
        window.splice(0, stepTicks, ...step.splice(0));
        update();
      }
    }
  });
  return scores.map((score) => Math.min(1, Math.max(0, score)));
}

/**
 * Relative entropy (Wang et al. 2011, as in NAB): the bins of a window of 52 values against those of earlier windows; 1 where the window agrees
 * with no hypothesis held so far, else 0. The range of the whole file sets the five bins, as NAB allows.
 */
export function relativeEntropy(values: Float64Array, windowTicks = 52, binCount = 5): Float64Array {
  const least = values.reduce((a, b) => Math.min(a, b));
  const step = (values.reduce((a, b) => Math.max(a, b)) - least) / binCount || 1;
  const critical = 13.277;
  const scores = new Float64Array(values.length);
  const hypotheses: {shares: Float64Array; count: number}[] = [];
  for (let i = windowTicks - 1; i < values.length; i++) {
    const shares = new Float64Array(binCount);
    for (let j = i - windowTicks + 1; j <= i; j++)
      shares[Math.min(binCount - 1, Math.floor((values[j]! - least) / step))]! += 1 / windowTicks;
    if (hypotheses.length === 0) {
      hypotheses.push({shares, count: 1});
      continue;
    }
    let nearest = Infinity;
    let index = -1;
    hypotheses.forEach((hypothesis, k) => {
      let divergence = 0;
      for (let b = 0; b < binCount; b++) if (shares[b]! > 0) divergence += shares[b]! * Math.log(shares[b]! / Math.max(1e-9, hypothesis.shares[b]!));
      const statistic = 2 * windowTicks * divergence;
      if (statistic < nearest) {
        nearest = statistic;
        index = k;
      }
    });
    if (nearest < critical) {
      hypotheses[index]!.count++;
      scores[i] = hypotheses[index]!.count > 1 ? 0 : 1;
    } else {
      hypotheses.push({shares, count: 1});
      scores[i] = 1;
    }
  }
  return scores;
}

/** The lag of the highest local maximum of the autocorrelation from `least` to `most`, else `fallback`. */
export function periodOf(values: Float64Array, least = 16, most = 400, fallback = 100): number {
  const n = Math.min(values.length, 8000);
  const part = values.subarray(0, n);
  const mean = part.reduce((sum, v) => sum + v, 0) / n;
  const correlation = (lag: number) => {
    let sum = 0;
    for (let i = 0; i + lag < n; i++) sum += (part[i]! - mean) * (part[i + lag]! - mean);
    return sum;
  };
  let best = fallback;
  let highest = -Infinity;
  let before = correlation(least - 1);
  let here = correlation(least);
  for (let lag = least; lag < Math.min(most, n - 2); lag++) {
    const after = correlation(lag + 1);
    if (here > before && here >= after && here > highest) {
      highest = here;
      best = lag;
    }
    before = here;
    here = after;
  }
  return best;
}

/**
 * The matrix profile: the z-normalised distance of each subsequence of length `m` to its nearest neighbour anywhere (STOMP), at its first point.
 * It looks ahead, and is the stronger for it.
 */
export function matrixProfile(values: Float64Array, m: number): Float64Array {
  const count = values.length - m + 1;
  const profile = new Float64Array(count).fill(Infinity);
  const means = new Float64Array(count);
  const inverses = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let mean = 0;
    for (let k = 0; k < m; k++) mean += values[i + k]! / m;
    let variance = 0;
    for (let k = 0; k < m; k++) variance += (values[i + k]! - mean) ** 2 / m;
    means[i] = mean;
    inverses[i] = variance > 1e-12 ? 1 / Math.sqrt(variance) : 0;
  }
  const exclusion = Math.ceil(m / 2);
  for (let lag = exclusion; lag < count; lag++) {
    let product = 0;
    for (let k = 0; k < m; k++) product += values[k]! * values[k + lag]!;
    for (let i = 0; i + lag < count; i++) {
      const j = i + lag;
      if (i > 0) product += values[i + m - 1]! * values[j + m - 1]! - values[i - 1]! * values[j - 1]!;
      const correlation = (product / m - means[i]! * means[j]!) * inverses[i]! * inverses[j]!;
      const distance = inverses[i] === 0 && inverses[j] === 0 ? 0 : 2 * m * (1 - correlation);
      if (distance < profile[i]!) profile[i] = distance;
      if (distance < profile[j]!) profile[j] = distance;
    }
  }
  return profile.map((d) => (Number.isFinite(d) ? Math.sqrt(Math.max(0, d)) : 0));
}
