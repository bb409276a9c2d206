/** One notebook that is open: its session, the connections on it, and the keeping of every edit before anybody is told. */
import {createSession} from "#kernels/session";
import type {Session, SessionEffects} from "#kernels/session";
import type {StoredCell} from "#kernels/host";
import type {Command, Edit, NotebookState, Refusal, Report, RunContent, RunSummary, ServerMessage} from "#notebooks";
import type {Log} from "../log.ts";
import {PersonRuns, type Starter} from "../runs/person-runs.ts";
import {toRestoringEdits} from "../runs/restoring-edits.ts";
import type {RunStore} from "../runs/run-store.ts";
import type {OwnerId} from "../store/schema.ts";
import type {CellStore} from "./cell-store.ts";
import type {Connection} from "./connection.ts";
import {replay} from "./document.ts";
import type {NotebookStore} from "./notebook-store.ts";
import type {ServerOptions} from "../options.ts";

export interface LiveNotebookParts {
  readonly id: string;
  readonly owner: OwnerId;
  readonly notebooks: NotebookStore;
  readonly cells: CellStore;
  readonly runs: RunStore;
  readonly world: Pick<SessionEffects, "host" | "compiler" | "clock">;
  /** The data set of that name, of that digest if the owner has it. */
  findData(name: string, digest: string | null): ReturnType<SessionEffects["findData"]>;
  readonly options: Pick<ServerOptions, "limits" | "idleTimeoutMs" | "closeTimeoutMs">;
  readonly log: Log;
  /** Nobody looked for `closeTimeoutMs`, and nothing runs. */
  readonly unused: (notebook: LiveNotebook) => void;
}

/** Edits after which the document is kept whole again, so that opening replays few. */
const editsPerSnapshot = 200;
/** How long cells that were told to stop may take. */
const settleMs = 10_000;

export class LiveNotebook {
  readonly id: string;
  readonly owner: OwnerId;
  readonly session: Session;
  readonly #parts: LiveNotebookParts;
  readonly #connections = new Set<Connection>();
  readonly #personRuns: PersonRuns;
  /** Somebody has edited or run it since it was opened here. */
  #isTouched = false;
  #editsSinceSnapshot = 0;
  #unusedTimer: NodeJS.Timeout | null = null;
  #storedCells: ReadonlyMap<number, StoredCell> = new Map();
  #storing: Promise<void> = Promise.resolve();
  #unstored: ReadonlyMap<number, StoredCell> | null = null;
  #isDeleted = false;
  /** Everything is kept, and the database may be gone. */
  #isClosed = false;
  #stopListening: (() => void) | null = null;

