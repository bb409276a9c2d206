/**
 * Server optimisers: what the server does with the mean of the clients' models (momentum, Adagrad, Adam, Yogi).
 *
 * Answers: a steadier step than jumping to the mean. With Δ = x̄ − x: momentum m ← βm + (x − x̄), x ← x − ηm (the first round sets m);
 * Adagrad v ← v + Δ²; Adam v ← β₂v + (1 − β₂)Δ²; Yogi v ← v − (1 − β₂)Δ² sign(v − Δ²); x ← x + ηm/(√v + τ), where Adagrad uses
 * m = Δ and the others m ← β₁m + (1 − β₁)Δ. State starts at 0. `biasCorrection` scales η by √(1 − β₂^(t+1)) / (1 − β₁^(t+1)), t counted from 1.
 * Source: Reddi et al. 2021, arXiv 2003.00295 (no bias correction); Hsu et al. 2019, arXiv 1909.06335 (momentum).
 */

export type ServerOptimiser =
  | {readonly type: "momentum"; readonly learningRate: number; readonly momentum: number}
  | {readonly type: "adagrad"; readonly learningRate: number; readonly tau: number}
  | {
      readonly type: "adam" | "yogi";
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly tau: number;
      readonly biasCorrection: boolean;
    };

/** Plain data: kept between rounds, empty before the first. */
export interface OptimiserState {
  readonly round: number;
  readonly momentum: Float64Array | null;
  readonly variance: Float64Array | null;
}

export const initialOptimiserState: OptimiserState = {round: 0, momentum: null, variance: null};

export function stepOptimiser(
  optimiser: ServerOptimiser,
  state: OptimiserState,
  global: Float64Array,
  mean: Float64Array,
): {readonly weights: Float64Array; readonly state: OptimiserState} {
  const round = state.round + 1;
  if (optimiser.type === "momentum") {
    const {learningRate, momentum: beta} = optimiser;
    const gradient = global.map((weight, i) => weight - mean[i]!);
    const before = state.momentum;
    const momentum = beta > 0 && before ? gradient.map((value, i) => beta * before[i]! + value) : gradient;
    return {weights: global.map((weight, i) => weight - learningRate * momentum[i]!), state: {round, momentum, variance: null}};
  }
  const delta = mean.map((value, i) => value - global[i]!);
  const beta1 = optimiser.type === "adagrad" ? 0 : optimiser.beta1;
  const before = state.momentum ?? new Float64Array(global.length);
  const momentum = delta.map((value, i) => beta1 * before[i]! + (1 - beta1) * value);
  const old = state.variance ?? new Float64Array(global.length);
  const variance = delta.map((value, i) => nextVariance(optimiser, old[i]!, value * value));
  const rate =
    optimiser.type !== "adagrad" && optimiser.biasCorrection
      ? (optimiser.learningRate * Math.sqrt(1 - optimiser.beta2 ** (round + 1))) / (1 - optimiser.beta1 ** (round + 1))
      : optimiser.learningRate;
  const weights = global.map((weight, i) => weight + (rate * momentum[i]!) / (Math.sqrt(variance[i]!) + optimiser.tau));
  return {weights, state: {round, momentum, variance}};
}

function nextVariance(optimiser: Exclude<ServerOptimiser, {type: "momentum"}>, variance: number, square: number): number {
  if (optimiser.type === "adagrad") return variance + square;
  if (optimiser.type === "adam") return optimiser.beta2 * variance + (1 - optimiser.beta2) * square;
  return variance - (1 - optimiser.beta2) * square * Math.sign(variance - square);
}
