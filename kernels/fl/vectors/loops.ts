/** The loops over rows of weights in WebAssembly: sort rows against each other, add rows up, look for numbers that are not finite. */
import {increase, loop, op, toModule, unrolled, type Code, type WasmFunction} from "./assembler.ts";

export type Precision = 32 | 64;

/** Rows lie one after the other, each `stride` bytes; a stride is a multiple of 64. All arguments are byte addresses unless said otherwise. */
export interface Loops {
  /** For each pair of row addresses in the table from `pairs` to `end`: the lesser values into the first row, the greater into the second. */
  exchange32(pairs: number, end: number, stride: number): void;
  exchange64(pairs: number, end: number, stride: number): void;
  /** out = Σ rows from `first` to `end`, divided; out holds float64. */
  meanOf32(first: number, end: number, stride: number, out: number, divisor: number): void;
  meanOf64(first: number, end: number, stride: number, out: number, divisor: number): void;
  /** out = Σ share · row over the rows from `first` to `end`; shares and out hold float64. */
  weightedSumOf32(first: number, end: number, stride: number, out: number, shares: number): void;
  weightedSumOf64(first: number, end: number, stride: number, out: number, shares: number): void;
  /** 1 when a number from `first` to `end` is NaN or infinite. */
  notFinite32(first: number, end: number): number;
  notFinite64(first: number, end: number): number;
}

function exchange(precision: Precision): WasmFunction {
  const {least, greatest} = precision === 32 ? op.f32 : op.f64;
  const [pair, pairEnd, stride, one, two, end, a, b] = [0, 1, 2, 3, 4, 5, 6, 7];
  const inner: Code = [
    ...unrolled(0, 64, 16, (offset) => [
      ...op.get(one), ...op.load(offset), ...op.set(a), ...op.get(two), ...op.load(offset), ...op.set(b),
      ...op.get(one), ...op.get(a), ...op.get(b), ...least, ...op.store(offset),
      ...op.get(two), ...op.get(a), ...op.get(b), ...greatest, ...op.store(offset),
    ]),
    ...increase(one, op.i32(64)), ...increase(two, op.i32(64)),
  ];
  return {
    name: `exchange${precision}`,
    parameters: ["i32", "i32", "i32"],
    result: null,
    locals: ["i32", "i32", "i32", "v128", "v128"],
    body: loop(pair, pairEnd, [
      ...op.get(pair), ...op.i32Load(), ...op.set(one), ...op.get(pair), ...op.i32Load(4), ...op.set(two),
      ...op.get(one), ...op.get(stride), ...op.i32Add, ...op.set(end),
      ...loop(one, end, inner),
      ...increase(pair, op.i32(8)),
    ]),
  };
}

/** Two float64 from a row, at the address in a local, `index` pairs on. */
const twoAt = (precision: Precision, address: number, index: number): Code =>
  precision === 32 ? [...op.get(address), ...op.loadLow(8 * index), ...op.promote] : [...op.get(address), ...op.load(16 * index)];

/** Σ over rows of eight columns at a time, kept in registers; `weigh` goes between a value and its sum, `finish` after the last row. */
function sumOfRows(name: string, precision: Precision, last: "f64" | "i32", prepare: Code, weigh: Code, next: Code, finish: Code): WasmFunction {
  const [first, end, stride, out, , row, column, columnEnd, rowEnd] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const sums = [9, 10, 11, 12];
  const bytes = 8 * (precision / 8);
  return {
    name,
    parameters: ["i32", "i32", "i32", "i32", last],
    result: null,
    locals: ["i32", "i32", "i32", "i32", "v128", "v128", "v128", "v128", "v128", "i32"],
    body: [
      ...op.get(first), ...op.set(column), ...op.get(first), ...op.get(stride), ...op.i32Add, ...op.set(columnEnd), ...op.get(end), ...op.set(rowEnd),
      ...loop(column, columnEnd, [
        ...sums.flatMap((sum) => [...op.zero, ...op.set(sum)]),
        ...op.get(column), ...op.set(row),
        ...prepare,
        ...loop(row, rowEnd, [
          ...next,
          ...sums.flatMap((sum, i) => [...op.get(sum), ...twoAt(precision, row, i), ...weigh, ...op.f64.add, ...op.set(sum)]),
          ...increase(row, op.get(stride)),
        ]),
        ...sums.flatMap((sum, i) => [...op.get(out), ...op.get(sum), ...finish, ...op.store(16 * i)]),
        ...increase(out, op.i32(64)), ...increase(column, op.i32(bytes)), ...increase(rowEnd, op.i32(bytes)),
      ]),
    ],
  };
}

const meanOf = (precision: Precision): WasmFunction => sumOfRows(`meanOf${precision}`, precision, "f64", [], [], [], [...op.get(4), ...op.splat64, ...op.f64.divide]);

const weightedSumOf = (precision: Precision): WasmFunction =>
  sumOfRows(
    `weightedSumOf${precision}`, precision, "i32",
    [...op.get(4), ...op.set(14)],
    [...op.get(13), ...op.f64.multiply],
    [...op.get(14), ...op.loadSplat64(), ...op.set(13), ...increase(14, op.i32(8))],
    [],
  );

/** Adds up 0 · x, which is 0 unless an x is not finite. */
function notFinite(precision: Precision): WasmFunction {
  const {add, multiply, notEqual} = precision === 32 ? op.f32 : op.f64;
  const [at, end, sum] = [0, 1, 2];
  return {
    name: `notFinite${precision}`,
    parameters: ["i32", "i32"],
    result: "i32",
    locals: ["v128"],
    body: [
      ...loop(at, end, [
        ...unrolled(0, 64, 16, (offset) => [...op.get(sum), ...op.get(at), ...op.load(offset), ...op.zero, ...multiply, ...add, ...op.set(sum)]),
        ...increase(at, op.i32(64)),
      ]),
      ...op.get(sum), ...op.get(sum), ...notEqual, ...op.anyTrue,
    ],
  };
}

let compiled: WebAssembly.Module | null = null;

/** The loops over one memory. */
export function toLoops(memory: WebAssembly.Memory): Loops {
  compiled ??= new WebAssembly.Module(toModule(([32, 64] as const).flatMap((precision) => [exchange(precision), meanOf(precision), weightedSumOf(precision), notFinite(precision)])));
  return new WebAssembly.Instance(compiled, {world: {memory}}).exports as unknown as Loops;
}
