/** One cell's text as this person sees it: what the server has, what is on its way, and what was typed since; with or without an editor on the page. */
import {collab, receiveUpdates, sendableUpdates} from "@codemirror/collab";
import {ChangeSet, Compartment, EditorState, StateEffect, Text, Transaction, type Extension, type TransactionSpec} from "@codemirror/state";
import type {EditorView} from "@codemirror/view";
import {signal, type ReadonlySignal} from "@preact/signals";
import type {Edit, TextChanges} from "#notebooks";
import {differenceOf, reconcile} from "./reconcile.ts";

type SourceEdit = Extract<Edit, {type: "edit-source"}>;

export class CellText {
  readonly cell: number;
  /** The text with everything typed. */
  readonly document: ReadonlySignal<Text>;
  /** Called after the person changed the text, so that it is sent. */
  onTyped: () => void = () => {};
  readonly #document: ReturnType<typeof signal<Text>>;
  readonly #client: string;
  readonly #collaboration = new Compartment();
  #state: EditorState;
  #view: EditorView | null = null;
  #configured = false;
  #version: number;
  /** The server's text at `#version`, without what is on its way or unsent. */
  #base: Text;
  /** How many of the unconfirmed updates are on their way. */
  #sentCount = 0;
  #resuming = false;

  constructor(cell: number, source: string, version: number, client: string) {
    this.cell = cell;
    this.#client = client;
    this.#version = version;
    this.#state = EditorState.create({doc: source, extensions: [this.#collaboration.of(this.#collab())]});
    this.#base = this.#state.doc;
    this.#document = signal(this.#state.doc);
    this.document = this.#document as ReadonlySignal<Text>;
  }

  get state(): EditorState {
    return this.#state;
  }

  get view(): EditorView | null {
    return this.#view;
  }

  get version(): number {
    return this.#version;
  }

  /** Whether there is text that the server has not confirmed. */
  get isUnsaved(): boolean {
    return sendableUpdates(this.#state).length > 0;
  }

  /** Whether the server can be sent something now. */
  get isSendable(): boolean {
    return this.#sentCount === 0 && this.isUnsaved;
  }

  /** Puts an editor on the text. The extensions are added the first time; undo survives an editor that comes and goes. */
  attach(makeView: (state: EditorState, text: CellText) => EditorView, extensions: () => Extension): EditorView {
    if (!this.#configured) {
      this.#configured = true;
      this.#state = this.#state.update({effects: StateEffect.appendConfig.of(extensions())}).state;
    }
    this.#view = makeView(this.#state, this);
    return this.#view;
  }

  detach(): void {
    this.#view?.destroy();
    this.#view = null;
  }

  /** What an editor's transactions go through. */
  update(transactions: readonly Transaction[]): void {
    if (this.#view) {
      this.#view.update(transactions);
      this.#state = this.#view.state;
    } else for (const transaction of transactions) this.#state = transaction.state;
    if (transactions.some((transaction) => transaction.docChanged)) {
      this.#document.value = this.#state.doc;
      if (!this.#resuming && this.isSendable) this.onTyped();
    }
  }

  dispatch(...specs: TransactionSpec[]): void {
    this.update([this.#state.update(...specs)]);
  }

  /** The edit to send now, or null: nothing typed, or the last one is not answered yet. */
  takeEdit(): SourceEdit | null {
    if (!this.isSendable) return null;
    const updates = sendableUpdates(this.#state);
    this.#sentCount = updates.length;
    const changes = updates.slice(1).reduce((all, update) => all.compose(update.changes), updates[0]!.changes);
    return {type: "edit-source", id: this.cell, version: this.#version, changes: changes.toJSON() as TextChanges, client: this.#client};
  }

  /** The last edit was refused because another came before it: it is rebased, and can be sent again. */
  release(): void {
    this.#sentCount = 0;
  }

  /** An edit that the server accepted, own or another's. Throws a RangeError when it does not fit the text. */
  receive(edit: SourceEdit): void {
    const changes = ChangeSet.fromJSON(edit.changes);
    const own = edit.client === this.#client && this.#sentCount > 0;
    const updates = own
      ? Array.from({length: this.#sentCount}, () => ({changes, clientID: this.#client}))
      : [{changes, clientID: `not ${this.#client}`}];
    this.#base = changes.apply(this.#base);
    this.#version = edit.version + 1;
    if (own) this.#sentCount = 0;
    this.update([receiveUpdates(this.#state, updates)]);
  }

  /** The server's text after a cut: takes it over, and keeps what was typed and not stored as changes on top of it. */
  resume(source: string, version: number): void {
    const theirs = Text.of(source.split("\n"));
    const updates = sendableUpdates(this.#state);
    const compose = (part: typeof updates) =>
      part.length === 0 ? null : part.slice(1).reduce((all, update) => all.compose(update.changes), part[0]!.changes);
    const kept = reconcile({
      base: this.#base,
      sent: compose(updates.slice(0, this.#sentCount)),
      unsent: compose(updates.slice(this.#sentCount)),
      theirs,
    });
    this.#base = theirs;
    this.#version = version;
    this.#sentCount = 0;
    this.#resuming = true;
    this.dispatch({effects: this.#collaboration.reconfigure([])});
    this.dispatch({
      changes: differenceOf(this.#state.doc, theirs),
      annotations: [Transaction.addToHistory.of(false), Transaction.remote.of(true)],
      filter: false,
    });
    this.dispatch({effects: this.#collaboration.reconfigure(this.#collab())});
    this.#resuming = false;
    if (!kept.empty) this.dispatch({changes: kept, annotations: Transaction.addToHistory.of(false), filter: false});
  }

  #collab(): Extension {
    return collab({startVersion: 0, clientID: this.#client});
  }
}
