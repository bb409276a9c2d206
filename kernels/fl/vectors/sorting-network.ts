/**
 * Sorting networks: which pairs of places to compare and exchange, in order, so that any n values end up sorted.
 *
 * Batcher's odd–even merge sort, about n log²n / 4 pairs, for any n; pairs that no wanted place depends on are left out.
 * Source: Batcher 1968; Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M.
 */

/** Pairs (low, high), one after the other, that bring the right values to the places `from` up to but not including `to`. */
export function sortingNetwork(n: number, from = 0, to = n): Uint32Array {
  const pairs: [number, number][] = [];
  const top = 2 ** Math.max(0, Math.ceil(Math.log2(n)) - 1);
  for (let p = top; p > 0; p >>= 1) {
    for (let q = top, r = 0, d = p; ; ) {
      for (let i = 0; i < n - d; i += 1) if ((i & p) === r) pairs.push([i, i + d]);
      if (q === p) break;
      d = q - p;
      q >>= 1;
      r = p;
    }
  }
  const wanted = new Uint8Array(n).fill(1, from, to);
  const kept: number[] = [];
  for (const [low, high] of pairs.reverse()) {
    if (wanted[low] === 0 && wanted[high] === 0) continue;
    wanted[low] = 1;
    wanted[high] = 1;
    kept.push(high, low);
  }
  return Uint32Array.from(kept.reverse());
}
