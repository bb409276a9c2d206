/** What a person does on the notebook page: which cell is chosen, what is open beside the cells, and the acts on cells with their undo. */
import {computed, signal} from "@preact/signals";
import {createContext} from "preact";
import {useContext} from "preact/hooks";
import {findCell, isPinnedByDefault, toCell, type Cell, type CellKind, type Edit, type NotebookState, type VerifyReport} from "#notebooks";
import {describeError} from "../api/http.ts";
import {showToast} from "../components/toast.tsx";
import type {NotebookSession, RequestProgress} from "../session/notebook-session.ts";
import {stepBack, type UndoStep} from "./undo.ts";

export type RailSection = "outline" | "variables" | "data" | "problems";

export type Verification =
  | {readonly status: "running"; readonly startedAt: number; readonly progress: RequestProgress | null}
  | {readonly status: "done"; readonly report: VerifyReport}
  | {readonly status: "failed"; readonly message: string};

export interface EditorFocus {
  readonly cell: number;
  readonly at: "start" | "end" | number | null;
}

const keptUndoSteps = 100;

export class Workbench {
  readonly notebook: string;
  readonly session: NotebookSession;
  readonly selected = signal<number | null>(null);
  /** The cell whose editor has the focus. */
  readonly editing = signal<number | null>(null);
  /** A wish to put the cursor into a cell's editor, until the editor took it. */
  readonly editorFocus = signal<EditorFocus | null>(null);
  readonly rail = signal<RailSection | null>(null);
  readonly isVerifyOpen = signal(false);
  readonly dialog = signal<"palette" | "keys" | "publish" | "results" | null>(null);
  readonly verification = signal<Verification | null>(null);
  readonly problems = computed(() => listProblems(this.session.state.value));
  #undo: UndoStep[] = [];

  constructor(notebook: string, session: NotebookSession) {
    this.notebook = notebook;
    this.session = session;
    session.onRenumbered = (from, to) => {
      for (const chosen of [this.selected, this.editing]) if (chosen.peek() === from) chosen.value = to;
      if (this.editorFocus.peek()?.cell === from) this.editorFocus.value = {cell: to, at: "end"};
    };
  }

  get state(): NotebookState {
    const state = this.session.state.peek();
    if (!state) throw new TypeError("the notebook is not open yet");
    return state;
  }

  cell(id: number): Cell | undefined {
    return findCell(this.state.notebook, id);
  }

  edit(edit: Edit): void {
    if (this.session.readOnly.peek()) return;
    const step = stepBack(this.state, edit, (id) => this.session.text(id).document.peek().toString());
    if (step) this.#undo = [...this.#undo.slice(1 - keptUndoSteps), step];
    this.session.edit(edit);
  }

  undo(): void {
    const step = this.#undo.pop();
    if (!step) return showToast("There is nothing to undo");
    this.session.edit(step.edit);
    if (step.edit.type === "insert-cell") this.focusCell(step.edit.cell.id);
    showToast(`Undid ${step.what}`);
  }

  /** A notebook that is one empty cell is begun by writing in it. */
  begin(): void {
    const [first, ...others] = this.state.notebook.cells;
    if (first && others.length === 0 && first.source === "" && !this.session.readOnly.peek()) this.startEditing(first.id, "end");
  }

  select(id: number | null): void {
    this.selected.value = id;
  }

  /** Chooses a cell and moves the focus to it, out of its editor. */
  focusCell(id: number): void {
    this.selected.value = id;
    this.editorFocus.value = null;
    if (!focusElement(id)) requestAnimationFrame(() => focusElement(id));
  }

  /** Moves by steps among the cells; stops at the ends. */
  move(step: number): void {
    const order = this.session.order.peek();
    const at = order.indexOf(this.selected.peek() ?? -1);
    const from = at < 0 && step < 0 ? order.length : at;
    const to = Math.max(0, Math.min(order.length - 1, from + step));
    const id = order[to];
    if (id !== undefined) this.focusCell(id);
  }

  startEditing(id: number, at: EditorFocus["at"] = null): void {
    this.selected.value = id;
    this.editing.value = id;
    this.editorFocus.value = {cell: id, at};
  }

  /** Inserts a cell and begins to write in it. An empty cell runs at once, since a notebook is only proved when every cell has settled. */
  insert(kind: CellKind, after: number | null, source = ""): void {
    if (this.session.readOnly.peek()) return;
    const id = this.state.nextCellId;
    this.edit({type: "insert-cell", cell: toCell({id, kind, source}), after});
    if (source === "") this.session.command({type: "run", cells: [id]});
    this.startEditing(id, "end");
  }

