/** What running a notebook again costs where nothing changed: 20 cells, from asking until the run is kept, with no cell executed. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {toCell, toNotebook} from "#notebooks";
import {createEngine} from "../server/engine.ts";
import {systemEffects} from "../server/effects.ts";
import {createLog} from "../server/log.ts";
import {createNotebookStore} from "../server/notebooks/notebook-store.ts";
import {toServerOptions} from "../server/options.ts";
import {createRunStore} from "../server/runs/run-store.ts";
import {createRunner} from "../server/runs/runner.ts";
import {openDatabase} from "../server/store/database.ts";
import {openFiles} from "../server/store/files.ts";
import type {OwnerId} from "../server/store/schema.ts";
import type {Row} from "./row.ts";

const cells = 20;
const limitMs = 20;
const rounds = 30;

export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-reuse-"));
  const options = toServerOptions({folder});
  const database = await openDatabase(join(folder, "bench.sqlite"));
  const engine = await createEngine(options.limits);
  try {
    const owner = "bench" as OwnerId;
    database.change(database.shared.insertInto("accounts").values({id: owner, email: owner, name: owner, password_hash: "", created_at: 0}));
    const files = openFiles(folder, systemEffects);
    const runs = createRunStore(database, files, systemEffects);
    const notebooks = createNotebookStore(database, systemEffects);
    const world = {...engine, clock: () => systemEffects.clock()};
    const runner = createRunner({runs, files, notebooks, world, findData: async () => null, options, effects: systemEffects, log: createLog("silent")});
    const sources = Array.from({length: cells}, (_, index) =>
      index % 4 === 0 ? `const rows${index} = Array.from({length: 1000}, (_, i) => ({i, x: Math.sin(i + ${index})}));` : index % 4 === 1 ? `rows${index - 1}` : `rows${index - (index % 4)}.length + ${index}`,
    );
    const notebook = toNotebook({title: "Bench", cells: sources.map((source, index) => toCell({id: index + 1, source}))});
    const {id} = notebooks.create(owner, {notebook, nextCellId: cells + 1, inputs: {}});
    const ask = async (): Promise<{readonly ms: number; readonly executed: number}> => {
      const start = performance.now();
      const finished = await runner.start(owner, {notebook: id, startedBy: "api", starter: null}).finished;
      return {ms: performance.now() - start, executed: finished?.status === "succeeded" ? finished.cells.executed : Number.NaN};
    };
    const first = await ask();
    const again: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const {ms, executed} = await ask();
      if (executed !== 0) throw new Error(`an unchanged run executed ${executed} cells`);
      again.push(ms);
    }
    again.sort((a, b) => a - b);
    const median = again[rounds >> 1]!;
    await runner.close();
    return [
      {
        name: `An unchanged notebook of ${cells} cells run again`,
        measured: `${median.toFixed(1)} ms median of ${rounds}, ${again.at(-1)!.toFixed(1)} ms at most (the first run ${first.ms.toFixed(0)} ms)`,
        target: `≤ ${limitMs} ms`,
        ratio: median / limitMs,
        reached: median <= limitMs,
      },
    ];
  } finally {
    await engine.close();
    database.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
