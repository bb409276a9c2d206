/** The embedded database: opened with migrations, asked synchronously, and for owned tables through one owner's queries only. */
import Sqlite from "better-sqlite3";
import {Kysely, SqliteDialect} from "kysely";
import {Migrator} from "kysely/migration";
import type {Compilable} from "kysely";
import {migrations} from "./migrations.ts";
import {OwnerPlugin} from "./owner-plugin.ts";
import type {OwnedTables, OwnerId, PublicationTable, SharedTables} from "./schema.ts";

/**
 * Queries are built by Kysely and executed synchronously: a function that returns has committed, and nothing of another
 * request comes between the statements of a transaction.
 */
export interface Database {
  /** Queries over what belongs to nobody: accounts, sign-ins, settings. */
  readonly shared: Kysely<SharedTables>;
  /** Queries over one owner's rows. */
  ownedBy(owner: OwnerId): Kysely<OwnedTables>;
  all<Row>(query: Compilable<Row>): Row[];
  first<Row>(query: Compilable<Row>): Row | undefined;
  /** Executes a change and gives the number of rows that it changed. */
  change(query: Compilable): number;
  transaction<Result>(work: () => Result): Result;
  /** Names of the files that some row of any owner needs. */
  filesInUse(): Set<string>;
  /** Marks the runs of any owner that a server left in the middle; gives their number. */
  interruptRuns(at: number): number;
  /** The publication at a slug, whoever's it is: its readers are others than its owner. */
  findPublished(slug: string): PublicationTable | undefined;
  /** Times of any owner's schedules that are due, first or again, in the order in which they became due. A schedule that is at a time already has none. */
  findDueTimes(at: number, most: number): DueTime[];
  /** Web hooks of any owner that are to be called, those that wait longest first. */
  findDueDeliveries(at: number, most: number): {readonly owner: OwnerId; readonly id: string}[];
  /** The schedules of all owners that wait for a time. */
  findWaitingSchedules(): {readonly owner: OwnerId; readonly id: string}[];
  /** Marks the times that a server left in the middle to be taken up again at once; gives their number. */
  resumeScheduledTimes(at: number): number;
  close(): void;
}

/** A time that is due, for the first time or to be tried again. */
export interface DueTime {
  readonly kind: "first" | "again";
  readonly owner: OwnerId;
  readonly schedule: string;
  readonly due: number;
}

export async function openDatabase(path: string): Promise<Database> {
  const sqlite = new Sqlite(path);
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma("synchronous = NORMAL");
  sqlite.pragma("foreign_keys = ON");
  sqlite.pragma("busy_timeout = 2000");
  sqlite.pragma("trusted_schema = OFF");
  const kysely = new Kysely<OwnedTables & SharedTables>({dialect: new SqliteDialect({database: sqlite})});
  const migrator = new Migrator({db: kysely, provider: {getMigrations: async () => ({...migrations})}});
  const {error} = await migrator.migrateToLatest();
  if (error !== undefined) {
    sqlite.close();
    throw new Error(`the database ${path} could not be brought to this version`, {cause: error});
  }
  return toDatabase(sqlite, kysely);
}

function toDatabase(sqlite: Sqlite.Database, kysely: Kysely<OwnedTables & SharedTables>): Database {
  const owners = new Map<OwnerId, Kysely<OwnedTables>>();
  const statements = new Map<string, Sqlite.Statement>();
  const statementsKept = 500;

  function prepare(query: Compilable): {statement: Sqlite.Statement; parameters: readonly unknown[]} {
    const {sql, parameters} = query.compile();
    let statement = statements.get(sql);
    if (!statement) {
      statement = sqlite.prepare(sql);
      if (statements.size >= statementsKept) statements.clear();
      statements.set(sql, statement);
    }
    return {statement, parameters};
  }

  const all = <Row>(query: Compilable<Row>): Row[] => {
    const {statement, parameters} = prepare(query);
    return statement.all(...parameters) as Row[];
  };

  return {
    shared: kysely as unknown as Kysely<SharedTables>,
    ownedBy(owner) {
      let owned = owners.get(owner);
      if (!owned) {
        if (owners.size >= 1000) owners.clear();
        owned = kysely.withPlugin(new OwnerPlugin(owner)) as unknown as Kysely<OwnedTables>;
        owners.set(owner, owned);
      }
      return owned;
    },
    all,
    first: (query) => all(query)[0],
    change(query) {
      const {statement, parameters} = prepare(query);
      return statement.run(...parameters).changes;
    },
    transaction: (work) => sqlite.transaction(work).immediate(),
    filesInUse: () =>
      new Set(
        sqlite
          .prepare(
            `SELECT file FROM data_sets UNION SELECT file FROM stored_values WHERE file IS NOT NULL
            UNION SELECT file FROM runs WHERE file IS NOT NULL UNION SELECT file FROM run_values WHERE file IS NOT NULL
            UNION SELECT file FROM edition_files UNION SELECT file FROM fetched_data`,
          )
          .pluck()
          .all() as string[],
      ),
    interruptRuns: (at) =>
      sqlite
        .prepare("UPDATE runs SET status = 'interrupted', finished_at = ?, message = 'the server ended in the middle of the run' WHERE status = 'started'")
        .run(at).changes,
    findPublished: (slug) => sqlite.prepare<[string], PublicationTable>("SELECT * FROM publications WHERE slug = ?").get(slug),
    findDueTimes: (at, most) =>
      sqlite
        .prepare<[{at: number; most: number}], DueTime>(
          `SELECT kind, owner, schedule, due FROM (
            SELECT 'first' AS kind, owner, id AS schedule, next_at AS due, next_at AS since, rowid AS place FROM schedules
              WHERE next_at <= @at AND NOT EXISTS (SELECT 1 FROM scheduled_times AS times WHERE times.schedule = schedules.id AND times.status IN ('started', 'retrying'))
            UNION ALL SELECT 'again', owner, schedule, due, retry_at, 0 FROM scheduled_times WHERE retry_at <= @at
          ) ORDER BY since, place LIMIT @most`,
        )
        .all({at, most}),
    findDueDeliveries: (at, most) =>
      sqlite
        .prepare<[number, number], {owner: OwnerId; id: string}>("SELECT owner, id FROM deliveries WHERE next_at <= ? ORDER BY next_at, id LIMIT ?")
        .all(at, most),
    findWaitingSchedules: () => sqlite.prepare<[], {owner: OwnerId; id: string}>("SELECT owner, id FROM schedules WHERE next_at IS NOT NULL").all(),
    resumeScheduledTimes: (at) =>
      sqlite
        .prepare("UPDATE scheduled_times SET status = 'retrying', retry_at = ?, interruptions = interruptions + 1 WHERE status = 'started'")
        .run(at).changes,
    close() {
      sqlite.pragma("wal_checkpoint(TRUNCATE)");
      sqlite.close();
    },
  };
}
