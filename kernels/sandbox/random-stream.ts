/** Pseudo-random numbers of one execution: xoshiro128** seeded from the run's seed and the cell's id. */

export interface RandomStream {
  /** The next number in [0, 1), with 53 random bits. */
  next(): number;
}

/** Spreads a 64-bit state into well-mixed 32-bit words (SplitMix64, Steele et al. 2014). */
function splitMix(seed: bigint): () => number {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return Number((mixed ^ (mixed >> 31n)) & 0xffffffffn);
  };
}

/** Two numbers as one 64-bit seed; a seed that is not a 32-bit integer counts by its digits. */
export function mixSeed(seed: number, ...parts: readonly number[]): bigint {
  let mixed = BigInt(Math.trunc(Number.isFinite(seed) ? seed : 0));
  for (const part of parts) mixed = BigInt.asUintN(64, (mixed ^ BigInt(part)) * 0x9e3779b97f4a7c15n + 0x2545f4914f6cdd1dn);
  return mixed;
}

/** A 32-bit seed made from a run's seed and what it is for. */
export function deriveSeed(seed: number, ...parts: readonly number[]): number {
  return splitMix(mixSeed(seed, ...parts))();
}

/** xoshiro128** 1.1 (Blackman and Vigna 2018). The state is made on the first draw: most cells draw none. */
export function makeRandomStream(seed: number, cell: number): RandomStream {
  let state: [number, number, number, number] | null = null;
  const next32 = (): number => {
    if (!state) {
      const word = splitMix(mixSeed(seed, cell));
      state = [word(), word(), word(), word() || 1];
    }
    const [a, b, c, d] = state;
    const rotated = Math.imul(b, 5);
    const result = Math.imul((rotated << 7) | (rotated >>> 25), 9) >>> 0;
    const shifted = b << 9;
    let [w, x, y, z] = [a, b, c ^ a, d ^ b];
    x ^= y;
    w ^= z;
    y ^= shifted;
    z = (z << 11) | (z >>> 21);
    state = [w, x, y, z];
    return result;
  };
  return {next: () => ((next32() >>> 5) * 67108864 + (next32() >>> 6)) / 9007199254740992};
}
