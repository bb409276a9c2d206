/** JavaScript made from a cell's source, with the offset of the source that each piece of it came from. */

export interface SourceText {
  readonly text: string;
  /** Ascending `[textOffset, sourceOffset]`, each valid up to the next; null when every offset is the source's own, less `shift`. */
  readonly segments: readonly (readonly [textOffset: number, sourceOffset: number])[] | null;
  /** Units put before the source: subtracted from an offset to get the source's. */
  readonly shift: number;
}

export function toSourceOffset(text: SourceText, offset: number): number {
  if (text.segments === null) return Math.max(0, offset - text.shift);
  let found = text.segments[0];
  for (const segment of text.segments) {
    if (segment[0] > offset) break;
    found = segment;
  }
  return found ? Math.max(0, found[1] + Math.max(0, offset - found[0]) - text.shift) : 0;
}

/** A piece of a body: text with the source offset of its first unit, or null for text that is not the user's. */
export interface Piece {
  readonly text: string;
  readonly sourceOffset: number | null;
}

/** The text from one offset to another, cut where the mapping to the source breaks. */
export function slicePieces(text: SourceText, from: number, to: number): readonly Piece[] {
  if (text.segments === null) return from < to ? [{text: text.text.slice(from, to), sourceOffset: Math.max(0, from - text.shift)}] : [];
  const breaks = text.segments.map(([offset]) => offset).filter((offset) => offset > from && offset < to);
  const edges = [from, ...breaks, to];
  const pieces: Piece[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [start, end] = [edges[i] ?? 0, edges[i + 1] ?? 0];
    if (start < end) pieces.push({text: text.text.slice(start, end), sourceOffset: toSourceOffset(text, start)});
  }
  return pieces;
}
