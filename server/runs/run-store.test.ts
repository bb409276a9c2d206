/** Kept runs in the database: bounded in size, and in their order whatever the clock does. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {toNotebook} from "#notebooks";
import {systemEffects} from "../effects.ts";
import {createNotebookStore} from "../notebooks/notebook-store.ts";
import {openDatabase} from "../store/database.ts";
import type {Database} from "../store/database.ts";
import {openFiles} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {createRunStore} from "./run-store.ts";
import type {NewRun} from "./run-store.ts";

const folder = mkdtempSync(join(tmpdir(), "recto-run-store-"));
const ada = "ada" as OwnerId;
let database: Database;

beforeAll(async () => {
  database = await openDatabase(join(folder, "test.sqlite"));
  database.change(database.shared.insertInto("accounts").values({id: ada, email: ada, name: ada, password_hash: "", created_at: 0}));
});
afterAll(() => {
  database.close();
  rmSync(folder, {recursive: true, force: true});
});

const create = () => createNotebookStore(database, systemEffects).create(ada, {notebook: toNotebook({title: "Tested"}), nextCellId: 1, inputs: {}}).id;

describe("the run store", () => {
  it("keeps no more bytes of values than the budget of a notebook, counted from the newest run", async () => {
    const files = openFiles(folder, systemEffects);
    const runs = createRunStore(database, files, systemEffects, {runs: 50, bytes: 250_000});
    const notebook = create();
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const bytes = new Uint8Array(100_000).fill(count);
      const cells = new Map([[1, {evidence: {reads: [], valueDigest: null, displayDigests: [], calls: [], values: [{name: "a", digest: "0".repeat(64), bytes}]}}]]);
      const run: NewRun & {startedAt: number} = {notebook, title: "Large", startedBy: "person", starter: null, parameters: {}, seed: 1, now: 1, cells: 1, startedAt: count};
      const counts = {total: 1, executed: 1, reused: 0, failed: 0};
      ids.push((await runs.keep(ada, run, {status: "succeeded", message: null, counts, computeMs: 1, content: null, cells, reuseKey: null}))?.id ?? "");
    }
    expect(ids.map((id) => runs.values(ada, id).length)).toEqual([0, 0, 1, 1]);
  });

  it("lists runs in the order in which they came when the clock jumps back and forth", () => {
    let clock = Date.parse("2030-01-01T00:00:00Z");
    const runs = createRunStore(database, openFiles(folder, systemEffects), {...systemEffects, clock: () => clock});
    const notebook = create();
    const run: NewRun = {notebook, title: "Jumping", startedBy: "person", starter: null, parameters: {}, seed: 1, now: 1, cells: 1};
    const ids = ["2030-01-01", "2020-01-01", "2038-01-19", "2020-01-01", "2019-12-31"].map((day) => {
      clock = Date.parse(`${day}T00:00:00Z`);
      return runs.begin(ada, run).id;
    });
    const newestFirst = ids.toReversed();
    expect(runs.list(ada, {notebook}).map(({id}) => id)).toEqual(newestFirst);
    expect(runs.latest(ada, notebook)?.id).toBe(ids.at(-1));
    expect(runs.list(ada, {notebook, limit: 2, before: newestFirst[1]!}).map(({id}) => id)).toEqual(newestFirst.slice(2, 4));
    expect(runs.interruptStarted()).toBe(5);
  });
});
