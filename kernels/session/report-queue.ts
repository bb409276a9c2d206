/** Applies reports to the state at once and tells them to the listeners in batches, each report with its own sequence number. */
import {applyOperation, isRefusal, type Action, type Edit, type NotebookState, type Refusal, type Report} from "#notebooks";
import type {SessionListener} from "./session.ts";

export interface QueueEvents {
  /** A batch is about to be told; what is reported now belongs to it. */
  beforeTelling(): void;
  afterTelling(): void;
}

export class ReportQueue {
  readonly #events: QueueEvents;
  #state: NotebookState;
  readonly #listeners = new Set<SessionListener>();
  #untold: Report[] = [];
  #firstSequence = 0;
  #immediate: NodeJS.Immediate | null = null;

  constructor(state: NotebookState, events: QueueEvents) {
    this.#state = state;
    this.#events = events;
  }

  get state(): NotebookState {
    return this.#state;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  listen(listener: SessionListener): () => void {
    // What was reported before is in the state that the listener starts from.
    this.flush();
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Applies a report; one that the state refuses or drops is told to nobody. */
  report(report: Report): void {
    const applied = applyOperation(this.#state, report);
    if (isRefusal(applied) || applied.state.sequence === this.#state.sequence) return;
    this.#state = applied.state;
    if (this.#untold.length === 0) this.#firstSequence = this.#state.sequence;
    this.#untold.push(report);
    this.wake();
  }

  /** Has the events called soon, whether or not there is anything to tell. */
  wake(): void {
    this.#immediate ??= setImmediate(() => {
      this.#immediate = null;
      this.#events.beforeTelling();
      this.flush();
      this.#events.afterTelling();
    });
  }

  /** Goes on from another state, which differs in what no report tells: the inputs that parameters set. */
  begin(state: NotebookState): void {
    this.#state = state;
  }

  /** Applies an edit, stores it, and tells it; a store that throws leaves everything as it was. */
  edit(edit: Edit, by: string, id: number, store: (state: NotebookState, edit: Edit) => void): Refusal | readonly Action[] {
    const applied = applyOperation(this.#state, edit);
    if (isRefusal(applied)) return applied;
    store(applied.state, edit);
    this.flush();
    this.#state = applied.state;
    for (const listener of this.#listeners) listener.applied(edit, applied.state.revision, by, id);
    return applied.actions;
  }

  flush(): void {
    if (this.#untold.length === 0) return;
    const reports = this.#untold;
    this.#untold = [];
    for (const listener of this.#listeners) listener.reports(reports, this.#firstSequence);
  }
}
