/** What comparing two kept runs costs that each hold a table of a million rows: files read and checked, rows matched, all in a thread of its own. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import * as aq from "arquero";
import {buildRecord, digestValue, encodeValue} from "#kernels/digest";
import {emptyResult, toCell, toNotebook} from "#notebooks";
import type {RunContent} from "#notebooks";
import {systemEffects} from "../server/effects.ts";
import {createRunComparer} from "../server/runs/comparer.ts";
import {createRunStore} from "../server/runs/run-store.ts";
import {openDatabase} from "../server/store/database.ts";
import {openFiles} from "../server/store/files.ts";
import type {OwnerId} from "../server/store/schema.ts";
import type {Row} from "./row.ts";

const rows = 1_000_000;
const limitMs = 2000;
const rounds = 3;
const owner = "bench" as OwnerId;

/** Every 1000th row has another number, the first 100 rows went and 100 others came. */
function toTable(isLater: boolean, hasKey: boolean): unknown {
  const from = isLater ? 100 : 0;
  const indices = Array.from({length: rows}, (_, index) => index + from);
  return aq.table({
    ...(hasKey && {time: indices.map((index) => new Date(1_700_000_000_000 + index * 60_000))}),
    place: indices.map((index) => `place ${index % 1000}`),
    count: indices.map((index) => index % 977),
    value: indices.map((index) => (isLater && index % 1000 === 0 ? -1 : Math.sqrt(index))),
  });
}

export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-compare-"));
  const database = await openDatabase(join(folder, "bench.sqlite"));
  try {
    database.change(database.shared.insertInto("accounts").values({id: owner, email: owner, name: owner, password_hash: "", created_at: 0}));
    const files = openFiles(folder, systemEffects);
    const runs = createRunStore(database, files, systemEffects);
    const comparer = createRunComparer({runs, files});

    /** A kept run of one cell that gave this table. */
    const keep = async (table: unknown): Promise<string> => {
      const digest = digestValue(table);
      const evidence = {reads: [], valueDigest: digest, displayDigests: [], calls: []};
      const recorded = {id: 1, kind: "typescript" as const, sourceDigest: "", status: "done" as const, ...evidence};
      const settings = {source: "", parameters: {}, inputs: {}, seed: 1, now: 1, data: [], kernel: {version: "", engine: ""}, measured: {startedAt: 0, durationMs: 0}};
      const content: RunContent = {
        format: "recto-kept-run/1", notebook: toNotebook({cells: [toCell({id: 1})]}), inputs: {}, record: buildRecord({...settings, cells: [recorded]}),
        results: {1: {...emptyResult, status: "done", names: [{name: "table", type: "table", summary: "", digest}], valueDigest: digest}},
      };
      const run = {notebook: null, title: "Bench", startedBy: "api", starter: null, parameters: {}, seed: 1, now: 1, cells: 1, startedAt: 1} as const;
      const counts = {total: 1, executed: 1, reused: 0, failed: 0};
      const cells = new Map([[1, {evidence: {...evidence, values: [{name: "table", digest, bytes: encodeValue(table)}]}}]]);
      return (await runs.keep(owner, run, {status: "succeeded", message: null, counts, computeMs: 0, content, cells, reuseKey: null}))!.id;
    };

    const measured: Row[] = [];
    for (const hasKey of [true, false]) {
      const [before, after] = [await keep(toTable(false, hasKey)), await keep(toTable(true, hasKey))];
      let best = Infinity;
      let said = "";
      for (let round = 0; round < rounds; round += 1) {
        const start = performance.now();
        const {cells} = await comparer.compare(owner, before, after);
        best = Math.min(best, performance.now() - start);
        const change = cells[0]?.values[0]?.change;
        said = change?.type === "table" ? `${change.added} added, ${change.removed} removed, ${change.changed} changed` : "no table";
      }
      measured.push({
        name: `Two kept runs with tables of 1,000,000 rows compared ${hasKey ? "by a column that names the rows" : "without such a column"}`,
        measured: `${best.toFixed(0)} ms (${said})`,
        target: `≤ ${limitMs} ms`,
        ratio: best / limitMs,
        reached: best <= limitMs,
      });
    }
    return measured;
  } finally {
    database.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
