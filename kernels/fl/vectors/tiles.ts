/** Clients' weights worked on tile by tile: a few columns of all clients at a time, small enough for the processor's own memory. */
import {toLoops, type Loops, type Precision} from "./loops.ts";
import {sortingNetwork} from "./sorting-network.ts";

type Weights = Float64Array | Float32Array;

const headBytes = 64;

/** One tile: the same columns of every client, a client a row. */
export class Tile {
  readonly rows: number;
  /** Columns in a tile; the last one of a model may be filled only in part. */
  readonly columns: number;
  readonly #precision: Precision;
  readonly #stride: number;
  readonly #first: number;
  readonly #end: number;
  readonly #out: number;
  readonly #shares: number;
  readonly #pairs: number;
  #pairsEnd: number;
  readonly #memory: WebAssembly.Memory;
  readonly #loops: Loops;
  readonly #values: Weights;
  readonly #result: Float64Array;

  /** @param bytes about how large the rows together may be. */
  constructor(rows: number, precision: Precision, bytes: number, pairs: Uint32Array = new Uint32Array(0)) {
    const size = precision / 8;
    this.rows = rows;
    this.#precision = precision;
    this.#stride = Math.max(64, Math.floor(bytes / rows / 64) * 64);
    this.columns = this.#stride / size;
    this.#first = headBytes;
    this.#end = this.#first + rows * this.#stride;
    this.#out = this.#end;
    this.#shares = this.#out + 8 * this.columns;
    this.#pairs = this.#shares + 8 * rows;
    this.#pairsEnd = this.#pairs + 4 * pairs.length;
    this.#memory = new WebAssembly.Memory({initial: Math.ceil((this.#pairsEnd + 64) / 65_536)});
    this.#loops = toLoops(this.#memory);
    const {buffer} = this.#memory;
    this.#values = precision === 32 ? new Float32Array(buffer, this.#first, rows * this.columns) : new Float64Array(buffer, this.#first, rows * this.columns);
    this.#result = new Float64Array(buffer, this.#out, this.columns);
    const addresses = new Uint32Array(buffer, this.#pairs, pairs.length);
    pairs.forEach((row, i) => {
      addresses[i] = this.#first + row * this.#stride;
    });
  }

  setShares(shares: readonly number[]): void {
    new Float64Array(this.#memory.buffer, this.#shares, this.rows).set(shares);
  }

  /** Copies the columns from `from` on; columns past the end keep what they had, which is finite. */
  fill(vectors: readonly Weights[], from: number): void {
    const to = from + this.columns;
    for (let row = 0; row < vectors.length; row += 1) this.#values.set(vectors[row]!.subarray(from, to), row * this.columns);
  }

  isFinite(): boolean {
    return this.#loops[`notFinite${this.#precision}`](this.#first, this.#end) === 0;
  }

  /** Sorts each column by the pairs that were given. */
  sort(): void {
    if (this.#pairsEnd > this.#pairs) this.#loops[`exchange${this.#precision}`](this.#pairs, this.#pairsEnd, this.#stride);
  }

  /** The mean of the rows from `from` up to but not including `to`; valid until the next call. */
  mean(from: number, to: number): Float64Array {
    this.#loops[`meanOf${this.#precision}`](this.#first + from * this.#stride, this.#first + to * this.#stride, this.#stride, this.#out, to - from);
    return this.#result;
  }

  /** Σ share · row; valid until the next call. */
  weightedSum(): Float64Array {
    this.#loops[`weightedSumOf${this.#precision}`](this.#first, this.#end, this.#stride, this.#out, this.#shares);
    return this.#result;
  }

  at(row: number, column: number): number {
    return this.#values[row * this.columns + column]!;
  }
}

export function precisionOf(vectors: readonly Weights[]): Precision {
  return vectors.every((vector) => vector instanceof Float32Array) ? 32 : 64;
}

/** Short rows cost more in calls than a memory that is nearer saves. */
const sortingBytes = 262_144;

/** A tile whose columns `sort` brings into order at the rows `from` up to but not including `to`. */
export function sortingTile(vectors: readonly Weights[], from: number, to: number): Tile {
  return new Tile(vectors.length, precisionOf(vectors), sortingBytes, sortingNetwork(vectors.length, from, to));
}

/**
 * Writes `centre` of every tile into one vector.
 *
 * With `check`, answers null as soon as a weight is NaN or infinite.
 */
export function eachTile(vectors: readonly Weights[], tile: Tile, centre: (columns: number) => Float64Array): Float64Array;
export function eachTile(vectors: readonly Weights[], tile: Tile, centre: (columns: number) => Float64Array, options: {readonly check: true}): Float64Array | null;
export function eachTile(vectors: readonly Weights[], tile: Tile, centre: (columns: number) => Float64Array, {check = false} = {}): Float64Array | null {
  const length = vectors[0]?.length ?? 0;
  const result = new Float64Array(length);
  for (let from = 0; from < length; from += tile.columns) {
    tile.fill(vectors, from);
    if (check && !tile.isFinite()) return null;
    const columns = Math.min(tile.columns, length - from);
    result.set(centre(columns).subarray(0, columns), from);
  }
  return result;
}
