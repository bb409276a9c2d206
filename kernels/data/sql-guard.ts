/** What an SQL statement may say: one query, over given tables, whose result depends on nothing else. Judged on DuckDB's own parse tree. */
import {DataError} from "./data-error.ts";

/** What a statement that passed reads. */
export interface SqlReferences {
  /** Names of tables as they are written, without those the statement defines itself. */
  readonly tables: readonly string[];
}

/** Functions whose result depends on chance, the clock, the session, or the file system, or that have effects. */
const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ...list("it depends on chance, and a run could not be repeated; use random() in a TypeScript cell, which draws from the run's seed", [
    "random",
    "setseed",
    "uuid",
    "uuidv4",
    "uuidv7",
    "gen_random_uuid",
    "reservoir_quantile",
  ]),
  ...list("it depends on the clock, and a run could not be repeated; pass the run's now as a parameter", [
    "now",
    "today",
    "ago",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_localtime",
    "current_localtimestamp",
    "get_current_time",
    "get_current_timestamp",
    "transaction_timestamp",
    "statement_timestamp",
    "clock_timestamp",
    "localtime",
    "localtimestamp",
    "pg_conf_load_time",
    "pg_postmaster_start_time",
  ]),
  ...list("it depends on the session or has effects beyond the query", [
    "sleep_ms",
    "pg_sleep",
    "write_log",
    "stats",
    "nextval",
    "currval",
    "lastval",
    "txid_current",
    "current_query_id",
    "current_connection_id",
    "current_transaction_id",
    "current_setting",
    "getvariable",
    "getenv",
    "get_block_size",
    "parse_duckdb_log_message",
    "json_execute_serialized_sql",
  ]),
]);

function list(reason: string, names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, reason] as const);
}

const allowedTableFunctions: ReadonlySet<string> = new Set([
  "range",
  "generate_series",
  "unnest",
  "repeat",
  "repeat_row",
  "json_each",
  "json_tree",
  "histogram",
  "histogram_values",
  "regexp_split_to_table",
]);

/** Words that are read as the clock where no column has their name. */
const clockWords: ReadonlySet<string> = new Set(["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"]);

const aggregatesByName: ReadonlySet<string> = new Set(["list_aggregate", "list_aggr", "array_aggregate", "array_aggr", "aggregate"]);

/** Beyond these DuckDB plans for minutes, and cannot be interrupted while it does. */
const mostCharacters = 200_000;
const mostSetOperations = 1000;

type Tree = {readonly [key: string]: unknown};

interface Serialized {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly {readonly node: Tree}[];
}

/** Refuses a text that is too long to be looked at. */
export function checkSqlLength(text: string): void {
  if (text.length > mostCharacters)
    throw new DataError(
      "refused",
      `a query may have ${mostCharacters.toLocaleString("en-US")} characters, and this has ${text.length.toLocaleString("en-US")}`,
    );
}

/** Checks the answer of `json_serialize_sql`; throws DataError `refused` or `sql` with the place in the text. */
export function checkSql(text: string, serialized: string, systemNames: ReadonlySet<string>): SqlReferences {
  const answer = JSON.parse(serialized) as Serialized;
  if (answer.error) {
    if (answer.error_type === "parser") throw sqlError(text, "sql", answer.error_message ?? "syntax error", answer.position);
    throw new DataError("refused", describeRefusedStatement(text));
  }
  const statements = answer.statements ?? [];
  if (statements.length === 0) throw new DataError("refused", "there is no query");
  if (statements.length > 1) throw new DataError("refused", `a cell holds one query, and this text holds ${statements.length}`);
  const guard = new Guard(text, systemNames);
  guard.visit(statements[0]);
  return {tables: guard.tables()};
}

function describeRefusedStatement(text: string): string {
  const word = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? "";
  if (word === "PIVOT" || word === "UNPIVOT")
    return `${word} as a statement is not available; write SELECT * FROM (${word} … ON … IN (…)) with the values listed`;
  if (word === "SELECT" || word === "FROM" || word === "WITH") return "this form of query is not available";
  const named = word === "" ? "this statement" : word;
  return `${named} is not allowed; a cell may read its tables with SELECT, WITH, FROM, VALUES, DESCRIBE or SUMMARIZE, and change nothing`;
}

class Guard {
  readonly #text: string;
  readonly #systemNames: ReadonlySet<string>;
  readonly #named = new Map<string, {readonly name: string; readonly position: unknown}>();
  readonly #defined = new Set<string>();
  #setOperations = 0;

  constructor(text: string, systemNames: ReadonlySet<string>) {
    this.#text = text;
    this.#systemNames = systemNames;
  }

