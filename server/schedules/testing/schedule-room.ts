/** The room with everything real but the clock, for its tests: a database, the engine, runs, sources, and a network of names that the test gives. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {defaultScheduleSettings, toCell, toNotebook} from "#notebooks";
import type {ScheduleSettings} from "#notebooks";
import {createAccountStore} from "../../accounts/account-store.ts";
import {createDataSetStore} from "../../data-sets/data-set-store.ts";
import {createFindData} from "../../data-sets/find-data.ts";
import {systemEffects} from "../../effects.ts";
import {createEngine} from "../../engine.ts";
import type {Engine} from "../../engine.ts";
import {createLog} from "../../log.ts";
import {createNotebookStore} from "../../notebooks/notebook-store.ts";
import {toServerOptions} from "../../options.ts";
import {createPublicationStore} from "../../publishing/publication-store.ts";
import {createReader} from "../../reader/reader.ts";
import type {Reader} from "../../reader/reader.ts";
import {createRunComparer} from "../../runs/comparer.ts";
import {createRunStore} from "../../runs/run-store.ts";
import {createRunner} from "../../runs/runner.ts";
import type {Resolve} from "../../sources/address-guard.ts";
import {createSourceFetcher} from "../../sources/source-fetcher.ts";
import {openDatabase} from "../../store/database.ts";
import type {Database} from "../../store/database.ts";
import {openFiles} from "../../store/files.ts";
import type {OwnerId} from "../../store/schema.ts";
import {nextDue} from "../due-times.ts";
import {createScheduling} from "../scheduling.ts";
import {toSecret} from "../web-hook.ts";

export const ada = "ada" as OwnerId;

export interface RoomOptions {
  readonly at: string;
  readonly places?: number;
  readonly allowsPrivate?: boolean;
  readonly resolve?: Resolve;
  readonly folders?: readonly string[];
  readonly limits?: {readonly bytes: number; readonly milliseconds: number};
}

/** What all rooms of a test file share: starting these takes longest. */
export class Building {
  readonly folder = mkdtempSync(join(tmpdir(), "recto-schedules-"));
  readonly options = toServerOptions({folder: this.folder});
  readonly reader: Reader = createReader();
  #engine: Engine | null = null;

  async engine(): Promise<Engine> {
    return (this.#engine ??= await createEngine(this.options.limits));
  }

  async close(): Promise<void> {
    await this.#engine?.close();
    this.reader.close();
    rmSync(this.folder, {recursive: true, force: true});
  }

  /** A database of its own, with an account, and a room on it; `open` puts another server's room in its place, as after a restart. */
  async room(given: RoomOptions) {
    const engine = await this.engine();
    const database = await openDatabase(join(this.folder, `${systemEffects.randomId()}.sqlite`));
    database.change(database.shared.insertInto("accounts").values({id: ada, email: ada, name: ada, password_hash: "", created_at: 0}));
    const clock = {at: Date.parse(given.at)};
    const open = () => this.#open(engine, database, clock, given);
    return {database, clock, open};
  }

  #open(engine: Engine, database: Database, clock: {at: number}, given: RoomOptions) {
    const effects = {...systemEffects, clock: () => clock.at};
    const {options, reader} = this;
    const log = createLog("silent");
    const files = openFiles(this.folder, systemEffects);
    const accounts = createAccountStore(database, effects);
    const dataSets = createDataSetStore(database, effects);
    const notebooks = createNotebookStore(database, effects);
    const runs = createRunStore(database, files, effects);
    runs.interruptStarted();
    const findData = createFindData({dataSets, files, reader});
    const world = {host: engine.host, compiler: engine.compiler, clock: effects.clock};
    const runner = createRunner({runs, files, notebooks, world, findData, options, effects, log, ...(given.places !== undefined && {places: given.places})});
    const comparer = createRunComparer({runs, files});
    const publications = createPublicationStore(database, effects);
    const publisher = {publish: () => Promise.reject(new Error("nothing is published in this room"))};
    const guard = {resolve: given.resolve ?? (async () => [{address: "127.0.0.1", family: 4}]), allowsPrivate: given.allowsPrivate ?? true};
    const {folders = [], limits = {bytes: 1_000_000, milliseconds: 5000}} = given;
    const fetcher = createSourceFetcher({dataSets, files, reader, guard, folders, limits, changed: () => undefined});
    // Only the test looks at the clock.
    const timer = {every: () => () => undefined};
    const {schedules, notices, scheduler} = createScheduling({
      database, accounts, notebooks, fetcher, runner, runs, comparer, publications, publisher, files, reader, findData, guard, effects, log, timer,
      address: () => "https://recto.example",
    });

    const addNotebook = (...sources: string[]): string => {
      const cells = sources.map((source, index) => toCell({id: index + 1, source}));
      return notebooks.create(ada, {notebook: toNotebook({title: "Sales watch", cells}), nextCellId: sources.length + 1, inputs: {}}).id;
    };
    const addSchedule = (notebook: string, given: Partial<ScheduleSettings> = {}): string => {
      const settings: ScheduleSettings = {...defaultScheduleSettings, cron: "0 * * * *", ...given};
      return schedules.create(ada, {notebook, settings, nextAt: nextDue(settings, clock.at), status: "active", secret: toSecret(systemEffects.randomId)}).id;
    };
    /** The clock goes to a moment, and everything that this makes due is done. */
    const go = async (to: string | number): Promise<void> => {
      clock.at = typeof to === "number" ? to : Date.parse(to);
      await scheduler.advance();
      await scheduler.settled();
    };
    return {
      files, notebooks, dataSets, runs, runner, schedules, notices, scheduler, addNotebook, addSchedule, go,
      /** As when a server stops in good order. */
      close: () => Promise.all([scheduler.close(), runner.close(), comparer.close()]),
    };
  }
}
