/** How rare a value is in the history of its kind, on a logarithmic scale of rank: no shape of the distribution is assumed. */

/** A history of positive values in logarithmic bins, old ones fading. Plain data. */
export interface TailState {
  /** Weight in each bin, eight bins an octave. */
  counts: Float64Array;
  /** Position of bin 0 on the logarithmic scale; NaN-free: 0 until `started`. */
  base: number;
  started: boolean;
  /** The highest and lowest bin that was ever filled. */
  top: number;
  bottom: number;
  /** Sum of all weights, and the weight of the next value. */
  total: number;
  weight: number;
}

const bins = 512;
const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
/** Which of the two words holds the exponent: the platform may be of either byte order. */
const highWord = (() => {
  view[0] = 1;
  return words[1] === 0x3ff00000 ? 1 : 0;
})();

/** A history of nothing. */
export function startTail(): TailState {
  return {counts: new Float64Array(bins), base: 0, started: false, top: 0, bottom: bins, total: 0, weight: 1};
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

function place(state: TailState, value: number): number {
  const at = position(value) - state.base;
  return at < 0 ? 0 : at > bins - 2 ? bins - 2 : at;
}

/**
 * The share of the history beyond `value`, before `value` is taken in, if that is below 1/8, else 1/8: above it, or with `both` the lesser of above
 * and below. `growth` is by how much each value weighs more than the one before. Zero counts as the least value.
 */
export function rankAndAdd(state: TailState, value: number, growth: number, both: boolean): number {
  const {counts, total, weight} = state;
  const next = weight * growth;
  state.weight = next;
  state.total = total + next;
  if (!(value > 0)) {
    counts[0]! += next;
    state.bottom = 0;
    if (next > 1e100) rescale(state);
    return 0.125;
  }
  if (!state.started) {
    state.started = true;
    state.base = Math.floor(position(value)) - bins / 2;
  }
  const at = place(state, value);
  const bin = Math.floor(at);
  const most = 0.125 * (total + weight) - 0.5 * weight;
  let share = 0.125;
  let beyond = 0;
  for (let i = state.top; i > bin && beyond < most; i--) beyond += counts[i]!;
  if (beyond < most) {
    beyond += counts[bin]! * (1 - (at - bin));
    if (beyond < most) share = (beyond + 0.5 * weight) / (total + weight);
  }
  if (both && share === 0.125) {
    beyond = 0;
    for (let i = state.bottom; i < bin && beyond < most; i++) beyond += counts[i]!;
    if (beyond < most) {
      beyond += counts[bin]! * (at - bin);
      if (beyond < most) share = (beyond + 0.5 * weight) / (total + weight);
    }
  }
  counts[bin]! += next;
  if (bin > state.top) state.top = bin;
  if (bin < state.bottom) state.bottom = bin;
  if (next > 1e100) rescale(state);
  return share;
}

function rescale(state: TailState): void {
  for (let i = 0; i < bins; i++) state.counts[i]! /= state.weight;
  state.total /= state.weight;
  state.weight = 1;
}
