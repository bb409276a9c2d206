/** SQL over tables in memory: one DuckDB instance with its configuration locked, one thread, and no way to files or to the clock. */
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  LIST,
  TIMESTAMP_MS,
  DuckDBTimestampMillisecondsValue,
  VARCHAR,
  listValue,
  type DuckDBResult,
} from "@duckdb/node-api";
import type {Columns} from "./columns.ts";
import {DataError} from "./data-error.ts";
import {readChunks} from "./duckdb-read.ts";
import {insertColumns, quoteName} from "./duckdb-write.ts";
import {type DataLimits, toLimits} from "./limits.ts";
import type {SqlEngine, SqlOptions, SqlParameter, SqlQueryOptions} from "./sql-engine.ts";
import {checkSql, checkSqlLength, sqlError, type SqlReferences} from "./sql-guard.ts";

interface LoadedTable {
  readonly columns: Columns;
  /** The table in the schema that no query can name. */
  readonly table: string;
}

const hiddenSchema = "recto_tables";

export async function openDuckSql({memoryMb = 1024, limits}: SqlOptions): Promise<SqlEngine> {
  if (!Number.isInteger(memoryMb) || memoryMb < 16)
    throw new RangeError(`memoryMb must be an integer of at least 16, and is ${String(memoryMb)}`);
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: `${memoryMb}MB`,
    temp_directory: "",
    enable_external_access: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    preserve_insertion_order: "true",
  });
  const [queries, admin] = [await instance.connect(), await instance.connect()];
  await admin.run(`CREATE SCHEMA ${hiddenSchema}`);
  for (const connection of [queries, admin]) {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run("SET errors_as_json = true");
  }
  const views = await admin.runAndReadAll(
    "SELECT lower(view_name) FROM duckdb_views() UNION SELECT lower(table_name) FROM duckdb_tables()",
  );
  const systemNames = new Set(views.getRows().map(([name]) => String(name)));
  await admin.run("SET lock_configuration = true");
  return new DuckSql(instance, queries, admin, systemNames, toLimits(limits));
}

class DuckSql implements SqlEngine {
  readonly #instance: DuckDBInstance;
  readonly #queries: DuckDBConnection;
  readonly #admin: DuckDBConnection;
  readonly #systemNames: ReadonlySet<string>;
  readonly #limits: DataLimits;
  readonly #loaded = new Map<string, LoadedTable>();
  #nextTable = 1;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    instance: DuckDBInstance,
    queries: DuckDBConnection,
    admin: DuckDBConnection,
    systemNames: ReadonlySet<string>,
    limits: DataLimits,
  ) {
    this.#instance = instance;
    this.#queries = queries;
    this.#admin = admin;
    this.#systemNames = systemNames;
    this.#limits = limits;
  }

  check(text: string): Promise<SqlReferences> {
    return this.#inTurn(() => this.#check(text));
  }

  query(
    text: string,
    parameters: readonly SqlParameter[],
    tables: ReadonlyMap<string, Columns>,
    options: SqlQueryOptions = {},
  ): Promise<Columns> {
    return this.#inTurn(() => this.#query(text, parameters, tables, options));
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#closed = true;
      this.#queries.closeSync();
      this.#admin.closeSync();
      this.#instance.closeSync();
      await Promise.resolve();
    });
  }

  /** One thing at a time, in the order of the calls. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#closed) throw new Error("the SQL engine is closed");
      return work();
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #check(text: string): Promise<SqlReferences> {
    checkSqlLength(text);
    const answer = await this.#admin.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true)", [text]);
    return checkSql(text, String(answer.getRows()[0]?.[0]), this.#systemNames);
  }

  async #query(
    text: string,
    parameters: readonly SqlParameter[],
    tables: ReadonlyMap<string, Columns>,
    {signal}: SqlQueryOptions,
  ): Promise<Columns> {
    const {tables: named} = await this.#check(text);
    const given = new Map([...tables].map(([name, columns]) => [name.toLowerCase(), {name, columns}]));
    const unknown = named.find((name) => !given.has(name.toLowerCase()));
    if (unknown !== undefined) throw new DataError("sql", `there is no table "${unknown}"; ${describeTables([...tables.keys()])}`);
    await this.#load(named.map((name) => given.get(name.toLowerCase())).filter((table) => table !== undefined));
    if (signal?.aborted) throw cancelled(signal);
    const interrupt = () => this.#queries.interrupt();
    signal?.addEventListener("abort", interrupt, {once: true});
    try {
      return await this.#run(text, parameters, signal);
    } catch (error) {
      if (signal?.aborted) throw cancelled(signal);
      throw toSqlError(text, error);
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  }

  async #run(text: string, parameters: readonly SqlParameter[], signal: AbortSignal | undefined): Promise<Columns> {
    const statement = await this.#queries.prepare(text);
    try {
      const expected = statement.parameterCount;
      if (expected !== parameters.length)
        throw new DataError(
          "sql",
          `the query has ${expected} ${expected === 1 ? "parameter" : "parameters"}, and ${parameters.length} were given`,
        );
      statement.bind(parameters.map(toDuckValue), parameters.map(toDuckParameterType));
      const result: DuckDBResult = await statement.stream();
      const source = {names: result.columnNames(), types: result.columnTypes(), fetchChunk: () => result.fetchChunk()};
      const {columns} = await readChunks(source, 0, this.#limits, () => {
        if (signal?.aborted) throw cancelled(signal);
      });
      return columns;
    } finally {
      statement.destroySync();
    }
  }

  /** Makes exactly the given tables visible; those that are loaded already are not loaded again. */
  async #load(tables: readonly {readonly name: string; readonly columns: Columns}[]): Promise<void> {
    const wanted = new Map(tables.map(({name, columns}) => [name.toLowerCase(), columns]));
    for (const [key, {columns, table}] of this.#loaded) {
      if (wanted.get(key) === columns) continue;
      this.#loaded.delete(key);
      await this.#admin.run(`DROP VIEW IF EXISTS main.${quoteName(key)}`);
      await this.#admin.run(`DROP TABLE IF EXISTS ${hiddenSchema}.${quoteName(table)}`);
    }
    for (const [key, columns] of wanted) {
      if (this.#loaded.has(key)) continue;
      const table = `table_${this.#nextTable++}`;
      try {
        await insertColumns(this.#admin, table, columns, hiddenSchema);
        const list = columns.columns.map((column) => {
          const name = quoteName(column.name);
          if (column.type === "dictionary") return `${name}::VARCHAR AS ${name}`;
          return column.type === "date" ? `${name}::TIMESTAMP AS ${name}` : name;
        });
        await this.#admin.run(
          `CREATE VIEW main.${quoteName(key)} AS SELECT ${list.length === 0 ? "*" : list.join(", ")} FROM ${hiddenSchema}.${quoteName(table)}`,
        );
      } catch (error) {
        await this.#admin.run(`DROP TABLE IF EXISTS ${hiddenSchema}.${quoteName(table)}`);
        throw toSqlError("", error);
      }
      this.#loaded.set(key, {columns, table});
    }
  }
}

