/** Reverse-mode differentiation: matrices whose gradients flow back through a tape of the operations that made them. */

/** Single precision to train with; double to check gradients with. */
export type Numbers = Float32Array | Float64Array;

/** A matrix by rows, with the slope of the loss at each entry, or null where nobody asks for it. */
export interface Tensor {
  readonly rows: number;
  readonly columns: number;
  readonly data: Numbers;
  readonly gradient: Numbers | null;
}

/** Records operations and runs them backwards; its buffers are used again after each `reset`. */
export class Tape {
  readonly #backward: (() => void)[] = [];
  readonly #free = new Map<number, Numbers[]>();
  readonly #taken: Numbers[] = [];
  readonly #makeNumbers: (length: number) => Numbers;
  /** Whether gradients are wanted; without them operations leave nothing on the tape. */
  isRecording = true;

  constructor(makeNumbers: (length: number) => Numbers = (length) => new Float32Array(length)) {
    this.#makeNumbers = makeNumbers;
  }

  /** Zeros that hold until the next reset. */
  take(length: number): Numbers {
    const found = this.#free.get(length)?.pop();
    const buffer = found ?? this.#makeNumbers(length);
    if (found) found.fill(0);
    this.#taken.push(buffer);
    return buffer;
  }

  /** A matrix of zeros that an operation fills. */
  tensor(rows: number, columns: number): Tensor {
    return {rows, columns, data: this.take(rows * columns), gradient: this.isRecording ? this.take(rows * columns) : null};
  }

  /** A matrix that needs no gradient. */
  constant(rows: number, columns: number): Tensor {
    return {rows, columns, data: this.take(rows * columns), gradient: null};
  }

  record(backward: () => void): void {
    if (this.isRecording) this.#backward.push(backward);
  }

  /** Adds to every gradient the slope of the one number of `loss`. */
  differentiate(loss: Tensor): void {
    loss.gradient![0] = 1;
    for (let k = this.#backward.length - 1; k >= 0; k -= 1) this.#backward[k]!();
  }

  /** Forgets the operations; what was taken may be overwritten from now on. */
  reset(): void {
    this.#backward.length = 0;
    for (const buffer of this.#taken) {
      const free = this.#free.get(buffer.length);
      if (free) free.push(buffer);
      else this.#free.set(buffer.length, [buffer]);
    }
    this.#taken.length = 0;
  }
}
