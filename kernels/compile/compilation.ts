/** What compiling a cell of one kind gives, before its places are worked out. */
import {emptyBody, type Body} from "./body.ts";
import type {Refused} from "./syntax-error.ts";

/** The parts of a compiled cell that its kind decides. Ranges are offsets in the source. */
export interface Compilation {
  readonly code: Body;
  readonly inputs: readonly NamedRange[];
  readonly outputs: readonly NamedRange[];
  readonly autodisplay: boolean;
  readonly dataNames: readonly string[];
  readonly viewNames: readonly (string | null)[];
  readonly tableNames: readonly NamedRange[];
  readonly refused: readonly Refused[];
}

export interface NamedRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export const emptyCompilation: Compilation = {
  code: emptyBody, inputs: [], outputs: [], autodisplay: false, dataNames: [], viewNames: [], tableNames: [], refused: [],
};
