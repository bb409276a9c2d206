/** One kernel: keeps what was defined and what came of it, so that the isolate or the process can be replaced under the session. */
import {emptyResult, type CellError, type CellResult, type InputKey, type InputValue, type TablePage, type TableQuery} from "#notebooks";
import type {CompiledCell} from "#kernels/compile";
import type {DataContent} from "#kernels/data";
import type {FromProcess, FromSandbox, RestoredCell, SandboxDefinition, SandboxReport} from "#kernels/boundary";
import type {ChildEnd, KernelChild} from "./child.ts";
import {toCrossingData} from "./crossing-data.ts";
import type {CellDefinition, CellEvidence, Kernel, KernelEvents, KernelReport, Limits, RunSettings, StoredCell} from "./kernel.ts";
import {PendingRequests, type Measured} from "./pending-requests.ts";
import {ProcessWatch} from "./process-watch.ts";

export interface KernelEffects {
  /** A process, with an isolate for these limits if there is a spare one. */
  takeChild(limits: Limits): {readonly child: KernelChild; readonly isBuilt: boolean};
  clock(): number;
  /** The kernel is closed or lost. */
  closed(kernel: Kernel): void;
}

interface DefinedCell {
  readonly compiled: CompiledCell;
  readonly generation: number;
  result: CellResult;
  /** Of the latest settled result. */
  evidence: CellEvidence | null;
  /** What the session gave to use instead of executing, until the cell settles. */
  stored: StoredCell | null;
  stopped: CellError | null;
  isSettled: boolean;
}

/** What a process may use besides the isolate's heap: the engine, buffers in transit, analyses. */
const processAllowanceMb = 500;
/** A sandbox that ends again and again, whichever cell is stopped, is given up. */
const mostRebuilds = 50;
const rebuildWindowMs = 10_000;
/** An interrupt that has not come through by then is done by killing. */
const interruptMs = 700;

const settledStatuses: ReadonlySet<CellResult["status"]> = new Set(["done", "failed", "blocked", "stale", "idle", "disabled"]);
const crashSignals: ReadonlySet<string> = new Set(["SIGABRT", "SIGTRAP", "SIGSEGV", "SIGILL", "SIGBUS"]);

export class KernelSession implements Kernel {
  readonly #effects: KernelEffects;
  readonly #settings: RunSettings;
  readonly #limits: Limits;
  readonly #events: KernelEvents;
  readonly #cells = new Map<number, DefinedCell>();
  readonly #inputs: Map<InputKey, InputValue>;
  readonly #requests = new PendingRequests();
  readonly #watch: ProcessWatch;
  #held: readonly number[] = [];
  #child: KernelChild;
  #epoch = 0;
  #isClosed = false;
  #isBuilt: Promise<void> = Promise.resolve();
  #built: () => void = () => undefined;
  #computing: number | null = null;
  /** The status of a cell before a long stretch made it running; null when the sandbox itself has said more. */
  #before: {readonly cell: number; readonly status: CellResult["status"]} | null = null;
  #rebuilds: number[] = [];

