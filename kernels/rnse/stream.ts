/** RNSE on a series that has no end: ticks in as they come, lines out, in memory that does not grow. */
import {readOptions} from "./options.ts";
import type {RnseOptions} from "./options.ts";
import type {RnseAnomaly, RnseColumns, RnseState} from "./result.ts";
import {readState, readValues} from "./rnse.ts";
import type {RnseValues} from "./rnse.ts";
import {makeColumns, Run, startState} from "./run.ts";

/** What a push gives: the columns of its ticks, their anomalies, their lines, and the Merkle leaves that were finished by them. */
export interface RnsePush extends RnseColumns {
  anomalies: RnseAnomaly[];
  lines: Uint8Array;
  leaves: string[];
}

/**
 * A run that is fed piece by piece. The pieces may be of any length; the lines do not depend on how the series was cut.
 * The channels are those of the first piece.
 */
export class RnseStream {
  private run: Run | null = null;
  private readonly options: RnseOptions;

  /** Starts at the first tick with `options`, or goes on from a checkpoint. */
  constructor(options: RnseOptions | RnseState = {}) {
    if ("format" in options) {
      this.run = new Run(readState(options), true);
      this.options = {};
    } else {
      readOptions(options);
      this.options = options;
    }
  }

  /** Takes in the next ticks. */
  push(values: RnseValues): RnsePush {
    const input = readValues(values);
    const settings = readOptions(this.options);
    this.run ??= new Run(startState(settings, input.channels, input.selfFed, true), settings.checkpoint ?? true);
    const run = this.run;
    if (input.channels !== run.channels) throw new RangeError(`a push must have ${run.channels} channels as the first had, got ${input.channels}`);
    const columns = makeColumns(input.ticks, input.channels, run.ticks);
    input.fill(columns);
    const parts: Uint8Array[] = [];
    const anomalies = run.advance(columns, (bytes) => parts.push(bytes), null);
    return {...columns, anomalies, lines: Buffer.concat(parts), leaves: run.merkle?.takeLeaves() ?? []};
  }

  /** Ticks done. */
  get ticks(): number {
    return this.run?.ticks ?? 0;
  }

  /** Mean of `accepted` so far. */
  get beta(): number {
    return this.run?.beta ?? 0;
  }

  /** Variance of D over the last window. */
  get varTail(): number {
    return this.run?.varTail ?? 0;
  }

  /** SHA-256 of all lines so far, or `null` when they are not hashed. */
  get digest(): string | null {
    return this.run?.digest ?? null;
  }

  /** The Merkle root over all groups so far, the open one included; `null` without `merkleR`. */
  get root(): string | null {
    return this.run?.merkle?.roots([]).root ?? null;
  }

  /** The checkpoint; `null` before the first push. */
  state(): RnseState | null {
    return this.run?.state() ?? null;
  }
}
