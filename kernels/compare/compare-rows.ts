/** Two tables: which rows came, went and changed. Rows are the same by a column that names them, or by their place, or by all of their cells. */
import type {TableChange} from "#notebooks";
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
  readonly rowOf: Int32Array;
}

function describe(before: Rows, after: Rows, pairs: readonly Pair[], {key, rowOf}: Matched): Omit<TableChange, "type" | "rows" | "columns"> {
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
    const rowOf = index.find([key.after], after.count);
    const found = rowOf.reduce((count, row) => count + (row >= 0 ? 1 : 0), 0);
    if (found * 2 >= fewest) return {key, rowOf};
  }
  return null;
}

/** Whichever tells the smaller change: rows are the same at the same place, or wherever all of their cells are. */
function matchByPlaceOrCells(before: Rows, after: Rows, pairs: readonly Pair[]): Matched {
  const byCells = matchByCells(before, after, pairs);
  if (before.count !== after.count || pairs.length === 0) return byCells;
  const lost = byCells.rowOf.reduce((count, row) => count + (row < 0 ? 1 : 0), 0);
  const rowOf = Int32Array.from({length: after.count}, (_, row) => row);
  const changed = rowOf.reduce((count, row) => count + (pairs.every((pair) => pair.before.equals(row, pair.after, row)) ? 0 : 1), 0);
  return changed <= 2 * lost ? {key: null, rowOf} : byCells;
}

/** By all cells that both have: a row is found as often as it occurs. */
function matchByCells(before: Rows, after: Rows, pairs: readonly Pair[]): Matched {
  if (pairs.length === 0) return {key: null, rowOf: new Int32Array(after.count).fill(-1)};
  const index = new RowIndex(pairs.map((pair) => pair.before), before.count);
  return {key: null, rowOf: index.take(pairs.map((pair) => pair.after), after.count)};
}

/** Rows by their cells: open addressing over a hash, made exact by comparing the cells. */
class RowIndex {
  /** Whether no two rows have the same cells; known as far as rows were taken in. */
  #isUnique = true;
  readonly #columns: readonly RowColumn[];
  readonly #slots: Int32Array;
  readonly #mask: number;
  /** The next row with the same cells, −1 at the end. */
  readonly #next: Int32Array;

  constructor(columns: readonly RowColumn[], count: number, mustBeUnique = false) {
    this.#columns = columns;
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
    this.#slots = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
    this.#next = new Int32Array(count).fill(-1);
    const hashes = hashRows(columns, count);
    // From the last row, so that a chain begins with the first.
    for (let row = count - 1; row >= 0; row -= 1) {
      const slot = this.#slotOf(hashes[row]!, columns, row);
      const found = this.#slots[slot]!;
      if (found >= 0) {
        this.#isUnique = false;
        if (mustBeUnique) return;
        this.#next[row] = found;
      }
      this.#slots[slot] = row;
    }
  }

  /** The index of a column whose cells are all different; null for another column. */
  static unique(column: RowColumn, count: number): RowIndex | null {
    const index = new RowIndex([column], count, true);
    return index.#isUnique ? index : null;
  }

  /** For each row of other columns the row with the same cells, −1 where there is none. */
  find(columns: readonly RowColumn[], count: number): Int32Array {
    const hashes = hashRows(columns, count);
    const found = new Int32Array(count);
    for (let row = 0; row < count; row += 1) found[row] = this.#slots[this.#slotOf(hashes[row]!, columns, row)]!;
    return found;
  }

  /** Like `find`, but each row is found once. */
  take(columns: readonly RowColumn[], count: number): Int32Array {
    const hashes = hashRows(columns, count);
    const found = new Int32Array(count);
    const heads = new Map<number, number>();
    for (let row = 0; row < count; row += 1) {
      const slot = this.#slotOf(hashes[row]!, columns, row);
      const head = heads.get(slot) ?? this.#slots[slot]!;
      found[row] = head;
      if (head >= 0) heads.set(slot, this.#next[head]!);
    }
    return found;
  }

  /** The slot of rows with these cells, or the free one where they would stand. */
  #slotOf(hash: number, columns: readonly RowColumn[], row: number): number {
    let slot = hash & this.#mask;
    for (;;) {
      const held = this.#slots[slot]!;
      if (held < 0 || this.#isSame(held, columns, row)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #isSame(held: number, columns: readonly RowColumn[], row: number): boolean {
    for (let index = 0; index < columns.length; index += 1) if (!this.#columns[index]!.equals(held, columns[index]!, row)) return false;
    return true;
  }
}

function hashRows(columns: readonly RowColumn[], count: number): Uint32Array {
  const hashes = new Uint32Array(count);
  columns.forEach((column, index) => column.mix(hashes, index + 1));
  return hashes;
}
