/** An open notebook: the state as signals, and everything a person can do to it, over a connection that may come and go. */
import {computed, signal, type ReadonlySignal} from "@preact/signals";
import {
  applyOperation, findCell, type Cell, type CellState, type ClientRequest, type Command, type Edit, type InputKey, type InputValue, type Notebook,
  type NotebookState, type ServerMessage, type ServerReply, type VerifyReport,
} from "#notebooks";
import type {Connection} from "../connection/connection.ts";
import {CellText} from "./cell-text.ts";
import {InputSender} from "./input-sender.ts";
import {followReaders} from "./readers.ts";
import {foldPending, renumberCell, unappliedEdits, type PendingEdit} from "./pending-edits.ts";

export interface CellView {
  readonly cell: Cell;
  readonly state: CellState;
}

export interface RequestProgress {
  readonly share: number | null;
  readonly text: string;
}

export interface SessionEffects {
  /** Names this page in the edits that it makes. */
  readonly client: string;
  frame(callback: () => void): void;
  /** Tells the person that something was refused. */
  notify(text: string): void;
}

interface Waiting {
  resolve(reply: ServerReply): void;
  reject(error: Error): void;
  progress(progress: RequestProgress): void;
}

export class NotebookSession {
  readonly connection: Connection;
  readonly readOnly = signal(false);
  readonly people = signal(1);
  /** Edits and texts that the server has not confirmed. */
  readonly unsaved = signal(0);
  /** The state with pending edits on top; null before the first welcome. */
  readonly state: ReadonlySignal<NotebookState | null>;
  /** The document alone; the same object as long as only results change. */
  readonly notebook: ReadonlySignal<Notebook | null>;
  /** The latest verification of what is shown. */
  readonly verified: ReadonlySignal<VerifyReport | null>;
  /** Which cells need a name; the same map as long as no cell's needs change. */
  readonly readers: ReadonlySignal<ReadonlyMap<string, readonly number[]>>;
  /** The cells' ids in page order; the same array as long as nothing was added, moved or deleted. */
  readonly order: ReadonlySignal<readonly number[]>;
  /** Told when a cell got another id than was wished for. */
  onRenumbered: (from: number, to: number) => void = () => {};
  readonly #effects: SessionEffects;
  readonly #confirmed = signal<NotebookState | null>(null);
  readonly #pending = signal<readonly PendingEdit[]>([]);
  readonly #texts = new Map<number, CellText>();
  readonly #views = new Map<number, ReadonlySignal<CellView | null>>();
  readonly #settlements = new Map<number, () => void>();
  readonly #sentTexts = new Map<number, number>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #inputs: InputSender;
  #runsWaiting: {cells: Set<number>; command: Command}[] = [];
  #connectionName = "";
  #nextId = 1;

