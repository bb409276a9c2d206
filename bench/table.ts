/** How long a CSV of a million rows takes to be a table in a cell: read, carried to the sandbox and counted there, beside DuckDB in the same run. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createCompiler} from "#kernels/compile";
import {createDataReader} from "#kernels/data";
import {createKernelHost, defaultLimits} from "#kernels/host";
import {createSession} from "#kernels/session";
import {toCell, toNotebook} from "#notebooks";
import {medianMs, parsing, readDuckDb, rows, writeCsv} from "./million-rows.ts";
import type {Row} from "./row.ts";

const rounds = 7;

export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-"));
  const path = join(folder, "million.csv");
  writeCsv(path);
  const compiler = createCompiler();
  const host = await createKernelHost();
  const reader = createDataReader();
  const taken: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const session = createSession(
        {
          notebook: toNotebook({runMode: "manual", cells: [toCell({id: 1, source: "data('million').numRows()"})]}),
          nextCellId: 2, revision: 0, inputs: {}, seed: 1, now: 0, parameters: {}, limits: defaultLimits, idleTimeoutMs: 600_000,
        },
        {
          host,
          compiler,
          clock: Date.now,
          findData: () => Promise.resolve({digest: String(round).repeat(64), rows, load: () => reader.readData({path}, parsing)}),
          storeCells: () => Promise.resolve(),
          loadCells: () => Promise.resolve(new Map()),
        },
      );
      await session.open();
      await session.settled();
      const started = performance.now();
      session.command({type: "run", cells: "all"});
      await session.settled();
      taken.push(performance.now() - started);
      const shown = session.state.cells[1]?.result.displays[0]?.content;
      if (shown?.type !== "inspect" || !/^1,?000,?000$/.test(shown.node.text)) throw new Error(`the cell did not count a million rows: ${JSON.stringify(session.state.cells[1]?.result)}`);
      await session.close();
    }
  } finally {
    await reader.close();
    await host.close();
    await compiler.close();
  }
  const duckDb = await medianMs(() => readDuckDb(path));
  rmSync(folder, {recursive: true});
  const median = taken.toSorted((a, b) => a - b)[rounds >> 1] ?? NaN;
  const ratio = median / duckDb.median;
  return [{
    name: "CSV of 1,000,000 rows × 3 columns to a table in a cell",
    measured: `${median.toFixed(0)} ms (first ${taken[0]?.toFixed(0)}); DuckDB into typed arrays ${duckDb.median.toFixed(0)} ms`,
    target: "≤ 1.5 × DuckDB",
    ratio,
    reached: ratio <= 1.5,
  }];
}
