/** Rows of a table as plain data, a page at a time. */
import type {TableCell, TableColumn, TablePage} from "#notebooks";
import type {Column, Columns} from "./columns.ts";

/** The columns' names and types, as a table display lists them. */
export function toTableColumns({columns}: Columns): TableColumn[] {
  return columns.map(({name, type}) => ({name, type: type === "dictionary" ? "text" : type}));
}

/** Rows `offset` to `offset + limit`, fewer at the end; missing values are null. */
export function pageColumns(table: Columns, {offset, limit}: {readonly offset: number; readonly limit: number}): TablePage {
  for (const [name, value] of Object.entries({offset, limit}))
    if (!Number.isInteger(value) || value < 0) throw new RangeError(`${name} must be an integer of at least 0, and is ${String(value)}`);
  const end = Math.min(table.rows, offset + limit);
  const readers = table.columns.map(toCellReader);
  const cells: TableCell[][] = [];
  for (let row = offset; row < end; row += 1) cells.push(readers.map((read) => read(row)));
  return {offset, rows: table.rows, cells};
}

function toCellReader(column: Column): (row: number) => TableCell {
  const read = toValueReader(column);
  return (row): TableCell => {
    const value = read(row);
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "bigint") return {$bigint: value.toString()};
    if (column.type === "date") return {$date: value};
    return Number.isFinite(value) && !Object.is(value, -0) ? value : {$number: Object.is(value, -0) ? "-0" : String(value)};
  };
}

/** Reads single values of a column: null where missing, dates as milliseconds. */
export function toValueReader(column: Column): (row: number) => string | number | bigint | boolean | null {
  const {valid} = column;
  const read = toPresentReader(column);
  return valid === null ? read : (row) => (valid[row] === 0 ? null : read(row));
}

function toPresentReader(column: Column): (row: number) => string | number | bigint | boolean | null {
  switch (column.type) {
    case "number":
    case "date":
    case "bigint":
      return (row) => column.values[row] ?? null;
    case "boolean":
      return (row) => column.values[row] === 1;
    case "dictionary":
      return (row) => column.dictionary[column.codes[row] ?? 0] ?? null;
    case "text": {
      const decoder = new TextDecoder("utf-8", {ignoreBOM: true});
      return (row) => decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
    }
  }
}
