/** Requests to run cells: their present text is submitted, compiled if need be, and put in force, with the stale cells that they read. */
import type {CompiledCell} from "#kernels/compile";
import type {Cell, CellError, NotebookState, Report} from "#notebooks";
import type {CellRuns} from "./cell-runs.ts";
import {toCompileKey, type Compilation} from "./compilation.ts";
import {reach} from "./run-plan.ts";

export interface RunRequestsContext {
  readonly compilation: Compilation;
  readonly runs: CellRuns;
  state(): NotebookState;
  report(report: Report): void;
  /** Cells are about to run from these compiled forms. */
  starting(compiled: readonly CompiledCell[]): void;
  changed(): void;
}

export class RunRequests {
  readonly #context: RunRequestsContext;
  /** Cells whose submitted text is being compiled. */
  readonly #compiling = new Map<number, Cell>();
  #pending = 0;
  /** Counts cancellations: what was asked before one does not run after it. */
  #epoch = 0;

  constructor(context: RunRequestsContext) {
    this.#context = context;
  }

  get isPending(): boolean {
    return this.#pending > 0;
  }

  /** Waits for something without which a request cannot begin; meanwhile the session is not at rest. False: it was cancelled. */
  async hold(before: Promise<void>): Promise<boolean> {
    const epoch = this.#epoch;
    this.#pending += 1;
    await before.finally(() => {
      this.#pending -= 1;
      this.#context.changed();
    });
    return epoch === this.#epoch;
  }

  /** Runs cells whether or not anything changed; `stale` only those whose values are not what a run would give. */
  run(which: readonly number[] | "all" | "stale"): void {
    const {state} = this.#context;
    const {cells} = state().notebook;
    if (which === "stale") {
      this.#submit(cells.filter((cell) => this.#isBehind(cell)), false);
      return;
    }
    const ids = which === "all" ? null : new Set(which);
    const named = cells.filter((cell) => ids?.has(cell.id) ?? true);
    this.#submit(named, true);
  }

  /** Forgets the requests that still wait for the compiler, and fails their cells. */
  cancel(error: CellError): void {
    this.#epoch += 1;
    for (const id of this.#compiling.keys()) this.#context.runs.fail(id, error);
    this.#compiling.clear();
  }

  #submit(cells: readonly Cell[], force: boolean, asked: ReadonlySet<number> = new Set()): void {
    const {compilation, report} = this.#context;
    const enabled = cells.filter((cell) => !cell.disabled);
    for (const {id, source} of enabled) {
      if (this.#context.state().cells[id]?.submitted !== source) report({type: "cell-submitted", id, source});
    }
    if (enabled.every((cell) => compilation.find(cell))) this.#start(enabled, force, asked);
    else void this.#compileAndStart(enabled, force, asked);
  }

  async #compileAndStart(cells: readonly Cell[], force: boolean, asked: ReadonlySet<number>): Promise<void> {
    const {compilation, runs, changed} = this.#context;
    const epoch = this.#epoch;
    this.#pending += 1;
    for (const cell of cells) {
      this.#compiling.set(cell.id, cell);
      runs.queue(cell.id);
    }
    const outcomes = await Promise.allSettled(cells.map((cell) => compilation.compile(cell)));
    this.#pending -= 1;
    if (epoch === this.#epoch) {
      outcomes.forEach((outcome, index) => {
        const id = cells[index]?.id;
        if (outcome.status !== "rejected" || id === undefined) return;
        const message = outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason);
        runs.fail(id, {name: "CompileError", message, line: null, column: null, frames: []});
      });
      const present = cells.filter((cell) => this.#compiling.get(cell.id) === cell);
      for (const {id} of present) this.#compiling.delete(id);
      this.#start(present.filter((cell) => compilation.find(cell)), force, asked);
    }
    changed();
  }

  #start(cells: readonly Cell[], force: boolean, asked: ReadonlySet<number>): void {
    const {compilation, runs, starting} = this.#context;
    const entries = cells.map((cell) => ({cell, compiled: compilation.find(cell)})).filter(hasCompiled);
    runs.enforce(entries, force);
    starting(entries.map(({compiled}) => compiled));
    const ids = new Set([...asked, ...cells.map(({id}) => id)]);
    const above = this.#findBehindAbove(ids);
    if (above.length > 0) this.#submit(above, false, ids);
    runs.reconcile();
  }

  /** The cells above that never ran, or are stale; a cell that was edited and not submitted runs as it was. */
  #findBehindAbove(ids: ReadonlySet<number>): Cell[] {
    const {notebook, cells} = this.#context.state();
    const givers = new Map<string, number>();
    for (const {id} of notebook.cells) for (const name of cells[id]?.analysis.gives ?? []) givers.set(name, id);
    const edges = new Map<number, number[]>();
    for (const {id} of notebook.cells) {
      const above = (cells[id]?.analysis.needs ?? []).map((name) => givers.get(name)).filter((giver) => giver !== undefined);
      edges.set(id, above);
    }
    const reached = reach(ids, edges);
    return notebook.cells.filter((cell) => {
      if (!reached.has(cell.id) || ids.has(cell.id) || cell.disabled || this.#compiling.has(cell.id)) return false;
      const status = cells[cell.id]?.result.status;
      return status === "stale" || !this.#context.runs.findInForce(cell.id);
    });
  }

  #isBehind(cell: Cell): boolean {
    if (cell.disabled || cell.kind === "other") return false;
    const inForce = this.#context.runs.findInForce(cell.id);
    if (!inForce || toCompileKey(inForce.cell) !== toCompileKey(cell)) return true;
    return this.#context.state().cells[cell.id]?.result.status === "stale";
  }
}

function hasCompiled<T extends {readonly compiled: CompiledCell | undefined}>(entry: T): entry is T & {readonly compiled: CompiledCell} {
  return entry.compiled !== undefined;
}
