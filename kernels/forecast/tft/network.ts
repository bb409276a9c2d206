/**
 * A small temporal fusion transformer: what a window of the past and what is known ahead say of the quantiles of each step to come.
 *
 * Variables are selected, an LSTM reads the past and what is known ahead, attention looks back over both, gates leave out what does not help. Rows of all matrices run by time,
 * and within a time by window. Source: Lim, Arik, Loeff & Pfister 2021, "Temporal fusion transformers for interpretable multi-horizon time series forecasting".
 */
import {attend, hear} from "./attention.ts";
import {makeGatedResidual, makeGatedSum, runGatedResidual, runGatedSum, type DropOut, type GatedResidual, type GatedSum} from "./gated-residual.ts";
import {linear} from "./linear.ts";
import {makeLstm, runLstm, type LstmLayer} from "./lstm.ts";
import {add, below, lookUp, repeat, rowsOf, scale} from "./operations.ts";
import {ParameterSet} from "./parameters.ts";
import type {Numbers, Tape, Tensor} from "./tape.ts";
import {makeVariableSelection, selectVariables, type VariableSelection} from "./variable-selection.ts";

export interface NetworkShape {
  /** Width of every layer, a multiple of the heads. */
  readonly size: number;
  readonly heads: number;
  /** How many series have a place of their own; 0 for none. */
  readonly series: number;
  /** Numbers that describe a window as a whole. */
  readonly fixed: number;
  /** Columns of each variable known only of the past, and of each known ahead too. */
  readonly observed: readonly number[];
  readonly known: readonly number[];
  readonly quantiles: number;
}

export interface NetworkInput {
  readonly windows: number;
  /** The series of each window. */
  readonly series: Int32Array;
  readonly fixed: readonly Tensor[];
  /** The variables over the times of the past: the observed, then the known. */
  readonly past: readonly Tensor[];
  readonly ahead: readonly Tensor[];
}

export interface NetworkOutput {
  /** A row for each step ahead and window, a column for each quantile. */
  readonly quantiles: Tensor;
  /** The mean over the heads: a column for each time, the past first. */
  readonly attention: Tensor;
  /** Weight of each variable, row by row. */
  readonly fixedWeights: Tensor;
  readonly pastWeights: Tensor;
  readonly aheadWeights: Tensor;
}

interface Embedding {
  readonly weights: Tensor;
  readonly bias: Tensor;
}

const contextNames = ["selection", "enrichment", "output", "memory"] as const;

export class Network {
  readonly parameters: ParameterSet;
  readonly #shape: NetworkShape;
  readonly #seriesTable: Tensor | null;
  readonly #fixed: readonly Embedding[];
  readonly #past: readonly Embedding[];
  readonly #fixedSelection: VariableSelection;
  readonly #pastSelection: VariableSelection;
  readonly #aheadSelection: VariableSelection;
  readonly #contexts: {readonly [name in (typeof contextNames)[number]]: GatedResidual};
  readonly #encoder: LstmLayer;
  readonly #decoder: LstmLayer;
  readonly #afterLstm: GatedSum;
  readonly #enrichment: GatedResidual;
  readonly #heads: readonly {readonly query: Tensor; readonly key: Tensor}[];
  readonly #value: Tensor;
  readonly #heard: Tensor;
  readonly #afterAttention: GatedSum;
  readonly #feed: GatedResidual;
  readonly #last: GatedSum;
  readonly #quantiles: Embedding;

