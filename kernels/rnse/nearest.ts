/** The search for the nearest stretch of the past, as a WebAssembly module written byte by byte: four ends of stretches at a time. */

/** Terms of a distance. */
export const terms = 32;
/** Ends of stretches that a search can go through; the newest `memory` of them are kept when the columns are full. */
export const memory = 32_768;
export const columnLength = 2 * memory;

const columnBytes = 4 * columnLength;
const weightsAt = 0;
const partsAt = weightsAt + 4 * terms;
const bestAt = partsAt + 16;
const columnsAt = 1024;

type Code = readonly number[];

function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

const vector = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const tee = (local: number): Code => [0x22, local];
const constant = (value: number): Code => [0x41, ...signed(value)];
const block = (...body: Code[]): Code => [0x02, 0x40, ...body.flat(), 0x0b];
const loop = (...body: Code[]): Code => [0x03, 0x40, ...body.flat(), 0x0b];
const when = (...body: Code[]): Code => [0x04, 0x40, ...body.flat(), 0x0b];
const branch = (depth: number): Code => [0x0c, depth];
const branchIf = (depth: number): Code => [0x0d, depth];
const i32 = {add: [0x6a], subtract: [0x6b], and: [0x71], shiftLeft: [0x74], zero: [0x45], less: [0x48]} as const;
const f32 = {add: [0x92], less: [0x5d], atLeast: [0x60]} as const;
const loadNumber = (at: number): Code => [0x2a, 2, ...unsigned(at)];
const storeNumber = (at: number): Code => [0x38, 2, ...unsigned(at)];
const storeWhole = (at: number): Code => [0x36, 2, ...unsigned(at)];
const load = (at: number): Code => [...vector(0x00), 2, ...unsigned(at)];
const x4 = {splat: vector(0x13), lane: (i: number): Code => [...vector(0x1f), i], less: vector(0x43), bitmask: vector(0xa4)} as const;
const zeros: Code = [...vector(0x0c), ...Array<number>(16).fill(0)];
const x4Add = vector(0xe4);
const x4Subtract = vector(0xe5);
const x4Multiply = vector(0xe6);

/** Parameters and locals of `search`, by number; ends and the present are byte offsets into a column. */
const [present, end, oldest, best, enough, found, bits, other, sum] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const [presentParts, partWeights, bestVector, difference, total] = [9, 12, 15, 16, 17];

/** Adds the weighted squares of four terms, `step` terms from the oldest, to `total`. */
const fourTerms = (step: number): Code => {
  const back = columnsAt + 16 * step - 4 * (terms - 1);
  return [
    ...get(present), ...load(back), ...get(other), ...load(back), ...x4Subtract, ...tee(difference),
    ...get(difference), ...x4Multiply, ...constant(0), ...load(weightsAt + 16 * step), ...x4Multiply, ...get(total), ...x4Add, ...set(total),
  ];
};
const addUp: Code = [
  ...get(total), ...x4.lane(0), ...get(total), ...x4.lane(1), ...f32.add,
  ...get(total), ...x4.lane(2), ...get(total), ...x4.lane(3), ...f32.add, ...f32.add, ...tee(sum),
];
const part = (i: number): Code => [
  ...get(end), ...load(columnsAt + (i + 1) * columnBytes - 12), ...get(presentParts + i), ...x4Subtract, ...tee(difference),
  ...get(difference), ...x4Multiply, ...get(partWeights + i), ...x4Multiply,
];

