/** Reports on their way out: those of one stretch are merged and sent together, unless it lasts. */
import type {SandboxReport} from "#kernels/boundary";
import type {CellResult} from "#notebooks";
import {post} from "./bridge.ts";
import {readClock} from "./real-clock.ts";

export interface Evidence {
  readonly reads: readonly {readonly name: string; readonly digest: string}[];
  readonly valueDigest: string | null;
  readonly displayDigests: readonly string[];
  readonly calls: CellEvidenceCalls;
  readonly values: readonly {readonly name: string; readonly digest: string; readonly bytes: Uint8Array | null}[];
}

type CellEvidenceCalls = NonNullable<SandboxReport["evidence"]>["calls"];

interface Pending {
  readonly cell: number;
  readonly generation: number;
  changes: Partial<CellResult>;
  evidence: Evidence | null;
}

const pending = new Map<number, Pending>();
let firstAt = 0;
let isFlushing = false;
let changesSeen = 0;
let isTelling = false;

/** A stretch that lasts longer than this tells what it has. */
const patienceMs = 40;
/** Steps of the promise queue without a new report after which the stretch counts as over. */
const quietSteps = 12;

let tellUnsettled = (): void => undefined;

/** `tell` is called when a stretch is over, before what waits is sent: whoever has not settled says so, so that nobody counts it as done. */
export function onQuiet(tell: () => void): void {
  tellUnsettled = tell;
}

/** A stretch begins: what is unsettled at its end is told even if nothing else is. */
export function watchStretch(): void {
  if (isFlushing) return;
  isFlushing = true;
  flushWhenQuiet(quietSteps, changesSeen);
}

export function report(cell: number, generation: number, changes: Partial<CellResult>, evidence: Evidence | null = null): void {
  const earlier = pending.get(cell);
  if (earlier && earlier.generation === generation) {
    earlier.changes = {...earlier.changes, ...changes};
    earlier.evidence = evidence ?? earlier.evidence;
  } else pending.set(cell, {cell, generation, changes, evidence});
  changesSeen++;
  if (pending.size === 1 && !earlier) firstAt = readClock();
  else if (!isTelling && readClock() - firstAt > patienceMs) tellAndFlush();
  watchStretch();
}

function flushWhenQuiet(steps: number, seen: number): void {
  void Promise.resolve().then(() => {
    if (seen !== changesSeen) flushWhenQuiet(quietSteps, changesSeen);
    else if (steps > 0) flushWhenQuiet(steps - 1, seen);
    else tellAndFlush();
  });
}

function tellAndFlush(): void {
  isTelling = true;
  tellUnsettled();
  isTelling = false;
  flush();
}

/** Sends what waits; called before something that may last. */
export function flush(): void {
  isFlushing = false;
  if (pending.size === 0) return;
  const attachments: Uint8Array[] = [];
  const reports = [...pending.values()].map(({cell, generation, changes, evidence}): SandboxReport => {
    if (!evidence) return {cell, generation, changes};
    const values = evidence.values.map(({name, digest, bytes}) => ({name, digest, bytes: bytes ? attachments.push(bytes) - 1 : null}));
    return {cell, generation, changes, evidence: {...evidence, values}};
  });
  pending.clear();
  post({type: "reports", reports}, attachments);
}

/** Forgets what a removed cell had to say. */
export function dropReports(cell: number): void {
  pending.delete(cell);
}
