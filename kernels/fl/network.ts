/**
 * A small classifier trained by stochastic gradient descent: softmax regression, or layers of rectified units under a softmax.
 *
 * Answers: which class each row of features belongs to. Loss: mean cross-entropy, plus (μ/2)‖w − anchor‖² with a proximal term (FedProx).
 * All weights lie in one vector, layer by layer: the matrix (inputs × outputs, row by row), then the biases. Arithmetic in float32, four
 * numbers at a time. Rows of features that are mostly zero cost little, since zeros are skipped.
 * Source: McMahan et al. 2017 (the "2NN" has hidden layers of 200 and 200); Li et al. 2020, arXiv 1812.06127 (proximal term).
 */
import {toMatrixLoops, type MatrixLoops} from "./vectors/index.ts";
import type {Weights} from "./update.ts";

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

interface LayerSize {
  readonly inputs: number;
  readonly outputs: number;
}

interface Layer extends LayerSize {
  /** Where its weights begin in memory: `inputs` rows of `stride` bytes, and one more of biases. */
  readonly address: number;
  readonly stride: number;
}

/** What one example of a batch leaves at each layer. */
interface Entry {
  row: Float32Array;
  readonly outputs: readonly Row[];
  readonly deltas: readonly Row[];
}

interface Row {
  readonly address: number;
  readonly values: Float32Array;
}

const layerSizes = ({features, hidden, classes}: NetworkShape): readonly LayerSize[] => {
  const widths = [features, ...hidden, classes];
  return widths.slice(1).map((outputs, i) => ({inputs: widths[i]!, outputs}));
};

export function countWeights(shape: NetworkShape): number {
  return layerSizes(shape).reduce((sum, {inputs, outputs}) => sum + inputs * outputs + outputs, 0);
}

/** Weights uniform within ±√(6 / (inputs + outputs)) (Glorot & Bengio 2010), biases 0. */
export function initialWeights(shape: NetworkShape, random: () => number): Float64Array {
  const weights = new Float64Array(countWeights(shape));
  let at = 0;
  for (const {inputs, outputs} of layerSizes(shape)) {
    const reach = Math.sqrt(6 / (inputs + outputs));
    for (let i = 0; i < inputs * outputs; i += 1) weights[at + i] = (2 * random() - 1) * reach;
    at += inputs * outputs + outputs;
  }
  return weights;
}

/** Room to train and to test models of one shape, one after the other. */
export class Network {
  readonly shape: NetworkShape;
  readonly #layers: readonly Layer[];
  readonly #bytes: number;
  readonly #memory: WebAssembly.Memory;
  readonly #loops: MatrixLoops;
  readonly #batch: readonly Entry[];

