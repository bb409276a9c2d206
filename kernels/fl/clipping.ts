/**
 * Differentially private mean of client models: clip, add, add noise; with a fixed or an adaptive clipping norm.
 *
 * Answers: a round's mean in which no client counts for more than C, hidden in Gaussian noise. u_k = w_k − x, u_k ← u_k · min(1, C/‖u_k‖₂);
 * x ← x + (Σu_k)/n + N(0, (zC/n)²) per weight, unweighted. Adaptive: b̄ = (Σ 1[‖u_k‖ ≤ C] + N(0, σ_b²))/n and C ← C·exp(−η(b̄ − γ)), so that C
 * follows the γ-quantile of the norms; the noise on the updates grows to z_Δ = (z⁻² − (2σ_b)⁻²)^(−½), so that both together cost what z alone does.
 * Assumes that the server is trusted to add the noise. Source: McMahan et al. 2018, arXiv 1710.06963; Andrew et al. 2021, arXiv 1905.03871.
 */
import {checkUpdates, type ClientUpdate, type Rejection, type Weights} from "./update.ts";

/** Plain data, kept between rounds. */
export interface AdaptiveClipping {
  /** C: the present clipping norm; 0.1 to begin with. */
  readonly norm: number;
  /** γ: the share of clients that should not be clipped; 0.5. */
  readonly quantile: number;
  /** η: how fast C moves; 0.2. */
  readonly learningRate: number;
  /** σ_b: noise on the count of unclipped clients; null for n / 20. */
  readonly countNoise: number | null;
}

export const initialAdaptiveClipping: AdaptiveClipping = {norm: 0.1, quantile: 0.5, learningRate: 0.2, countNoise: null};

export interface PrivateMeanOptions {
  readonly global: Weights;
  /** A fixed norm above 0, or the state of the adaptive one. */
  readonly clipping: number | AdaptiveClipping;
  /** z: standard deviation of the noise divided by the clipping norm; 0 for clipping alone. */
  readonly noiseMultiplier: number;
  /** Standard normal numbers. */
  readonly normal: () => number;
  /**
   * What to divide by in place of the number of usable updates: the expected number of clients where each is sampled independently,
   * as the accountants assume. Then one client more or less changes the sum alone.
   */
  readonly divisor?: number;
}

export interface PrivateMean {
  readonly weights: Float64Array;
  readonly rejected: readonly Rejection[];
  /** Share of the clients whose update was shortened. */
  readonly clippedShare: number;
  /** Standard deviation of the noise on each weight. */
  readonly noise: number;
  /** For the next round; null with a fixed norm. */
  readonly clipping: AdaptiveClipping | null;
}

export function privateMean(updates: readonly ClientUpdate[], {global, clipping, noiseMultiplier, normal, divisor}: PrivateMeanOptions): PrivateMean {
  const norm = typeof clipping === "number" ? clipping : clipping.norm;
  if (!(norm > 0 && Number.isFinite(norm))) throw new RangeError(`the clipping norm must be above 0, got ${norm}`);
  if (!(noiseMultiplier >= 0 && Number.isFinite(noiseMultiplier))) throw new RangeError(`noiseMultiplier must be at least 0, got ${noiseMultiplier}`);
  const {accepted, rejected} = checkUpdates(updates, global.length);
  const n = divisor ?? accepted.length;
  if (!(n >= 1 || divisor === undefined)) throw new RangeError(`divisor must be at least 1, got ${divisor}`);
  if (accepted.length === 0) throw new RangeError(`a private mean needs at least 1 usable update, got ${updates.length} and refused all`);
  const mean = new Float64Array(global.length);
  let unclipped = 0;
  for (const {weights} of accepted) {
    let square = 0;
    for (let i = 0; i < mean.length; i += 1) square += (weights[i]! - global[i]!) ** 2;
    const length = Math.sqrt(square);
    const factor = Math.min(1, norm / length) / n;
    if (length <= norm) unclipped += 1;
    if (length > 0) for (let i = 0; i < mean.length; i += 1) mean[i] = mean[i]! + factor * (weights[i]! - global[i]!);
  }
  const next = typeof clipping === "number" ? null : adaptNorm(clipping, unclipped, n, normal);
  const multiplier = typeof clipping === "number" || noiseMultiplier === 0 ? noiseMultiplier : updateNoise(noiseMultiplier, clipping.countNoise ?? n / 20);
  const noise = (multiplier * norm) / n;
  const weights = mean.map((value, i) => global[i]! + value + (noise > 0 ? noise * normal() : 0));
  return {weights, rejected, clippedShare: 1 - unclipped / accepted.length, noise, clipping: next};
}

/** The next clipping norm, from how many of n clients stayed within the present one. */
export function adaptNorm(clipping: AdaptiveClipping, unclipped: number, n: number, normal: () => number): AdaptiveClipping {
  const share = (unclipped + (clipping.countNoise ?? n / 20) * normal()) / n;
  return {...clipping, norm: clipping.norm * Math.exp(-clipping.learningRate * (share - clipping.quantile))};
}

/** z_Δ: the noise multiplier left for the updates when the count takes σ_b of noise. */
export function updateNoise(noiseMultiplier: number, countNoise: number): number {
  const left = noiseMultiplier ** -2 - (2 * countNoise) ** -2;
  if (!(left > 0)) throw new RangeError(`the noise on the count must be above half of the noise multiplier ${noiseMultiplier}, got ${countNoise}`);
  return left ** -0.5;
}
