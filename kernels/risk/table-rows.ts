/** Tables as a cell hands them over: columns by name, whose rows are records. */

/** Columns of one length by name. */
export type LogColumns = {readonly [name: string]: ArrayLike<unknown>};

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Whether a value is columns of one length, at least one. */
export function isColumns(value: unknown): value is LogColumns {
  if (value === null || typeof value !== "object" || isArrayLike(value)) return false;
  const columns = Object.values(value) as unknown[];
  const [first] = columns;
  return isArrayLike(first) && columns.every((column) => isArrayLike(column) && column.length === first.length);
}

export const countRows = (columns: LogColumns): number => Object.values(columns)[0]?.length ?? 0;

/** One record a row; NaN, which stands for a missing number, is null. */
export function* toRecords(columns: LogColumns): Generator<{readonly [name: string]: unknown}> {
  const named = Object.entries(columns);
  for (let row = 0; row < countRows(columns); row += 1) {
    yield Object.fromEntries(named.map(([name, values]) => [name, Number.isNaN(values[row]) ? null : values[row]]));
  }
}
