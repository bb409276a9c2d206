/**
 * The building block: a small network whose gate decides how much of it is added to what came in.
 *
 * Formula: GRN(a, c) = norm(a + gate(W₁·elu(W₂a + W₃c))), gate(x) = σ(W₄x) ⊙ W₅x. Source: Lim and others 2021, eqs. 2–5.
 */
import {linear} from "./linear.ts";
import {add, dropOut, elu, gate, normalise} from "./operations.ts";
import type {ParameterSet} from "./parameters.ts";
import type {Tape, Tensor} from "./tape.ts";

/** Draws what is left out in training. */
export interface DropOut {
  readonly share: number;
  readonly uniform: () => number;
}

/** A gate, the sum with what is carried past it, and a norm. */
export interface GatedSum {
  readonly weights: Tensor;
  readonly bias: Tensor;
  readonly gain: Tensor;
  readonly shift: Tensor;
}

export function makeGatedSum(parameters: ParameterSet, from: number, to: number): GatedSum {
  return {weights: parameters.weights(from, 2 * to), bias: parameters.filled(1, 2 * to, 0), gain: parameters.filled(1, to, 1), shift: parameters.filled(1, to, 0)};
}

export function runGatedSum(tape: Tape, layer: GatedSum, x: Tensor, past: Tensor, drop: DropOut): Tensor {
  const gated = gate(tape, linear(tape, dropOut(tape, x, drop.share, drop.uniform), layer.weights, layer.bias));
  return normalise(tape, add(tape, past, gated), layer.gain, layer.shift);
}

export interface GatedResidual {
  readonly inner: Tensor;
  readonly innerBias: Tensor;
  readonly context: Tensor | null;
  readonly outer: Tensor;
  readonly outerBias: Tensor;
  readonly sum: GatedSum;
  /** Brings what came in to the size of what goes out; null where it has it. */
  readonly skip: Tensor | null;
}

export function makeGatedResidual(parameters: ParameterSet, {from, size, to = size, hasContext = false}: {from: number; size: number; to?: number; hasContext?: boolean}): GatedResidual {
  return {
    inner: parameters.weights(from, size), innerBias: parameters.filled(1, size, 0), context: hasContext ? parameters.weights(size, size) : null,
    outer: parameters.weights(size, size), outerBias: parameters.filled(1, size, 0), sum: makeGatedSum(parameters, size, to), skip: from === to ? null : parameters.weights(from, to),
  };
}

export function runGatedResidual(tape: Tape, layer: GatedResidual, x: Tensor, drop: DropOut, context: Tensor | null = null): Tensor {
  const driven = linear(tape, x, layer.inner, layer.innerBias);
  const inner = elu(tape, context && layer.context ? add(tape, driven, linear(tape, context, layer.context, null)) : driven);
  return runGatedSum(tape, layer.sum, linear(tape, inner, layer.outer, layer.outerBias), layer.skip ? linear(tape, x, layer.skip, null) : x, drop);
}
