/** The cells as the sandbox holds them: their definition, what runs, and what is kept of them. */
import type {RuntimeVariable} from "@observablehq/runtime";
import type {CellResult} from "#notebooks";
import type {SandboxDefinition} from "#kernels/boundary";
import type {Execution} from "./execution.ts";
import type {ThrottledGenerator} from "./generators.ts";
import {digestText} from "./hashing.ts";
import type {Evidence} from "./outbox.ts";

/** A value on its way between cells, with what is known of it. */
export interface Box {
  readonly name: string;
  readonly value: unknown;
  readonly digest: string;
  /** Canonical bytes; null when opaque. */
  readonly bytes: Uint8Array | null;
  readonly giver: CellEntry;
  /** Whether it can still be changed by who holds it, and is small enough to look again. */
  readonly isWatched: boolean;
}

/** What an execution came to. */
export interface Outcome {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly failure: {readonly error: unknown} | null;
  readonly reads: Execution["reads"] | null;
  readonly otherReads: ReadonlyMap<string, string>;
  readonly shown: Execution["shown"] | null;
  readonly changes: Partial<CellResult>;
  readonly evidence: Evidence | null;
}

export class CellEntry {
  readonly id: number;
  generation = 0;
  definition: SandboxDefinition;
  body: ((...given: unknown[]) => unknown) | null = null;
  sourceKey: string | null = null;
  cellVariable: RuntimeVariable | null = null;
  nameVariables: RuntimeVariable[] = [];
  execution: Running | null = null;
  kept: Outcome | null = null;
  /** Executes at the next chance even if nothing that it reads changed. */
  mustExecute = true;
  isHeld = false;
  isStale = false;
  isWaiting = false;
  isWaitingTold = false;
  /** Lets go of the runtime's chain, which waits for the promise it was given. */
  release: ((reason: unknown) => void) | null = null;
  executedAtLeastOnce = false;
  lastDurationMs = 0;
  status: CellResult["status"] = "idle";
  readonly settledListeners: (() => void)[] = [];

  constructor(definition: SandboxDefinition) {
    this.id = definition.compiled.id;
    this.definition = definition;
  }
}

/** An execution with those who wait for it. */
export interface Running extends Execution {
  readonly entry: CellEntry;
  outcome: Outcome | null;
  generator: ThrottledGenerator<Outcome> | null;
  readonly waiters: {readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void}[];
  endInvalidation: () => void;
  toldAt: number;
  isTellingLater: boolean;
}

export const entries = new Map<number, CellEntry>();
/** The cell that gives each name, for naming who blocks. */
export const givers = new Map<string, Set<CellEntry>>();

export function findPositions(cell: number): SandboxDefinition["compiled"]["positions"] | null {
  return entries.get(cell)?.definition.compiled.positions ?? null;
}

/** What stands for a function in digests: its cell's source and what the cell read. */
export function describeOpaque(running: Running): string {
  const {entry} = running;
  const {compiled} = entry.definition;
  entry.sourceKey ??= digestText(`${compiled.body}\n${compiled.inputs.join()}`);
  let text = entry.sourceKey;
  for (const [name, digest] of running.reads) text += ` ${name}=${digest}`;
  for (const [name, digest] of running.otherReads) text += ` ${name}=${digest}`;
  return text;
}