  constructor(settings: RunSettings, limits: Limits, events: KernelEvents, effects: KernelEffects) {
    this.#settings = settings;
    this.#limits = limits;
    this.#events = events;
    this.#effects = effects;
    this.#inputs = new Map(Object.entries(settings.inputs));
    this.#watch = new ProcessWatch({
      clock: () => effects.clock(),
      child: () => this.#child,
      isBusy: () => this.#computing !== null || [...this.#cells.values()].some(({isSettled}) => !isSettled),
      allowedMb: limits.memoryMb + processAllowanceMb,
      fellSilent: (seconds) => this.#lose(`the kernel's process did not answer for ${seconds} s`),
      grew: (residentMb) => this.#hearGrowth(residentMb),
    });
    const {child, isBuilt} = effects.takeChild(limits);
    this.#child = child;
    this.#adopt(child, isBuilt);
  }

  /** Resolves when the kernel answers. */
  get ready(): Promise<void> {
    return this.#isBuilt;
  }

  get processId(): number | undefined {
    return this.#child.processId;
  }

  #adopt(child: KernelChild, isBuilt: boolean): void {
    this.#child = child;
    child.listen({
      fromProcess: (message) => child === this.#child && this.#hearProcess(message),
      fromSandbox: (message, attachments) => child === this.#child && this.#hearSandbox(message, attachments),
      ended: (how) => child === this.#child && this.#hearEnd(how),
    });
    if (isBuilt) this.#openSandbox();
    else this.#build();
  }

  #adoptAnother(): void {
    const {child, isBuilt} = this.#effects.takeChild(this.#limits);
    this.#adopt(child, isBuilt);
    if (isBuilt) this.#built();
  }

  #build(): void {
    this.#epoch += 1;
    const waiting = this.#built;
    this.#isBuilt = new Promise((resolve) => {
      this.#built = () => {
        waiting();
        resolve();
      };
    });
    this.#child.tellProcess({type: "build", memoryMb: this.#limits.memoryMb, cellTimeoutMs: this.#limits.cellTimeoutMs, epoch: this.#epoch});
    this.#openSandbox();
    this.#keepWatch();
  }

  #openSandbox(): void {
    const {seed, now} = this.#settings;
    this.#child.tellSandbox({type: "open", settings: {seed, now, inputs: Object.fromEntries(this.#inputs)}, limits: this.#limits});
  }

  define(cells: readonly CellDefinition[]): void {
    for (const {compiled, generation, stored} of cells) {
      const before = this.#cells.get(compiled.id);
      this.#cells.set(compiled.id, {
        compiled, generation, stored, result: {...(before?.result ?? emptyResult), generation}, evidence: null, stopped: null, isSettled: false,
      });
    }
    this.#tellDefinitions(cells.map(({compiled}) => compiled.id), false);
  }

  #tellDefinitions(ids: readonly number[], isSilent: boolean): void {
    const attachments: Uint8Array[] = [];
    const definitions = ids.map((id): SandboxDefinition => {
      const {compiled, generation, stored, stopped, evidence, result, isSettled} = this.#cells.get(id) as DefinedCell;
      const restored = stopped ? null : isSettled && evidence ? toRestored(result, evidence, attachments) : stored ? toRestored(stored.result, stored.evidence, attachments) : null;
      return {compiled, generation, restored, stopped, isSilent: isSilent && isSettled && restored !== null};
    });
    this.#child.tellSandbox({type: "define", cells: definitions}, attachments);
    this.#keepWatch();
  }

  remove(cells: readonly number[]): void {
    for (const id of cells) this.#cells.delete(id);
    this.#child.tellSandbox({type: "remove", cells});
  }

  hold(cells: readonly number[]): void {
    this.#held = [...cells];
    this.#child.tellSandbox({type: "hold", cells});
    this.#keepWatch();
  }

  setInput(key: InputKey, value: InputValue): void {
    this.#inputs.set(key, value);
    this.#child.tellSandbox({type: "input", key, value});
    this.#keepWatch();
  }

  provideData(name: string, content: DataContent & {readonly digest: string}): void {
    const attachments: Uint8Array[] = [];
    this.#child.tellSandbox({type: "data", name, digest: content.digest, content: toCrossingData(content, attachments)}, attachments);
    this.#keepWatch();
  }

  refuseData(name: string, message: string): void {
    this.#child.tellSandbox({type: "data-refused", name, message});
    this.#keepWatch();
  }

  pageTable(cell: number, display: number, query: TableQuery): Promise<TablePage> {
    const answer = this.#requests.askPage((request) => this.#child.tellSandbox({type: "page", request, cell, display, query}));
    this.#keepWatch();
    return answer;
  }

  async interrupt(): Promise<void> {
    if (this.#isClosed || (this.#computing === null && [...this.#cells.values()].every(({isSettled}) => isSettled))) return;
    const error: CellError = {name: "Interrupted", message: "interrupted", line: null, column: null, frames: []};
    for (const [id, cell] of this.#cells) if (!cell.isSettled) this.#stop(id, error);
    const child = this.#child;
    this.#build();
    const patience = setTimeout(() => {
      if (child === this.#child) this.#replaceProcess();
    }, interruptMs);
    const built = this.#isBuilt;
    this.#restore();
    await built;
    clearTimeout(patience);
  }

  measure(): Promise<Measured> {
    return this.#requests.askMeasure((request) => this.#child.tellProcess({type: "measure", request}));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch.end();
    this.#requests.fail("the kernel was closed");
    this.#built();
    this.#effects.closed(this);
    await this.#child.kill();
  }

  /** The cell keeps this failure until it is defined again or something that it reads changes. */
  #stop(id: number, error: CellError): void {
    const cell = this.#cells.get(id);
    if (!cell) return;
    cell.stopped = error;
    cell.stored = null;
    if (cell.result.status === "running") this.#tellStopped(id, cell, error);
  }

  #tellStopped(id: number, cell: DefinedCell, error: CellError): void {
    const changes: Partial<CellResult> = {status: "failed", error, progress: null};
    cell.result = {...cell.result, ...changes};
    this.#report({cell: id, generation: cell.generation, changes});
  }

  #replaceProcess(): void {
    const before = this.#child;
    void before.kill();
    this.#adoptAnother();
    this.#restore();
  }

  /** Gives everything that was known to a new isolate. */
  #restore(): void {
    this.#computing = null;
    this.#before = null;
    this.#child.tellSandbox({type: "hold", cells: this.#held});
    this.#tellDefinitions([...this.#cells.keys()], true);
    this.#requests.fail("the kernel was rebuilt: ask again");
  }

  #hearProcess(message: FromProcess): void {
    this.#watch.hear();
    switch (message.type) {
      case "built":
        if (message.epoch === this.#epoch) this.#built();
        return;
      case "pong":
        return;
      case "measured":
        this.#requests.answerMeasure(message.request, {memoryMb: message.memoryMb, cpuMs: message.cpuMs});
        return;
      case "computing":
        return this.#hearComputing(message.cell, message.startedAt);
      case "quiet":
        this.#computing = null;
        return this.#endComputing();
      case "ended":
        if (message.epoch === this.#epoch) this.#rebuild(message);
    }
  }

  #hearComputing(id: number, startedAt: number): void {
    this.#computing = id;
    this.#keepWatch();
    const cell = this.#cells.get(id);
    if (!cell || cell.result.status === "running") return;
    this.#before = {cell: id, status: cell.result.status};
    const changes: Partial<CellResult> = {status: "running", startedAt, progress: null};
    cell.result = {...cell.result, ...changes};
    cell.isSettled = false;
    this.#report({cell: id, generation: cell.generation, changes});
  }

  /** A stretch that drew a page of a table, say, leaves the cell as it was. */
  #endComputing(): void {
    const before = this.#before;
    this.#before = null;
    const cell = before && this.#cells.get(before.cell);
    if (!cell || cell.result.status !== "running") return;
    cell.result = {...cell.result, status: before.status};
    cell.isSettled = settledStatuses.has(before.status);
    this.#report({cell: before.cell, generation: cell.generation, changes: {status: before.status}});
  }

  /** The isolate is gone: the cell that computed is to blame, and everything else goes on. */
  #rebuild({cause, cell: id, message}: Extract<FromProcess, {type: "ended"}>): void {
    const {cellTimeoutMs, memoryMb} = this.#limits;
    const seconds = cellTimeoutMs / 1000;
    const words = {
      timeout: ["TimedOut", `timed out after ${seconds} s`],
      stuck: ["TimedOut", `timed out after ${seconds} s`],
      memory: ["OutOfMemory", `used more than the ${memoryMb} MB that a session may use`],
      failure: ["KernelError", message],
    }[cause] as [string, string];
    const error: CellError = {name: words[0], message: words[1], line: null, column: null, frames: []};
    if (this.#cells.has(id)) this.#blame(id, error);
    else for (const [running, {result}] of this.#cells) if (result.status === "running") this.#blame(running, error);
    this.#rebuilds = this.#rebuilds.filter((at) => this.#effects.clock() - at < rebuildWindowMs);
    this.#rebuilds.push(this.#effects.clock());
    if (this.#rebuilds.length > mostRebuilds) return this.#lose(`the sandbox had to be built again ${mostRebuilds} times in ${rebuildWindowMs / 1000} s: ${words[1]}`);
    if (cause === "stuck") return this.#replaceProcess();
    this.#build();
    this.#restore();
  }

  #blame(id: number, error: CellError): void {
    const cell = this.#cells.get(id);
    if (!cell || cell.stopped) return;
    cell.stopped = error;
    cell.stored = null;
    cell.isSettled = false;
    this.#tellStopped(id, cell, error);
  }

  #hearSandbox(message: FromSandbox, attachments: readonly Uint8Array[]): void {
    this.#watch.hear();
    switch (message.type) {
      case "reports":
        for (const report of message.reports) this.#hearReport(report, attachments);
        return;
      case "data-needed":
        return this.#events.dataNeeded(String(message.name));
      case "page":
        this.#requests.answerPage(message.request, message.page ?? null, message.message ?? "the table could not be read");
    }
  }

  #hearReport({cell: id, generation, changes, evidence: given}: SandboxReport, attachments: readonly Uint8Array[]): void {
    const cell = this.#cells.get(id);
    if (!cell || cell.generation !== generation) return;
    cell.result = {...cell.result, ...changes};
    if (changes.status) {
      if (this.#before?.cell === id) this.#before = null;
      cell.isSettled = settledStatuses.has(changes.status);
      if (cell.isSettled && changes.status !== "failed") cell.stopped = null;
    }
    let evidence: CellEvidence | undefined;
    if (given) {
      const values = given.values.map(({name, digest, bytes}) => ({name, digest, bytes: bytes === null ? null : copyBytes(attachments[bytes])}));
      evidence = {...given, values};
      cell.evidence = evidence;
    }
    this.#report({cell: id, generation, changes, ...(evidence ? {evidence} : {})});
  }

  #report(report: KernelReport): void {
    if (!this.#isClosed) this.#events.report(report);
  }

  /** The process is gone without being asked. A crash while a cell computed is that cell's; anything else is the session's to hear. */
  #hearEnd({asked, signal, code, words}: ChildEnd): void {
    if (this.#isClosed || asked) return;
    const guilty = this.#computing;
    const isCrash = signal !== null ? crashSignals.has(signal) : code !== null && code > 128;
    if (isCrash && guilty !== null && this.#cells.has(guilty)) {
      this.#blame(guilty, {name: "OutOfMemory", message: `made the kernel's process end (${describeEnd(signal, code, words)})`, line: null, column: null, frames: []});
      this.#adoptAnother();
      this.#restore();
      return;
    }
    this.#lose(`the kernel's process ended: ${describeEnd(signal, code, words)}`);
  }

  #lose(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#watch.end();
    this.#requests.fail(reason);
    this.#built();
    void this.#child.kill();
    this.#effects.closed(this);
    this.#events.lost(reason);
  }

  #keepWatch(): void {
    if (!this.#isClosed) this.#watch.keep();
  }

  /** The process holds more than is allowed. */
  #hearGrowth(residentMb: number): void {
    const allowedMb = this.#limits.memoryMb + processAllowanceMb;
    const guilty = this.#computing;
    if (guilty === null) return this.#lose(`the kernel's process used ${Math.round(residentMb)} MB, more than ${allowedMb} MB`);
    this.#blame(guilty, {
      name: "OutOfMemory", message: `used ${Math.round(residentMb)} MB, more than the ${allowedMb} MB that a kernel may use`, line: null, column: null, frames: [],
    });
    this.#replaceProcess();
  }
}

function copyBytes(bytes: Uint8Array | undefined): Uint8Array | null {
  return bytes ? bytes.slice() : null;
}

function toRestored(result: CellResult, evidence: CellEvidence, attachments: Uint8Array[]): RestoredCell {
  const values = evidence.values.map(({name, digest, bytes}) => ({name, digest, bytes: bytes === null ? null : attachments.push(bytes) - 1}));
  return {result, ...evidence, values};
}

function describeEnd(signal: NodeJS.Signals | null, code: number | null, words: string): string {
  if (/out of memory|allocation failed/i.test(words)) return "out of memory";
  if (signal === "SIGKILL") return "it was killed (SIGKILL)";
  return signal !== null ? `signal ${signal}` : `exit code ${code ?? "unknown"}`;
}