  /** @param batchSize the most examples that one step takes. */
  constructor(shape: NetworkShape, batchSize = 1) {
    this.shape = shape;
    let bytes = 0;
    this.#layers = layerSizes(shape).map(({inputs, outputs}) => {
      const stride = Math.ceil(outputs / 16) * 64;
      const layer = {inputs, outputs, stride, address: bytes};
      bytes += (inputs + 1) * stride;
      return layer;
    });
    this.#bytes = bytes;
    const entryBytes = 2 * this.#layers.reduce((sum, {stride}) => sum + stride, 0);
    this.#memory = new WebAssembly.Memory({initial: Math.ceil((2 * bytes + batchSize * entryBytes) / 65_536)});
    this.#loops = toMatrixLoops(this.#memory);
    let address = 2 * bytes;
    const toRow = ({stride, outputs}: Layer): Row => {
      address += stride;
      return {address: address - stride, values: new Float32Array(this.#memory.buffer, address - stride, outputs)};
    };
    this.#batch = Array.from({length: batchSize}, () => ({row: new Float32Array(0), outputs: this.#layers.map(toRow), deltas: this.#layers.map(toRow)}));
  }

  /** Trains a copy of the weights and answers it with the mean loss of the last epoch. */
  train(start: Weights, {features, labels}: Examples, {epochs, batchSize, learningRate, proximal, random}: TrainingOptions): {weights: Float32Array; loss: number} {
    this.#load(start);
    if (proximal > 0) new Uint8Array(this.#memory.buffer).copyWithin(this.#bytes, 0, this.#bytes);
    const order = Uint32Array.from(labels, (_, i) => i);
    const size = Math.min(batchSize, labels.length, this.#batch.length);
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
          const entry = this.#batch[b]!;
          const example = order[from + b]!;
          entry.row = features.subarray(example * this.shape.features, (example + 1) * this.shape.features);
          loss += this.#forward(entry, labels[example]!) / order.length;
          this.#backward(entry, labels[example]!);
        }
        if (proximal > 0) this.#loops.pull(0, this.#bytes, this.#bytes, learningRate * proximal);
        for (let b = 0; b < count; b += 1) this.#step(this.#batch[b]!, learningRate / count);
      }
    }
    return {weights: this.#read(), loss};
  }

  /** Share of rows that get their own class, and the mean cross-entropy: infinite for a model that has diverged. */
  evaluate(weights: Weights, {features, labels}: Examples): {accuracy: number; loss: number} {
    this.#load(weights);
    const entry = this.#batch[0]!;
    const classes = entry.outputs[this.#layers.length - 1]!.values;
    let right = 0;
    let loss = 0;
    for (let n = 0; n < labels.length; n += 1) {
      entry.row = features.subarray(n * this.shape.features, (n + 1) * this.shape.features);
      loss += this.#forward(entry, labels[n]!) / labels.length;
      let best = 0;
      for (let c = 1; c < classes.length; c += 1) if (classes[c]! > classes[best]!) best = c;
      if (best === labels[n]) right += 1;
    }
    return {accuracy: right / labels.length, loss};
  }

  #load(weights: Weights): void {
    this.#eachRow((row, at) => row.set(weights.subarray(at, at + row.length)));
  }

  #read(): Float32Array {
    const weights = new Float32Array(countWeights(this.shape));
    this.#eachRow((row, at) => weights.set(row, at));
    return weights;
  }

  #eachRow(visit: (row: Float32Array, at: number) => void): void {
    let at = 0;
    for (const {inputs, outputs, address, stride} of this.#layers) {
      for (let i = 0; i <= inputs; i += 1, at += outputs) visit(new Float32Array(this.#memory.buffer, address + i * stride, outputs), at);
    }
  }

  /** Leaves each layer's outputs, the classes' probabilities last, and answers the cross-entropy. */
  #forward(entry: Entry, label: number): number {
    const loops = this.#loops;
    let input = entry.row;
    let loss = 0;
    this.#layers.forEach(({inputs, address, stride}, index) => {
      const {address: to, values} = entry.outputs[index]!;
      values.fill(0);
      loops.addScaled(to, address + inputs * stride, to + stride, 1);
      for (let i = 0; i < inputs; i += 1) {
        const value = input[i]!;
        if (value !== 0) loops.addScaled(to, address + i * stride, to + stride, value);
      }
      if (index < this.#layers.length - 1) for (let j = 0; j < values.length; j += 1) values[j] = Math.max(0, values[j]!);
      else loss = toProbabilities(values, label);
      input = values;
    });
    return loss;
  }

  #backward({outputs, deltas}: Entry, label: number): void {
    const last = this.#layers.length - 1;
    const top = deltas[last]!.values;
    top.set(outputs[last]!.values);
    top[label] = top[label]! - 1;
    for (let index = last; index > 0; index -= 1) {
      const {inputs, address, stride} = this.#layers[index]!;
      const above = deltas[index]!.address;
      const below = deltas[index - 1]!.values;
      const active = outputs[index - 1]!.values;
      for (let i = 0; i < inputs; i += 1) below[i] = active[i]! > 0 ? this.#loops.dot(address + i * stride, above, address + (i + 1) * stride) : 0;
    }
  }

  #step({row, outputs, deltas}: Entry, rate: number): void {
    this.#layers.forEach(({inputs, address, stride}, index) => {
      const input = index === 0 ? row : outputs[index - 1]!.values;
      const delta = deltas[index]!.address;
      for (let i = 0; i < inputs; i += 1) {
        const value = input[i]!;
        if (value !== 0) this.#loops.addScaled(address + i * stride, delta, address + (i + 1) * stride, -rate * value);
      }
      const biases = address + inputs * stride;
      this.#loops.addScaled(biases, delta, biases + stride, -rate);
    });
  }
}

/** Turns scores into probabilities in place and answers the cross-entropy of the label; infinite where a model has diverged. */
function toProbabilities(scores: Float32Array, label: number): number {
  let largest = -Infinity;
  for (let j = 0; j < scores.length; j += 1) largest = Math.max(largest, scores[j]!);
  const own = scores[label]! - largest;
  let sum = 0;
  for (let j = 0; j < scores.length; j += 1) {
    const value = Math.exp(scores[j]! - largest);
    scores[j] = value;
    sum += value;
  }
  for (let j = 0; j < scores.length; j += 1) scores[j] = scores[j]! / sum;
  const loss = Math.log(sum) - own;
  return Number.isNaN(loss) ? Infinity : loss;
}
