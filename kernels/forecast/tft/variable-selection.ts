/** Variable selection: each variable goes through a network of its own, and one over all of them weighs them, row by row (Lim and others 2021, eqs. 6–8). */
import {makeGatedResidual, runGatedResidual, type DropOut, type GatedResidual} from "./gated-residual.ts";
import {beside, mix, softmax} from "./operations.ts";
import type {ParameterSet} from "./parameters.ts";
import type {Tape, Tensor} from "./tape.ts";

export interface VariableSelection {
  readonly weigher: GatedResidual;
  readonly own: readonly GatedResidual[];
}

export function makeVariableSelection(parameters: ParameterSet, variables: number, size: number, hasContext: boolean): VariableSelection {
  return {
    weigher: makeGatedResidual(parameters, {from: variables * size, size, to: variables, hasContext}),
    own: Array.from({length: variables}, () => makeGatedResidual(parameters, {from: size, size})),
  };
}

/** The mixture of the variables, and the weight of each in each row. */
export function selectVariables(tape: Tape, layer: VariableSelection, variables: readonly Tensor[], drop: DropOut, context: Tensor | null): {readonly mixed: Tensor; readonly weights: Tensor} {
  const weights = softmax(tape, runGatedResidual(tape, layer.weigher, beside(tape, variables), drop, context));
  return {mixed: mix(tape, weights, variables.map((variable, k) => runGatedResidual(tape, layer.own[k]!, variable, drop))), weights};
}
