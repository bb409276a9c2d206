/**
 * Differential-privacy accounting of the sampled Gaussian mechanism by Rényi divergences (RDP).
 *
 * Answers: how much privacy (ε, δ) a training with clipping and Gaussian noise has spent, and how much noise a budget needs.
 * With Poisson sampling rate q and noise multiplier σ, one step has at order α: q = 1: α / 2σ². Whole α:
 * ln Σ C(α,i) qⁱ (1−q)^(α−i) exp((i²−i)/2σ²) / (α−1). Fractional α: the two infinite sums of Mironov et al. Steps add up. Conversion:
 * ε = min over α of RDP + ln((α−1)/α) − (ln δ + ln α)/(α−1). Assumes that every step samples clients independently.
 * An upper bound: the tight figure (`tightEpsilon`) is 5–25 % lower.
 * Source: Mironov, Talwar & Zhang 2019, arXiv 1908.10530; Balle et al. 2020, arXiv 1905.09982, theorem 21; Balle & Wang 2018, arXiv 1805.06530.
 */
import {logErfc, normalCdf} from "./normal-tail.ts";

/** Orders α at which divergences are kept: 1.1 to 10.9 by tenths, 12 to 63, then 128, 256, 512, 1024. */
export const renyiOrders: readonly number[] = [
  ...Array.from({length: 99}, (_, i) => (11 + i) / 10),
  ...Array.from({length: 52}, (_, i) => 12 + i),
  128, 256, 512, 1024,
];

/** One kind of step, taken `steps` times. */
export interface PrivacySteps {
  /** Share of the clients (or examples) that each step samples, above 0 and at most 1. */
  readonly samplingRate: number;
  /** Standard deviation of the noise divided by the clipping norm. */
  readonly noiseMultiplier: number;
  readonly steps: number;
}

export interface PrivacySpent {
  readonly epsilon: number;
  readonly delta: number;
  /** The order α at which the bound is least. */
  readonly order: number;
}

/** Rényi divergence of one step at one order. */
export function renyiDivergence(samplingRate: number, noiseMultiplier: number, order: number): number {
  if (samplingRate === 1) return order / (2 * noiseMultiplier * noiseMultiplier);
  const log = Number.isInteger(order) ? logMomentWhole(samplingRate, noiseMultiplier, order) : logMomentFractional(samplingRate, noiseMultiplier, order);
  return log / (order - 1);
}

/** The kinds of steps as a list, each within its range. */
export function checkSteps(spent: PrivacySteps | readonly PrivacySteps[], delta: number): readonly PrivacySteps[] {
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta must lie between 0 and 1, got ${delta}`);
  const parts = Array.isArray(spent) ? (spent as readonly PrivacySteps[]) : [spent as PrivacySteps];
  for (const {samplingRate, noiseMultiplier, steps} of parts) {
    if (!(samplingRate > 0 && samplingRate <= 1)) throw new RangeError(`samplingRate must be above 0 and at most 1, got ${samplingRate}`);
    if (!(noiseMultiplier > 0 && Number.isFinite(noiseMultiplier))) throw new RangeError(`noiseMultiplier must be above 0, got ${noiseMultiplier}`);
    if (!(Number.isInteger(steps) && steps >= 0)) throw new RangeError(`steps must be a whole number from 0, got ${steps}`);
  }
  return parts;
}

/** ε spent at δ by all the steps together. */
export function privacySpent(spent: PrivacySteps | readonly PrivacySteps[], delta: number): PrivacySpent {
  const parts = checkSteps(spent, delta);
  let best: PrivacySpent = {epsilon: Infinity, delta, order: 0};
  for (const order of renyiOrders) {
    const divergence = parts.reduce((sum, part) => sum + part.steps * renyiDivergence(part.samplingRate, part.noiseMultiplier, order), 0);
    const epsilon = Math.max(0, divergence + Math.log((order - 1) / order) - (Math.log(delta) + Math.log(order)) / (order - 1));
    if (epsilon < best.epsilon) best = {epsilon, delta, order};
  }
  return best;
}

/** The exact σ (in units of the sensitivity) of one Gaussian release that is (ε, δ)-private. */
export function gaussianNoise(epsilon: number, delta: number): number {
  if (!(epsilon > 0 && delta > 0 && delta < 1)) throw new RangeError(`epsilon must be above 0 and delta between 0 and 1, got ${epsilon} and ${delta}`);
  const reachedDelta = (sigma: number) => normalCdf(1 / (2 * sigma) - epsilon * sigma) - Math.exp(epsilon + Math.log(normalCdf(-1 / (2 * sigma) - epsilon * sigma)));
  let low = 1e-6;
  let high = 1;
  while (reachedDelta(high) > delta) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i += 1) {
    const middle = (low + high) / 2;
    if (reachedDelta(middle) > delta) low = middle;
    else high = middle;
  }
  return high;
}

const logAdd = (a: number, b: number): number => {
  const [small, large] = a < b ? [a, b] : [b, a];
  return small === -Infinity ? large : large + Math.log1p(Math.exp(small - large));
};
const logSubtract = (a: number, b: number): number => (b === -Infinity ? a : a + Math.log(-Math.expm1(b - a)));

function logMomentWhole(q: number, sigma: number, order: number): number {
  let sum = -Infinity;
  let logBinomial = 0;
  for (let i = 0; i <= order; i += 1) {
    if (i > 0) logBinomial += Math.log((order - i + 1) / i);
    sum = logAdd(sum, logBinomial + i * Math.log(q) + (order - i) * Math.log1p(-q) + (i * i - i) / (2 * sigma * sigma));
  }
  return sum;
}

function logMomentFractional(q: number, sigma: number, order: number): number {
  const split = sigma * sigma * Math.log(1 / q - 1) + 0.5;
  let below = -Infinity;
  let above = -Infinity;
  let logBinomial = 0;
  let positive = true;
  for (let i = 0; i < 100_000; i += 1) {
    if (i > 0) {
      const factor = (order - i + 1) / i;
      if (factor < 0) positive = !positive;
      logBinomial += Math.log(Math.abs(factor));
    }
    const j = order - i;
    const first = logBinomial + i * Math.log(q) + j * Math.log1p(-q) + (i * i - i) / (2 * sigma * sigma) + logErfc((i - split) / (Math.SQRT2 * sigma)) - Math.LN2;
    const second = logBinomial + j * Math.log(q) + i * Math.log1p(-q) + (j * j - j) / (2 * sigma * sigma) + logErfc((split - j) / (Math.SQRT2 * sigma)) - Math.LN2;
    below = positive ? logAdd(below, first) : logSubtract(below, first);
    above = positive ? logAdd(above, second) : logSubtract(above, second);
    if (Math.max(first, second) < -30 && i > order) break;
  }
  return logAdd(below, above);
}
