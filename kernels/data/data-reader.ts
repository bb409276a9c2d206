/** Reading data sets in a thread of its own, so that the caller's event loop stays free and a reading can be stopped at once. */
import {Worker} from "node:worker_threads";
import type {DataContent} from "./columns.ts";
import {DataError, type DataErrorCode} from "./data-error.ts";
import type {inspect, InspectOptions} from "./inspect.ts";
import type {Inspection, Parsing} from "./parsing.ts";
import type {readData, ReadOptions} from "./read-data.ts";
import type {DataSource} from "./source.ts";

export interface DataReader {
  inspect: typeof inspect;
  readData: typeof readData;
  digestData(source: DataSource, parsing: Parsing, options?: ReadOptions): Promise<string>;
  /** Stops the thread; what is being read is refused as cancelled. */
  close(): Promise<void>;
}

/** What the thread is asked. `bytes` of a source are copied to it. */
export interface ReaderRequest {
  readonly id: number;
  readonly task: "inspect" | "read" | "digest";
  readonly source: DataSource;
  readonly parsing: Parsing | null;
  readonly options: Omit<Partial<InspectOptions> & ReadOptions, "signal" | "onProgress">;
}

export type ReaderReply =
  | {readonly id: number; readonly type: "progress"; readonly share: number}
  | {readonly id: number; readonly type: "done"; readonly result: Inspection | DataContent | string}
  | {readonly id: number; readonly type: "failed"; readonly error: ReaderFailure};

export interface ReaderFailure {
  readonly name: string;
  readonly message: string;
  readonly code: DataErrorCode | null;
  /** Of a failure of the system, such as ENOENT. */
  readonly systemCode: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

interface Job {
  readonly request: ReaderRequest;
  readonly onProgress: ((share: number) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: Inspection | DataContent | string) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread that reads one data set after another; it is started with the first and kept for the next, and keeps no process alive. */
export function createDataReader(): DataReader {
  const reader = new ThreadReader();
  const split = ({signal, onProgress, ...options}: Partial<InspectOptions> & ReadOptions) => ({signal, onProgress, options});
  return {
    inspect: async (source, given) => {
      const {signal, onProgress, options} = split(given);
      return (await reader.ask("inspect", source, null, options, onProgress, signal)) as Inspection;
    },
    readData: async (source, parsing, given = {}) => {
      const {signal, onProgress, options} = split(given);
      return (await reader.ask("read", source, parsing, options, onProgress, signal)) as DataContent;
    },
    digestData: async (source, parsing, given = {}) => {
      const {signal, onProgress, options} = split(given);
      return (await reader.ask("digest", source, parsing, options, onProgress, signal)) as string;
    },
    close: () => reader.close(),
  };
}

class ThreadReader {
  #worker: Worker | null = null;
  #current: Job | null = null;
  readonly #waiting: Job[] = [];
  #nextId = 1;
  #closed = false;

  ask(
    task: ReaderRequest["task"],
    source: DataSource,
    parsing: Parsing | null,
    options: ReaderRequest["options"],
    onProgress: Job["onProgress"],
    signal: Job["signal"],
  ): Promise<Inspection | DataContent | string> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new DataError("cancelled", "the data reader is closed");
      if (signal?.aborted) throw new DataError("cancelled", "reading the data was cancelled", {cause: signal.reason});
      const job: Job = {request: {id: this.#nextId++, task, source, parsing, options}, onProgress, signal, resolve, reject};
      signal?.addEventListener("abort", () => this.#cancel(job, signal.reason), {once: true});
      this.#waiting.push(job);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const jobs = [...(this.#current === null ? [] : [this.#current]), ...this.#waiting.splice(0)];
    this.#current = null;
    const worker = this.#worker;
    this.#worker = null;
    for (const job of jobs) job.reject(new DataError("cancelled", "the data reader was closed"));
    await worker?.terminate();
  }

  #next(): void {
    if (this.#current !== null) return;
    const job = this.#waiting.shift();
    if (job === undefined) {
      this.#worker?.unref();
      return;
    }
    this.#current = job;
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(job.request);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./reader-thread.ts", import.meta.url), {name: "data reader"});
    worker.on("message", (reply: ReaderReply) => {
      const job = this.#current;
      if (this.#worker !== worker || job === null || reply.id !== job.request.id) return;
      if (reply.type === "progress") job.onProgress?.(reply.share);
      else {
        this.#current = null;
        if (reply.type === "done") job.resolve(reply.result);
        else job.reject(toError(reply.error));
        this.#next();
      }
    });
    worker.on("error", (error) => this.#lose(worker, error));
    worker.on("exit", (code) => this.#lose(worker, new Error(`the reading thread ended with code ${code}`)));
    return worker;
  }

  /** The thread ended by itself: out of memory, or a fault. */
  #lose(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const job = this.#current;
    this.#current = null;
    const tooLarge = cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
    job?.reject(
      tooLarge ? new DataError("too-large", "the data does not fit into memory", {cause}) : new Error("reading the data failed", {cause}),
    );
    this.#next();
  }

  #cancel(job: Job, reason: unknown): void {
    const error = new DataError("cancelled", "reading the data was cancelled", {cause: reason});
    if (this.#current === job) {
      const worker = this.#worker;
      this.#worker = null;
      this.#current = null;
      void worker?.terminate();
      job.reject(error);
      this.#next();
      return;
    }
    const index = this.#waiting.indexOf(job);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    job.reject(error);
  }
}

function toError({name, message, code, systemCode, line, column}: ReaderFailure): Error {
  if (code !== null) return new DataError(code, message, {line, column});
  const error = name === "TypeError" ? new TypeError(message) : name === "RangeError" ? new RangeError(message) : new Error(message);
  return systemCode === null ? error : Object.assign(error, {code: systemCode});
}