  /** Loads the notebook; throws when the owner has none of that id. */
  constructor(parts: LiveNotebookParts) {
    const {id, owner, notebooks, world, options} = parts;
    this.id = id;
    this.owner = owner;
    this.#parts = parts;
    const stored = notebooks.load(owner, id);
    const proof = notebooks.findProof(owner, id);
    if (!stored || !proof) throw new Error(`the notebook ${id} of ${owner} is not in the database`);
    const document = replay(stored);
    if (stored.edits.length > 0) notebooks.saveSnapshot(owner, id, document);
    const {seed, now} = proof;
    const {limits, idleTimeoutMs} = options;
    const effects: SessionEffects = {
      ...world,
      findData: (name) => parts.findData(name, this.#pinnedDigest(name)),
      storeCells: (cells) => this.#storeCells(cells),
      loadCells: () => this.#loadCells(),
    };
    this.session = createSession({...document, seed, now, parameters: {}, limits, idleTimeoutMs}, effects);
    const {runs, log} = parts;
    const storedCells = (): ReadonlyMap<number, StoredCell> => this.#unstored ?? this.#storedCells;
    const keptRoot = runs.list(owner, {notebook: id}).find(({root}) => root !== null && root === proof.root)?.root ?? null;
    this.#personRuns = new PersonRuns({owner, notebook: id, runs, keptRoot, session: this.session, storedCells, starter: () => this.#findStarter(), limits, clock: world.clock, log});
    if (now === null) notebooks.saveProof(owner, id, this.session.state.proof);
    this.session.open().catch((error: unknown) => parts.log.error({err: error, notebook: id}, "notebook could not be opened"));
    this.#watchUse();
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  join(connection: Connection): void {
    this.#connections.add(connection);
    this.#stopListening ??= this.#listen();
    this.#watchUse();
    this.#tell({type: "people", connections: this.#connections.size});
  }

  leave(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    if (this.#connections.size === 0) this.#rest();
    this.#watchUse();
    this.#tell({type: "people", connections: this.#connections.size});
  }

  /** Applies an edit: refused, or stored and then told to everybody. */
  edit(edit: Edit, by: string, id: number): Refusal | null {
    const refusal = this.session.edit(edit, by, id, (state, accepted) => this.#store(state, accepted, by));
    if (!refusal) this.#isTouched = true;
    if (!refusal && this.#editsSinceSnapshot >= editsPerSnapshot) this.#saveSnapshot();
    return refusal;
  }

  /** Does what a person asks of the kernel; gives why not when it cannot be. */
  command(command: Command): Refusal | null {
    this.#isTouched = true;
    return this.session.command(command);
  }

  /** Keeps what is shown as a run, if it is settled and the latest kept run shows something else. Null: it is not settled. */
  async keepRun(): Promise<RunSummary | null> {
    await this.#storing;
    return this.#personRuns.flush();
  }

  /** Brings the document to an earlier version, as edits that everybody sees; the present one is kept first, and cells that run are stopped. */
  async restore(version: Pick<RunContent, "notebook" | "inputs">): Promise<void> {
    if (this.session.state.kernel.status === "busy") this.command({type: "interrupt"});
    await this.session.settled(AbortSignal.timeout(settleMs));
    await this.#storing;
    await this.#personRuns.keepVersion();
    for (const edit of toRestoringEdits(this.session.state, version)) {
      const refusal = this.edit(edit, "restore", 0);
      if (refusal) throw new Error(`an edit that restores a version was refused: ${refusal.message}`);
    }
    if (this.session.state.notebook.runMode === "automatic") this.command({type: "run", cells: "stale"});
  }

  /** Says goodbye to everybody, stops the session, and keeps what it has. */
  async close(reason: "shutting-down" | "deleted"): Promise<void> {
    this.#isDeleted ||= reason === "deleted";
    if (this.#unusedTimer) clearTimeout(this.#unusedTimer);
    for (const connection of [...this.#connections]) connection.goodbye(reason);
    await this.#storing;
    await this.#personRuns.close(this.#isDeleted);
    await this.session.close();
    await this.#storing;
    if (this.#isDeleted) return;
    if (this.#editsSinceSnapshot > 0) this.#saveSnapshot();
    this.#saveProof();
    this.#isClosed = true;
  }

  /** What brought about what is shown now: the first run of a template's notebook is the template's. */
  #findStarter(): Starter {
    if (this.#isTouched) return {startedBy: "person", starter: null};
    const {notebooks, runs} = this.#parts;
    const template = notebooks.findTemplate(this.owner, this.id);
    const isFirst = this.session.state.revision === 0 && runs.latest(this.owner, this.id) === null;
    return template !== null && isFirst ? {startedBy: "template", starter: template} : {startedBy: "opening", starter: null};
  }

  #listen(): () => void {
    return this.session.listen({
      applied: (edit, revision, by, id) => this.#tell({type: "applied", revision, operation: edit, by, id}),
      reports: (reports, sequence) => this.#reports(reports, sequence),
    });
  }

  /** Nobody looks: the session may put its kernel away when it has settled, and what it comes to until then is kept. */
  #rest(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    this.session
      .settled()
      .then(() => {
        this.#saveProof();
        this.#personRuns.settled();
      })
      .catch((error: unknown) => this.#parts.log.debug({err: error, notebook: this.id}, "notebook did not settle"));
  }

  #pinnedDigest(name: string): string | null {
    return this.session.state.notebook.data.find((reference) => reference.name === name)?.digest ?? null;
  }

  #store(state: NotebookState, edit: Edit, by: string): void {
    this.#parts.notebooks.append(this.owner, this.id, edit, state.revision, state.notebook, by);
    this.#editsSinceSnapshot += 1;
  }

  #saveSnapshot(): void {
    const {notebook, revision, nextCellId, inputs} = this.session.state;
    this.#parts.notebooks.saveSnapshot(this.owner, this.id, {notebook, revision, nextCellId, inputs});
    this.#editsSinceSnapshot = 0;
  }

  #reports(reports: readonly Report[], sequence: number): void {
    this.#tell({type: "reports", sequence, reports});
    if (reports.some(({type}) => type === "proof" || type === "verified")) this.#saveProof();
    if (reports.some(({type}) => type === "proof")) this.#personRuns.settled();
  }

  #saveProof(): void {
    if (!this.#isDeleted && !this.#isClosed) this.#parts.notebooks.saveProof(this.owner, this.id, this.session.state.proof);
  }

  #tell(message: ServerMessage): void {
    if (this.#connections.size === 0) return;
    const text = JSON.stringify(message);
    for (const connection of this.#connections) connection.tell(text);
  }

  async #loadCells(): Promise<ReadonlyMap<number, StoredCell>> {
    await this.#storing;
    this.#storedCells = await this.#parts.cells.load(this.owner, this.id);
    return this.#storedCells;
  }

  /** Writes one after the other; what comes while one is being written waits, and only the latest of it is written. */
  #storeCells(cells: ReadonlyMap<number, StoredCell>): Promise<void> {
    const isWaiting = this.#unstored !== null;
    this.#unstored = cells;
    if (!isWaiting) this.#storing = this.#storing.catch(() => undefined).then(() => this.#storeLatest());
    return this.#storing;
  }

  async #storeLatest(): Promise<void> {
    const cells = this.#unstored;
    this.#unstored = null;
    if (!cells || this.#isDeleted) return;
    await this.#parts.cells.save(this.owner, this.id, cells, this.#storedCells);
    this.#storedCells = cells;
  }

  #watchUse(): void {
    if (this.#unusedTimer) clearTimeout(this.#unusedTimer);
    this.#unusedTimer = null;
    if (this.#connections.size > 0) return;
    this.#unusedTimer = setTimeout(() => {
      if (this.session.state.kernel.status === "busy") this.#watchUse();
      else this.#parts.unused(this);
    }, this.#parts.options.closeTimeoutMs);
    this.#unusedTimer.unref();
  }
}
