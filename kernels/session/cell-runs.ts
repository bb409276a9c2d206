/** Brings the kernel to what was asked to run: each cell defined, removed, held or reported as failed, blocked or disabled. */
import {resolveTables, type CompiledCell} from "#kernels/compile";
import {digestCellSource} from "#kernels/digest";
import type {CellDefinition, Kernel, KernelReport, StoredCell} from "#kernels/host";
import type {Cell, CellError, CellResult, CellStatus, NotebookState, Report} from "#notebooks";
import {isSameDefinition} from "./compilation.ts";
import {ManualHold} from "./manual-hold.ts";
import {planRun, toPlannedResult, type PlannedCell, type RunPlan} from "./run-plan.ts";
import {hasSameInputs, type StoredCells} from "./stored-cells.ts";

export interface CellRunsContext {
  readonly stored: StoredCells;
  state(): NotebookState;
  kernel(): Kernel | null;
  /** Asks for a kernel; `reconcile` is called when it is there. */
  needKernel(): void;
  report(report: Report): void;
}

export interface CompiledEntry {
  readonly cell: Cell;
  readonly compiled: CompiledCell;
}

interface CellInForce extends CompiledEntry {
  readonly sourceDigest: string;
}

type PlannedDefinition = Extract<PlannedCell, {type: "define"}>;

const unsettledStatuses: ReadonlySet<CellStatus> = new Set(["queued", "running"]);

export class CellRuns {
  readonly #context: CellRunsContext;
  /** The source of each cell that was last asked to run. */
  readonly #inForce = new Map<number, CellInForce>();
  /** Cells that must execute even though nothing they read changed, and have not been sent yet. */
  readonly #forced = new Set<number>();
  readonly #defined = new Map<number, {readonly compiled: CompiledCell; readonly generation: number}>();
  /** Cells of which the kernel has not said anything since they were defined. */
  readonly #awaited = new Set<number>();
  readonly #manual = new ManualHold();
  /** Cells that were stopped or lost: not defined again until asked for. */
  readonly #unfinished = new Set<number>();
  readonly #planTold = new Map<number, string>();
  #plan: RunPlan = {cells: new Map(), dependents: new Map(), dependencies: new Map()};

  constructor(context: CellRunsContext) {
    this.#context = context;
  }

  get plan(): RunPlan {
    return this.#plan;
  }

  /** Whether a cell waits to be sent, waits for the kernel's first word, or is queued or running. */
  get isSettled(): boolean {
    return this.#awaited.size === 0 && !this.isExecuting;
  }

