/** The engine's only source of randomness: xorshift128+ seeded through splitmix64, in 32-bit halves so that it is exact and fast. */

const mask64 = (1n << 64n) - 1n;

/** The two 64-bit words of a generator as four 32-bit halves: `[high0, low0, high1, low1]`. Plain data, part of a checkpoint. */
export type RandomState = Int32Array;

/** The next splitmix64 output after `state`, and the advanced state (Steele, Lea and Flood 2014). */
function splitmix64(state: bigint): {state: bigint; output: bigint} {
  const next = (state + 0x9e3779b97f4a7c15n) & mask64;
  let z = next;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64;
  return {state: next, output: z ^ (z >> 31n)};
}

/** Makes the generator's state from a 64-bit seed: two successive outputs of splitmix64. */
export function seedRandom(seed64: bigint): RandomState {
  const first = splitmix64(seed64 & mask64);
  const second = splitmix64(first.state);
  const halves = (word: bigint) => [Number(BigInt.asIntN(32, word >> 32n)), Number(BigInt.asIntN(32, word))];
  return Int32Array.from([...halves(first.output), ...halves(second.output)]);
}

/**
 * Advances the generator by one 64-bit output (Vigna 2017, shifts 23, 18, 5) and writes that output's high and low 32 bits,
 * both unsigned, to `out[0]` and `out[1]`.
 */
export function nextRandom(state: RandomState, out: Float64Array): void {
  let h1 = state[0]!;
  let l1 = state[1]!;
  const h0 = state[2]!;
  const l0 = state[3]!;
  const low = (l1 >>> 0) + (l0 >>> 0);
  out[0] = (h1 + h0 + (low > 0xffffffff ? 1 : 0)) >>> 0;
  out[1] = low >>> 0;
  state[0] = h0;
  state[1] = l0;
  h1 ^= (h1 << 23) | (l1 >>> 9);
  l1 ^= l1 << 23;
  state[2] = h1 ^ h0 ^ (h1 >>> 18) ^ (h0 >>> 5);
  state[3] = l1 ^ l0 ^ ((l1 >>> 18) | (h1 << 14)) ^ ((l0 >>> 5) | (h0 << 27));
}

/** Advances the generator by `count` outputs and writes their high and low 32 bits, unsigned, from `high[at]` and `low[at]` on. */
export function fillRandom(state: RandomState, high: Float64Array, low: Float64Array, at: number, count: number): void {
  let h1 = state[0]!;
  let l1 = state[1]!;
  let h0 = state[2]!;
  let l0 = state[3]!;
  for (let i = at; i < at + count; i++) {
    const sum = (l1 >>> 0) + (l0 >>> 0);
    high[i] = (h1 + h0 + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    low[i] = sum >>> 0;
    const h = h1 ^ ((h1 << 23) | (l1 >>> 9));
    const l = l1 ^ (l1 << 23);
    h1 = h0;
    l1 = l0;
    h0 = h ^ h1 ^ (h >>> 18) ^ (h1 >>> 5);
    l0 = l ^ l1 ^ ((l >>> 18) | (h << 14)) ^ ((l1 >>> 5) | (h1 << 27));
  }
  state[0] = h1;
  state[1] = l1;
  state[2] = h0;
  state[3] = l0;
}
