/** The cells of a notebook in the reactive runtime: what runs when, what is kept, and what is told of it. */
import {Runtime, type RuntimeVariable} from "@observablehq/runtime";
import type {CellError, CellResult, DefinedName, Display, InputKey, InputValue, TablePage, TableQuery} from "#notebooks";
import type {SandboxDefinition} from "#kernels/boundary";
import {post} from "./bridge.ts";
import {describeName} from "./describe-name.ts";
import {draw, type DrawnDisplay, type ViewedInput} from "./displays.ts";
import {bodyPrefix, describeError} from "./errors.ts";
import {stale, type Execution} from "./execution.ts";
import {freezeCheaply} from "./freeze.ts";
import {isGeneratorish, ThrottledGenerator} from "./generators.ts";
import {findLibrary, lateLibraryNames, needLibrary} from "./late-libraries.ts";
import {dropReports, flush, onQuiet, report, type Evidence} from "./outbox.ts";
import {makeRandomStream} from "./random-stream.ts";
import {readClock} from "./real-clock.ts";
import {askTimer, clearTimersOf} from "./timers.ts";
import {makeScope, scopeNames} from "./scope.ts";
import {answerPage} from "./tables.ts";
import {endTurn, inTurnOf, leaveTurns, takeTurn} from "./turns.ts";
import {digestText} from "./hashing.ts";
import {digestValue, restoreValue} from "./values.ts";
import {changeInput, findInput, isSameWorld, noteRead, readLimits, readSettings} from "./world.ts";
import {findData, needData} from "./data-sets.ts";
import {Input, TableInput} from "./inputs.ts";
import {Markup} from "./markup.ts";
import {findSpecification} from "./charts.ts";

