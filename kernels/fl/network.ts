/**
 * A small classifier trained by stochastic gradient descent: softmax regression, or layers of rectified units under a softmax.
 *
 * Answers: which class each row of features belongs to. Loss: mean cross-entropy, plus (μ/2)‖w − anchor‖² with a proximal term (FedProx).
 * All weights lie in one vector, layer by layer: the matrix (inputs × outputs, row by row), then the biases. Rows of features that are
 * mostly zero cost little, since zeros are skipped. Source: McMahan et al. 2017 (the "2NN" has hidden layers of 200 and 200).
 */

export interface NetworkShape {
  readonly features: number;
  /** Widths of the hidden layers; none for softmax regression. */
  readonly hidden: readonly number[];
  readonly classes: number;
}

export interface Examples {
  /** n × features, row by row. */
  readonly features: Float32Array;
  /** Class of each row, 0 … classes − 1. */
  readonly labels: Uint8Array;
}

export interface TrainingOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** μ of FedProx; 0 for none. */
  readonly proximal: number;
  /** Uniform on [0, 1): orders the examples. */
  readonly random: () => number;
}

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly at: number;
}

const layersOf = ({features, hidden, classes}: NetworkShape): readonly Layer[] => {
  const widths = [features, ...hidden, classes];
  let at = 0;
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i]!;
    const layer = {inputs, outputs, at};
    at += inputs * outputs + outputs;
    return layer;
  });
};

export function countWeights(shape: NetworkShape): number {
  return layersOf(shape).reduce((sum, {inputs, outputs}) => sum + inputs * outputs + outputs, 0);
}

/** Weights uniform within ±√(6 / (inputs + outputs)) (Glorot & Bengio 2010), biases 0. */
export function initialWeights(shape: NetworkShape, random: () => number): Float64Array {
  const weights = new Float64Array(countWeights(shape));
  for (const {inputs, outputs, at} of layersOf(shape)) {
    const reach = Math.sqrt(6 / (inputs + outputs));
    for (let i = 0; i < inputs * outputs; i += 1) weights[at + i] = (2 * random() - 1) * reach;
  }
  return weights;
}

/** Fills `activations` (one array a layer) for one row; the last holds the classes' probabilities. */
function forward(layers: readonly Layer[], weights: Float64Array, row: Float32Array, activations: readonly Float64Array[]): void {
  let input: ArrayLike<number> = row;
  layers.forEach(({inputs, outputs, at}, index) => {
    const output = activations[index]!;
    const biases = at + inputs * outputs;
    for (let j = 0; j < outputs; j += 1) output[j] = weights[biases + j]!;
    for (let i = 0; i < inputs; i += 1) {
      const value = input[i]!;
      if (value === 0) continue;
      const from = at + i * outputs;
      for (let j = 0; j < outputs; j += 1) output[j] = output[j]! + value * weights[from + j]!;
    }
    if (index < layers.length - 1) for (let j = 0; j < outputs; j += 1) output[j] = Math.max(0, output[j]!);
    else {
      const largest = output.reduce((a, b) => Math.max(a, b), -Infinity);
      let sum = 0;
      for (let j = 0; j < outputs; j += 1) sum += output[j] = Math.exp(output[j]! - largest);
      for (let j = 0; j < outputs; j += 1) output[j] = output[j]! / sum;
    }
    input = output;
  });
}

/** Trains a copy of the weights and answers it with the mean loss of the last epoch. */
export function train(shape: NetworkShape, start: Float64Array, {features, labels}: Examples, options: TrainingOptions): {weights: Float64Array; loss: number} {
  const {epochs, batchSize, learningRate, proximal, random} = options;
  const layers = layersOf(shape);
  const weights = Float64Array.from(start);
  const order = Uint32Array.from(labels, (_, i) => i);
  const size = Math.min(batchSize, labels.length);
  const batch = Array.from({length: size}, () => ({
    row: features.subarray(0, 0),
    activations: layers.map(({outputs}) => new Float64Array(outputs)),
    deltas: layers.map(({outputs}) => new Float64Array(outputs)),
  }));
  let loss = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    loss = 0;
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (let from = 0; from < order.length; from += size) {
      const count = Math.min(size, order.length - from);
      for (let b = 0; b < count; b += 1) {
        const entry = batch[b]!;
        const example = order[from + b]!;
        entry.row = features.subarray(example * shape.features, (example + 1) * shape.features);
        forward(layers, weights, entry.row, entry.activations);
        loss -= Math.log(Math.max(1e-300, entry.activations[layers.length - 1]![labels[example]!]!)) / order.length;
        backward(layers, weights, entry, labels[example]!);
      }
      if (proximal > 0) for (let i = 0; i < weights.length; i += 1) weights[i] = weights[i]! - learningRate * proximal * (weights[i]! - start[i]!);
      for (let b = 0; b < count; b += 1) step(layers, weights, batch[b]!, learningRate / count);
    }
  }
  return {weights, loss};
}

interface Entry {
  readonly row: Float32Array;
  readonly activations: readonly Float64Array[];
  readonly deltas: readonly Float64Array[];
}

function backward(layers: readonly Layer[], weights: Float64Array, {activations, deltas}: Entry, label: number): void {
  const last = layers.length - 1;
  deltas[last]!.set(activations[last]!);
  deltas[last]![label] = deltas[last]![label]! - 1;
  for (let index = last; index > 0; index -= 1) {
    const {inputs, outputs, at} = layers[index]!;
    const above = deltas[index]!;
    for (let i = 0; i < inputs; i += 1) {
      let sum = 0;
      if (activations[index - 1]![i]! > 0) for (let j = 0; j < outputs; j += 1) sum += weights[at + i * outputs + j]! * above[j]!;
      deltas[index - 1]![i] = sum;
    }
  }
}

function step(layers: readonly Layer[], weights: Float64Array, {row, activations, deltas}: Entry, rate: number): void {
  layers.forEach(({inputs, outputs, at}, index) => {
    const input: ArrayLike<number> = index === 0 ? row : activations[index - 1]!;
    const delta = deltas[index]!;
    for (let i = 0; i < inputs; i += 1) {
      const value = input[i]!;
      if (value === 0) continue;
      const from = at + i * outputs;
      for (let j = 0; j < outputs; j += 1) weights[from + j] = weights[from + j]! - rate * value * delta[j]!;
    }
    const biases = at + inputs * outputs;
    for (let j = 0; j < outputs; j += 1) weights[biases + j] = weights[biases + j]! - rate * delta[j]!;
  });
}

/** Share of rows that get their own class, and the mean cross-entropy. */
export function evaluate(shape: NetworkShape, weights: Float64Array, {features, labels}: Examples): {accuracy: number; loss: number} {
  const layers = layersOf(shape);
  const activations = layers.map(({outputs}) => new Float64Array(outputs));
  const classes = activations[layers.length - 1]!;
  let right = 0;
  let loss = 0;
  for (let n = 0; n < labels.length; n += 1) {
    forward(layers, weights, features.subarray(n * shape.features, (n + 1) * shape.features), activations);
    if (classes.indexOf(classes.reduce((a, b) => Math.max(a, b))) === labels[n]) right += 1;
    loss -= Math.log(Math.max(1e-300, classes[labels[n]!]!)) / labels.length;
  }
  return {accuracy: right / labels.length, loss};
}
