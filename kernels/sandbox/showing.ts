/** What an execution shows while it runs: displays, inputs, progress, console. */
import type {CellResult, Display, InputKey} from "#notebooks";
import {describeOpaque, findPositions, type Running} from "./cell-entry.ts";
import {findSpecification} from "./charts.ts";
import {draw, type DrawnDisplay, type ViewedInput} from "./displays.ts";
import {describeError} from "./errors.ts";
import type {Execution} from "./execution.ts";
import {Input, TableInput} from "./inputs.ts";
import {Markup} from "./markup.ts";
import {report} from "./outbox.ts";
import {readClock} from "./real-clock.ts";
import {askTimer} from "./timers.ts";
import {digestValue} from "./values.ts";
import {findInput, noteRead, readLimits} from "./world.ts";

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

export function listDisplays(running: Running): readonly Display[] {
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