  constructor(shape: NetworkShape, uniform: () => number, makeNumbers?: (length: number) => Numbers) {
    const parameters = new ParameterSet(uniform, makeNumbers);
    const {size, heads, series, observed, known} = shape;
    const embed = (columns: number): Embedding => ({weights: parameters.weights(columns, size), bias: parameters.filled(1, size, 0)});
    this.parameters = parameters;
    this.#shape = shape;
    this.#seriesTable = series > 0 ? parameters.weights(series, size) : null;
    this.#fixed = Array.from({length: shape.fixed}, () => embed(1));
    this.#past = [...observed, ...known].map(embed);
    this.#fixedSelection = makeVariableSelection(parameters, shape.fixed + (series > 0 ? 1 : 0), size, false);
    this.#pastSelection = makeVariableSelection(parameters, observed.length + known.length, size, true);
    this.#aheadSelection = makeVariableSelection(parameters, known.length, size, true);
    this.#contexts = Object.fromEntries(contextNames.map((name) => [name, makeGatedResidual(parameters, {from: size, size})])) as {[name in (typeof contextNames)[number]]: GatedResidual};
    this.#encoder = makeLstm(parameters, size);
    this.#decoder = makeLstm(parameters, size);
    this.#afterLstm = makeGatedSum(parameters, size, size);
    this.#enrichment = makeGatedResidual(parameters, {from: size, size, hasContext: true});
    this.#heads = Array.from({length: heads}, () => ({query: parameters.weights(size, size / heads), key: parameters.weights(size, size / heads)}));
    this.#value = parameters.weights(size, size / heads);
    this.#heard = parameters.weights(size / heads, size);
    this.#afterAttention = makeGatedSum(parameters, size, size);
    this.#feed = makeGatedResidual(parameters, {from: size, size});
    this.#last = makeGatedSum(parameters, size, size);
    // It says 0 at first: the base that its input is measured from.
    this.#quantiles = {weights: parameters.filled(size, shape.quantiles, 0), bias: parameters.filled(1, shape.quantiles, 0)};
  }

  run(tape: Tape, {windows, series, fixed, past, ahead}: NetworkInput, drop: DropOut): NetworkOutput {
    const embed = (x: Tensor, {weights, bias}: Embedding) => linear(tape, x, weights, bias);
    const before = past[0]!.rows / windows;
    const steps = ahead[0]!.rows / windows;
    const whole = fixed.map((x, k) => embed(x, this.#fixed[k]!));
    if (this.#seriesTable) whole.push(lookUp(tape, this.#seriesTable, series));
    const {mixed: described, weights: fixedWeights} = selectVariables(tape, this.#fixedSelection, whole, drop, null);
    const context = (name: (typeof contextNames)[number]) => runGatedResidual(tape, this.#contexts[name], described, drop);
    const selection = context("selection");
    const {mixed: pastMixed, weights: pastWeights} = selectVariables(tape, this.#pastSelection, past.map((x, k) => embed(x, this.#past[k]!)), drop, repeat(tape, selection, before));
    const knownFrom = this.#shape.observed.length;
    const {mixed: aheadMixed, weights: aheadWeights} = selectVariables(tape, this.#aheadSelection, ahead.map((x, k) => embed(x, this.#past[knownFrom + k]!)), drop, repeat(tape, selection, steps));
    const encoded = runLstm(tape, this.#encoder, pastMixed, {output: context("output"), memory: context("memory")});
    const decoded = runLstm(tape, this.#decoder, aheadMixed, encoded.last);
    const read = runGatedSum(tape, this.#afterLstm, below(tape, [encoded.outputs, decoded.outputs]), below(tape, [pastMixed, aheadMixed]), drop);
    const enriched = runGatedResidual(tape, this.#enrichment, read, drop, repeat(tape, context("enrichment"), before + steps));
    const asking = rowsOf(enriched, before * windows, steps * windows);
    const heads = this.#heads.map(({query, key}) => attend(tape, linear(tape, asking, query, null), linear(tape, enriched, key, null), windows, before));
    const attention = scale(tape, heads.reduce((sum, head) => add(tape, sum, head)), 1 / heads.length);
    const heard = linear(tape, hear(tape, attention, linear(tape, enriched, this.#value, null), windows), this.#heard, null);
    const attended = runGatedSum(tape, this.#afterAttention, heard, asking, drop);
    const last = runGatedSum(tape, this.#last, runGatedResidual(tape, this.#feed, attended, drop), rowsOf(read, before * windows, steps * windows), drop);
    return {quantiles: embed(last, this.#quantiles), attention, fixedWeights, pastWeights, aheadWeights};
  }
}
