/**
 * One notebook being run: edits and reports go through one pure function, and everything else follows from the state.
 *
 * An edit is applied by `applyOperation`, stored, and told to the listeners; the actions that come with the new state are carried
 * out afterwards. What the kernel says becomes reports, which are applied by the same function: there is no second channel.
 *
 * Running is level-triggered. Each cell has the text that was last asked to run (in force). `CellRuns.reconcile` compares what is
 * in force with what the kernel has, and sends the difference; it may be called at any time and from anywhere, so that a kernel
 * that is lost, put away or opened again needs no path of its own: the new one starts with nothing defined, and the difference is
 * everything, with stored values where they are still valid.
 *
 * Graph problems are found before anything is defined. A cell with a problem is not defined and neither is what reads it.
 *
 * A cell that was running when the kernel died is not tried again unless somebody asks: it may be what killed it.
 *
 * The proof is made when every cell has settled and what ran is what is written; while that is not so there is no root.
 */
import type {CompiledCell} from "#kernels/compile";
import type {Kernel, KernelReport} from "#kernels/host";
import {
  applyOperation, isRefusal, toNotebookState,
  type Action, type CellError, type ClientRequest, type Command, type Edit, type NotebookState, type Refusal, type Report,
  type RunRecord, type ServerReply,
} from "#notebooks";
import {Analyses} from "./analyses.ts";
import {answerRequest} from "./answer-request.ts";
import {CellRuns} from "./cell-runs.ts";
import {Compilation} from "./compilation.ts";
import {DataPins} from "./data-pins.ts";
import {interruptedName, KernelLink, toError} from "./kernel-link.ts";
import {applyParameters, findViewedNames, PendingParameters} from "./parameters.ts";
import {isSubmitted, makeRecord, toProof} from "./proof.ts";
import {ReportQueue} from "./report-queue.ts";
import {RunRequests} from "./run-requests.ts";
import type {Session, SessionEffects, SessionListener, SessionOptions} from "./session.ts";
import {Settling} from "./settling.ts";
import {StoredCells} from "./stored-cells.ts";

export function createSession(options: SessionOptions, effects: SessionEffects): Session {
  return new NotebookSession(options, effects);
}

let sessionCount = 0;

class NotebookSession implements Session {
  readonly #options: SessionOptions;
  readonly #effects: SessionEffects;
  /** Names the notebook to the compiler. */
  readonly #key = `session-${(sessionCount += 1)}`;
  readonly #queue: ReportQueue;
  readonly #compilation: Compilation;
  readonly #analyses: Analyses;
  readonly #stored = new StoredCells();
  readonly #runs: CellRuns;
  readonly #requests: RunRequests;
  readonly #link: KernelLink;
  readonly #pins: DataPins;
  readonly #settling: Settling;
  readonly #pendingParameters = new PendingParameters();
  #startedAt: number;
  #isOpening = false;
  #isClosed = false;

  constructor(options: SessionOptions, effects: SessionEffects) {
    this.#options = options;
    this.#effects = effects;
    this.#startedAt = effects.clock();
    const {notebook, nextCellId, revision, inputs, seed} = options;
    const settings = {seed, now: options.now ?? this.#startedAt};
    this.#queue = new ReportQueue(toNotebookState({notebook, nextCellId, revision, inputs, ...settings}), {
      beforeTelling: () => {
        this.#runs.hold();
        this.#settling.beforeTelling();
      },
      afterTelling: () => this.#settling.afterTelling(),
    });
    const state = (): NotebookState => this.state;
    const report = (one: Report): void => this.#queue.report(one);
    const changed = (): void => this.#queue.wake();
    const fault = (error: unknown): void => this.#link.tell(error instanceof Error ? error.message : String(error));
    const {compiler} = effects;
    this.#pins = new DataPins((name) => effects.findData(name));
    const compilation = new Compilation(compiler, () => this.#analyses.refreshSoon(), fault);
    this.#compilation = compilation;
    this.#analyses = new Analyses({compiler, compilation, notebookKey: this.#key, notebook: () => this.state.notebook, report, fault});
    const kernel = (): Kernel | null => this.#link.kernel;
    const needKernel = (): void => void this.#link.need();
    this.#runs = new CellRuns({stored: this.#stored, state, kernel, needKernel, report});
    const starting = (compiled: readonly CompiledCell[]): void => this.#pins.pin(compiled.flatMap(({dataNames}) => dataNames));
    this.#requests = new RunRequests({compilation, runs: this.#runs, state, report, starting, changed});
    const heard = (kernelReport: KernelReport): void => this.#hear(kernelReport);
    const {host} = effects;
    const statusChanged = (): void => this.#settling.tellKernel();
    const {limits} = options;
    this.#link = new KernelLink({host, limits, runs: this.#runs, pins: this.#pins, state, heard, changed, statusChanged}, settings);
    this.#settling = new Settling({
      queue: this.#queue,
      idleTimeoutMs: options.idleTimeoutMs,
      isSettled: () => this.#isSettled,
      isExecuting: () => this.#isExecuting,
      kernelStatus: () => this.#link.status(this.#isExecuting),
      prove: () => (isSubmitted(this.state, this.#runs) ? toProof(this.#makeRecord(), this.state) : null),
      save: async () => {
        const cells = this.#stored.takeUnsaved();
        if (cells) await effects.storeCells(cells);
      },
      fault,
      mayRest: () => this.#isSettled && this.#link.kernel !== null && this.#queue.listenerCount === 0,
      rest: () => this.#link.rest(),
    });
  }