  tables(): string[] {
    return [...this.#named].filter(([key]) => !this.#defined.has(key)).map(([, {name}]) => name);
  }

  visit(node: unknown): void {
    const waiting: unknown[] = [node];
    while (waiting.length > 0) {
      const next = waiting.pop();
      if (Array.isArray(next)) waiting.push(...(next as readonly unknown[]));
      else if (typeof next === "object" && next !== null) {
        this.#check(next as Tree);
        waiting.push(...Object.values(next));
      }
    }
  }

  #refuse(message: string, position: unknown): never {
    throw sqlError(this.#text, "refused", message, position);
  }

  #check(node: Tree): void {
    const position = node["query_location"];
    if (node["sample"] !== undefined && node["sample"] !== null)
      this.#refuse("sampling depends on chance, and a run could not be repeated; take rows by a rule, such as WHERE id % 10 = 0", position);
    if (node["map"] !== undefined && Array.isArray(node["map"])) this.#define(node["map"] as readonly Tree[]);
    const name = node["function_name"];
    if (typeof name === "string") this.#checkFunction(name.toLowerCase(), node, position);
    switch (node["type"]) {
      case "SET_OPERATION_NODE":
        this.#setOperations += 1;
        if (this.#setOperations > mostSetOperations)
          this.#refuse(`a query may join ${mostSetOperations.toLocaleString("en-US")} queries by UNION and its like, not more`, position);
        break;
      case "BASE_TABLE":
        this.#checkTable(node, position);
        break;
      case "RECURSIVE_CTE_NODE":
      case "CTE_NODE":
        if (typeof node["cte_name"] === "string") this.#defineName(node["cte_name"], position);
        break;
      case "TABLE_FUNCTION": {
        const call = node["function"] as Tree | undefined;
        const called = String(call?.["function_name"] ?? "").toLowerCase();
        if (!allowedTableFunctions.has(called))
          this.#refuse(`${called}() is not allowed; a query reads the tables that it is given, and files are data sets`, position);
        break;
      }
      case "SHOW_REF":
        if (node["query"] === undefined || node["query"] === null)
          this.#refuse("SHOW is not allowed; DESCRIBE or SUMMARIZE a table or a query", position);
        break;
      case "COLUMN_REF": {
        const names = node["column_names"];
        if (!Array.isArray(names) || names.length !== 1) break;
        const word = String(names[0]).toLowerCase();
        if (clockWords.has(word))
          this.#refuse(
            `${word} is not allowed: ${refusedFunctions.get(word) ?? ""}; a column of that name is written with its table's`,
            position,
          );
        break;
      }
    }
  }

  #define(entries: readonly Tree[]): void {
    for (const {key, value} of entries) if (typeof key === "string" && typeof value === "object") this.#defineName(key, undefined);
  }

  #defineName(name: string, position: unknown): void {
    if (this.#systemNames.has(name.toLowerCase()))
      this.#refuse(`"${name}" is a name of the system; give the WITH clause another one`, position);
    this.#defined.add(name.toLowerCase());
  }

  #checkFunction(name: string, node: Tree, position: unknown): void {
    const reason = refusedFunctions.get(name);
    if (reason !== undefined) this.#refuse(`${name}() is not allowed: ${reason}`, position);
    const children = Array.isArray(node["children"]) ? (node["children"] as readonly Tree[]) : [];
    if (name === "age" && children.length < 2) this.#refuse("age() of one date counts to the clock's today; give both dates", position);
    if (aggregatesByName.has(name)) for (const child of children) this.#checkConstant(child, position);
  }

  #checkConstant(child: Tree, position: unknown): void {
    const value = (child["value"] as Tree | undefined)?.["value"];
    if (typeof value === "string" && refusedFunctions.has(value.toLowerCase()))
      this.#refuse(`${value}() is not allowed here either`, position);
  }

  #checkTable(node: Tree, position: unknown): void {
    const name = String(node["table_name"]);
    const isQualified = (node["schema_name"] ?? "") !== "" || (node["catalog_name"] ?? "") !== "";
    if (isQualified)
      this.#refuse(`"${name}" is written with a schema; a query reads the tables that it is given, by their names alone`, position);
    const key = name.toLowerCase();
    if (!this.#named.has(key)) this.#named.set(key, {name, position});
  }
}

/** An error at a byte offset of the text, as 1-based line and column. */
export function sqlError(text: string, code: "sql" | "refused", message: string, position: unknown, cause?: unknown): DataError {
  const offset = Number(position ?? NaN);
  const bytes = Buffer.from(text);
  if (!Number.isInteger(offset) || offset < 0 || offset > bytes.length) return new DataError(code, message, {cause});
  const before = bytes.subarray(0, offset).toString();
  const lineStart = before.lastIndexOf("\n") + 1;
  return new DataError(code, message, {cause, line: before.split("\n").length, column: before.length - lineStart + 1});
}
