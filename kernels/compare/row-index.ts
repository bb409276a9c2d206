/** Rows found by their cells: the row that is expected next is tried first, and all others by a hash that is made when it is needed. */
import type {RowColumn} from "./rows.ts";

export class RowIndex {
  readonly #columns: readonly RowColumn[];
  readonly #count: number;
  #table: HashTable | null = null;

  constructor(columns: readonly RowColumn[], count: number) {
    this.#columns = columns;
    this.#count = count;
  }

  /** The index of a column whose cells are all different; null for another column. */
  static unique(column: RowColumn, count: number): RowIndex | null {
    const index = new RowIndex([column], count);
    if (column.isRising()) return index;
    const table = new HashTable([column], count, true);
    if (!table.isUnique) return null;
    index.#table = table;
    return index;
  }

  /** For each row of other columns a row with the same cells, −1 where there is none left. Each row is found once, the earliest first. */
  match(columns: readonly RowColumn[], count: number): Int32Array {
    const rowOf = new Int32Array(count).fill(-1);
    const [own, other] = [this.#columns[0], columns[0]];
    if (columns.length === 1 && own?.numbers && other?.numbers && own.isRising() && other.isRising()) return merge(own.numbers, other.numbers, rowOf);
    const isTaken = new Uint8Array(this.#count);
    let hashes: Uint32Array | null = null;
    let next = 0;
    for (let row = 0; row < count; row += 1) {
      let found = next;
      if (next >= this.#count || isTaken[next] === 1 || !isSame(this.#columns, next, columns, row)) {
        this.#table ??= new HashTable(this.#columns, this.#count, false);
        hashes ??= hashRows(columns, count);
        found = this.#table.find(hashes[row]!, columns, row, isTaken);
        if (found < 0) continue;
      }
      isTaken[found] = 1;
      rowOf[row] = found;
      next = found + 1;
    }
    return rowOf;
  }
}

/** Open addressing over a hash of a row's cells, made exact by comparing the cells. */
class HashTable {
  isUnique = true;
  readonly #columns: readonly RowColumn[];
  readonly #hashes: Uint32Array;
  readonly #slots: Int32Array;
  readonly #mask: number;
  /** The next row with the same cells, −1 at the end. */
  readonly #next: Int32Array;

  constructor(columns: readonly RowColumn[], count: number, mustBeUnique: boolean) {
    this.#columns = columns;
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
    this.#slots = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
    this.#next = new Int32Array(count).fill(-1);
    this.#hashes = hashRows(columns, count);
    // From the last row, so that a chain begins with the first.
    for (let row = count - 1; row >= 0; row -= 1) {
      const slot = this.#slotOf(this.#hashes[row]!, columns, row);
      const found = this.#slots[slot]!;
      if (found >= 0) {
        this.isUnique = false;
        if (mustBeUnique) return;
        this.#next[row] = found;
      }
      this.#slots[slot] = row;
    }
  }

  /** The first row with the same cells that was not taken, −1 when there is none. */
  find(hash: number, columns: readonly RowColumn[], row: number, isTaken: Uint8Array): number {
    const slot = this.#slotOf(hash, columns, row);
    let last = this.#slots[slot]!;
    if (last < 0) return -1;
    while (isTaken[last] === 1 && this.#next[last]! >= 0) last = this.#next[last]!;
    // What was taken is not walked past again.
    this.#slots[slot] = last;
    return isTaken[last] === 1 ? -1 : last;
  }

  /** The slot of rows with these cells, or the free one where they would stand. */
  #slotOf(hash: number, columns: readonly RowColumn[], row: number): number {
    let slot = hash & this.#mask;
    for (;;) {
      const held = this.#slots[slot]!;
      if (held < 0 || (this.#hashes[held] === hash && isSame(this.#columns, held, columns, row))) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

/** Two rising columns are walked side by side. */
function merge(own: Float64Array, other: Float64Array, rowOf: Int32Array): Int32Array {
  let at = 0;
  for (let row = 0; row < other.length; row += 1) {
    while (at < own.length && own[at]! < other[row]!) at += 1;
    if (Object.is(own[at], other[row])) rowOf[row] = at;
  }
  return rowOf;
}

function isSame(columns: readonly RowColumn[], row: number, others: readonly RowColumn[], otherRow: number): boolean {
  for (let index = 0; index < columns.length; index += 1) if (!columns[index]!.equals(row, others[index]!, otherRow)) return false;
  return true;
}

function hashRows(columns: readonly RowColumn[], count: number): Uint32Array {
  const hashes = new Uint32Array(count);
  columns.forEach((column, index) => column.mix(hashes, index + 1));
  return hashes;
}
