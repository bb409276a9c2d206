/** What an analysis sees of a table that a cell hands over: its columns by name, as plain arrays. */
import type {DecodedColumn, DecodedTable} from "#kernels/digest";

/** Numbers, dates (milliseconds since 1970), truth values (1, 0) and whole numbers beyond 2⁵³ as doubles, NaN where missing; texts, null where missing; the rest as it is. */
export function toPlainColumns({rows, columns}: DecodedTable): {readonly [name: string]: ArrayLike<unknown>} {
  return Object.fromEntries(columns.map((column) => [column.name, toArray(column, rows)]));
}

function toArray(column: DecodedColumn, rows: number): ArrayLike<unknown> {
  if (column.kind === "missing") return new Array<null>(rows).fill(null);
  if (column.kind === "mixed") return column.values;
  const isMissing = (row: number): boolean => column.valid !== null && column.valid[row] !== 1;
  if (column.kind === "text") {
    const decoder = new TextDecoder();
    const {offsets, bytes} = column;
    return Array.from({length: rows}, (_, row) => (isMissing(row) ? null : decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]))));
  }
  const {values} = column;
  return Float64Array.from({length: rows}, (_, row) => (isMissing(row) ? NaN : Number(values[row])));
}
