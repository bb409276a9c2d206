/** How rare a value is in the history of its kind, on a logarithmic scale of rank: no shape of the distribution is assumed. */

/** Several histories of positive values in logarithmic bins, old ones fading, each of one value a tick. Plain data. */
export interface HistoriesState {
  /** Weight in each bin, 512 bins a history, eight bins an octave. */
  counts: Float64Array;
  /** Position of each history's bin 0 on the logarithmic scale, and whether it has one. */
  base: Float64Array;
  started: Uint8Array;
  /** The bins that hold the eighth of the weight that is highest lie above `edge`, up to `top`; `beyond` is their weight. */
  top: Int32Array;
  edge: Int32Array;
  beyond: Float64Array;
  /** The same for the lowest eighth: below `lowEdge`, from `bottom`. */
  bottom: Int32Array;
  lowEdge: Int32Array;
  below: Float64Array;
  /** Sum of all weights of a history before the present value, and the weight of the present value. */
  total: number;
  weight: number;
}

/** The share from which a value is not rare at all. */
export const usualShare = 0.125;
const bins = 512;
const life = 8000;
const growth = 1 / (1 - 1 / life);
const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
/** Which of the two words holds the exponent: the platform may be of either byte order. */
const highWord = (() => {
  view[0] = 1;
  return words[1] === 0x3ff00000 ? 1 : 0;
})();

/** `count` histories of nothing. */
export function startHistories(count: number): HistoriesState {
  return {
    counts: new Float64Array(count * bins),
    base: new Float64Array(count),
    started: new Uint8Array(count),
    top: new Int32Array(count),
    edge: new Int32Array(count),
    beyond: new Float64Array(count),
    bottom: new Int32Array(count).fill(bins - 1),
    lowEdge: new Int32Array(count),
    below: new Float64Array(count),
    total: 0,
    weight: 0,
  };
}

/**
 * Eight times the binary logarithm of a positive number, linear within an octave: exact arithmetic on the number's own bits, so that
 * it is the same on every machine and a power of two moves it by a whole number.
 */
export function position(value: number): number {
  view[0] = value;
  const exponent = (words[highWord]! >>> 20) - 1023;
  if (exponent < -1000) return -8000;
  words[highWord] = (words[highWord]! & 0xfffff) | 0x3ff00000;
  return 8 * (exponent + view[0]! - 1);
}

/** The binary logarithm of a positive number to 1e-7, by exact arithmetic and a short series. */
export function bits(value: number): number {
  view[0] = value;
  const exponent = (words[highWord]! >>> 20) - 1023;
  words[highWord] = (words[highWord]! & 0xfffff) | 0x3ff00000;
  const t = (view[0]! - 1) / (view[0]! + 1);
  const s = t * t;
  return exponent + 2.8853900817779268 * t * (1 + s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s * (1 / 11 + s / 13))))));
}

/** Ranks values among those that came before them. At each tick: `begin`, then one value for each history. */
export class Histories {
  readonly s: HistoriesState;

  constructor(state: HistoriesState) {
    this.s = state;
  }

  /** Makes the next values weigh more than the ones before, which is how those fade. */
  begin(): void {
    const {s} = this;
    if (s.weight > 1e100) this.rescale();
    s.total += s.weight;
    s.weight = s.weight === 0 ? 1 : s.weight * growth;
  }

  /**
   * Takes a value above 0 into history `j` and gives the share of the values before that lie above it, if that is below an eighth, else an eighth. A
   * value that is not told to a history counts as lower than any that is.
   */
  above(j: number, value: number): number {
    const at = this.place(j, value);
    const bin = Math.floor(at);
    const share = this.shareAbove(j, bin, at - bin);
    this.add(j, bin);
    return share;
  }

  /** The share of the values of history `j` above `value`, from an eighth down; nothing is taken in. */
  share(j: number, value: number): number {
    if (!(value > 0)) return usualShare;
    const at = this.place(j, value);
    const bin = Math.floor(at);
    return this.shareAbove(j, bin, at - bin);
  }

  /** As `above` for a value from 0 on, but gives the lesser of the shares above and below it. */
  either(j: number, value: number): number {
    const {lowEdge, bottom, below} = this.s;
    const at = value > 0 ? this.place(j, value) : 0;
    const bin = Math.floor(at);
    const above = value > 0 ? this.shareAbove(j, bin, at - bin) : usualShare;
    const low = value > 0 ? this.shareBelow(j, bin, at - bin) : usualShare;
    if (bin < lowEdge[j]!) below[j]! += this.s.weight;
    if (bin < bottom[j]!) bottom[j] = bin;
    this.add(j, bin);
    return above < low ? above : low;
  }

  private place(j: number, value: number): number {
    const {s} = this;
    const where = position(value);
    if (s.started[j] === 0) {
      s.started[j] = 1;
      s.base[j] = Math.floor(where) - bins / 2;
    }
    const at = where - s.base[j]!;
    return at < 0 ? 0 : at > bins - 2 ? bins - 2 : at;
  }

  private shareAbove(j: number, bin: number, within: number): number {
    const {counts, top, edge, beyond, total, weight} = this.s;
    const first = j * bins;
    const most = total * usualShare;
    let e = edge[j]!;
    let sum = beyond[j]!;
    while (sum > most && e < bins - 1) sum -= counts[first + ++e]!;
    while (e > 0 && sum + counts[first + e]! <= most) sum += counts[first + e--]!;
    edge[j] = e;
    beyond[j] = sum;
    if (bin < e) return usualShare;
    let higher = counts[first + bin]! * (1 - within);
    if (bin === e) higher += sum;
    else for (let i = top[j]!; i > bin; i--) higher += counts[first + i]!;
    const share = (higher + 0.5 * weight) / (total + weight);
    return share < usualShare ? share : usualShare;
  }

  private shareBelow(j: number, bin: number, within: number): number {
    const {counts, bottom, lowEdge, below, total, weight} = this.s;
    const first = j * bins;
    const most = total * usualShare;
    let e = lowEdge[j]!;
    let sum = below[j]!;
    while (sum > most && e > 0) sum -= counts[first + --e]!;
    while (e < bins - 1 && sum + counts[first + e]! <= most) sum += counts[first + e++]!;
    lowEdge[j] = e;
    below[j] = sum;
    if (bin > e) return usualShare;
    let lower = counts[first + bin]! * within;
    if (bin === e) lower += sum;
    else for (let i = bottom[j]!; i < bin; i++) lower += counts[first + i]!;
    const share = (lower + 0.5 * weight) / (total + weight);
    return share < usualShare ? share : usualShare;
  }

  private add(j: number, bin: number): void {
    const {counts, edge, beyond, top, weight} = this.s;
    counts[j * bins + bin]! += weight;
    if (bin > edge[j]!) beyond[j]! += weight;
    if (bin > top[j]!) top[j] = bin;
  }

  private rescale(): void {
    const {s} = this;
    for (let i = 0; i < s.counts.length; i++) s.counts[i]! /= s.weight;
    for (let j = 0; j < s.beyond.length; j++) {
      s.beyond[j]! /= s.weight;
      s.below[j]! /= s.weight;
    }
    s.total /= s.weight;
    s.weight = 1;
  }
}