/** A value on its way between cells, with what is known of it. */
interface Box {
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
interface Outcome {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly failure: {readonly error: unknown} | null;
  readonly reads: Execution["reads"] | null;
  readonly otherReads: ReadonlyMap<string, string>;
  readonly shown: Execution["shown"] | null;
  readonly changes: Partial<CellResult>;
  readonly evidence: Evidence | null;
}

class CellEntry {
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
interface Running extends Execution {
  readonly entry: CellEntry;
  outcome: Outcome | null;
  generator: ThrottledGenerator<Outcome> | null;
  readonly waiters: {readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void}[];
  endInvalidation: () => void;
  toldAt: number;
  isTellingLater: boolean;
}

const entries = new Map<number, CellEntry>();
/** The cell that gives each name, for naming who blocks. */
const givers = new Map<string, Set<CellEntry>>();
let held = new Set<number>();
const runtime = new Runtime({}, (name: string) => {
  if (scopeNames.has(name)) return name;
  throw new ReferenceError(`${name} is not defined`);
});
const module = runtime.module();

export function define(definitions: readonly SandboxDefinition[], attachments: readonly Uint8Array[]): void {
  for (const definition of definitions) defineCell(definition, attachments);
}

function defineCell(definition: SandboxDefinition, attachments: readonly Uint8Array[]): void {
  const {compiled, generation, restored, stopped} = definition;
  let entry = entries.get(compiled.id);
  if (entry) abandon(entry);
  else entries.set(compiled.id, (entry = new CellEntry(definition)));
  entry.definition = definition;
  entry.generation = generation;
  entry.isHeld = held.has(entry.id);
  entry.body = null;
  entry.sourceKey = null;
  entry.mustExecute = restored === null && stopped === null;
  if (stopped) entry.kept = toStoppedOutcome(stopped);
  else if (restored) entry.kept = tryRestore(entry, restored, attachments);
  if (restored && !entry.kept) entry.mustExecute = true;
  if (definition.isSilent && entry.kept) entry.status = entry.kept.failure ? "failed" : "done";
  defineVariables(entry);
}

function defineVariables(entry: CellEntry): void {
  const {compiled} = entry.definition;
  const names = compiled.output === null ? compiled.outputs : [compiled.output];
  const needs = compiled.inputs.filter((name) => !scopeNames.has(name));
  for (const givers_ of givers.values()) givers_.delete(entry);
  for (const variable of entry.nameVariables.splice(names.length)) variable.delete();
  entry.cellVariable ??= module.variable({
    pending: () => {
      entry.release?.(stale);
      entry.release = null;
      entry.isWaiting = true;
    },
    rejected: (error: unknown) => tellRejection(entry, error),
  });
  const vid = `cell ${entry.id}`;
  entry.cellVariable.define(vid, needs, (...given: unknown[]) => compute(entry, needs, given as Box[]));
  names.forEach((name, index) => {
    let known = givers.get(name);
    if (!known) givers.set(name, (known = new Set()));
    known.add(entry);
    const variable = (entry.nameVariables[index] ??= module.variable(true));
    variable.define(name, [vid], (outcome: unknown) => pickBox(entry, outcome as Outcome, name));
  });
}

function pickBox(entry: CellEntry, outcome: Outcome, name: string): Box {
  const box = outcome.boxes.get(name);
  if (!box) throw new ReferenceError(`cell ${entry.id} gave no value to ${name}`);
  return box;
}

/** Makes the runtime ask this cell again. */
function recompute(entry: CellEntry): void {
  if (entry.cellVariable) defineVariables(entry);
}

export function remove(cells: readonly number[]): void {
  for (const id of cells) {
    const entry = entries.get(id);
    if (!entry) continue;
    entries.delete(id);
    abandon(entry);
    entry.release?.(stale);
    entry.cellVariable?.delete();
    for (const variable of entry.nameVariables) variable.delete();
    for (const known of givers.values()) known.delete(entry);
    dropReports(id);
  }
}

export function hold(cells: readonly number[]): void {
  held = new Set(cells);
  for (const entry of entries.values()) {
    const isHeld = held.has(entry.id);
    if (entry.isHeld === isHeld) continue;
    entry.isHeld = isHeld;
    if (!isHeld && (entry.isStale || entry.mustExecute)) recompute(entry);
  }
}

export function setInput(key: InputKey, value: InputValue): void {
  changeInput(key, value);
  const entry = entries.get(Number.parseInt(key, 10));
  if (entry && (entry.kept?.otherReads.has(`input:${key}`) || entry.execution?.otherReads.has(`input:${key}`))) recompute(entry);
}

/** A data set came or was refused: the cells that wait for it go on. */
export function recomputeReadersOf(name: string): void {
  for (const entry of entries.values()) if (entry.definition.compiled.dataNames.includes(name)) recompute(entry);
}

/** A library came: the cells that wait for it go on. */
export function recomputeNamers(name: string): void {
  for (const entry of entries.values()) if (entry.definition.compiled.inputs.includes(name) && !entry.execution) recompute(entry);
}

/** Asks for what the cell names and is not here yet. */
function isWaitingForMore(entry: CellEntry): boolean {
  const {dataNames, inputs} = entry.definition.compiled;
  const data = dataNames.filter((name) => !findData(name));
  const libraries = inputs.filter((name) => lateLibraryNames.has(name) && findLibrary(name) === undefined);
  for (const name of data) needData(name);
  for (const name of libraries) needLibrary(name);
  return data.length + libraries.length > 0;
}

function sameReads(a: Execution["reads"] | null, b: Execution["reads"]): boolean {
  if (a === null) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index]![0] !== b[index]![0] || a[index]![1] !== b[index]![1]) return false;
  return true;
}

/** What the runtime calls: gives the kept value, joins what runs, or executes. */
function compute(entry: CellEntry, needs: readonly string[], given: readonly Box[]): unknown {
  const reads = needs.map((name, index) => [name, given[index]!.digest] as const);
  const running = entry.execution;
  const isReadingStale = given.some((box) => box.giver.isStale);
  if (running && !entry.mustExecute && sameReads(running.reads, reads) && isSameWorld(running.otherReads)) {
    return running.state === "settled" && entry.kept ? useKept(entry, isReadingStale) : join(entry, running);
  }
  if (running) abandon(entry);
  const mayExecute = entry.mustExecute || entry.kept === null || !sameReads(entry.kept.reads, reads) || [...entry.kept.otherReads.keys()].some((name) => name.startsWith("data:"));
  if (mayExecute && !entry.isHeld && isWaitingForMore(entry)) {
    tellWaiting(entry);
    return new Promise((_, reject) => (entry.release = reject));
  }
  const kept = entry.kept;
  if (!entry.mustExecute && kept && sameReads(kept.reads, reads) && isSameWorld(kept.otherReads)) {
    if (kept.reads === null) entry.kept = {...kept, reads};
    return useKept(entry, isReadingStale);
  }
  if (entry.isHeld) {
    entry.isStale = true;
    entry.isWaiting = false;
    if (kept && !kept.failure) {
      tell(entry, "stale", {status: "stale"});
      return kept;
    }
    if (kept?.failure) {
      tell(entry, "stale", {status: "stale"});
      throw kept.failure.error;
    }
    tell(entry, "idle", {status: "idle"});
    throw new NotRunError(`cell ${entry.id} has not run`);
  }
  return execute(entry, reads, given);
}

