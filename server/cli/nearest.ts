/** The known word that a misspelt one most likely means. */

/** The nearest of the known words, or null when none is near: at most a third of its letters, rounded up, are wrong, or one begins with the other. */
export function findNearest(word: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let fewest = Infinity;
  for (const candidate of known) {
    const isBeginning = word.length >= 2 && candidate.startsWith(word);
    const distance = isBeginning ? 0.5 : countEdits(word, candidate);
    if (distance < fewest && (isBeginning || distance <= Math.ceil(candidate.length / 3))) {
      nearest = candidate;
      fewest = distance;
    }
  }
  return nearest;
}

/** Levenshtein distance: the fewest letters to insert, delete or replace. */
export function countEdits(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
