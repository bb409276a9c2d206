/** The SQL engine as others see it; DuckDB is loaded when one is opened. */
import type {Columns} from "./columns.ts";
import type {DataLimits} from "./limits.ts";

/** Stands for `?`, or `$1`, `$2` …: numbers that are integers go as 64-bit integers, dates as timestamps, arrays as lists of one type. */
export type SqlParameter = null | boolean | number | bigint | string | Date | readonly (null | boolean | number | bigint | string | Date)[];

export interface SqlQueryOptions {
  /** Interrupts the query. */
  readonly signal?: AbortSignal;
}

export interface SqlOptions {
  /** Megabytes that tables and queries may use together; 1,024 when absent. Nothing is ever written to the disk. */
  readonly memoryMb?: number;
  readonly limits?: Partial<DataLimits>;
}

export interface SqlEngine {
  /** Whether a text is a query that may run, and the tables that it reads; rejects with DataError `refused` or `sql`. */
  check(text: string): Promise<{readonly tables: readonly string[]}>;
  /**
   * The result of one query (SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE). The same text, parameters and tables give the same rows in the same
   * order. Tables are known by their names without regard to case; one that is the same object as in the last query is not copied again.
   * Rejects with DataError: `refused` for what is not allowed, `sql` with line and column for errors, `too-large`, `cancelled`.
   */
  query(
    text: string,
    parameters: readonly SqlParameter[],
    tables: ReadonlyMap<string, Columns>,
    options?: SqlQueryOptions,
  ): Promise<Columns>;
  close(): Promise<void>;
}

export async function openSql(options: SqlOptions = {}): Promise<SqlEngine> {
  const {openDuckSql} = await import("./sql.ts");
  return openDuckSql(options);
}
