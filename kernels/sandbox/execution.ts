/** One execution of a cell: what it showed, read, called and gave, until it settles or is thrown away. */
import type {AnalysisCall, ConsoleLine, Display, Progress} from "#notebooks";
import type {Player} from "./turns.ts";
import type {RandomStream} from "./random-stream.ts";

/** Why an execution stopped counting. */
export const stale: unique symbol = Symbol("stale");

export interface ShownValue {
  readonly display: Display;
  /** The value itself, kept for pages of tables. */
  readonly value: unknown;
}

export interface Execution extends Player {
  readonly generation: number;
  /** Names and digests of the cells' values that it was given. */
  readonly reads: readonly (readonly [name: string, digest: string])[];
  /** What it read besides, as it happened: data sets, `now`, `seed`, inputs. */
  readonly otherReads: Map<string, string>;
  readonly random: RandomStream;
  shown: ShownValue[];
  displaysOmitted: number;
  console: ConsoleLine[];
  consoleCharacters: number;
  consoleOmitted: number;
  progress: Progress | null;
  readonly calls: (AnalysisCall | null)[];
  /** How many inputs it has viewed. */
  viewCount: number;
  readonly startedAt: number;
  state: "running" | "settled" | "gone";
  /** Resolved when the execution is thrown away. */
  readonly invalidation: Promise<void>;
  readonly cleanups: (() => void)[];
}
