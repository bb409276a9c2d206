/**
 * The values of given ranks of a short list, and the sum between two ranks, without sorting it all.
 *
 * Method: put the values into equal bins between the least and the greatest, in the order of the bins; then only the bin of a rank has to
 * be sorted. Where most values fall into one bin (one far outlier), the whole list is sorted instead. Cost: O(n) for values spread at all evenly.
 */

const bins = 64;

/** Reused between lists of one length. */
export class RankSelector {
  readonly #n: number;
  readonly #bin: Uint8Array;
  /** Where each bin ends in `#ordered`, after placing; where it begins is the end of the one before. */
  readonly #ends = new Uint16Array(bins);
  readonly #ordered: Float64Array;
  #sorted = false;

  /** @param length 1 to 65,535 values. */
  constructor(length: number) {
    if (!(length >= 1 && length <= 65_535)) throw new RangeError(`a rank selector takes 1 to 65,535 values, got ${length}`);
    this.#n = length;
    this.#bin = new Uint8Array(length);
    this.#ordered = new Float64Array(length);
  }

  /** Takes the values that begin at an offset. */
  arrange(values: Float64Array, offset = 0): void {
    const n = this.#n;
    const bin = this.#bin;
    const ends = this.#ends;
    const ordered = this.#ordered;
    let least = values[offset]!;
    let greatest = least;
    for (let i = 1; i < n; i += 1) {
      const value = values[offset + i]!;
      least = value < least ? value : least;
      greatest = value > greatest ? value : greatest;
    }
    const scale = (bins - 0.001) / (greatest - least);
    this.#sorted = !Number.isFinite(scale) || scale === 0;
    if (!this.#sorted) {
      ends.fill(0);
      for (let i = 0; i < n; i += 1) {
        const at = ((values[offset + i]! - least) * scale) | 0;
        bin[i] = at;
        ends[at] = ends[at]! + 1;
      }
      let fullest = 0;
      let before = 0;
      for (let b = 0; b < bins; b += 1) {
        const count = ends[b]!;
        fullest = count > fullest ? count : fullest;
        ends[b] = before;
        before += count;
      }
      this.#sorted = fullest > 24 && fullest * 4 > n;
    }
    if (this.#sorted) {
      ordered.set(values.subarray(offset, offset + n));
      ordered.sort();
      return;
    }
    for (let i = 0; i < n; i += 1) {
      const at = bin[i]!;
      const place = ends[at]!;
      ordered[place] = values[offset + i]!;
      ends[at] = place + 1;
    }
  }

  /** The value of a rank, 0 for the least. */
  rank(rank: number): number {
    this.#settle(rank);
    return this.#ordered[rank]!;
  }

  /** The sum of the values whose ranks lie from `from` up to but not including `to`. */
  sum(from: number, to: number): number {
    this.#settle(from);
    this.#settle(to - 1);
    const ordered = this.#ordered;
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += ordered[i]!;
    return sum;
  }

  /** Sorts the bin of a rank in its place, by insertion: a bin holds few values. */
  #settle(rank: number): void {
    if (this.#sorted) return;
    const ends = this.#ends;
    const ordered = this.#ordered;
    let b = 0;
    while (ends[b]! <= rank) b += 1;
    const start = b === 0 ? 0 : ends[b - 1]!;
    const end = ends[b]!;
    for (let i = start + 1; i < end; i += 1) {
      const value = ordered[i]!;
      let j = i - 1;
      while (j >= start && ordered[j]! > value) {
        ordered[j + 1] = ordered[j]!;
        j -= 1;
      }
      ordered[j + 1] = value;
    }
  }
}
