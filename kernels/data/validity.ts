/** Which rows of a growing column have a value. */

/** One byte a row, made only when the first value is missing. */
export class Validity {
  #bytes: Uint8Array<ArrayBuffer> | null = null;

  /** Marks row `row` missing; `capacity` is how many rows the arrays hold now. */
  clear(row: number, capacity: number): void {
    if (this.#bytes === null || this.#bytes.length < capacity) {
      const grown = new Uint8Array(capacity).fill(1);
      if (this.#bytes !== null) grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[row] = 0;
  }

  finish(rows: number): Uint8Array | null {
    if (this.#bytes === null) return null;
    if (this.#bytes.length === rows) return this.#bytes;
    const exact = new Uint8Array(rows).fill(1);
    exact.set(this.#bytes.subarray(0, rows));
    return exact;
  }
}

export function nextCapacity(present: number, needed: number, expected: number): number {
  return Math.max(needed, expected, Math.ceil(present * 1.5), 1024);
}
