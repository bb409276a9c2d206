/** Places in a cell's source, and findings at them. */
import type {Diagnostic} from "#notebooks";
import type {Place} from "./compiled.ts";

export interface LineIndex {
  readonly length: number;
  /** Offset of the first unit of each line. */
  readonly starts: readonly number[];
}

export function indexLines(source: string): LineIndex {
  const starts = [0];
  for (let end = source.indexOf("\n"); end >= 0; end = source.indexOf("\n", end + 1)) starts.push(end + 1);
  return {length: source.length, starts};
}

/** The 0-based line and column of an offset. */
export function locate(lines: LineIndex, offset: number): readonly [line: number, column: number] {
  let low = 0;
  let high = lines.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return [low, offset - (lines.starts[low] ?? 0)];
}

export function toPlace(lines: LineIndex, from: number, to: number): Place {
  const start = Math.max(0, Math.min(from, lines.length));
  const [line, column] = locate(lines, start);
  return {from: start, to: Math.max(start, Math.min(to, lines.length)), line: line + 1, column: column + 1};
}

export const beginning: Place = {from: 0, to: 0, line: 1, column: 1};

export function toDiagnostic(
  place: Place,
  source: Diagnostic["source"],
  code: string,
  message: string,
  {severity = "error", cells = []}: {readonly severity?: Diagnostic["severity"]; readonly cells?: readonly number[]} = {},
): Diagnostic {
  return {severity, source, code, message, ...place, cells};
}
