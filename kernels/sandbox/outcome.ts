/** What an execution came to: values with their digests, names, evidence; made from a result, from storage, or from a failure. */
import type {CellError, CellResult, DefinedName} from "#notebooks";
import type {SandboxDefinition} from "#kernels/boundary";
import {describeOpaque, type Box, type CellEntry, type Outcome, type Running} from "./cell-entry.ts";
import {describeName} from "./describe-name.ts";
import {freezeCheaply} from "./freeze.ts";
import type {Evidence} from "./outbox.ts";
import {readClock} from "./real-clock.ts";
import {scopeNames} from "./scope.ts";
import {listDisplays, show} from "./showing.ts";
import {digestValue, restoreValue} from "./values.ts";

/** Whether the body returns its names in an object; otherwise it returns the value. */
export function givesObject({outputs, output}: SandboxDefinition["compiled"]): boolean {
  return output === null && outputs.length > 0;
}

/** Makes the outcome of a result: digests, names, displays. */
export function conclude(running: Running, result: unknown): Outcome {
  const {entry} = running;
  const {compiled} = entry.definition;
  if (compiled.autodisplay) show(running, result);
  const opaqueKey = describeOpaque(running);
  const boxes = new Map<string, Box>();
  const names: DefinedName[] = [];
  const values: Evidence["values"][number][] = [];
  let valueDigest: string | null;
  if (givesObject(compiled)) {
    const exported = result as {[name: string]: unknown};
    for (const name of compiled.outputs) addBox(entry, name, exported[name], opaqueKey, boxes, names, values);
    valueDigest = digestValue(Object.fromEntries(values.map(({name, digest}) => [name, digest])), opaqueKey).digest;
  } else if (compiled.output !== null) {
    addBox(entry, compiled.output, result, opaqueKey, boxes, names, values);
    valueDigest = values[0]!.digest;
  } else if (compiled.autodisplay) valueDigest = running.shown.at(-1)?.display.digest ?? digestValue(result, opaqueKey).digest;
  else valueDigest = digestValue(undefined, opaqueKey).digest;
  return {
    boxes,
    failure: null,
    reads: running.reads,
    otherReads: running.otherReads,
    shown: running.shown,
    changes: {...describeRun(running), status: "done", error: null, blockedBy: null, progress: null, names, valueDigest, reused: false},
    evidence: makeEvidence(running, valueDigest, values),
  };
}

function addBox(
  entry: CellEntry, name: string, value: unknown, opaqueKey: string,
  boxes: Map<string, Box>, names: DefinedName[], values: {name: string; digest: string; bytes: Uint8Array | null}[],
): void {
  const {digest, bytes} = digestValue(value, `${opaqueKey}/${name}`);
  const isWatched = freezeCheaply(value) === "watch" && bytes !== null && bytes.byteLength <= watchedBytes;
  boxes.set(name, {name, value, digest, bytes, giver: entry, isWatched});
  names.push(describeName(name, value, digest));
  values.push({name, digest, bytes});
}

/** Values up to this size are looked at again after a cell had them. */
const watchedBytes = 64 * 1024;

export function describeRun(running: Running): Partial<CellResult> {
  return {
    displays: listDisplays(running),
    console: running.console,
    consoleOmitted: running.consoleOmitted,
    purity: "pure",
    startedAt: running.startedAt,
    durationMs: readClock() - running.startedAt,
  };
}

export function makeEvidence(running: Running, valueDigest: string | null, values: Evidence["values"]): Evidence {
  const reads = [...running.reads, ...running.otherReads].map(([name, digest]) => ({name, digest}));
  reads.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    reads,
    valueDigest,
    displayDigests: running.shown.map(({display}) => display.digest).filter((digest) => digest !== null),
    calls: running.calls.filter((call) => call !== null),
    values,
  };
}

/** Whether the execution changed a value that another cell gave. */
export function hasChangedInputs(given: readonly Box[]): boolean {
  return given.some((box) => box.isWatched && digestValue(box.value, "watch").digest !== box.digest);
}

/** Values that cannot be read back are made again by running the cell. */
export function tryRestore(entry: CellEntry, restored: NonNullable<SandboxDefinition["restored"]>, attachments: readonly Uint8Array[]): Outcome | null {
  try {
    return restore(entry, restored, attachments);
  } catch {
    return null;
  }
}

function restore(entry: CellEntry, restored: NonNullable<SandboxDefinition["restored"]>, attachments: readonly Uint8Array[]): Outcome | null {
  const {compiled} = entry.definition;
  if (restored.result.status !== "done" || restored.values.some(({bytes}) => bytes === null)) return null;
  const own = new Set(compiled.inputs);
  const boxes = new Map<string, Box>();
  const values: Evidence["values"][number][] = [];
  for (const {name, digest, bytes: index} of restored.values) {
    const bytes = attachments[index as number]!;
    const value = restoreValue(bytes);
    const isWatched = freezeCheaply(value) === "watch" && bytes.byteLength <= watchedBytes;
    boxes.set(name, {name, value, digest, bytes, giver: entry, isWatched});
    values.push({name, digest, bytes});
  }
  const reads = restored.reads.filter(({name}) => own.has(name)).map(({name, digest}) => [name, digest] as const);
  const order = compiled.inputs.filter((name) => !scopeNames.has(name));
  reads.sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]));
  return {
    boxes,
    failure: null,
    reads,
    otherReads: new Map(restored.reads.filter(({name}) => !own.has(name) || scopeNames.has(name)).map(({name, digest}) => [name, digest])),
    shown: null,
    changes: {...restored.result, status: "done", reused: true},
    evidence: {reads: restored.reads, valueDigest: restored.valueDigest, displayDigests: restored.displayDigests, calls: restored.calls, values},
  };
}

export function toStoppedOutcome(error: CellError): Outcome {
  const failure = new Error(error.message);
  failure.name = error.name;
  return {
    boxes: new Map(),
    failure: {error: failure},
    reads: null,
    otherReads: new Map(),
    shown: [],
    changes: {status: "failed", error, blockedBy: null, progress: null, displays: [], console: [], consoleOmitted: 0, names: [], valueDigest: null, reused: false},
    evidence: null,
  };
}
