/** A session for tests, on the real compiler and the real kernels, with a world that tests can change. */
import {createHash} from "node:crypto";
import {createCompiler, type Compiler} from "#kernels/compile";
import {createKernelHost, defaultLimits, type KernelHost, type StoredCell} from "#kernels/host";
import {toCell, toNotebook, type Cell, type CellState, type Edit, type NotebookState, type Report, type RunMode} from "#notebooks";
import {createSession} from "./create-session.ts";
import type {FoundData, Session, SessionEffects, SessionOptions} from "./session.ts";

export interface Engine {
  readonly host: KernelHost;
  readonly compiler: Compiler;
  close(): Promise<void>;
}

export async function openEngine(): Promise<Engine> {
  const compiler = createCompiler();
  const host = await createKernelHost();
  return {host, compiler, close: async () => void (await Promise.all([host.close(), compiler.close()]))};
}

/** What tests change of the world. */
export interface World {
  /** Texts of data sets by name. */
  readonly data: Map<string, string>;
  /** What the session kept. */
  stored: ReadonlyMap<number, StoredCell>;
  now: number;
}

export interface TestSession {
  readonly session: Session;
  readonly world: World;
  readonly reports: Report[];
  /** Every edit that was stored, in order. */
  readonly edits: Edit[];
  readonly state: NotebookState;
  edit(edit: Edit): void;
  /** Replaces a cell's whole text, as typing does. */
  type(id: number, source: string): void;
  /** Types, runs and waits. */
  run(id: number, source: string): Promise<void>;
  settled(): Promise<void>;
  /** Stops listening. */
  stop(): void;
  /** Waits until the state fulfils a condition. */
  until(condition: (state: NotebookState) => boolean, what: string): Promise<void>;
  cell(id: number): CellState;
  /** The statuses in page order. */
  statuses(): string;
  /** How often each cell began to run, by what was reported. */
  runs(id: number): number;
  /** The text of a cell's first display. */
  shown(id: number): string;
}

/** Long enough for a shared machine; a test that waits so long fails. */
const patienceMs = 20_000;

export function toCells(sources: readonly (string | (Partial<Cell> & {source: string}))[]): Cell[] {
  return sources.map((source, index) => toCell({id: index + 1, ...(typeof source === "string" ? {source} : source)}));
}

export async function openSession(
  engine: Engine,
  sources: readonly (string | (Partial<Cell> & {source: string}))[],
  options: Partial<SessionOptions> & {readonly isOpened?: boolean; readonly runMode?: RunMode; readonly world?: Partial<World>; readonly effects?: Partial<SessionEffects>} = {},
): Promise<TestSession> {
  const {isOpened = true, runMode = "automatic", world: given, effects: givenEffects, ...sessionOptions} = options;
  const world: World = {data: new Map(), stored: new Map(), now: 1_700_000_000_000, ...given};
  const cells = toCells(sources);
  const session = createSession(
    {
      notebook: toNotebook({cells, runMode}),
      nextCellId: cells.length + 1,
      revision: 0,
      inputs: {},
      seed: 7,
      now: null,
      parameters: {},
      limits: defaultLimits,
      idleTimeoutMs: 600_000,
      ...sessionOptions,
    },
    {
      host: engine.host,
      compiler: engine.compiler,
      clock: () => world.now,
      findData: (name) => Promise.resolve(findText(world.data, name)),
      storeCells: (stored) => {
        world.stored = stored;
        return Promise.resolve();
      },
      loadCells: () => Promise.resolve(world.stored),
      ...givenEffects,
    },
  );
  const reports: Report[] = [];
  const edits: Edit[] = [];
  const stop = session.listen({applied: (edit) => void edits.push(edit), reports: (some) => void reports.push(...some)});
  if (isOpened) await session.open();
  const cell = (id: number): CellState => {
    const found = session.state.cells[id];
    if (!found) throw new RangeError(`there is no cell ${id}`);
    return found;
  };
  const edit = (one: Edit): void => {
    const refusal = session.edit(one, "test", edits.length, () => undefined);
    if (refusal) throw new Error(refusal.message);
  };
  const type = (id: number, source: string): void => {
    const before = session.state.notebook.cells.find((one) => one.id === id)?.source ?? "";
    const changes = [[before.length, ...source.split("\n")]] as [[number, ...string[]]];
    edit({type: "edit-source", id, version: cell(id).version, changes, client: "test"});
  };
  const settled = (): Promise<void> => session.settled(AbortSignal.timeout(patienceMs));
  return {
    session,
    world,
    reports,
    edits,
    get state() {
      return session.state;
    },
    edit,
    type,
    settled,
    stop,
    cell,
    run: async (id, source) => {
      type(id, source);
      session.command({type: "run", cells: [id]});
      await settled();
    },
    until: (condition, what) =>
      new Promise((resolve, reject) => {
        // Looks instead of listening: a listener would keep the session awake.
        const lookedAt = Date.now();
        const look = (): void => {
          if (condition(session.state)) resolve();
          else if (Date.now() - lookedAt > patienceMs) reject(new Error(`it did not come to this: ${what}`));
          else setImmediate(look);
        };
        look();
      }),
    statuses: () => session.state.notebook.cells.map(({id}) => cell(id).result.status).join(" "),
    runs: (id) => countRuns(reports, id),
    shown: (id) => {
      const content = cell(id).result.displays[0]?.content;
      return content?.type === "inspect" ? content.node.text : (content?.type ?? "nothing");
    },
  };
}

/** An execution ends with a result that is not reused and has a start of its own. */
function countRuns(reports: readonly Report[], id: number): number {
  const starts = new Set<string>();
  for (const report of reports) {
    if (report.type !== "cell-result" || report.id !== id) continue;
    const {startedAt, reused} = report.changes;
    if (typeof startedAt === "number" && reused === false) starts.add(`${report.generation} ${startedAt}`);
  }
  return starts.size;
}

/** A text as a data set. */
export function findText(texts: ReadonlyMap<string, string>, name: string): FoundData | null {
  const text = texts.get(name);
  if (text === undefined) return null;
  const bytes = new TextEncoder().encode(text);
  const lines = text.split("\n").length;
  const digest = createHash("sha256").update(bytes).digest("hex");
  return {digest, rows: lines, load: () => Promise.resolve({type: "text", bytes, lines})};
}
