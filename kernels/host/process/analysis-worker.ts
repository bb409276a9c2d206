/** Runs one analysis at a time beside the isolate, so that the kernel process never waits; ended by being terminated. */
import {createHash} from "node:crypto";
import {parentPort, type MessagePort} from "node:worker_threads";
import {decodeValue, encodeValue} from "#kernels/digest";
import {findAnalysis} from "../analyses.ts";
import {toPlainColumns} from "./plain-columns.ts";

/** What the kernel process sends. */
export type ToWorker =
  | {readonly type: "call"; readonly name: string; readonly seed: number; readonly bytes: Uint8Array}
  | {readonly type: "next"};

/** What the worker answers: values as canonical bytes. */
export type FromWorker =
  | {readonly type: "progress"; readonly share: number | null; readonly text: string}
  | {readonly type: "result"; readonly argumentDigest: string; readonly resultDigest: string; readonly bytes: Uint8Array; readonly isStream: boolean; readonly isSeeded: boolean}
  | {readonly type: "failed"; readonly argumentDigest: string; readonly name: string; readonly message: string};

const port = parentPort as MessagePort;

interface Stream {
  readonly values: AsyncIterator<unknown> | Iterator<unknown>;
  readonly argumentDigest: string;
  readonly isSeeded: boolean;
  resultDigest: string;
}

let stream: Stream | null = null;

function digest(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function answer(message: FromWorker): void {
  if (message.type === "result") port.postMessage(message, [message.bytes.buffer as ArrayBuffer]);
  else port.postMessage(message);
}

function isStream(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (value === null || typeof value !== "object") return false;
  return Symbol.asyncIterator in value || (Symbol.iterator in value && "next" in value);
}

const progressIntervalMs = 50;

async function call({name, seed, bytes}: Extract<ToWorker, {type: "call"}>): Promise<void> {
  const argumentDigest = digest(bytes);
  let toldAt = 0;
  const onProgress = (share: number | null, text: string): void => {
    const now = Date.now();
    if (now - toldAt < progressIntervalMs && share !== 1) return;
    toldAt = now;
    answer({type: "progress", share: typeof share === "number" && Number.isFinite(share) ? share : null, text: String(text ?? "")});
  };
  try {
    const given = decodeValue(bytes, {makeTable: toPlainColumns}) as readonly unknown[];
    const analysis = await findAnalysis(name);
    const isSeeded = analysis.isSeeded(given);
    const value = await analysis.run(given, {seed, onProgress});
    if (isStream(value)) {
      const values = Symbol.asyncIterator in value ? value[Symbol.asyncIterator]() : value[Symbol.iterator]();
      stream = {values, argumentDigest, isSeeded, resultDigest: digest("")};
      return answer({type: "result", argumentDigest, resultDigest: stream.resultDigest, bytes: new Uint8Array(0), isStream: true, isSeeded});
    }
    const result = encodeValue(value);
    answer({type: "result", argumentDigest, resultDigest: digest(result), bytes: result, isStream: false, isSeeded});
  } catch (error) {
    fail(argumentDigest, error);
  }
}

async function giveNext(from: Stream): Promise<void> {
  const {argumentDigest, isSeeded} = from;
  try {
    const {done, value} = await from.values.next();
    if (done) {
      stream = null;
      return answer({type: "result", argumentDigest, resultDigest: from.resultDigest, bytes: new Uint8Array(0), isStream: false, isSeeded});
    }
    const bytes = encodeValue(value);
    from.resultDigest = digest(from.resultDigest + digest(bytes));
    answer({type: "result", argumentDigest, resultDigest: from.resultDigest, bytes, isStream: true, isSeeded});
  } catch (error) {
    stream = null;
    fail(argumentDigest, error);
  }
}

/** Name and message alone: stacks show paths. */
function fail(argumentDigest: string, error: unknown): void {
  const name = error instanceof Error ? error.name : "Error";
  const message = error instanceof Error ? error.message : String(error);
  answer({type: "failed", argumentDigest, name, message: message.slice(0, 2000)});
}

port.on("message", (message: ToWorker) => {
  if (message.type === "call") void call(message);
  else if (stream) void giveNext(stream);
});