  /** Inserts beside the chosen cell, or at the end. */
  insertNear(kind: CellKind, where: "above" | "below"): void {
    const order = this.session.order.peek();
    const at = order.indexOf(this.selected.peek() ?? -1);
    if (at < 0) return this.insert(kind, order.at(-1) ?? null);
    this.insert(kind, where === "below" ? order[at]! : (order[at - 1] ?? null));
  }

  remove(id: number): void {
    const order = this.session.order.peek();
    const at = order.indexOf(id);
    this.edit({type: "delete-cell", id});
    const next = order[at + 1] ?? order[at - 1];
    if (next !== undefined) this.focusCell(next);
    else this.selected.value = null;
    showToast("Cell deleted", {label: "Undo", run: () => this.undo()});
  }

  /** Makes a cell another kind; whether its code is folded goes with the kind. */
  setKind(id: number, kind: CellKind): void {
    if (this.cell(id)?.kind !== kind) this.edit({type: "set-cell", id, changes: {kind, pinned: isPinnedByDefault(kind)}});
  }

  duplicate(id: number): void {
    const cell = this.cell(id);
    if (!cell) return;
    const copy = this.state.nextCellId;
    this.edit({type: "insert-cell", cell: {...cell, id: copy, source: this.session.text(id).document.peek().toString(), output: null}, after: id});
    this.focusCell(copy);
  }

  shift(id: number, step: -1 | 1): void {
    const order = this.session.order.peek();
    const at = order.indexOf(id);
    const after = step < 0 ? (order[at - 2] ?? null) : order[at + 1];
    if (at < 0 || (step < 0 && at === 0) || after === undefined) return;
    this.edit({type: "move-cell", id, after});
    this.focusCell(id);
  }

  run(cells: readonly number[] | "all" | "stale"): void {
    if (!this.session.command({type: "run", cells})) showToast("There is no connection; cells can run again when it is back");
  }

  runAndAdvance(id: number): void {
    this.run([id]);
    const order = this.session.order.peek();
    const next = order[order.indexOf(id) + 1];
    if (next === undefined) this.insert("typescript", id);
    else this.focusCell(next);
  }

  /** A Markdown or HTML cell that was written is drawn when its editor is left. */
  leaveEditor(id: number): void {
    if (this.editing.peek() === id) this.editing.value = null;
    const cell = this.cell(id);
    if (!cell || (cell.kind !== "markdown" && cell.kind !== "html")) return;
    const typed = this.session.text(id).document.peek().toString();
    if (typed !== (this.state.cells[id]?.submitted ?? "")) this.session.command({type: "run", cells: [id]});
  }

  async verify(): Promise<void> {
    if (this.verification.peek()?.status === "running") return;
    this.isVerifyOpen.value = true;
    const startedAt = Date.now();
    this.verification.value = {status: "running", startedAt, progress: null};
    try {
      const {report} = await this.session.request({type: "verify"}, (progress) => {
        this.verification.value = {status: "running", startedAt, progress};
      });
      this.verification.value = {status: "done", report};
    } catch (error) {
      this.verification.value = {status: "failed", message: describeError(error)};
    }
  }

  /** Shows a place in a cell's source. */
  goTo(id: number, line: number | null, column: number | null): void {
    const text = this.session.text(id).document.peek();
    const at = line === null ? null : text.line(Math.min(Math.max(line, 1), text.lines)).from + Math.max(0, (column ?? 1) - 1);
    this.startEditing(id, at === null ? "start" : Math.min(at, text.length));
    requestAnimationFrame(() => document.getElementById(`cell-${id}`)?.scrollIntoView({block: "nearest"}));
  }
}

/** Moves the focus to a cell; false when it is not on the page yet. */
function focusElement(id: number): boolean {
  const element = document.getElementById(`cell-${id}`);
  element?.focus({preventScroll: true});
  element?.scrollIntoView({block: "nearest"});
  return element !== null;
}

export interface Problem {
  readonly cell: number;
  readonly severity: "error" | "warning" | "information";
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

function listProblems(state: NotebookState | null): readonly Problem[] {
  if (!state) return [];
  return state.notebook.cells.flatMap(({id}) => {
    const cell = state.cells[id];
    if (!cell) return [];
    const found: Problem[] = cell.analysis.diagnostics.map(({severity, source, message, line, column}) => ({
      cell: id,
      severity: severity === "error" && source === "type" ? "warning" : severity,
      message,
      line,
      column,
    }));
    const {error, status} = cell.result;
    if (status === "failed" && error) found.push({cell: id, severity: "error", message: `${error.name}: ${error.message}`, line: error.line, column: error.column});
    return found;
  });
}

const WorkbenchContext = createContext<Workbench | null>(null);

export const WorkbenchProvider = WorkbenchContext.Provider;

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (!workbench) throw new TypeError("useWorkbench requires the notebook page around it");
  return workbench;
}