/** A cell that waits to be asked has no value yet. */
class NotRunError extends Error {}

function useKept(entry: CellEntry, isReadingStale: boolean): unknown {
  const kept = entry.kept as Outcome;
  const wasStale = entry.isStale;
  entry.isStale = isReadingStale;
  entry.isWaiting = false;
  if (isReadingStale) tell(entry, "stale", {status: "stale"});
  else if (wasStale || entry.isWaitingTold || entry.status === "blocked" || entry.status === "idle" || entry.status === "queued") {
    entry.isWaitingTold = false;
    tell(entry, kept.failure ? "failed" : "done", kept.changes, kept.evidence);
  }
  if (kept.failure) throw kept.failure.error;
  return kept;
}

function tell(entry: CellEntry, status: CellResult["status"], changes: Partial<CellResult>, evidence: Evidence | null = null): void {
  entry.status = status;
  report(entry.id, entry.generation, changes, evidence);
  if (status !== "queued" && status !== "running") for (const listener of entry.settledListeners.splice(0)) listener();
}

function tellWaiting(entry: CellEntry): void {
  if (entry.isWaitingTold) return;
  entry.isWaitingTold = true;
  tell(entry, "queued", {status: "queued"});
}

/** Before something that may last: who waits is told, and what is known is sent. */
function announce(): void {
  for (const entry of entries.values()) if (entry.isWaiting) tellWaiting(entry);
  flush();
}

/** At the end of a stretch: an execution that goes on was too quick to be told about the last time, and is told about now. */
onQuiet(() => {
  for (const entry of entries.values()) {
    if (entry.isWaiting) tellWaiting(entry);
    const {execution} = entry;
    if (execution?.state !== "running" || entry.status === "running") continue;
    tell(entry, "running", {status: "running", startedAt: execution.startedAt, progress: execution.progress});
  }
});

function execute(entry: CellEntry, reads: Execution["reads"], given: readonly Box[]): unknown {
  entry.mustExecute = false;
  entry.isStale = false;
  let endInvalidation = (): void => undefined;
  const invalidation = new Promise<void>((resolve) => (endInvalidation = resolve));
  const running: Running = {
    entry,
    cell: entry.id,
    generation: entry.generation,
    reads,
    otherReads: new Map(),
    random: makeRandomStream(readSettings().seed, entry.id),
    shown: [],
    displaysOmitted: 0,
    console: [],
    consoleCharacters: 0,
    consoleOmitted: 0,
    progress: null,
    calls: [],
    viewCount: 0,
    startedAt: readClock(),
    state: "running",
    invalidation,
    endInvalidation,
    toldAt: readClock(),
    isTellingLater: false,
    cleanups: [],
    outcome: null,
    generator: null,
    waiters: [],
  };
  entry.execution = running;
  takeTurn(running, () => start(running, given));
  return join(entry, running);
}

/** What the runtime gets of an execution: its value if it is there, and a promise otherwise. */
function join(entry: CellEntry, running: Running): unknown {
  if (running.generator) return running.generator.follow();
  if (running.outcome) {
    if (running.outcome.failure) throw running.outcome.failure.error;
    return running.outcome;
  }
  return new Promise((resolve, reject) => {
    entry.release = reject;
    running.waiters.push({resolve, reject});
  });
}

/** Throws away what runs. */
function abandon(entry: CellEntry): void {
  const running = entry.execution;
  if (!running) return;
  entry.execution = null;
  running.state = "gone";
  endInvalidationOf(running);
  leaveTurns(running);
}

function endInvalidationOf(running: Running): void {
  running.endInvalidation();
  clearTimersOf(running);
  for (const cleanup of running.cleanups.splice(0)) cleanup();
  running.generator?.stop();
}

function start(running: Running, given: readonly Box[]): void {
  const {entry} = running;
  const {compiled} = entry.definition;
  entry.isWaiting = false;
  if (!entry.executedAtLeastOnce || entry.lastDurationMs > 20) {
    entry.status = "running";
    report(entry.id, entry.generation, {status: "running", startedAt: running.startedAt, progress: null});
    announce();
  }
  try {
    if (!entry.body) compileBody(entry);
    const scope = makeScope(running);
    let next = 0;
    const values = compiled.inputs.map((name) => (scopeNames.has(name) ? scope(name) : given[next++]!.value));
    const result = (entry.body as (...values: unknown[]) => unknown)(...values);
    if (isPromise(result)) {
      if (entry.status !== "running") {
        entry.status = "running";
        report(entry.id, entry.generation, {status: "running", startedAt: running.startedAt, progress: null});
      }
      void Promise.prototype.then.call(Promise.resolve(result), (value: unknown) => receive(running, given, value), (error: unknown) => fail(running, error));
    } else receive(running, given, result);
  } catch (error) {
    fail(running, error);
  }
}

