/** What is said of each cell before it runs: names, the graph's problems, and types, which are checked apart and never delay a run. */
import {analyseGraph, resolveTables, type Compiler} from "#kernels/compile";
import type {Cell, CellAnalysis, Diagnostic, Notebook, Report} from "#notebooks";
import type {Compilation} from "./compilation.ts";

/** Milliseconds without a change before types are checked. */
const quietMs = 150;

export interface AnalysesContext {
  readonly compiler: Compiler;
  readonly compilation: Compilation;
  /** Names the notebook to the compiler. */
  readonly notebookKey: string;
  notebook(): Notebook;
  report(report: Report): void;
  /** Something that ought to work did not. */
  fault(error: unknown): void;
}

interface CheckedTypes {
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
}

export class Analyses {
  readonly #context: AnalysesContext;
  readonly #told = new Map<number, string>();
  readonly #types = new Map<number, CheckedTypes>();
  #timer: NodeJS.Timeout | null = null;
  #isRefreshing = false;
  #isChecking = false;
  #mustCheckAgain = false;
  #isClosed = false;

  constructor(context: AnalysesContext) {
    this.#context = context;
  }

  /** Analyses the latest compiled text of every cell and reports what changed. */
  refresh(): void {
    const {notebook, compilation} = this.#context;
    const {cells} = notebook();
    const compiled = resolveTables(cells.map(({id}) => compilation.findTyped(id)).filter((one) => one !== undefined));
    const disabled = new Set(cells.filter((cell) => cell.disabled).map(({id}) => id));
    const analyses = analyseGraph(compiled, disabled);
    for (const cell of cells) {
      const analysis = analyses.get(cell.id);
      if (analysis) this.#tell(cell, analysis);
    }
  }

  /** The same, once for all that happens in this turn. */
  refreshSoon(): void {
    if (this.#isRefreshing || this.#isClosed) return;
    this.#isRefreshing = true;
    queueMicrotask(() => {
      this.#isRefreshing = false;
      if (!this.#isClosed) this.refresh();
    });
  }

  /** Asks for a check of types once the notebook has been quiet for a moment. */
  scheduleTypeCheck(): void {
    if (this.#isClosed) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), quietMs);
    this.#timer.unref();
  }

  forget(id: number): void {
    this.#told.delete(id);
    this.#types.delete(id);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#context.compiler.forget(this.#context.notebookKey);
  }

  #tell(cell: Cell, {needs, gives, diagnostics}: CellAnalysis): void {
    const types = this.#types.get(cell.id);
    const all = [...diagnostics, ...(types?.source === cell.source ? types.diagnostics : [])];
    const analysis = {needs, gives, diagnostics: all.sort((a, b) => a.from - b.from)};
    const text = JSON.stringify(analysis);
    if (this.#told.get(cell.id) === text) return;
    this.#told.set(cell.id, text);
    this.#context.report({type: "cell-analysis", id: cell.id, analysis});
  }

  async #check(): Promise<void> {
    if (this.#isChecking) {
      this.#mustCheckAgain = true;
      return;
    }
    this.#isChecking = true;
    const {compiler, notebook, notebookKey, fault} = this.#context;
    const {cells} = notebook();
    try {
      const found = await compiler.check(notebookKey, cells);
      if (this.#isClosed) return;
      for (const {id, source} of cells) this.#types.set(id, {source, diagnostics: found.get(id) ?? []});
      this.refresh();
    } catch (error) {
      if (!this.#isClosed) fault(error);
    } finally {
      this.#isChecking = false;
      if (this.#mustCheckAgain) this.scheduleTypeCheck();
      this.#mustCheckAgain = false;
    }
  }
}
