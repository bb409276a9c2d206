/** The cells of a notebook in the reactive runtime: what runs when, what is kept, and what is stale or blocked. */
import {Runtime} from "@observablehq/runtime";
import type {InputKey, InputValue, TablePage, TableQuery} from "#notebooks";
import type {SandboxDefinition} from "#kernels/boundary";
import {post} from "./bridge.ts";
import {CellEntry, entries, findPositions, givers, type Box, type Outcome} from "./cell-entry.ts";
import {findData, needData} from "./data-sets.ts";
import {describeError} from "./errors.ts";
import {stale, type Execution} from "./execution.ts";
import {findLibrary, lateLibraryNames, needLibrary} from "./late-libraries.ts";
import {dropReports} from "./outbox.ts";
import {toStoppedOutcome, tryRestore} from "./outcome.ts";
import {abandon, execute, join} from "./running.ts";
import {scopeNames} from "./scope.ts";
import {answerPage} from "./tables.ts";
import {tell, tellWaiting} from "./telling.ts";
import {inTurnOf} from "./turns.ts";
import {changeInput, isSameWorld} from "./world.ts";

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