/** Looks past traps: a proxy that throws is no promise. */
function isPromise(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof Promise;
  } catch {
    return false;
  }
}

const evaluate = eval;

/** Makes the cell's function under a file name that stack traces show. */
function compileBody(entry: CellEntry): void {
  entry.body = evaluate(`${bodyPrefix}${entry.definition.compiled.body}\n)\n//# sourceURL=cell-${entry.id}`) as CellEntry["body"];
}

/** Whether the body returns its names in an object; otherwise it returns the value. */
function givesObject({outputs, output}: SandboxDefinition["compiled"]): boolean {
  return output === null && outputs.length > 0;
}

/** The body has returned: generators are followed, promises among the outputs awaited, and the rest settles the cell. */
function receive(running: Running, given: readonly Box[], result: unknown): void {
  if (running.state !== "running") return;
  const {entry} = running;
  const {compiled} = entry.definition;
  try {
    if (isGeneratorish(result)) return follow(running, given, [[null, result]], null);
    if (givesObject(compiled)) {
      const exported = result as {[name: string]: unknown};
      const generators = compiled.outputs.filter((name) => isGeneratorish(exported[name])).map((name) => [name, exported[name]] as const);
      if (generators.length > 0) return follow(running, given, generators, exported);
      const promised = compiled.outputs.filter((name) => isPromise(exported[name]));
      if (promised.length > 0) {
        void Promise.all(promised.map((name) => exported[name])).then(
          (values) => {
            if (running.state === "running") settle(running, given, {...exported, ...Object.fromEntries(promised.map((name, index) => [name, values[index]]))});
          },
          (error: unknown) => fail(running, error),
        );
        return;
      }
    }
    settle(running, given, result);
  } catch (error) {
    fail(running, error);
  }
}

/** A cell that gives values one after the other: each is shown and passed on, and the last one is recorded when it ends. */
function follow(running: Running, given: readonly Box[], sources: readonly (readonly [string | null, unknown])[], exported: {[name: string]: unknown} | null): void {
  const {entry} = running;
  const generator = new ThrottledGenerator<Outcome>(running, sources.map(([, source]) => source), {
    accept: (values) => {
      if (exported === null) {
        if (entry.definition.compiled.autodisplay) running.shown = [];
        return conclude(running, values[0]);
      }
      const result = {...exported};
      sources.forEach(([name], index) => (result[name as string] = values[index]));
      return conclude(running, result);
    },
    changed: (outcome) => {
      running.outcome = outcome;
      const first = !entry.executedAtLeastOnce;
      entry.executedAtLeastOnce = true;
      entry.kept = outcome;
      tell(entry, "running", {...outcome.changes, status: "running", ...(first ? {} : {})});
    },
    ended: (outcome) => {
      if (running.state !== "running") return;
      if (outcome) finish(running, given, outcome);
      else settle(running, given, exported === null ? undefined : {...exported, ...Object.fromEntries(sources.map(([name]) => [name, undefined]))});
    },
    failed: (error) => fail(running, error),
  });
  running.generator = generator;
  for (const {resolve} of running.waiters.splice(0)) resolve(generator.follow());
  entry.release = null;
}

function settle(running: Running, given: readonly Box[], result: unknown): void {
  finish(running, given, conclude(running, result));
}