  get state(): NotebookState {
    return this.#queue.state;
  }

  edit(edit: Edit, by: string, id: number, store: (state: NotebookState, edit: Edit) => void): Refusal | null {
    const outcome = this.#queue.edit(edit, by, id, store);
    if (isRefusal(outcome)) return outcome;
    this.#settling.doubt();
    const isManual = this.state.notebook.runMode === "manual";
    for (const action of outcome) {
      // What an edit would run is only marked where a person asks for every run.
      if (action.type === "run" && isManual) this.#runs.markStale(action.cells);
      else this.#act(action);
    }
    if (edit.type === "set-run-mode") this.#runs.hold();
    if (edit.type === "set-cell") this.#runs.changeDisabled(edit.id);
    if (edit.type !== "edit-source") this.#analyses.refreshSoon();
    this.#queue.wake();
    return null;
  }

  command(command: Command): Refusal | null {
    const outcome = applyOperation(this.state, command);
    if (isRefusal(outcome)) return outcome;
    this.#link.forgive();
    for (const action of outcome.actions) this.#act(action);
    this.#queue.wake();
    return null;
  }

  request(body: ClientRequest, progress: (share: number | null, text: string) => void, signal: AbortSignal): Promise<ServerReply> {
    return answerRequest(body, {
      effects: this.#effects,
      createSession,
      notebookKey: this.#key,
      limits: this.#options.limits,
      state: () => this.state,
      kernel: async () => {
        await this.#link.need();
        return this.#link.kernel;
      },
      record: () => this.record(),
      report: (report) => this.#queue.report(report),
      progress,
      signal,
    });
  }

  listen(listener: SessionListener): () => void {
    const stop = this.#queue.listen(listener);
    this.#settling.stayAwake();
    return () => {
      stop();
      this.#settling.stayAwake();
    };
  }