  get isExecuting(): boolean {
    if (this.#forced.size > 0) return true;
    const {cells} = this.#context.state();
    return Object.values(cells).some(({result}) => unsettledStatuses.has(result.status));
  }

  isUnfinished(id: number): boolean {
    return this.#unfinished.has(id);
  }

  /** Whether a problem was found before the cell was defined. */
  isRefused(id: number): boolean {
    return this.#plan.cells.get(id)?.type === "failed";
  }

  /** The compiled cells in force, in page order. */
  listCompiled(): CompiledCell[] {
    const {cells} = this.#context.state().notebook;
    return cells.map(({id}) => this.#inForce.get(id)?.compiled).filter((compiled) => compiled !== undefined);
  }

  findInForce(id: number): CellInForce | undefined {
    return this.#inForce.get(id);
  }

  /** Makes these texts what runs. `force` executes them even where what is kept would do. */
  enforce(cells: readonly CompiledEntry[], force: boolean): void {
    for (const {cell, compiled} of cells) {
      const {id} = cell;
      this.#inForce.set(id, {cell, compiled, sourceDigest: digestCellSource(cell)});
      const wasUnfinished = this.#unfinished.delete(id);
      this.#manual.release(id);
      if (force || wasUnfinished) this.#forced.add(id);
      else if (this.#defined.has(id)) this.#await(id, this.#generation(id));
    }
  }

  /** Takes up the cells of a notebook that opens: all of them, or in manual mode those with a stored value. */
  begin(cells: readonly CompiledEntry[]): void {
    const {stored, report} = this.#context;
    for (const {cell, compiled} of cells) {
      const sourceDigest = digestCellSource(cell);
      const kept = stored.find(cell.id, sourceDigest);
      if (kept) report({type: "cell-result", id: cell.id, generation: kept.result.generation, changes: kept.result});
      if (this.#isManual && !kept) continue;
      this.#inForce.set(cell.id, {cell, compiled, sourceDigest});
      report({type: "cell-submitted", id: cell.id, source: cell.source});
    }
  }

  /** A cell waits for its text to be compiled. */
  queue(id: number): void {
    this.#tell(id, {status: "queued"});
  }

  /** A cell was enabled or disabled. One that was never run has no place in the plan, and is told here. */
  changeDisabled(id: number): void {
    const {state} = this.#context;
    const isDisabled = state().notebook.cells.find((cell) => cell.id === id)?.disabled === true;
    const status = state().cells[id]?.result.status;
    if (this.#inForce.has(id)) this.reconcile();
    else if (isDisabled !== (status === "disabled")) this.#tell(id, {status: isDisabled ? "disabled" : "idle"});
  }

  /** In manual mode: what these cells show is not what a run would give now. */
  markStale(cells: readonly number[] | "all" | "stale"): void {
    for (const [key, {result}] of Object.entries(this.#context.state().cells)) {
      const id = Number(key);
      if (typeof cells !== "string" && !cells.includes(id)) continue;
      if (this.#inForce.has(id) && (result.status === "done" || result.status === "failed")) this.#tell(id, {status: "stale"});
    }
  }

  /** A cell left the notebook. */
  drop(id: number): void {
    this.#inForce.delete(id);
    this.#forced.delete(id);
    this.#awaited.delete(id);
    this.#manual.keep(id);
    this.#unfinished.delete(id);
    this.#planTold.delete(id);
    this.#context.stored.drop(id);
  }

  /** Compares what ought to be defined with what is, and sends the difference. */
  reconcile(): void {
    const {state, kernel: findKernel, needKernel} = this.#context;
    const {notebook} = state();
    const disabled = new Set(notebook.cells.filter((cell) => cell.disabled).map(({id}) => id));
    // A cell that was stopped stays in the kernel that stopped it, and keeps its failure there.
    const left = new Set([...this.#unfinished].filter((id) => !this.#defined.has(id)));
    this.#plan = planRun(resolveTables(this.listCompiled()), disabled, left);
    for (const [id, planned] of this.#plan.cells) this.#tellPlanned(id, planned);
    this.#releaseStale();
    const wanted = [...this.#plan.cells].filter((entry): entry is [number, PlannedDefinition] => {
      const [id, planned] = entry;
      if (planned.type !== "define") return false;
      const defined = this.#defined.get(id);
      return this.#forced.has(id) || !defined || !isSameDefinition(defined.compiled, planned.compiled);
    });
    const kernel = findKernel();
    if (!kernel) {
      if (wanted.some(([id]) => this.#forced.has(id) || !this.#isKept(id))) needKernel();
      return;
    }
    const gone = [...this.#defined.keys()].filter((id) => this.#plan.cells.get(id)?.type !== "define");
    for (const id of gone) {
      this.#defined.delete(id);
      this.#awaited.delete(id);
    }
    if (gone.length > 0) kernel.remove(gone);
    const definitions = wanted.map(([id, planned]) => this.#toDefinition(id, planned.compiled));
    this.hold();
    if (definitions.length > 0) kernel.define(definitions);
  }

  /** Tells the kernel which cells must wait for a person: in manual mode all but those asked for. */
  hold(): void {
    const kernel = this.#context.kernel();
    if (kernel) this.#manual.tell(kernel, this.#isManual ? this.#plan.cells.keys() : []);
  }

  /** Takes what the kernel says of a cell. False: it is not about what is defined now. */
  hear({cell: id, generation, changes, evidence}: KernelReport): boolean {
    const {report, state, stored} = this.#context;
    const defined = this.#defined.get(id);
    const inForce = this.#inForce.get(id);
    if (!defined || !inForce || generation < defined.generation) return false;
    // What was said of an earlier execution of the same definition came before the session asked again.
    report({type: "cell-result", id, generation: Math.max(generation, state().cells[id]?.result.generation ?? 0), changes});
    if (changes.status === undefined) return true;
    this.#awaited.delete(id);
    if (unsettledStatuses.has(changes.status)) return true;
    if (changes.status !== "stale" && changes.status !== "idle") this.#manual.keep(id);
    const result = state().cells[id]?.result;
    if (evidence && result) {
      this.#unfinished.delete(id);
      stored.keep(id, result, evidence, inForce.sourceDigest);
    } else if (changes.status === "failed") {
      // A failure that comes with no evidence is not the cell's own: it was stopped.
      this.#unfinished.add(id);
      stored.drop(id);
    }
    return true;
  }

  /** The kernel is gone: nothing is defined any more. Cells that were running failed for this reason and are not tried again unasked. */
  lose(error: CellError | null): void {
    this.#defined.clear();
    this.#awaited.clear();
    this.#manual.forget();
    if (!error) return;
    for (const [key, {result}] of Object.entries(this.#context.state().cells)) {
      const id = Number(key);
      if (result.status === "running") this.fail(id, error);
      else if (result.status === "queued" && this.#inForce.has(id)) this.#forced.add(id);
    }
  }

  /** The kernel is put away for a fresh start: only the texts in force stay. */
  reset(): void {
    this.lose(null);
    this.#unfinished.clear();
    this.#planTold.clear();
  }

  /** Cells that were stopped by a person: what their failure says is theirs, but it is no result. */
  stop(ids: readonly number[], error: CellError): void {
    const {cells} = this.#context.state();
    for (const id of ids) {
      const status = cells[id]?.result.status;
      if (status === "queued" || status === "running") this.fail(id, error);
      else if (status === "failed" && cells[id]?.result.error?.name === error.name) this.#unfinished.add(id);
    }
  }

  /** Marks a cell as stopped before its end. */
  fail(id: number, error: CellError): void {
    this.#unfinished.add(id);
    this.#forced.delete(id);
    this.#awaited.delete(id);
    this.#context.stored.drop(id);
    this.#tell(id, {status: "failed", error, progress: null});
  }

  /** Cells that wait or run, by what the state shows. */
  listUnsettled(): number[] {
    const {cells} = this.#context.state();
    return Object.keys(cells).map(Number).filter((id) => unsettledStatuses.has(cells[id]?.result.status ?? "idle"));
  }

  /** Cells that wait, run, or are still to be sent. */
  listWaiting(): number[] {
    return [...new Set([...this.listUnsettled(), ...this.#forced, ...this.#awaited])];
  }

  #toDefinition(id: number, compiled: CompiledCell): CellDefinition {
    const isForced = this.#forced.delete(id);
    const stored = isForced ? null : (this.#findStored(id) ?? null);
    const generation = this.#generation(id) + 1;
    const isHeld = this.#isManual && !this.#manual.isReleased(id);
    this.#defined.set(id, {compiled, generation});
    this.#planTold.delete(id);
    if (stored) this.#awaited.add(id);
    else if (!isHeld) this.#await(id, generation);
    return {compiled, generation, stored};
  }

  /** A stale cell executes as soon as it is not held any more: to define it again would run it twice. */
  #releaseStale(): void {
    for (const id of [...this.#forced]) {
      const planned = this.#plan.cells.get(id);
      const defined = this.#defined.get(id);
      const isStale = this.#context.state().cells[id]?.result.status === "stale" && this.#manual.isTold(id);
      if (!isStale || planned?.type !== "define" || !defined || !isSameDefinition(defined.compiled, planned.compiled)) continue;
      this.#forced.delete(id);
      this.#await(id, this.#generation(id));
    }
  }

  #await(id: number, generation: number): void {
    this.#awaited.add(id);
    this.#report(id, generation, {status: "queued", error: null, blockedBy: null, progress: null});
  }

  get #isManual(): boolean {
    return this.#context.state().notebook.runMode === "manual";
  }

  #findStored(id: number): StoredCell | undefined {
    const inForce = this.#inForce.get(id);
    const stored = inForce && this.#context.stored.find(id, inForce.sourceDigest);
    return stored && hasSameInputs(stored, this.#context.state().inputs) ? stored : undefined;
  }

  /** Whether what is shown of a cell is what was kept of it, so that no kernel is needed to show it. */
  #isKept(id: number): boolean {
    const status = this.#context.state().cells[id]?.result.status;
    return status === "stale" || this.#findStored(id)?.result.status === status;
  }

  #tellPlanned(id: number, planned: PlannedCell): void {
    if (planned.type === "define" || planned.type === "unfinished") {
      this.#planTold.delete(id);
      return;
    }
    this.#forced.delete(id);
    this.#manual.keep(id);
    const text = JSON.stringify(planned);
    const result = toPlannedResult(planned);
    if (this.#planTold.get(id) === text && this.#context.state().cells[id]?.result.status === result.status) return;
    this.#planTold.set(id, text);
    this.#tell(id, result);
  }

  #tell(id: number, changes: Partial<CellResult>): void {
    this.#report(id, this.#generation(id) + 1, changes);
  }

  #report(id: number, generation: number, changes: Partial<CellResult>): void {
    this.#context.report({type: "cell-result", id, generation, changes});
  }

  #generation(id: number): number {
    return Math.max(this.#context.state().cells[id]?.result.generation ?? 0, this.#defined.get(id)?.generation ?? 0);
  }
}
