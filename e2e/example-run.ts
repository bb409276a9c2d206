/** Runs an example notebook to the end on the real compiler and the real kernels, for tests. */
import {readNotebook} from "#notebooks/file";
import type {ExampleNotebook} from "#notebooks/examples";
import {createCompiler, type Compiler} from "#kernels/compile";
import {inspect, readData} from "#kernels/data";
import {createKernelHost, defaultLimits, type KernelHost} from "#kernels/host";
import {createSession, type FoundData, type Session} from "#kernels/session";
import type {InputKey, InputValue} from "#notebooks";

export interface RunningEngine {
  readonly compiler: Compiler;
  readonly host: KernelHost;
  close(): Promise<void>;
}

/** What a document comes to is not to depend on how busy the machine is. */
const patience = {deadlineMs: 30_000, checkDeadlineMs: 60_000};

export async function openEngine(): Promise<RunningEngine> {
  const compiler = createCompiler(patience);
  const host = await createKernelHost();
  return {compiler, host, close: async () => void (await Promise.all([host.close(), compiler.close()]))};
}

/** The session of an example, every cell settled. Close it. */
export async function runExample(
  {compiler, host}: RunningEngine, {text, data}: Pick<ExampleNotebook, "text" | "data">, inputs: {readonly [key: InputKey]: InputValue} = {},
): Promise<Session> {
  const {notebook} = readNotebook(text);
  const found = new Map<string, Promise<FoundData>>();
  for (const {name, fileName, path} of data) found.set(name, findFile(fileName, path));
  const session = createSession(
    {
      notebook,
      nextCellId: Math.max(...notebook.cells.map(({id}) => id)) + 1,
      revision: 0,
      inputs,
      seed: 7,
      now: 1_700_000_000_000,
      parameters: {},
      limits: defaultLimits,
      idleTimeoutMs: 600_000,
    },
    {
      host,
      compiler,
      clock: () => 1_700_000_000_000,
      findData: async (name) => (await found.get(name)) ?? null,
      storeCells: () => Promise.resolve(),
      loadCells: () => Promise.resolve(new Map()),
    },
  );
  session.listen({applied: () => undefined, reports: () => undefined});
  await session.open();
  await session.settled(AbortSignal.timeout(60_000));
  return session;
}

async function findFile(fileName: string, path: string): Promise<FoundData> {
  const {digest, rows, parsing} = await inspect({path}, {fileName});
  return {digest, rows, load: () => readData({path}, parsing)};
}
