/** A refusal of a cell's text at a place of the text that was parsed, before it becomes a diagnostic of the cell. */
import type {Diagnostic} from "#notebooks";

export interface Refused {
  readonly source: Diagnostic["source"];
  readonly code: string;
  readonly message: string;
  /** Offsets in the text that was parsed. */
  readonly from: number;
  readonly to: number;
  readonly severity?: Diagnostic["severity"];
}

export function refuse(
  source: Refused["source"],
  code: string,
  message: string,
  {start, end}: {readonly start: number; readonly end: number},
): Refused {
  return {source, code, message, from: start, to: end};
}
