/** A table as columns of typed arrays: how data sets lie in memory, cross to the sandbox, and are digested. */

/** One column. Arrays have one entry a row (text: `offsets` one more). Missing values are 0 in `valid` and 0 or empty in the array. */
export type Column = {readonly name: string; readonly valid: Uint8Array | null} & ColumnValues;

export type ColumnValues =
  | {readonly type: "number"; readonly values: Float64Array}
  | {readonly type: "bigint"; readonly values: BigInt64Array}
  | {readonly type: "boolean"; readonly values: Uint8Array}
  /** Milliseconds since 1970, UTC. */
  | {readonly type: "date"; readonly values: Float64Array}
  /** Row i is the UTF-8 text `bytes[offsets[i] … offsets[i + 1]]`. */
  | {readonly type: "text"; readonly offsets: Uint32Array; readonly bytes: Uint8Array}
  /** Row i is entry `codes[i]` of the dictionary; used where few different texts repeat. */
  | {readonly type: "dictionary"; readonly codes: Uint32Array; readonly dictionary: readonly string[]};

export interface Columns {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** What `data("name")` gives a cell: a table, or the text of a text or log file. */
export type DataContent =
  {readonly type: "table"; readonly columns: Columns} | {readonly type: "text"; readonly bytes: Uint8Array; readonly lines: number};
