/** The call itself: a series in, its lines' columns, anomalies, digests and checkpoint out; and going on from a checkpoint. */
import {readOptions} from "./options.ts";
import type {RnseOptions} from "./options.ts";
import type {RnseColumns, RnseResult, RnseState} from "./result.ts";
import {makeColumns, Run, startState} from "./run.ts";

/** What is watched: one channel, several of one length, or only a number of ticks for the engine to feed on its own noise. */
export type RnseValues = ArrayLike<number> | readonly ArrayLike<number>[] | {ticks: number};

const checkpointTicks = 250_000;
const mostTicks = 2 ** 31;

interface Input {
  channels: number;
  ticks: number;
  selfFed: boolean;
  fill: (columns: RnseColumns) => void;
}

function isNumbers(values: unknown): values is ArrayLike<number> {
  return (ArrayBuffer.isView(values) && !(values instanceof DataView)) || Array.isArray(values);
}

function readNumbers(values: ArrayLike<number>, name: string): Float64Array {
  if (values instanceof Float64Array) return values;
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const value: unknown = values[i];
    if (typeof value === "number") numbers[i] = value;
    else if (value === null || value === undefined) numbers[i] = Number.NaN;
    else throw new TypeError(`${name} must hold numbers (null or NaN where one is missing), got ${typeof value} at ${i}`);
  }
  return numbers;
}

/** Checks the values and says how to put them into columns. */
export function readValues(values: RnseValues): Input {
  if (isNumbers(values) && !(Array.isArray(values) && isNumbers(values[0]))) {
    const numbers = readNumbers(values as ArrayLike<number>, "values");
    return {channels: 1, ticks: numbers.length, selfFed: false, fill: (columns) => columns.x.set(numbers)};
  }
  if (Array.isArray(values)) {
    const arrays = values.map((channel: unknown, c) => {
      if (!isNumbers(channel)) throw new TypeError(`values must be arrays of numbers, one a channel, got ${typeof channel} at ${c}`);
      return readNumbers(channel, `channel ${c}`);
    });
    const ticks = arrays[0]!.length;
    const odd = arrays.findIndex((channel) => channel.length !== ticks);
    if (odd >= 0) throw new RangeError(`channels must be of equal length, got ${ticks} in channel 0 and ${arrays[odd]!.length} in channel ${odd}`);
    const count = arrays.length;
    return {
      channels: count,
      ticks,
      selfFed: false,
      fill: (columns) => arrays.forEach((channel, c) => channel.forEach((value, i) => (columns.x[i * count + c] = value))),
    };
  }
  if (values !== null && typeof values === "object" && "ticks" in values) {
    const {ticks} = values;
    if (!Number.isInteger(ticks) || ticks < 0 || ticks > mostTicks)
      throw new RangeError(`ticks must be a whole number from 0 to ${mostTicks}, got ${String(ticks)}`);
    return {channels: 1, ticks, selfFed: true, fill: () => undefined};
  }
  throw new TypeError(`values must be a Float64Array, an array of them, or {ticks}, got ${values === null ? "null" : typeof values}`);
}

function finish(run: Run, input: Input, onProgress: RnseOptions["onProgress"]): RnseResult {
  const columns = makeColumns(input.ticks, input.channels, run.ticks);
  input.fill(columns);
  const every = Math.max(16_384, Math.floor(input.ticks / 100 / 1024) * 1024);
  const progress = onProgress
    ? (done: number) => {
        if (done % every === 0 || done === input.ticks) onProgress(done / input.ticks, `${done} of ${input.ticks} ticks`);
      }
    : null;
  const leaves: string[] = [];
  const anomalies = run.advance(columns, null, progress);
  if (run.merkle) leaves.push(...run.merkle.takeLeaves());
  const state = run.state();
  run.close();
  return {
    ...columns,
    settings: run.settings,
    beta: run.beta,
    varTail: run.varTail,
    digest: run.digest,
    roots: run.merkle ? run.merkle.roots(leaves) : null,
    anomalies,
    state,
  };
}

/** Runs the engine over `values` from its first tick. */
export function start(values: RnseValues, options: RnseOptions = {}): RnseResult {
  const settings = readOptions(options);
  const input = readValues(values);
  const keepDigest = settings.hashing && (settings.checkpoint ?? input.ticks <= checkpointTicks);
  const run = new Run(startState(settings, input.channels, input.selfFed, keepDigest), keepDigest);
  return finish(run, input, options.onProgress);
}

/** Refuses what is not a checkpoint. */
export function readState(state: RnseState): RnseState {
  if (state === null || typeof state !== "object" || state.format !== "rnse-state/1")
    throw new TypeError(`state must be the "state" of a result, of format rnse-state/1, got ${String((state as {format?: unknown} | null)?.format)}`);
  return state;
}

/**
 * Goes on from a checkpoint with more ticks: the lines are byte for byte those that one long run would have written.
 * @throws TypeError when `state` is no checkpoint, RangeError when `more` has another number of channels.
 */
export function resume(state: RnseState, more: RnseValues, options: Pick<RnseOptions, "onProgress"> = {}): RnseResult {
  const from = readState(state);
  const input = readValues(more);
  if (input.channels !== from.channels) throw new RangeError(`more must have ${from.channels} channels as the state has, got ${input.channels}`);
  const run = new Run({...from, selfFed: input.selfFed}, true);
  return finish(run, input, options.onProgress);
}
