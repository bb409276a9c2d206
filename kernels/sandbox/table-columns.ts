/** Arquero tables laid over columns as they come: numbers as they lie, everything else through a column that reads a row when asked. */
import {table as makeArqueroTable, type ColumnTable} from "arquero";
import type {Column} from "#kernels/data";
import {offerColumn, type DecodedTable} from "#kernels/digest/sandbox";
import {decodeUtf8} from "./text-coding.ts";

/** What Arquero takes for a column. */
interface TableColumn {
  readonly length: number;
  at(row: number): unknown;
}

class CrossedColumn implements TableColumn {
  readonly length: number;
  readonly #read: (row: number) => unknown;

  constructor(length: number, read: (row: number) => unknown) {
    this.length = length;
    this.#read = read;
  }

  at(row: number): unknown {
    return this.#read(row);
  }

  *[Symbol.iterator](): Generator {
    for (let row = 0; row < this.length; row++) yield this.#read(row);
  }
}

Object.freeze(CrossedColumn.prototype);

function makeReader(column: Column): (row: number) => unknown {
  switch (column.type) {
    case "number":
    case "bigint": {
      const {values} = column;
      return (row) => values[row];
    }
    case "boolean": {
      const {values} = column;
      return (row) => values[row] === 1;
    }
    case "date": {
      const {values} = column;
      return (row) => new Date(values[row]!);
    }
    case "text": {
      const {offsets, bytes} = column;
      return (row) => decodeUtf8(bytes, offsets[row]!, offsets[row + 1]!, false);
    }
    case "dictionary": {
      const {codes, dictionary} = column;
      return (row) => dictionary[codes[row]!];
    }
  }
}

function toTableColumn(column: Column, rows: number): TableColumn | Float64Array | BigInt64Array {
  const {valid} = column;
  if ((column.type === "number" || column.type === "bigint") && !valid) return column.values;
  const read = makeReader(column);
  const made = Object.freeze(new CrossedColumn(rows, valid ? (row) => (valid[row] === 1 ? read(row) : row < rows && row >= 0 ? null : undefined) : read));
  offerColumn(made, column);
  return made;
}

function build(columns: readonly (readonly [name: string, column: unknown])[]): ColumnTable {
  return makeArqueroTable(columns as unknown as Parameters<typeof makeArqueroTable>[0], columns.map(([name]) => name));
}

export function makeTableOfColumns(rows: number, columns: readonly Column[]): ColumnTable {
  return build(columns.map((column) => [column.name, toTableColumn(column, rows)] as const));
}

/** A table out of canonical bytes. */
export function makeTable({rows, columns, groups, parameters}: DecodedTable): unknown {
  const entries = columns.map((column) => {
    switch (column.kind) {
      case "missing":
        return [column.name, new Array<null>(rows).fill(null)] as const;
      case "mixed":
        return [column.name, column.values] as const;
      default: {
        const {kind, ...content} = column;
        return [column.name, toTableColumn({...content, type: kind} as unknown as Column, rows)] as const;
      }
    }
  });
  let made = build(entries);
  if (parameters) made = made.params(parameters) as ColumnTable;
  if (!groups) return made;
  const {keys} = groups;
  const getters: {[name: string]: (row: number) => unknown} = {};
  for (const column of groups.columns) {
    const values = column.kind === "mixed" ? column.values : null;
    const read = values ? (group: number) => values[group] : column.kind === "missing" ? () => null : readerOf(column as Exclude<typeof column, {kind: "missing" | "mixed"}>);
    getters[column.name] = (row) => read(keys[row]!);
  }
  return regroup(made, getters);
}

function readerOf(column: {readonly name: string; readonly kind: string; readonly valid: Uint8Array | null}): (row: number) => unknown {
  const {kind, ...content} = column;
  const read = makeReader({...content, type: kind} as unknown as Column);
  const {valid} = column;
  return valid ? (row) => (valid[row] === 1 ? read(row) : null) : read;
}

/** Grouped again by columns that hold each row's group values, which are then left out. */
function regroup(table: ColumnTable, getters: {readonly [name: string]: (row: number) => unknown}): ColumnTable {
  const rows = table.numRows();
  const groupNames = Object.keys(getters);
  const own = table.columnNames();
  const missing = groupNames.filter((name) => !own.includes(name));
  const columns = own.map((name) => [name, table.column(name)] as const);
  const added = missing.map((name) => [name, Array.from({length: rows}, (_, row) => getters[name]!(row))] as const);
  return build([...columns, ...added] as never).groupby(...groupNames) as ColumnTable;
}
