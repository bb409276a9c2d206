/** What Byzantine clients send instead of honest updates, to see which rule withstands it. */
import type {Randomness} from "./seeded.ts";
import type {Weights} from "./update.ts";

/**
 * `sign-flip`: the global model minus `scale` times the honest step. `gaussian`: the honest model plus normal noise of `scale`.
 * `label-flip`: honest training on labels turned round (class c becomes the last class minus c), done where the data is.
 * `little-is-enough`: all attackers send the mean of their honest models moved by `scale` standard deviations in each weight (Baruch et al. 2019).
 */
export interface Attack {
  readonly type: "sign-flip" | "gaussian" | "label-flip" | "little-is-enough";
  /** Number of clients that attack, the first ones. */
  readonly clients: number;
  /** 5 for sign-flip, 1 for gaussian, 1 for little-is-enough when absent. */
  readonly scale?: number;
}

/** The attackers' models in place of their honest ones. */
export function corrupt(attack: Attack, global: Float64Array, honest: readonly Weights[], {normal}: Randomness): readonly Weights[] {
  const {type, scale = type === "sign-flip" ? 5 : 1} = attack;
  if (type === "label-flip" || honest.length === 0) return honest;
  if (type === "sign-flip") return honest.map((weights) => weights.map((weight, i) => global[i]! - scale * (weight - global[i]!)));
  if (type === "gaussian") return honest.map((weights) => weights.map((weight) => weight + scale * normal()));
  const mean = global.map((_, i) => honest.reduce((sum, weights) => sum + weights[i]!, 0) / honest.length);
  const moved = mean.map((centre, i) => centre - scale * Math.sqrt(honest.reduce((sum, weights) => sum + (weights[i]! - centre) ** 2, 0) / honest.length));
  return honest.map(() => moved);
}
