/** Values made into what the browser draws, cut to size. */
import type {Display} from "#notebooks";
import type {SandboxLimits} from "../boundary/index.ts";
import type {Execution} from "./execution.ts";
import {inspect} from "./inspect.ts";

export interface DisplayContext {
  readonly limits: SandboxLimits;
  readonly digest: string | null;
  readonly execution: Execution;
  readonly omitted: number;
}

export function makeDisplay(value: unknown, {digest}: DisplayContext): Display {
  return {content: {type: "inspect", node: inspect(value, {depth: 3, entries: 100, characters: 1000})}, digest, cut: null};
}