/** The newer half of the terms, then, if that is not too far already, the older half. */
const body: Code = [
  ...[0, 1, 2].flatMap((i) => [
    ...get(present), ...loadNumber(columnsAt + (i + 1) * columnBytes), ...x4.splat, ...set(presentParts + i),
    ...constant(0), ...loadNumber(partsAt + 4 * i), ...x4.splat, ...set(partWeights + i),
  ]),
  ...constant(-1), ...set(found),
  ...get(best), ...x4.splat, ...set(bestVector),
  ...block(
    loop(
      [...get(end), ...get(oldest), ...i32.less, ...branchIf(1)],
      [...part(0), ...part(1), ...x4Add, ...part(2), ...x4Add, ...get(bestVector), ...x4.less, ...x4.bitmask, ...tee(bits)],
      when(
        get(end), set(other),
        loop(
          block(
            [...get(bits), ...constant(8), ...i32.and, ...i32.zero, ...branchIf(0)],
            [...zeros, ...set(total)],
            [4, 5, 6, 7].flatMap(fourTerms),
            [...addUp, ...get(best), ...f32.atLeast, ...branchIf(0)],
            [0, 1, 2, 3].flatMap(fourTerms),
            [...addUp, ...get(best), ...f32.atLeast, ...branchIf(0)],
            [...get(sum), ...tee(best), ...x4.splat, ...set(bestVector), ...get(other), ...set(found)],
            [...get(best), ...get(enough), ...f32.less, ...branchIf(4)],
          ),
          [...get(other), ...constant(4), ...i32.subtract, ...set(other)],
          [...get(bits), ...constant(1), ...i32.shiftLeft, ...constant(15), ...i32.and, ...tee(bits), ...branchIf(0)],
        ),
      ),
      [...get(end), ...constant(16), ...i32.subtract, ...set(end)],
      branch(0),
    ),
  ),
  ...constant(0), ...get(best), ...storeNumber(bestAt),
  ...constant(0), ...get(end), ...storeWhole(bestAt + 4),
  ...get(found), 0x0b,
];

const sized = (content: Code): Code => [...unsigned(content.length), ...content];
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const name = (text: string): Code => [text.length, ...Buffer.from(text)];
const pages = Math.ceil((columnsAt + 4 * columnBytes) / 65_536);

const module = new WebAssembly.Module(
  Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7d, 0x7d, 1, 0x7f]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...unsigned(pages)]),
    ...section(7, [2, ...name("search"), 0, 0, ...name("memory"), 2, 0]),
    ...section(10, [1, ...sized([3, 3, 0x7f, 1, 0x7d, 9, 0x7b, ...body])]),
  ]),
);

/** Searchers kept for later; each holds 1 MiB. */
const mostFree = 16;

interface Exports {
  search: (present: number, end: number, oldest: number, best: number, enough: number) => number;
  memory: WebAssembly.Memory;
}

/** Columns of stretches, and the search through them. */
export class Searcher {
  /** The standardised value at each end, and the weighted means of the near, middle and far part of the stretch that ends there. */
  readonly values: Float32Array;
  readonly near: Float32Array;
  readonly middle: Float32Array;
  readonly far: Float32Array;
  private readonly weights: Float32Array;
  private readonly parts: Float32Array;
  private readonly answer: Float32Array;
  private readonly stopped: Int32Array;
  private readonly exports: Exports;

  constructor() {
    this.exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const {buffer} = this.exports.memory;
    const column = (i: number) => new Float32Array(buffer, columnsAt + i * columnBytes, columnLength);
    this.values = column(0);
    this.near = column(1);
    this.middle = column(2);
    this.far = column(3);
    this.weights = new Float32Array(buffer, weightsAt, terms);
    this.parts = new Float32Array(buffer, partsAt, 3);
    this.answer = new Float32Array(buffer, bestAt, 1);
    this.stopped = new Int32Array(buffer, bestAt + 4, 1);
  }

  /** Sets the weights of the terms, newest first, and those of the three parts. */
  weigh(weights: Float64Array, parts: Float64Array): void {
    this.weights.set(weights.slice().reverse());
    this.parts.set(parts);
  }

  /**
   * The end, from `newest` down to `oldest`, of the stretch nearest to the one that ends at `present`, if it is nearer than `best`, else -1. It is enough to
   * find one nearer than `enough`.
   */
  search(present: number, newest: number, oldest: number, best: number, enough: number): number {
    const found = this.exports.search(4 * present, 4 * newest, 4 * (oldest + 3), best, enough);
    return found < 0 ? -1 : found >> 2;
  }

  /** The squared distance that the last search found. */
  get distance(): number {
    return this.answer[0]!;
  }

  /** The end at which the last search stopped. */
  get last(): number {
    return this.stopped[0]! >> 2;
  }
}

const free: Searcher[] = [];

/** A searcher, used before or new: its columns hold anything. */
export function takeSearcher(): Searcher {
  return free.pop() ?? new Searcher();
}

/** Gives a searcher back, for others to take. */
export function giveSearcher(searcher: Searcher): void {
  if (free.length < mostFree) free.push(searcher);
}
