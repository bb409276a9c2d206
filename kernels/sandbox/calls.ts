/** Calls of cells to the analyses: arguments out and results in as canonical bytes, settled in the order in which they were made. */
import type {ToSandbox} from "#kernels/boundary";
import {ask} from "./bridge.ts";
import type {Execution} from "./execution.ts";
import {deriveSeed} from "./random-stream.ts";
import {runCallback} from "./timers.ts";
import {beginStretch, findActive} from "./turns.ts";
import {encode, restoreValue} from "./values.ts";
import {noteRead, readSettings} from "./world.ts";

interface Call {
  readonly id: number;
  readonly name: string;
  readonly execution: Execution;
  /** Which call of its cell it is, from 0. */
  readonly number: number;
  readonly onProgress: ((share: number | null, text: string) => void) | null;
  /** The stack at the call, so that a failure names the cell's line. */
  readonly stack: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  settlement: (() => void) | null;
  isSettled: boolean;
  stream: Stream | null;
}

/** The values of an analysis that gives one after the other. */
interface Stream {
  readonly waiting: {resolve: (result: IteratorResult<unknown>) => void; reject: (error: unknown) => void}[];
  isOver: boolean;
}

type Answer = Extract<ToSandbox, {type: "call-result" | "call-failed" | "call-progress"}>;

const calls = new Map<number, Call>();
let nextCall = 1;

export function callAnalysis(name: string, given: readonly unknown[]): Promise<unknown> {
  const execution = findActive<Execution>();
  if (!execution?.calls || execution.state === "gone") throw new Error(`${name} can only be called by a cell that runs`);
  const {values, onProgress} = takeProgress(given);
  const {bytes, isOpaque} = encode(values, "");
  if (isOpaque) throw new TypeError(`${name} takes plain data: numbers, texts, arrays, typed arrays, objects; an argument holds a function, a promise or an object of a class`);
  const number = execution.calls.length;
  execution.calls.push(null);
  const id = nextCall++;
  const stack = String(new Error().stack).replace(/^.*\n/, "");
  const promise = new Promise((resolve, reject) => {
    calls.set(id, {id, name, execution, number, onProgress, stack, resolve, reject, settlement: null, isSettled: false, stream: null});
  });
  promise.catch(() => undefined);
  execution.cleanups.push(() => {
    if (calls.delete(id)) ask({type: "call-cancel", call: id});
  });
  ask({type: "call", call: id, cell: execution.cell, name, seed: deriveSeed(readSettings().seed, execution.cell, number)}, bytes);
  return Object.defineProperty(promise, Symbol.asyncIterator, {value: () => iterateLater(promise)});
}

/** Lets a cell write `for await` over the call itself. */
async function* iterateLater(promise: Promise<unknown>): AsyncGenerator {
  const value = await promise;
  if (value === null || typeof value !== "object" || !(Symbol.asyncIterator in value)) throw new TypeError("the analysis gives one value: await it");
  yield* value as AsyncIterable<unknown>;
}

/** Takes a function `onProgress` out of the options, which are the last argument. */
function takeProgress(given: readonly unknown[]): {readonly values: unknown[]; readonly onProgress: Call["onProgress"]} {
  const values = [...given];
  const last = values.at(-1);
  if (last === null || typeof last !== "object" || Array.isArray(last) || !Object.hasOwn(last, "onProgress")) return {values, onProgress: null};
  const {onProgress, ...options} = last as {readonly onProgress?: unknown};
  if (typeof onProgress !== "function") return {values, onProgress: null};
  values[values.length - 1] = options;
  return {values, onProgress: onProgress as Call["onProgress"]};
}

export function acceptAnswer(answer: Answer, attachments: readonly Uint8Array[], tellProgress: (execution: Execution, share: number | null, text: string) => void): void {
  const call = calls.get(answer.call);
  if (!call) return;
  const {execution} = call;
  beginStretch(execution);
  if (answer.type === "call-progress") {
    tellProgress(execution, answer.share, answer.text);
    runCallback(execution, () => call.onProgress?.(answer.share, answer.text));
    return;
  }
  if (call.stream) return acceptMore(call, call.stream, answer, attachments);
  if (answer.type === "call-failed") {
    calls.delete(answer.call);
    call.settlement = () => call.reject(toError(answer.name, answer.message, call.stack));
  } else {
    if (answer.isSeeded) noteRead(execution, "seed");
    if (!answer.isStream) calls.delete(answer.call);
    execution.calls[call.number] = {name: call.name, argumentDigest: answer.argumentDigest, resultDigest: answer.resultDigest};
    if (answer.isStream) call.stream = {waiting: [], isOver: false};
    const value = answer.isStream ? makeStream(call) : restoreValue(attachments[answer.bytes] as Uint8Array);
    call.settlement = () => call.resolve(value);
  }
  settleInOrder(call);
}

