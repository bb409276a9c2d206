/** What follows when a session comes to rest: the kernel's status, the proof, the saved values, and sleep. */
import type {KernelState, RunRecord} from "#notebooks";
import type {ReportQueue} from "./report-queue.ts";

export interface SettlingContext {
  readonly queue: ReportQueue;
  readonly idleTimeoutMs: number;
  /** Whether no cell is queued or running and nothing is on its way. */
  isSettled(): boolean;
  /** Whether a cell is queued or running; a cell that is being woken from its stored value is not. */
  isExecuting(): boolean;
  kernelStatus(): KernelState;
  /** The record of what is shown, null while it proves nothing. */
  prove(): RunRecord | null;
  save(): Promise<void>;
  /** Keeps what a person must be told although no cell failed. */
  fault(error: unknown): void;
  /** Whether a kernel could be put away. */
  mayRest(): boolean;
  rest(): void;
}

export class Settling {
  readonly #context: SettlingContext;
  readonly #waiters = new Set<() => void>();
  #toldKernel = "";
  #provenRoot: string | null = null;
  #mustProve = true;
  #timer: NodeJS.Timeout | null = null;
  #isSaving = false;

  constructor(context: SettlingContext) {
    this.#context = context;
  }

  /** Something that a record holds may have changed. */
  doubt(): void {
    this.#mustProve = true;
  }

  /** Before a batch is told: the kernel's status belongs to it, and so does the end of an earlier proof. */
  beforeTelling(): void {
    this.tellKernel();
    if (this.#mustProve && this.#provenRoot !== null && this.#context.isExecuting()) this.#tellProof(null);
  }

  /** After a batch was told, so that no result waits for digests. */
  afterTelling(): void {
    this.stayAwake();
    if (!this.#context.isSettled()) return;
    if (this.#mustProve) {
      this.#mustProve = false;
      const root = this.#context.prove()?.root ?? null;
      if (root !== this.#provenRoot) this.#tellProof(root);
    }
    void this.#save();
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const resolve of waiters) resolve();
  }

  tellKernel(): void {
    const kernel = this.#context.kernelStatus();
    const text = JSON.stringify(kernel);
    if (text === this.#toldKernel) return;
    this.#toldKernel = text;
    this.#context.queue.report({type: "kernel", kernel});
  }

  /** Resolves when the session is at rest; rejects with the signal's reason. */
  wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        signal?.removeEventListener("abort", abort);
        resolve();
      };
      const abort = (): void => {
        this.#waiters.delete(settle);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, {once: true});
      this.#waiters.add(settle);
      this.#context.queue.wake();
    });
  }

  /** Begins the wait for sleep again. */
  stayAwake(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#context.mayRest()) return;
    this.#timer = setTimeout(() => {
      if (this.#context.mayRest()) this.#context.rest();
    }, this.#context.idleTimeoutMs);
    this.#timer.unref();
  }

  /** Saves what is left and lets nobody wait for what does not come any more. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#save();
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }

  #tellProof(root: string | null): void {
    this.#provenRoot = root;
    const {seed, now} = this.#context.queue.state.proof;
    this.#context.queue.report({type: "proof", root, seed, now});
  }

  async #save(): Promise<void> {
    if (this.#isSaving) return;
    this.#isSaving = true;
    try {
      await this.#context.save();
    } catch (error) {
      this.#context.fault(error);
    } finally {
      this.#isSaving = false;
    }
  }
}
