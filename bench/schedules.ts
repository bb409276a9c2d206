/** 1,000 schedules that are due in the same minute: how long until each is taken up, in which order, and how many run at once. */
import {mkdtempSync, rmSync} from "node:fs";
import {availableParallelism, tmpdir} from "node:os";
import {join} from "node:path";
import {defaultScheduleSettings, toCell, toNotebook} from "#notebooks";
import {createAccountStore} from "../server/accounts/account-store.ts";
import {createDataSetStore} from "../server/data-sets/data-set-store.ts";
import {createFindData} from "../server/data-sets/find-data.ts";
import {systemEffects} from "../server/effects.ts";
import {createEngine} from "../server/engine.ts";
import {createLog} from "../server/log.ts";
import {createNotebookStore} from "../server/notebooks/notebook-store.ts";
import {toServerOptions} from "../server/options.ts";
import {createPublicationStore} from "../server/publishing/publication-store.ts";
import {createReader} from "../server/reader/reader.ts";
import {createRunComparer} from "../server/runs/comparer.ts";
import {createRunStore} from "../server/runs/run-store.ts";
import {createRunner} from "../server/runs/runner.ts";
import {createScheduling} from "../server/schedules/scheduling.ts";
import {systemResolve} from "../server/sources/address-guard.ts";
import {createSourceFetcher} from "../server/sources/source-fetcher.ts";
import {openDatabase} from "../server/store/database.ts";
import {openFiles} from "../server/store/files.ts";
import type {OwnerId} from "../server/store/schema.ts";
import type {Row} from "./row.ts";

const count = 1000;
const limitMs = 60_000;

export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-schedules-"));
  const options = toServerOptions({folder});
  const database = await openDatabase(join(folder, "bench.sqlite"));
  const engine = await createEngine(options.limits);
  const reader = createReader();
  try {
    const owner = "bench" as OwnerId;
    database.change(database.shared.insertInto("accounts").values({id: owner, email: owner, name: owner, password_hash: "", created_at: 0}));
    // The minute begins when the bench says so; from then on the clock goes as it does.
    const minute = Date.parse("2026-03-02T06:00:00Z");
    let began: number | null = null;
    const effects = {...systemEffects, clock: () => (began === null ? minute - 1000 : minute + Math.floor(performance.now() - began))};
    const log = createLog("silent");
    const files = openFiles(folder, systemEffects);
    const runs = createRunStore(database, files, effects);
    const notebooks = createNotebookStore(database, effects);
    const dataSets = createDataSetStore(database, effects);
    const findData = createFindData({dataSets, files, reader});
    const places = Math.max(1, availableParallelism() - 1);
    const runner = createRunner({runs, files, notebooks, world: {...engine, clock: effects.clock}, findData, options, effects, log, places});
    const comparer = createRunComparer({runs, files});
    const guard = {resolve: systemResolve, allowsPrivate: false};
    const fetcher = createSourceFetcher({dataSets, files, reader, guard, folders: [], limits: {bytes: 1e6, milliseconds: 1000}, changed: () => undefined});
    const {schedules, scheduler} = createScheduling({
      database, accounts: createAccountStore(database, effects), notebooks, fetcher, runner, runs, comparer, publications: createPublicationStore(database, effects),
      publisher: {publish: () => Promise.reject(new Error("nothing is published here"))}, files, reader, findData, guard, effects, log, address: () => "",
    });

    const order: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const notebook = toNotebook({title: `Scheduled ${index}`, cells: [toCell({id: 1, source: `const x = ${index};`}), toCell({id: 2, source: "x * 2"})]});
      const {id} = notebooks.create(owner, {notebook, nextCellId: 3, inputs: {}});
      const settings = {...defaultScheduleSettings, cron: "0 6 * * *"};
      order.push(schedules.create(owner, {notebook: id, settings, nextAt: minute, status: "active", secret: ""}).id);
    }
    const taken: {readonly schedule: string; readonly after: number}[] = [];
    let running = 0;
    let mostRunning = 0;
    const seen = new Set<string>();
    runner.listen(({type, run, share}) => {
      if (type === "started") taken.push({schedule: run.starter ?? "", after: effects.clock() - minute});
      if (type === "progress" && share !== null && !seen.has(run.id)) {
        seen.add(run.id);
        running += 1;
        mostRunning = Math.max(mostRunning, running);
      }
      if (type === "finished" && seen.delete(run.id)) running -= 1;
    });
    began = performance.now();
    await scheduler.advance();
    const last = taken.at(-1)?.after ?? Number.NaN;
    await scheduler.settled();
    const whole = (effects.clock() - minute) / 1000;
    const isOrdered = taken.every(({schedule}, index) => schedule === order[index]);
    const succeeded = order.filter((id) => schedules.times(owner, id, {limit: 2}).map(({status}) => status).join() === "succeeded").length;
    await Promise.all([scheduler.close(), runner.close(), comparer.close()]);
    return [
      {
        name: `${count} schedules due in one minute, each with a notebook of its own: taken up, in the order in which they are due`,
        measured: `the last after ${(last / 1000).toFixed(2)} s, ${isOrdered ? "in order" : "NOT in order"}`,
        target: `all within 60 s, in order`,
        ratio: last / limitMs,
        reached: taken.length === count && last <= limitMs && isOrdered,
      },
      {
        name: "The same: run to the end",
        measured: `${succeeded} once each, after ${whole.toFixed(0)} s, at most ${mostRunning} at once of ${places} allowed`,
        target: `${count}, no more at once than allowed`,
        ratio: count / succeeded,
        reached: succeeded === count && mostRunning <= places,
      },
    ];
  } finally {
    reader.close();
    await engine.close();
    database.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