  async open(): Promise<void> {
    this.#isOpening = true;
    try {
      await this.#begin();
    } catch (error) {
      // Who closes the session while it opens may have closed the compiler and the store as well.
      if (!this.#isClosed) throw error;
    } finally {
      this.#isOpening = false;
      this.#queue.wake();
    }
  }

  settled(signal?: AbortSignal): Promise<void> {
    return this.#settling.wait(signal);
  }

  record(): RunRecord {
    if (!this.#isSettled) throw new Error("a record is made when every cell has settled, and a cell is still queued or running");
    return this.#makeRecord();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#analyses.close();
    await this.#settling.close();
    await this.#link.close();
  }

  async #begin(): Promise<void> {
    const {cells} = this.state.notebook;
    const loading = this.#effects.loadCells();
    const {parameters} = this.#options;
    // A kernel starts with its inputs, and which inputs parameters set is known when the cells are compiled.
    const hasParameters = Object.keys(parameters).length > 0;
    if (!hasParameters) void this.#link.need();
    const [compiled, stored] = await Promise.all([Promise.all(cells.map((cell) => this.#compilation.compile(cell))), loading]);
    if (this.#isClosed) return;
    if (hasParameters) {
      const inputs = {...this.state.inputs, ...applyParameters(parameters, compiled)};
      this.#pendingParameters.add(parameters, findViewedNames(compiled));
      this.#queue.begin({...this.state, inputs});
      this.#link.begin(inputs);
    }
    this.#stored.load(stored);
    // Meanwhile somebody may have typed, run or deleted a cell: what was done later stands.
    for (const cell of this.state.notebook.cells) this.#compilation.type(cell);
    const isUntouched = ({id}: CompiledCell) => this.state.cells[id] !== undefined && this.state.cells[id].submitted === null;
    this.#pins.pin(compiled.flatMap(({dataNames}) => dataNames));
    this.#runs.begin(compiled.flatMap((one, index) => (cells[index] && isUntouched(one) ? [{cell: cells[index], compiled: one}] : [])));
    this.#analyses.refresh();
    this.#analyses.scheduleTypeCheck();
    await this.#link.need();
    if (!this.#isClosed) this.#runs.reconcile();
  }

  get #isExecuting(): boolean {
    return this.#requests.isPending || this.#runs.isExecuting;
  }

  get #isSettled(): boolean {
    return !this.#isOpening && !this.#requests.isPending && !this.#link.isBusy && this.#runs.isSettled;
  }

  #act(action: Action): void {
    switch (action.type) {
      case "compile":
        for (const cell of this.state.notebook.cells) if (action.cells.includes(cell.id)) this.#compilation.type(cell);
        this.#analyses.scheduleTypeCheck();
        return;
      case "run":
        return void this.#run(action.cells);
      case "remove":
        for (const id of action.cells) {
          this.#runs.drop(id);
          this.#compilation.forget(id);
          this.#analyses.forget(id);
        }
        return this.#runs.reconcile();
      case "input":
        return this.#link.setInput(action.key, action.value);
      case "interrupt":
        this.#requests.cancel(interrupted);
        return this.#link.interrupt(interrupted);
      case "restart":
        return this.#restart(action.seed);
    }
  }

  /** A run of everything is a new run, and takes the data sets as they are now; any run looks again for those that were missing. */
  async #run(cells: readonly number[] | "all" | "stale"): Promise<void> {
    const {kernel} = this.#link;
    const isNewRun = cells === "all" && this.#pins.size > 0;
    const looking = isNewRun ? this.#pins.renew(kernel) : this.#pins.hasMissing ? this.#pins.retryMissing(kernel) : null;
    if (looking === null || (await this.#requests.hold(looking))) this.#requests.run(cells);
  }

  #restart(seed: number | null): void {
    const settings = {seed: seed ?? this.#link.settings.seed, now: this.#effects.clock()};
    this.#startedAt = settings.now;
    this.#requests.cancel(interrupted);
    this.#stored.clear();
    this.#pins.clear();
    this.#link.restart(settings);
    this.#queue.report({type: "proof", root: null, ...settings});
    this.#settling.doubt();
    this.#requests.run("all");
  }

  #hear(report: KernelReport): void {
    if (!this.#runs.hear(report)) return;
    if (report.changes.status !== undefined) this.#settling.doubt();
    for (const {key, name, outcome} of this.#pendingParameters.take(report.changes)) {
      if ("refused" in outcome) {
        this.#runs.fail(report.cell, toError("RangeError", `parameter ${name} ${outcome.refused}`));
      } else if (JSON.stringify(this.state.inputs[key]) !== JSON.stringify(outcome.held)) {
        this.#queue.begin({...this.state, inputs: {...this.state.inputs, [key]: outcome.held}});
        this.#link.setInput(key, outcome.held);
      }
    }
  }

  #makeRecord(): RunRecord {
    return makeRecord({
      state: this.state,
      runs: this.#runs,
      stored: this.#stored,
      pins: this.#pins,
      parameters: this.#options.parameters,
      settings: this.#link.settings,
      kernel: this.#effects.host.version,
      measured: {startedAt: this.#startedAt, durationMs: this.#effects.clock() - this.#startedAt},
    });
  }
}

const interrupted: CellError = toError(interruptedName, "stopped before its end");
