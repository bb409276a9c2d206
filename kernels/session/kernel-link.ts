/** The session's side of its kernel: what it is told when it opens, dies, sleeps, or is asked to stop, and what inputs it has. */
import type {Kernel, KernelHost, KernelReport, Limits} from "#kernels/host";
import type {CellError, InputKey, InputValue, KernelState, NotebookState} from "#notebooks";
import type {CellRuns} from "./cell-runs.ts";
import type {DataPins} from "./data-pins.ts";
import {KernelKeeper} from "./kernel-keeper.ts";

export interface KernelLinkContext {
  readonly host: KernelHost;
  readonly limits: Limits;
  readonly runs: CellRuns;
  readonly pins: DataPins;
  state(): NotebookState;
  heard(report: KernelReport): void;
  /** Something about the kernel changed; nothing is reported yet. */
  changed(): void;
  /** The status is to be reported now: it may have changed again by the end of this turn. */
  statusChanged(): void;
}

/** The name of the error of a cell that a person stopped. */
export const interruptedName = "Interrupted";

export class KernelLink {
  readonly #context: KernelLinkContext;
  readonly #keeper: KernelKeeper;
  #settings: {readonly seed: number; readonly now: number};
  /** Inputs as the kernel has them: one that changes while there is no kernel is told to the next as a change. */
  #inputs: {readonly [key: InputKey]: InputValue};
  #message: string | null = null;
  #isLost = false;
  /** Questions to the kernel whose answer says that it has taken what was sent before. */
  #barriers = 0;

  constructor(context: KernelLinkContext, settings: {readonly seed: number; readonly now: number}) {
    this.#context = context;
    this.#settings = settings;
    this.#inputs = context.state().inputs;
    this.#keeper = new KernelKeeper(context.host, context.limits, () => ({...this.#settings, inputs: this.#inputs}), {
      opened: (kernel) => this.#opened(kernel),
      refused: (reason) => this.#giveUp(reason),
      report: (report) => context.heard(report),
      dataNeeded: (name) => this.#provideData(name),
      lost: (reason) => this.#lost(reason),
    });
  }

  get kernel(): Kernel | null {
    return this.#keeper.kernel;
  }

  /** Whether something is on its way to the kernel or back. */
  get isBusy(): boolean {
    return this.#barriers > 0 || this.#keeper.isOpening;
  }

  get settings(): {readonly seed: number; readonly now: number} {
    return this.#settings;
  }

  need(): Promise<void> {
    const needed = this.#keeper.need();
    this.#context.changed();
    return needed;
  }

  /** Somebody asked for something: what happened before is no longer news. */
  forgive(): void {
    this.#message = null;
    this.#keeper.forgive();
  }

  /** Says in the kernel's status what no cell can say. */
  tell(message: string): void {
    this.#message = message;
    this.#context.changed();
  }

  status(isExecuting: boolean): KernelState {
    const message = this.#message;
    if (this.#isLost) return {status: "lost", message};
    if (this.#keeper.isOpening) return {status: "starting", message};
    if (!this.#keeper.kernel) return {status: "sleeping", message};
    return {status: isExecuting ? "busy" : "idle", message};
  }

  /** Inputs that are known before the first kernel is asked for. */
  begin(inputs: {readonly [key: InputKey]: InputValue}): void {
    this.#inputs = inputs;
  }

  setInput(key: InputKey, value: InputValue): void {
    this.forgive();
    const kernel = this.#keeper.kernel;
    if (!kernel) return void this.need();
    this.#inputs = {...this.#inputs, [key]: value};
    kernel.setInput(key, value);
    this.#awaitTaken(kernel);
  }

  /** Stops what runs and waits. The cells say so themselves, or the session says it for them. */
  interrupt(error: CellError): void {
    const {runs} = this.#context;
    const ids = runs.listUnsettled();
    const kernel = this.#keeper.kernel;
    if (!kernel) return runs.stop(ids, error);
    this.#awaitAnswer(kernel.interrupt().then(() => {
      if (this.#keeper.kernel === kernel) runs.stop(ids, error);
    }));
  }

  /** A fresh kernel: nothing is defined in it, and nothing that was kept is used. */
  restart(settings: {readonly seed: number; readonly now: number}): void {
    this.forgive();
    void this.#keeper.putAway();
    this.#settings = settings;
    this.#inputs = this.#context.state().inputs;
    this.#context.runs.reset();
    void this.need();
  }

  /** Puts the kernel away; the next need wakes another from the stored values. */
  rest(): void {
    void this.#keeper.putAway();
    this.#context.runs.lose(null);
    this.#context.changed();
  }

  close(): Promise<void> {
    return this.#keeper.close();
  }

  #opened(kernel: Kernel): void {
    this.#isLost = false;
    this.#context.runs.reconcile();
    for (const [key, value] of Object.entries(this.#context.state().inputs)) {
      if (this.#keeper.kernel !== kernel) return;
      if (JSON.stringify(value) !== JSON.stringify(this.#inputs[key])) this.setInput(key, value);
    }
    this.#context.changed();
  }

  #lost(reason: string): void {
    this.#isLost = true;
    this.#message = reason;
    this.#context.statusChanged();
    this.#context.runs.lose(toError("KernelLost", reason));
    if (this.#keeper.mayReplace) void this.need();
    else this.#giveUp(`${reason}; it was replaced several times and is not replaced again until something is run`);
  }

  #giveUp(reason: string): void {
    this.#isLost = false;
    this.#message = reason;
    const error = toError("KernelLost", reason);
    for (const id of this.#context.runs.listWaiting()) this.#context.runs.fail(id, error);
    this.#context.runs.reconcile();
    this.#context.changed();
  }

  #provideData(name: string): void {
    const kernel = this.#keeper.kernel;
    if (!kernel) return;
    this.#awaitAnswer(this.#context.pins.provide(name, kernel).then(() => this.#awaitTaken(kernel)));
  }

  /** Asks for a table that is not there: the refusal comes after everything that was sent before has been taken up, and told. */
  #awaitTaken(kernel: Kernel): void {
    this.#awaitAnswer(kernel.pageTable(0, 0, {offset: 0, limit: 0, sort: null, filter: ""}));
  }

  #awaitAnswer(answer: Promise<unknown>): void {
    this.#barriers += 1;
    const end = (): void => {
      this.#barriers -= 1;
      this.#context.changed();
    };
    // A kernel that dies before it answers tells so by itself.
    answer.then(end, end);
  }
}

/** An error that is not of a cell's own making, without a place in its source. */
export function toError(name: string, message: string): CellError {
  return {name, message, line: null, column: null, frames: []};
}