/** A call that is answered before an earlier one of its cell waits for it. */
const early = new Map<Execution, Map<number, Call>>();
const settledUpTo = new WeakMap<Execution, number>();

function settleInOrder(call: Call): void {
  const {execution} = call;
  const waiting = early.get(execution) ?? new Map<number, Call>();
  waiting.set(call.number, call);
  early.set(execution, waiting);
  let next = settledUpTo.get(execution) ?? 0;
  for (let found = waiting.get(next); found; found = waiting.get(next)) {
    waiting.delete(next);
    found.settlement?.();
    next++;
  }
  settledUpTo.set(execution, next);
  if (waiting.size === 0) early.delete(execution);
}

function toError(name: string, message: string, stack: string): Error {
  const constructors: {readonly [name: string]: new (message: string) => Error} = {TypeError, RangeError, SyntaxError};
  const Known = Object.hasOwn(constructors, name) ? constructors[name] : undefined;
  const error = Known ? new Known(message) : new Error(message);
  if (!Known && name !== "Error") error.name = name;
  Object.defineProperty(error, "stack", {value: `${name}: ${message}\n${stack}`, writable: true, configurable: true});
  return error;
}

/** An async generator over a streaming analysis: each value is asked for when the cell wants it. */
function makeStream(call: Call): AsyncGenerator {
  const stream = call.stream as Stream;
  const end = (): void => {
    stream.isOver = true;
    if (calls.delete(call.id)) ask({type: "call-cancel", call: call.id});
    for (const {resolve} of stream.waiting.splice(0)) resolve({done: true, value: undefined});
  };
  const generator = {
    next: () =>
      new Promise<IteratorResult<unknown>>((resolve, reject) => {
        if (stream.isOver) return resolve({done: true, value: undefined});
        stream.waiting.push({resolve, reject});
        if (stream.waiting.length === 1) ask({type: "call-next", call: call.id});
      }),
    return: (value?: unknown) => {
      end();
      return Promise.resolve({done: true, value});
    },
    throw: (error: unknown) => {
      end();
      return Promise.reject(error as Error);
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => end(),
  };
  return generator as unknown as AsyncGenerator;
}

function acceptMore(call: Call, stream: Stream, answer: Exclude<Answer, {type: "call-progress"}>, attachments: readonly Uint8Array[]): void {
  const waiting = stream.waiting.shift();
  if (answer.type === "call-failed") {
    stream.isOver = true;
    calls.delete(call.id);
    waiting?.reject(toError(answer.name, answer.message, call.stack));
    return;
  }
  const recorded = {name: call.name, argumentDigest: answer.argumentDigest, resultDigest: answer.resultDigest};
  call.execution.calls[call.number] = recorded;
  if (!answer.isStream) {
    stream.isOver = true;
    calls.delete(call.id);
    waiting?.resolve({done: true, value: undefined});
    for (const {resolve} of stream.waiting.splice(0)) resolve({done: true, value: undefined});
    return;
  }
  waiting?.resolve({done: false, value: restoreValue(attachments[answer.bytes] as Uint8Array)});
  if (stream.waiting.length > 0) ask({type: "call-next", call: call.id});
}

/** What a cell sees of a room of analyses: every name in it is a call that gives a promise. */
export function makeRoom(name: string, isFunction: boolean): unknown {
  const members = new Map<string, unknown>();
  const target = Object.freeze(isFunction ? (...given: unknown[]) => callAnalysis(name, given) : {});
  return new Proxy(target, {
    get: (_, key) => {
      if (typeof key !== "string" || hiddenMembers.has(key)) return Reflect.get(target, key) as unknown;
      let member = members.get(key);
      if (!member) members.set(key, (member = Object.freeze((...given: unknown[]) => callAnalysis(`${name}.${key}`, given))));
      return member;
    },
  });
}

/** Names that the language asks every object for. */
const hiddenMembers: ReadonlySet<string> = new Set([
  "then", "next", "return", "toJSON", "toString", "toLocaleString", "valueOf", "constructor", "prototype", "name", "length", "call", "apply", "bind", "caller", "arguments",
  "hasOwnProperty", "toSpec", "toObject",
]);
