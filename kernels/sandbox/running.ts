/** An execution from its start to its end: the body called, generators followed, promises awaited, and the outcome told. */
import type {Box, CellEntry, Outcome, Running} from "./cell-entry.ts";
import {findPositions} from "./cell-entry.ts";
import {bodyPrefix, describeError} from "./errors.ts";
import type {Execution} from "./execution.ts";
import {isGeneratorish, ThrottledGenerator} from "./generators.ts";
import {report} from "./outbox.ts";
import {conclude, describeRun, givesObject, hasChangedInputs, makeEvidence} from "./outcome.ts";
import {makeRandomStream} from "./random-stream.ts";
import {readClock} from "./real-clock.ts";
import {makeScope, scopeNames} from "./scope.ts";
import {announce, tell} from "./telling.ts";
import {clearTimersOf} from "./timers.ts";
import {endTurn, leaveTurns, takeTurn} from "./turns.ts";
import {readSettings} from "./world.ts";

export function execute(entry: CellEntry, reads: Execution["reads"], given: readonly Box[]): unknown {
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
export function join(entry: CellEntry, running: Running): unknown {
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
export function abandon(entry: CellEntry): void {
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
