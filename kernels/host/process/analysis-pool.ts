/** Workers for analyses: started when needed, one call each, terminated to cancel and when idle. */
import {join} from "node:path";
import {Worker} from "node:worker_threads";
import type {FromWorker, ToWorker} from "./analysis-worker.ts";

export interface PoolCall {
  readonly name: string;
  readonly seed: number;
  readonly bytes: Uint8Array;
  answer(message: FromWorker): void;
}

const maximumWorkers = 2;
const idleMs = 10_000;
/** V8 would reserve another half gigabyte for code. */
const workerLimits = {maxOldGenerationSizeMb: 768, codeRangeSizeMb: 32};

interface Busy {
  readonly worker: Worker;
  readonly call: PoolCall;
}

export class AnalysisPool {
  readonly #waiting: {readonly id: number; readonly call: PoolCall}[] = [];
  readonly #busy = new Map<number, Busy>();
  readonly #idle = new Map<Worker, NodeJS.Timeout>();
  #isClosed = false;

  start(id: number, call: PoolCall): void {
    this.#waiting.push({id, call});
    this.#assign();
  }

  /** Asks a streaming call for its next value. */
  askNext(id: number): void {
    this.#busy.get(id)?.worker.postMessage({type: "next"} satisfies ToWorker);
  }

  cancel(id: number): void {
    const at = this.#waiting.findIndex((one) => one.id === id);
    if (at >= 0) this.#waiting.splice(at, 1);
    const busy = this.#busy.get(id);
    if (!busy) return;
    this.#busy.delete(id);
    void busy.worker.terminate();
    this.#assign();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    for (const {worker} of this.#busy.values()) void worker.terminate();
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      void worker.terminate();
    }
    this.#busy.clear();
    this.#idle.clear();
  }

  #assign(): void {
    while (this.#waiting.length > 0 && this.#busy.size < maximumWorkers && !this.#isClosed) {
      const next = this.#waiting.shift() as {id: number; call: PoolCall};
      const worker = this.#takeIdle() ?? this.#startWorker();
      this.#busy.set(next.id, {worker, call: next.call});
      const {name, seed, bytes} = next.call;
      worker.postMessage({type: "call", name, seed, bytes} satisfies ToWorker, [bytes.buffer as ArrayBuffer]);
    }
  }

  #takeIdle(): Worker | null {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      return worker;
    }
    return null;
  }

  #startWorker(): Worker {
    const worker = new Worker(join(__dirname, "analysis-worker.cjs"), {env: {TZ: "UTC"}, stdin: false, execArgv: [], resourceLimits: workerLimits});
    worker.on("message", (message: FromWorker) => this.#hear(worker, message));
    worker.on("error", (error: Error) => this.#fail(worker, error.message));
    worker.on("exit", () => this.#fail(worker, "the analysis was ended"));
    return worker;
  }

  #findBusy(worker: Worker): readonly [number, Busy] | null {
    for (const entry of this.#busy) if (entry[1].worker === worker) return entry;
    return null;
  }

  #hear(worker: Worker, message: FromWorker): void {
    const found = this.#findBusy(worker);
    if (!found) return;
    const [id, {call}] = found;
    const isOver = message.type === "failed" || (message.type === "result" && !message.isStream);
    if (isOver) {
      this.#busy.delete(id);
      this.#rest(worker);
    }
    call.answer(message);
    if (isOver) this.#assign();
  }

  #rest(worker: Worker): void {
    const timer = setTimeout(() => {
      this.#idle.delete(worker);
      void worker.terminate();
    }, idleMs);
    this.#idle.set(worker, timer);
  }

  #fail(worker: Worker, message: string): void {
    const timer = this.#idle.get(worker);
    clearTimeout(timer);
    this.#idle.delete(worker);
    const found = this.#findBusy(worker);
    if (!found) return;
    const [id, {call}] = found;
    this.#busy.delete(id);
    call.answer({type: "failed", argumentDigest: "", name: "Error", message});
    this.#assign();
  }
}
