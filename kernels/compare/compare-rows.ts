/** Two tables: which rows came, went and changed. Rows are the same by a column that names them, or by their place, or by all of their cells. */
import type {TableChange} from "#notebooks";
import {RowIndex} from "./row-index.ts";
import type {RowColumn, Rows} from "./rows.ts";

const sampleRows = 20;
const sampleColumns = 12;
/** Columns that are tried as names of rows. */
const keysTried = 8;

interface Pair {
  readonly name: string;
  readonly before: RowColumn;
  readonly after: RowColumn;
}

export function compareRows(before: Rows, after: Rows): TableChange {
  const theirs = new Map(after.columns.map((column) => [column.name, column]));
  const pairs = before.columns.flatMap((column): Pair[] => {
    const other = theirs.get(column.name);
    return other ? [{name: column.name, before: column, after: other}] : [];
  });
  const names = new Set(before.columns.map(({name}) => name));
  const columns = {
    added: after.columns.map(({name}) => name).filter((name) => !names.has(name)),
    removed: before.columns.map(({name}) => name).filter((name) => !theirs.has(name)),
  };
  const matched = matchByKey(before, after, pairs) ?? matchByPlaceOrCells(before, after, pairs);
  return {type: "table", rows: {from: before.count, to: after.count}, columns, ...describe(before, after, pairs, matched)};
}

/** For each row of the later table its row of the earlier one, −1 where it came. */
interface Matched {
  readonly key: Pair | null;
  /** Whether rows that were matched have the same cells. */
  readonly isExact: boolean;
  readonly rowOf: Int32Array;
}

function describe(before: Rows, after: Rows, pairs: readonly Pair[], {key, isExact, rowOf}: Matched): Omit<TableChange, "type" | "rows" | "columns"> {
  const isThere = new Uint8Array(before.count);
  const counts = new Uint32Array(pairs.length);
  const shown = after.columns.slice(0, sampleColumns);
  const samples = {columns: shown.map(({name}) => name), added: [] as string[][], removed: [] as string[][], changed: [] as TableChange["samples"]["changed"][number][]};
  let [added, changed] = [0, 0];
  let reordered = false;
  let last = -1;
  for (let row = 0; row < after.count; row += 1) {
    const earlier = rowOf[row]!;
    if (earlier < 0) {
      added += 1;
      if (samples.added.length < sampleRows) samples.added.push(shown.map((column) => column.show(row)));
      continue;
    }
    isThere[earlier] = 1;
    if (earlier < last) reordered = true;
    last = earlier;
    if (isExact) continue;
    let isChanged = false;
    for (let index = 0; index < pairs.length; index += 1) {
      const pair = pairs[index]!;
      if (pair.before.equals(earlier, pair.after, row)) continue;
      counts[index] = counts[index]! + 1;
      isChanged = true;
    }
    if (!isChanged) continue;
    changed += 1;
    if (samples.changed.length < sampleRows) samples.changed.push(toChangedRow(pairs, key, earlier, row));
  }
  let removed = 0;
  const gone = samples.columns.map((name) => before.columns.find((column) => column.name === name));
  for (let row = 0; row < before.count; row += 1) {
    if (isThere[row] === 1) continue;
    removed += 1;
    if (samples.removed.length < sampleRows) samples.removed.push(gone.map((column) => column?.show(row) ?? ""));
  }
  const changedColumns = pairs.map(({name}, index) => ({name, rows: counts[index]!})).filter(({rows}) => rows > 0);
  changedColumns.sort((a, b) => b.rows - a.rows);
  return {key: key?.name ?? null, added, removed, changed, reordered, changedColumns, samples};
}

function toChangedRow(pairs: readonly Pair[], key: Pair | null, earlier: number, row: number): TableChange["samples"]["changed"][number] {
  const cells = pairs
    .filter((pair) => !pair.before.equals(earlier, pair.after, row))
    .slice(0, sampleColumns)
    .map(({name, before, after}) => ({column: name, from: before.show(earlier), to: after.show(row)}));
  return {row: key ? key.after.show(row) : `row ${row + 1}`, cells};
}

/** By a column whose cells are all there and all different in both tables, and that names most rows in both; times come first. Null: there is none. */
function matchByKey(before: Rows, after: Rows, pairs: readonly Pair[]): Matched | null {
  const candidates = pairs.filter((pair) => Math.min(pair.before.keyRank, pair.after.keyRank) > 0);
  candidates.sort((a, b) => b.before.keyRank - a.before.keyRank);
  const fewest = Math.min(before.count, after.count);
  for (const key of candidates.slice(0, keysTried)) {
    if (key.before.hasMissing || key.after.hasMissing) continue;
    const index = RowIndex.unique(key.before, before.count);
    if (!index || !RowIndex.unique(key.after, after.count)) continue;
    const rowOf = index.match([key.after], after.count);
    const found = rowOf.reduce((count, row) => count + (row >= 0 ? 1 : 0), 0);
    if (found * 2 >= fewest) return {key, isExact: false, rowOf};
  }
  return null;
}

/** Whichever tells the smaller change: rows are the same at the same place, or wherever all of their cells are. */
function matchByPlaceOrCells(before: Rows, after: Rows, pairs: readonly Pair[]): Matched {
  const byCells = matchByCells(before, after, pairs);
  if (before.count !== after.count || pairs.length === 0) return byCells;
  const lost = byCells.rowOf.reduce((count, row) => count + (row < 0 ? 1 : 0), 0);
  if (lost === 0) return byCells;
  let changed = 0;
  for (let row = 0; row < after.count && changed <= 2 * lost; row += 1) if (!isSame(pairs, row, row)) changed += 1;
  if (changed > 2 * lost) return byCells;
  return {key: null, isExact: false, rowOf: Int32Array.from({length: after.count}, (_, row) => row)};
}

function isSame(pairs: readonly Pair[], earlier: number, row: number): boolean {
  for (let index = 0; index < pairs.length; index += 1) if (!pairs[index]!.before.equals(earlier, pairs[index]!.after, row)) return false;
  return true;
}

/** By all cells that both have: a row is found as often as it occurs. */
function matchByCells(before: Rows, after: Rows, pairs: readonly Pair[]): Matched {
  if (pairs.length === 0) return {key: null, isExact: true, rowOf: new Int32Array(after.count).fill(-1)};
  const index = new RowIndex(pairs.map((pair) => pair.before), before.count);
  return {key: null, isExact: true, rowOf: index.match(pairs.map((pair) => pair.after), after.count)};
}
