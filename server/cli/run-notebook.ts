/** Runs a notebook on the command line: the same session as for a person, with nobody looking and a deadline. */
import {createCompiler, resolveTables, type Compiler} from "#kernels/compile";
import {createKernelHost, defaultLimits, type KernelHost, type Limits} from "#kernels/host";
import {createSession, describeProgress, settleOrInterrupt, UnknownParameterError, type Session} from "#kernels/session";
import type {Json, Notebook, NotebookState} from "#notebooks";
import type {CommandContext} from "./command.ts";
import {CommandError, exitCodes} from "./exit-code.ts";
import type {DataFiles} from "./data-files.ts";

/** A command may use more memory than one of a server's many sessions. */
export const limits: Limits = {...defaultLimits, memoryMb: 1024};

export interface Engine {
  readonly host: KernelHost;
  readonly compiler: Compiler;
}

/** Starts what runs cells, and ends it whatever happens. */
export async function withEngine<Result>(use: (engine: Engine) => Promise<Result>): Promise<Result> {
  const compiler = createCompiler();
  try {
    const host = await createKernelHost({spare: false, limits});
    try {
      return await use({host, compiler});
    } finally {
      await host.close();
    }
  } finally {
    await compiler.close();
  }
}

export interface RunOptions {
  readonly notebook: Notebook;
  readonly data: DataFiles;
  readonly parameters: {readonly [name: string]: Json};
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly deadlineMs: number;
}

/** Runs every cell and gives the settled session to `use`. Cells that have not settled at the deadline are stopped. */
export async function runNotebook<Result>(
  {notebook, data, parameters, seed, now, deadlineMs}: RunOptions,
  {host, compiler}: Engine,
  context: CommandContext,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  await requireData(notebook, data, compiler);
  const session = createSession(
    {
      notebook: {...notebook, runMode: "automatic"},
      nextCellId: Math.max(0, ...notebook.cells.map(({id}) => id)) + 1,
      revision: 0,
      inputs: {},
      seed,
      now,
      parameters,
      limits,
      idleTimeoutMs: deadlineMs,
    },
    {
      host,
      compiler,
      clock: () => context.clock(),
      findData: (name) => data.find(name),
      storeCells: () => Promise.resolve(),
      loadCells: () => Promise.resolve(new Map()),
    },
  );
  const progress = createProgress(context, `running ${notebook.cells.length} cells`);
  const stop = session.listen({applied: () => undefined, reports: () => progress.tell(...describeProgress(session.state))});
  try {
    await openWithParameters(session);
    await settleOrInterrupt(session, deadlineMs, context.signal);
    return await use(session);
  } finally {
    stop();
    progress.end();
    await session.close();
  }
}

/** Throws a CommandError when a cell names a data set that is not there, before anything runs. */
export async function requireData(notebook: Notebook, data: DataFiles, compiler: Compiler): Promise<void> {
  const cells = notebook.cells.filter(({disabled}) => !disabled);
  const compiled = resolveTables(await compiler.compile(cells));
  data.require(compiled.flatMap(({dataNames}) => dataNames));
}

async function openWithParameters(session: Session): Promise<void> {
  try {
    await session.open();
  } catch (error) {
    if (error instanceof UnknownParameterError) throw new CommandError(exitCodes.usage, error.message, {cause: error});
    throw error;
  }
}

export interface Progress {
  tell(share: number | null, text: string): void;
  end(): void;
}

/** Tells how far a run is: on a terminal all the time, in a log when it changes, at most once a second. */
export function createProgress({progress, remark, clock}: CommandContext, beginning: string): Progress {
  const startedAt = clock();
  let present = beginning;
  let told = beginning;
  if (!process.stderr.isTTY) remark(beginning);
  const timer = setInterval(() => {
    const line = `${present}, ${((clock() - startedAt) / 1000).toFixed(0)} s`;
    progress(line);
    if (process.stderr.isTTY || present === told) return;
    told = present;
    remark(line);
  }, 1000);
  timer.unref();
  return {
    tell: (_share, text) => {
      present = text;
      progress(text);
    },
    end: () => clearInterval(timer),
  };
}

/** One line a cell: what it came to, for a person. */
export function describeCells({notebook, cells}: NotebookState): string[] {
  const width = Math.max(0, ...notebook.cells.map(({id}) => String(id).length));
  return notebook.cells.map(({id, source}) => {
    const result = cells[id]?.result;
    const start = `cell ${String(id).padStart(width)}  ${(result?.status ?? "idle").padEnd(8)}`;
    return `${start}  ${describeResult(result, source)}`.trimEnd();
  });
}

function describeResult(result: NotebookState["cells"][number]["result"] | undefined, source: string): string {
  if (result?.error) {
    const {name, message, line} = result.error;
    return `${name}: ${message.split("\n", 1)[0] ?? ""}${line === null ? "" : ` (line ${line})`}`;
  }
  if (result?.blockedBy) {
    const {name, cell} = result.blockedBy;
    return cell === null ? `${name} is given by no cell` : `${name} of cell ${cell} is not there`;
  }
  const names = (result?.names ?? []).map(({name, summary}) => `${name} = ${summary}`).join(", ");
  const text = names === "" ? (source.trim().split("\n", 1)[0] ?? "") : names;
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
