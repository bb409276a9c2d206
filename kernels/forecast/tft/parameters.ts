/** What a network learns: its matrices in the order in which they were made, drawn from a seed. */
import type {Numbers, Tensor} from "./tape.ts";

export class ParameterSet {
  readonly all: Tensor[] = [];
  readonly #uniform: () => number;
  readonly #makeNumbers: (length: number) => Numbers;

  constructor(uniform: () => number, makeNumbers: (length: number) => Numbers = (length) => new Float32Array(length)) {
    this.#uniform = uniform;
    this.#makeNumbers = makeNumbers;
  }

  /** Weights from −√(6/(in + out)) to √(6/(in + out)) (Glorot & Bengio 2010). */
  weights(rows: number, columns: number): Tensor {
    const made = this.filled(rows, columns, 0);
    const most = Math.sqrt(6 / (rows + columns));
    for (let i = 0; i < made.data.length; i += 1) made.data[i] = most * (2 * this.#uniform() - 1);
    return made;
  }

  filled(rows: number, columns: number, value: number): Tensor {
    const made = {rows, columns, data: this.#makeNumbers(rows * columns).fill(value), gradient: this.#makeNumbers(rows * columns)};
    this.all.push(made);
    return made;
  }

  get count(): number {
    return this.all.reduce((sum, {data}) => sum + data.length, 0);
  }

  copy(): Numbers[] {
    return this.all.map(({data}) => data.slice());
  }

  restore(copy: readonly Numbers[]): void {
    copy.forEach((data, k) => this.all[k]!.data.set(data));
  }
}
