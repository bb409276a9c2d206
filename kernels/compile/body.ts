/** Putting a body together from pieces of the user's text and of ours, with the map back to the cell's source. */
import type {PositionMap} from "./compiled.ts";
import {locate, type LineIndex} from "./place.ts";
import type {Piece} from "./source-text.ts";

export interface Body {
  readonly body: string;
  readonly positions: PositionMap;
}

type Segment = readonly [bodyColumn: number, sourceLine: number, sourceColumn: number];

export const emptyBody: Body = {body: "", positions: {lines: []}};

/** A piece that is not the user's. */
export function ours(text: string): Piece {
  return {text, sourceOffset: null};
}

export function buildBody(pieces: readonly Piece[], lines: LineIndex): Body {
  const bodyLines: Segment[][] = [[]];
  let column = 0;
  for (const {text, sourceOffset} of pieces) {
    let start = 0;
    while (true) {
      const end = text.indexOf("\n", start);
      const length = (end < 0 ? text.length : end) - start;
      if (sourceOffset !== null && length > 0) {
        const [sourceLine, sourceColumn] = locate(lines, sourceOffset + start);
        bodyLines.at(-1)?.push([column, sourceLine, sourceColumn]);
      }
      column += length;
      if (end < 0) break;
      bodyLines.push([]);
      column = 0;
      start = end + 1;
    }
  }
  const even = bodyLines.every((segments) => segments.every((segment) => isSameShift(segments[0], segment)));
  const shifts = bodyLines.map(([first]) => (first ? ([first[1], first[2] - first[0]] as const) : null));
  const positions: PositionMap = even
    ? {lines: shifts}
    : {lines: shifts, segments: bodyLines.map((segments) => (segments.every((segment) => isSameShift(segments[0], segment)) ? null : segments))};
  return {body: pieces.map(({text}) => text).join(""), positions};
}

/** The cell's 0-based line and column of a 0-based line and column of its body; null where the body's line is not the user's. */
export function toSourcePosition(positions: PositionMap, line: number, column: number): readonly [line: number, column: number] | null {
  const segments = positions.segments?.[line];
  if (segments) {
    const found = segments.findLast(([bodyColumn]) => bodyColumn <= column) ?? segments[0];
    return found ? [found[1], found[2] + Math.max(0, column - found[0])] : null;
  }
  const entry = positions.lines[line];
  return entry ? [entry[0], Math.max(0, column + entry[1])] : null;
}

function isSameShift(first: Segment | undefined, segment: Segment): boolean {
  return first !== undefined && first[1] === segment[1] && first[2] - first[0] === segment[2] - segment[0];
}
