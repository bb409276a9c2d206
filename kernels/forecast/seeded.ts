/** Seeded randomness: mulberry32 uniforms, and k of n drawn without replacement in ascending order. */

/** A generator of uniforms on [0, 1), the same for the same seed everywhere. */
export function toUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws `count` of the numbers 0 … n − 1, each set equally likely, ascending (Knuth's selection sampling). */
export function drawSorted(n: number, count: number, uniform: () => number): Int32Array {
  const drawn = new Int32Array(count);
  let taken = 0;
  for (let i = 0; taken < count; i += 1) {
    if ((n - i) * uniform() < count - taken) {
      drawn[taken] = i;
      taken += 1;
    }
  }
  return drawn;
}