  constructor(connection: Connection, effects: SessionEffects) {
    this.connection = connection;
    this.#effects = effects;
    connection.onMessage = (message) => this.#receive(message);
    this.state = computed(() => {
      const confirmed = this.#confirmed.value;
      return confirmed && foldPending(confirmed, this.#pending.value);
    });
    this.notebook = computed(() => this.state.value?.notebook ?? null);
    this.verified = computed(() => this.state.value?.proof.verified ?? null);
    this.readers = followReaders(this.state);
    let last: readonly number[] = [];
    this.order = computed(() => {
      const ids = this.state.value?.notebook.cells.map((cell) => cell.id) ?? [];
      if (ids.length !== last.length || ids.some((id, index) => id !== last[index])) last = ids;
      return last;
    });
    this.#inputs = new InputSender({
      frame: effects.frame,
      send: (key, value) => new Promise((resolve) => this.edit({type: "set-input", key, value}, resolve)),
    });
  }

  /** One cell and its state; null once it is deleted. Changes only when either of the two does. */
  cell(id: number): ReadonlySignal<CellView | null> {
    const known = this.#views.get(id);
    if (known) return known;
    let last: CellView | null = null;
    const view = computed(() => {
      const state = this.state.value;
      const cell = state && findCell(state.notebook, id);
      const cellState = state?.cells[id];
      if (!cell || !cellState) return (last = null);
      if (last?.cell !== cell || last.state !== cellState) last = {cell, state: cellState};
      return last;
    });
    this.#views.set(id, view);
    return view;
  }

  /** The text of a cell that exists. */
  text(id: number): CellText {
    const known = this.#texts.get(id);
    if (known) return known;
    const state = this.state.peek();
    const cell = state && findCell(state.notebook, id);
    if (!cell) throw new RangeError(`text requires a cell of the notebook, got ${id}`);
    const text = new CellText(id, cell.source, state.cells[id]?.version ?? 0, this.#effects.client);
    text.onTyped = () => {
      this.#sendText(text);
      this.#count();
    };
    this.#texts.set(id, text);
    return text;
  }

  /** Makes an edit: shown at once, sent now or when the connection is back. `settled` is called when the server answered. */
  edit(edit: Edit, settled?: () => void): void {
    if (this.readOnly.peek()) return settled?.();
    const id = this.#nextId++;
    if (settled) this.#settlements.set(id, settled);
    if (edit.type === "delete-cell") this.#forget(edit.id);
    this.#pending.value = [...this.#pending.peek(), {id, edit}];
    this.#count();
    this.connection.send({type: "operation", id, operation: edit});
  }

  /** Asks the kernel for something, after everything typed has reached the server. Returns false without a connection. */
  command(command: Command): boolean {
    if (this.connection.status.peek().type !== "open") return false;
    const unsaved = [...this.#texts.values()].filter((text) => text.isUnsaved).map((text) => text.cell);
    if (command.type !== "run" || unsaved.length === 0) return this.#sendCommand(command);
    this.#runsWaiting.push({cells: new Set(unsaved), command});
    this.#sendTexts();
    return true;
  }

  setInput(key: InputKey, value: InputValue): void {
    this.#inputs.set(key, value);
  }

  isInputBusy(key: InputKey): boolean {
    return this.#inputs.isBusy(key);
  }

  /** Asks the server; rejects when it fails, or when the connection is lost meanwhile. */
  request<T extends ClientRequest["type"]>(
    body: Extract<ClientRequest, {type: T}>,
    progress: (progress: RequestProgress) => void = () => {},
  ): Promise<Extract<ServerReply, {type: T}>> {
    return new Promise((resolve, reject) => {
      const request = this.#nextId++;
      const settle = (reply: ServerReply) => {
        if (reply.type === "failed") reject(new Error(reply.message));
        else resolve(reply as Extract<ServerReply, {type: T}>);
      };
      this.#waiting.set(request, {resolve: settle, reject, progress});
      if (!this.connection.send({type: "request", request, body})) {
        this.#waiting.delete(request);
        reject(new Error("there is no connection to the server"));
      }
    });
  }

  close(): void {
    for (const text of this.#texts.values()) text.detach();
    this.connection.close();
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        return this.#welcome(message);
      case "applied":
        return this.#applied(message);
      case "reports":
        return this.#reports(message);
      case "acknowledged":
        return;
      case "refused":
        return this.#refused(message);
      case "reply":
        this.#waiting.get(message.request)?.resolve(message.reply);
        this.#waiting.delete(message.request);
        return;
      case "request-progress":
        return this.#waiting.get(message.request)?.progress({share: message.share, text: message.text});
      case "people":
        this.people.value = message.connections;
    }
  }

  #welcome({client, state, readOnly}: Extract<ServerMessage, {type: "welcome"}>): void {
    this.#connectionName = client;
    this.readOnly.value = readOnly;
    for (const {reject} of this.#waiting.values()) reject(new Error("the connection was lost; try again"));
    this.#waiting.clear();
    this.#sentTexts.clear();
    const unapplied = unappliedEdits(state, this.#pending.peek());
    const done = this.#pending.peek().filter((edit) => !unapplied.includes(edit));
    this.#confirmed.value = state;
    this.#pending.value = unapplied;
    for (const {id} of done) this.#settle(id);
    for (const {id, edit} of unapplied) this.connection.send({type: "operation", id, operation: edit});
    for (const text of this.#texts.values()) {
      const cell = findCell(state.notebook, text.cell);
      const inserting = unapplied.some(({edit}) => edit.type === "insert-cell" && edit.cell.id === text.cell);
      if (cell) text.resume(cell.source, state.cells[text.cell]?.version ?? 0);
      else if (!inserting) this.#forget(text.cell);
      else text.release();
    }
    this.#sendTexts();
    this.#releaseRuns();
    this.#count();
  }

  #applied({revision, operation, by, id}: Extract<ServerMessage, {type: "applied"}>): void {
    const confirmed = this.#confirmed.peek();
    if (!confirmed || revision <= confirmed.revision) return;
    const outcome = revision === confirmed.revision + 1 ? applyOperation(confirmed, operation) : {refused: true};
    if ("refused" in outcome) return this.#resynchronise();
    this.#confirmed.value = outcome.state;
    if (by === this.#connectionName) this.#settle(id);
    if (operation.type === "edit-source") this.#receiveText(operation, outcome.state);
    if (operation.type === "delete-cell" && by !== this.#connectionName) this.#forget(operation.id);
    if (operation.type === "insert-cell") {
      const text = this.#texts.get(operation.cell.id);
      if (text && text.version > 0) text.resume(operation.cell.source, 0);
    }
    this.#releaseRuns();
    this.#count();
  }

  #receiveText(edit: Extract<Edit, {type: "edit-source"}>, state: NotebookState): void {
    const text = this.#texts.get(edit.id);
    if (!text) return;
    for (const [id, cell] of this.#sentTexts) if (cell === edit.id && edit.client === this.#effects.client) this.#sentTexts.delete(id);
    const source = findCell(state.notebook, edit.id)?.source ?? "";
    if (edit.version !== text.version) text.resume(source, state.cells[edit.id]?.version ?? edit.version + 1);
    else text.receive(edit);
    if (!text.isUnsaved && text.document.peek().toString() !== source) text.resume(source, text.version);
    this.#sendText(text);
  }

  #reports({sequence, reports}: Extract<ServerMessage, {type: "reports"}>): void {
    let state = this.#confirmed.peek();
    if (!state) return;
    if (sequence > state.sequence + 1) return this.#resynchronise();
    for (const report of reports.slice(Math.max(0, state.sequence + 1 - sequence))) {
      const outcome = applyOperation(state, report);
      if (!("refused" in outcome)) state = outcome.state;
    }
    this.#confirmed.value = state;
  }

  #refused({id, code, message}: Extract<ServerMessage, {type: "refused"}>): void {
    const cell = this.#sentTexts.get(id);
    if (cell !== undefined) {
      this.#sentTexts.delete(id);
      const text = this.#texts.get(cell);
      text?.release();
      if (code === "stale-version" && text) this.#rebase(text);
      else if (code !== "cell-not-found") {
        this.#effects.notify(`The text of a cell was not accepted: ${message}.`);
        if (code !== "too-large") this.#resynchronise();
      }
      return;
    }
    const refused = this.#pending.peek().find((edit) => edit.id === id);
    if (refused?.edit.type === "insert-cell" && code === "cell-id-used") return this.#insertAgain(refused.edit.cell.id, id);
    this.#settle(id);
    if (refused?.edit.type !== "set-input") this.#effects.notify(`That was not accepted: ${message}.`);
  }

  /** What the text missed has arrived before the refusal; where it has not, the text begins again from the confirmed one. */
  #rebase(text: CellText): void {
    const state = this.#confirmed.peek();
    const cell = state && findCell(state.notebook, text.cell);
    if (!cell) return;
    const version = state.cells[text.cell]?.version ?? 0;
    if (version !== text.version) text.resume(cell.source, version);
    this.#sendText(text);
  }

  #insertAgain(wished: number, id: number): void {
    const free = this.#confirmed.peek()!.nextCellId + this.#pending.peek().filter(({edit}) => edit.type === "insert-cell").length;
    this.#pending.value = renumberCell(this.#pending.peek(), wished, free);
    const old = this.#texts.get(wished);
    this.onRenumbered(wished, free);
    if (old) {
      const typed = old.document.peek().toString();
      this.#forget(wished);
      const text = this.text(free);
      text.dispatch({changes: {from: 0, to: text.document.peek().length, insert: typed}});
    }
    const again = this.#pending.peek().find((edit) => edit.id === id);
    if (again) this.connection.send({type: "operation", id, operation: again.edit});
  }

  #sendTexts(): void {
    for (const text of this.#texts.values()) this.#sendText(text);
  }

  #sendText(text: CellText): void {
    if (this.connection.status.peek().type !== "open" || this.readOnly.peek()) return;
    const edit = text.takeEdit();
    if (!edit) return;
    const id = this.#nextId++;
    this.#sentTexts.set(id, text.cell);
    if (!this.connection.send({type: "operation", id, operation: edit})) text.release();
  }

  #sendCommand(command: Command): boolean {
    return this.connection.send({type: "operation", id: this.#nextId++, operation: command});
  }

  /** Runs go out when every text that they waited for has arrived. */
  #releaseRuns(): void {
    const still = this.#runsWaiting.filter(({cells, command}) => {
      for (const cell of cells) if (!this.#texts.get(cell)?.isUnsaved) cells.delete(cell);
      if (cells.size > 0) return true;
      this.#sendCommand(command);
      return false;
    });
    this.#runsWaiting = still;
  }

  #settle(id: number): void {
    if (this.#pending.peek().some((edit) => edit.id === id)) this.#pending.value = this.#pending.peek().filter((edit) => edit.id !== id);
    this.#settlements.get(id)?.();
    this.#settlements.delete(id);
    this.#count();
  }

  #forget(cell: number): void {
    this.#texts.get(cell)?.detach();
    this.#texts.delete(cell);
    this.#views.delete(cell);
  }

  #resynchronise(): void {
    this.connection.send({type: "resynchronise"});
  }

  #count(): void {
    let count = this.#pending.peek().filter(({edit}) => edit.type !== "set-input").length;
    for (const text of this.#texts.values()) if (text.isUnsaved) count++;
    this.unsaved.value = count;
  }
}
