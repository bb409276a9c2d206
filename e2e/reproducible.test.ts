/** Every example gives one root: in another process, in another order of execution, and on the next version of the engine. */
import {readFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {createCompiler, type Compiler} from "#kernels/compile";
import {inspect, readData} from "#kernels/data";
import {createKernelHost, defaultLimits, type KernelHost} from "#kernels/host";
import {createSession, type FoundData} from "#kernels/session";
import {exampleNotebooks, type ExampleData} from "#notebooks/examples";
import {readNotebook} from "#notebooks/file";
import {shuffling} from "../kernels/session/testing/shuffled-host.ts";

const now = Date.UTC(2026, 0, 1);
const node26 = process.env["RECTO_NODE_26"];
const examples = exampleNotebooks();

let compiler: Compiler;
let host: KernelHost;

beforeAll(async () => {
  compiler = createCompiler();
  host = await createKernelHost();
});
afterAll(() => Promise.all([compiler.close(), host.close()]));

async function findData(name: string, data: readonly ExampleData[]): Promise<FoundData | null> {
  const found = data.find((one) => one.name === name);
  if (found === undefined) return null;
  const source = {bytes: readFileSync(found.path)};
  const {parsing, rows, digest} = await inspect(source, {fileName: found.fileName});
  return {digest, rows, load: () => readData(source, parsing)};
}

async function runExample(example: (typeof examples)[number], on: KernelHost): Promise<{root: string; failures: string[]}> {
  const {notebook} = readNotebook(example.text);
  const session = createSession(
    {
      notebook, now, nextCellId: 1_000, revision: 0, inputs: {}, seed: 1, parameters: {}, limits: defaultLimits, idleTimeoutMs: 600_000,
    },
    {
      host: on,
      compiler,
      clock: () => now,
      findData: (name) => findData(name, example.data),
      storeCells: () => Promise.resolve(),
      loadCells: () => Promise.resolve(new Map()),
    },
  );
  try {
    await session.open();
    await session.settled(AbortSignal.timeout(60_000));
    const record = session.record();
    expect(record.verifiable).toBe(true);
    const failures = Object.values(session.state.cells).flatMap(({result: {error, blockedBy}}) => (error ? [error.message] : blockedBy ? [`${blockedBy.name} is missing`] : []));
    return {root: record.root, failures};
  } finally {
    await session.close();
  }
}

describe.each(examples)("the example “$title”", (example) => {
  it("runs to the end without a failure, and gives the same root in another process", async () => {
    const first = await runExample(example, host);
    expect(first.failures).toEqual([]);
    expect((await runExample(example, host)).root).toBe(first.root);
  });

  it("gives the same root whatever the order in which its cells run", async () => {
    const {root} = await runExample(example, host);
    for (const order of ["one", "another", "a third"]) expect((await runExample(example, shuffling(host, order))).root).toBe(root);
  });

  it.skipIf(node26 === undefined)("gives the same root on Node 26 (skipped unless RECTO_NODE_26 names its executable)", async () => {
    const other = await createKernelHost({engine: node26 ?? ""});
    try {
      expect((await runExample(example, other)).root).toBe((await runExample(example, host)).root);
    } finally {
      await other.close();
    }
  });
});