/** Makes the outcome of a result: digests, names, displays. */
function conclude(running: Running, result: unknown): Outcome {
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
/** What stands for a function in digests: its cell's source and what the cell read. */
function describeOpaque(running: Running): string {
  const {entry} = running;
  const {compiled} = entry.definition;
  entry.sourceKey ??= digestText(`${compiled.body}\n${compiled.inputs.join()}`);
  let text = entry.sourceKey;
  for (const [name, digest] of running.reads) text += ` ${name}=${digest}`;
  for (const [name, digest] of running.otherReads) text += ` ${name}=${digest}`;
  return text;
}

function describeRun(running: Running): Partial<CellResult> {
  return {
    displays: listDisplays(running),
    console: running.console,
    consoleOmitted: running.consoleOmitted,
    purity: "pure",
    startedAt: running.startedAt,
    durationMs: readClock() - running.startedAt,
  };
}

function makeEvidence(running: Running, valueDigest: string | null, values: Evidence["values"]): Evidence {
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
function hasChangedInputs(given: readonly Box[]): boolean {
  return given.some((box) => box.isWatched && digestValue(box.value, "watch").digest !== box.digest);
}

function finish(running: Running, given: readonly Box[], outcome: Outcome): void {
  const {entry} = running;
  running.state = "settled";
  let settled = outcome;
  if (hasChangedInputs(given)) settled = {...outcome, changes: {...outcome.changes, purity: "impure"}};
  running.outcome = settled;
  entry.kept = settled;
  entry.executedAtLeastOnce = true;
  entry.lastDurationMs = readClock() - running.startedAt;
  entry.isWaitingTold = false;
  tell(entry, "done", settled.changes, settled.evidence);
  entry.release = null;
  for (const {resolve} of running.waiters.splice(0)) resolve(settled);
  endTurn(running);
}

function fail(running: Running, error: unknown): void {
  if (running.state !== "running") return;
  const {entry} = running;
  running.state = "settled";
  const cellError = describeError(error, entry.id, findPositions);
  const outcome: Outcome = {
    boxes: new Map(),
    failure: {error},
    reads: running.reads,
    otherReads: running.otherReads,
    shown: running.shown,
    changes: {...describeRun(running), status: "failed", error: cellError, blockedBy: null, progress: null, names: [], valueDigest: null, reused: false},
    evidence: makeEvidence(running, null, []),
  };
  running.outcome = outcome;
  entry.kept = outcome;
  entry.executedAtLeastOnce = true;
  entry.lastDurationMs = readClock() - running.startedAt;
  entry.isWaitingTold = false;
  tell(entry, "failed", outcome.changes, outcome.evidence);
  entry.release = null;
  for (const {reject} of running.waiters.splice(0)) reject(error);
  endTurn(running);
}

function findPositions(cell: number): SandboxDefinition["compiled"]["positions"] | null {
  return entries.get(cell)?.definition.compiled.positions ?? null;
}

/** The runtime says that the cell could not be computed because of something that it reads. */
function tellRejection(entry: CellEntry, error: unknown): void {
  entry.isWaiting = false;
  if (error === stale || error instanceof NotRunError || (entry.kept?.failure && entry.kept.failure.error === error)) return;
  if (entry.execution?.outcome?.failure?.error === error) return;
  abandon(entry);
  const needs = entry.definition.compiled.inputs.filter((name) => !scopeNames.has(name));
  const name = needs.find((need) => isUnavailable(need)) ?? (error as {input?: string}).input ?? null;
  if (name === null) {
    const failure = describeError(error, entry.id, findPositions);
    tell(entry, "failed", {status: "failed", error: failure, blockedBy: null, progress: null, displays: [], names: [], valueDigest: null});
    return;
  }
  const giver = [...(givers.get(name) ?? [])][0] ?? null;
  entry.isWaitingTold = false;
  if (giver?.status === "idle") {
    entry.isStale = true;
    tell(entry, "idle", {status: "idle"});
    return;
  }
  tell(
    entry,
    "blocked",
    {
      status: "blocked", blockedBy: {name, cell: giver?.id ?? null}, error: null, progress: null, displays: [], console: [], consoleOmitted: 0, names: [], valueDigest: null,
      reused: false,
    },
    {reads: [], valueDigest: null, displayDigests: [], calls: [], values: []},
  );
}

function isUnavailable(name: string): boolean {
  const known = givers.get(name);
  if (!known || known.size === 0) return true;
  for (const giver of known) if (giver.status === "failed" || giver.status === "blocked" || giver.status === "idle") return true;
  return false;
}

/** Shows a value in the name of an execution. */
export function show(execution: Execution, value: unknown, viewed: ViewedInput | null = null): void {
  const running = execution as Running;
  if (running.state === "gone" || running.entry.execution !== running) throw new Error("stale display");
  const {displaysPerCell} = readLimits();
  if (running.shown.length > displaysPerCell || (running.shown.length === displaysPerCell && running.state === "settled")) {
    running.displaysOmitted++;
    return;
  }
  if (running.shown.length === displaysPerCell) {
    running.displaysOmitted = 1;
    running.shown.push({display: {content: {type: "text", text: ""}, digest: null, cut: `showing the first ${displaysPerCell} displays`}, value: undefined});
    return;
  }
  const isLate = running.state === "settled";
  const digest = isLate ? null : digestValue(toDigested(value, viewed), describeOpaque(running)).digest;
  running.shown.push({display: makeDisplay(running, value, digest, viewed), value});
  if (isLate) report(running.cell, running.generation, {displays: listDisplays(running)});
}

function makeDisplay(running: Running, value: unknown, digest: string | null, viewed: ViewedInput | null): Display {
  let drawn: DrawnDisplay;
  try {
    drawn = draw(value, readLimits().displayCharacters, viewed);
  } catch (error) {
    drawn = {content: {type: "error", error: describeError(error, running.cell, findPositions)}, cut: null};
  }
  return {content: drawn.content, digest, cut: drawn.cut};
}

/** What is digested of values that are drawn by a description of theirs. */
function toDigested(value: unknown, viewed: ViewedInput | null): unknown {
  if (value === null || typeof value !== "object") return value;
  try {
    if (value instanceof Markup) return [value.kind, value.html];
    if (value instanceof Input) return ["input", value.kind, value.argument, value.options, viewed?.held ?? value.initial];
    if (value instanceof TableInput) return ["table", value.data, value.columns];
    const specification = findSpecification(value);
    return specification === null ? value : ["vega-lite", specification];
  } catch {
    return value;
  }
}

function listDisplays(running: Running): readonly Display[] {
  return running.shown.map(({display}) => display);
}

/** Shows an input and gives its present value. */
export function viewInput(execution: Execution, input: unknown): unknown {
  const key: InputKey = `${execution.cell}/${execution.viewCount++}`;
  if (!(input instanceof Input)) {
    show(execution, input);
    return input instanceof TableInput ? input.value : input;
  }
  noteRead(execution, `input:${key}`);
  const found = findInput(key);
  // Null is held by an input that was emptied: it is not the same as one that nobody touched.
  const held = found === undefined ? input.initial : found;
  show(execution, input, {key, held});
  return input.read(held);
}

/** Progress and console lines of a running cell are told a few times a second at most. */
const tellingIntervalMs = 100;

function tellSoon(execution: Execution, changes: () => Partial<CellResult>): void {
  const running = execution as Running;
  if (running.entry.execution !== running) return;
  const waitMs = running.toldAt + tellingIntervalMs - readClock();
  if (waitMs <= 0) {
    running.toldAt = readClock();
    return report(running.cell, running.generation, changes());
  }
  if (running.isTellingLater) return;
  running.isTellingLater = true;
  askTimer(running, waitMs, () => {
    running.isTellingLater = false;
    running.toldAt = readClock();
    report(running.cell, running.generation, {...(running.state === "running" ? {progress: running.progress} : {}), console: [...running.console], consoleOmitted: running.consoleOmitted});
  });
}

export function tellProgress(execution: Execution, share: number | null, text: string): void {
  execution.progress = {share, text};
  tellSoon(execution, () => ({progress: execution.progress}));
}

export function tellConsole(execution: Execution): void {
  tellSoon(execution, () => ({console: [...execution.console], consoleOmitted: execution.consoleOmitted}));
}

/** Values that cannot be read back are made again by running the cell. */
function tryRestore(entry: CellEntry, restored: NonNullable<SandboxDefinition["restored"]>, attachments: readonly Uint8Array[]): Outcome | null {
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

function toStoppedOutcome(error: CellError): Outcome {
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

/** A page of a table that a cell shows; a cell whose values came from storage runs again first. */
export function pageTable(request: number, cell: number, index: number, query: TableQuery): void {
  const entry = entries.get(cell);
  const refuse = (message: string): void => post({type: "page", request, page: null, message});
  if (!entry) return refuse(`there is no cell ${cell}`);
  const answer = (): void => {
    const shown = (entry.execution?.shown ?? entry.kept?.shown)?.[index];
    if (!shown) return refuse(`cell ${cell} shows no table at ${index}`);
    let page: TablePage;
    try {
      page = inTurnOf({cell}, () => answerPage(shown.value, query));
    } catch (error) {
      return refuse(describeError(error, cell, findPositions).message);
    }
    post({type: "page", request, page, message: null});
  };
  if (entry.kept && entry.kept.shown === null && !entry.execution) {
    entry.mustExecute = true;
    entry.settledListeners.push(answer);
    recompute(entry);
    return;
  }
  answer();
}