function describeTables(names: readonly string[]): string {
  return names.length === 0 ? "this query is given no tables" : `the tables are ${names.map((name) => `"${name}"`).join(", ")}`;
}

function cancelled(signal: AbortSignal): DataError {
  return new DataError("cancelled", "the query was interrupted", {cause: signal.reason});
}

/** DuckDB's error as ours, with the place in the user's text. */
function toSqlError(text: string, error: unknown): DataError {
  if (error instanceof DataError) return error;
  const raw = error instanceof Error ? error.message : String(error);
  const start = raw.indexOf("{");
  let message = raw;
  let position: unknown;
  let type = "";
  if (start >= 0) {
    try {
      const fields = JSON.parse(raw.slice(start)) as {exception_type?: string; exception_message?: string; position?: string};
      message = fields.exception_message ?? raw;
      position = fields.position;
      type = fields.exception_type ?? "";
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
    }
  }
  message = message
    .replace(/\n\nLINE \d+:[\s\S]*$/, "")
    .replaceAll(`${hiddenSchema}.`, "")
    .trim();
  if (type === "Out of Memory" || /^Out of Memory/i.test(message))
    return new DataError("too-large", "the query needs more memory than it may use; aggregate or filter earlier", {cause: error});
  return sqlError(text, "sql", message, position, error);
}

function toDuckValue(value: SqlParameter): DuckDBValue {
  if (value instanceof Date) return new DuckDBTimestampMillisecondsValue(BigInt(value.getTime()));
  if (Array.isArray(value)) return listValue((value as readonly SqlParameter[]).map(toDuckValue));
  if (typeof value === "number" && isIntegral(value)) return BigInt(value);
  return value as DuckDBValue;
}

function toDuckParameterType(value: SqlParameter): DuckDBType {
  if (Array.isArray(value)) {
    const types = (value as readonly SqlParameter[]).filter((item) => item !== null).map(toDuckParameterType);
    const first = types[0] ?? VARCHAR;
    if (types.some((type) => type.typeId !== first.typeId))
      return LIST(types.every((type) => type === BIGINT || type === DOUBLE) ? DOUBLE : VARCHAR);
    return LIST(first);
  }
  if (value instanceof Date) return TIMESTAMP_MS;
  if (typeof value === "boolean") return BOOLEAN;
  if (typeof value === "bigint") return BIGINT;
  if (typeof value === "number") return isIntegral(value) ? BIGINT : DOUBLE;
  return VARCHAR;
}

function isIntegral(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}
