/** Measures a session by itself: a chain of three cells from the command to its last result, opening, and a notebook of 250 cells. */
import {createCompiler} from "#kernels/compile";
import {createKernelHost, defaultLimits} from "#kernels/host";
import {createSession, type Session, type SessionEffects} from "#kernels/session";
import {toCell, toNotebook} from "#notebooks";
import type {Row} from "./row.ts";

const warmUps = 100;
const rounds = 500;
const cellCount = 250;

export async function run(): Promise<Row[]> {
  const compiler = createCompiler();
  const host = await createKernelHost();
  const effects: SessionEffects = {
    host,
    compiler,
    clock: Date.now,
    findData: () => Promise.resolve(null),
    storeCells: () => Promise.resolve(),
    loadCells: () => Promise.resolve(new Map()),
  };
  try {
    // The compiler's process starts with the first notebook that a server opens, and not with each.
    await compiler.compile([toCell({id: 1, source: "1"})]);
    return [...(await measureOpening(effects)), ...(await measureChain(effects)), ...(await measureMany(effects))];
  } finally {
    await host.close();
    await compiler.close();
  }
}

function start(sources: readonly string[], effects: SessionEffects): Session {
  const cells = sources.map((source, index) => toCell({id: index + 1, source}));
  return createSession(
    {
      notebook: toNotebook({cells}), nextCellId: cells.length + 1, revision: 0, inputs: {}, seed: 1, now: 0, parameters: {}, limits: defaultLimits,
      idleTimeoutMs: 600_000,
    },
    effects,
  );
}

/** Resolves when a cell's value is the given text. */
function reach(session: Session, id: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.listen({
      applied: () => undefined,
      reports: (reports) => {
        const isThere = reports.some((report) => {
          if (report.type !== "cell-result" || report.id !== id) return false;
          const content = report.changes.displays?.[0]?.content;
          return content?.type === "inspect" && content.node.text === text;
        });
        if (!isThere) return;
        stop();
        resolve();
      },
    });
  });
}

async function measureOpening(effects: SessionEffects): Promise<Row[]> {
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    // The spare is made again between sessions; a server has this time between two people.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const session = start(["6 * 7"], effects);
    const startedAt = performance.now();
    const reached = reach(session, 1, "42");
    await session.open();
    await reached;
    times.push(performance.now() - startedAt);
    await session.close();
  }
  return [toRow("open a notebook to its first value, warm spare, p50", quantile(times, 0.5), 30)];
}

async function measureChain(effects: SessionEffects): Promise<Row[]> {
  const session = start(["const a = 1;", "const b = a + 1;", "a + b"], effects);
  await session.open();
  await session.settled();
  const times: number[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    const value = String(round + 1000);
    const before = session.state.notebook.cells[0]?.source.length ?? 0;
    const edit = {type: "edit-source", id: 1, version: session.state.cells[1]?.version ?? 0, changes: [[before, `const a = ${value};`]], client: "bench"} as const;
    const refusal = session.edit(edit, "bench", round, () => undefined);
    if (refusal) throw new Error(refusal.message);
    const startedAt = performance.now();
    const reached = reach(session, 3, (2 * (round + 1000) + 1).toLocaleString("en-US").replaceAll(",", ""));
    session.command({type: "run", cells: [1]});
    await reached;
    if (round >= warmUps) times.push(performance.now() - startedAt);
    await session.settled();
  }
  await session.close();
  return [
    toRow("edit to result in the session, chain of three cells, p50", quantile(times, 0.5), 2),
    toRow("edit to result in the session, chain of three cells, p95", quantile(times, 0.95), 6),
  ];
}

async function measureMany(effects: SessionEffects): Promise<Row[]> {
  const sources = ["const x0 = 1;", ...Array.from({length: cellCount - 2}, (_, index) => `const x${index + 1} = x${index} + 1;`), `x${cellCount - 2} + 1`];
  const session = start(sources, effects);
  const openedAt = performance.now();
  await session.open();
  await session.settled();
  const opening = performance.now() - openedAt;
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    const before = session.state.notebook.cells[0]?.source.length ?? 0;
    const version = session.state.cells[1]?.version ?? 0;
    session.edit({type: "edit-source", id: 1, version, changes: [[before, `const x0 = ${round + 2};`]], client: "bench"}, "bench", round, () => undefined);
    const startedAt = performance.now();
    const reached = reach(session, cellCount, String(round + 1 + cellCount));
    session.command({type: "run", cells: [1]});
    await reached;
    times.push(performance.now() - startedAt);
    await session.settled();
  }
  await session.close();
  return [
    toRow(`open a notebook of ${cellCount} cells, until all have settled`, opening, 1000),
    toRow(`recompute a chain of ${cellCount} cells, p50`, quantile(times, 0.5), 100),
  ];
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

function toRow(name: string, milliseconds: number, targetMs: number): Row {
  return {name, measured: `${milliseconds.toFixed(2)} ms`, target: `≤ ${targetMs} ms`, ratio: milliseconds / targetMs, reached: milliseconds <= targetMs};
}
