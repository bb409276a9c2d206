/** Writes a small WebAssembly module byte by byte, for loops over vectors of four or two numbers that JavaScript itself cannot say. */

/** Instructions as bytes, after one another. */
export type Code = readonly number[];

type Value = "i32" | "f32" | "f64" | "v128";

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly Value[];
  readonly result: Value | null;
  /** Local variables; they are numbered on from the parameters. */
  readonly locals: readonly Value[];
  readonly body: Code;
}

const types: {readonly [value in Value]: number} = {i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b};

function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
    if (rest === 0) return bytes;
  }
}

function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value | 0; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

const vector = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const atMemory = (opcode: number, offset: number): Code => [...vector(opcode), 0, ...unsigned(offset)];

/** Instructions by their names in the specification; operands come before them. */
export const op = {
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  i32: (value: number): Code => [0x41, ...signed(value)],
  i32Load: (offset = 0): Code => [0x28, 2, ...unsigned(offset)],
  i32Add: [0x6a] as Code,
  i32LessThan: [0x49] as Code,
  load: (offset = 0): Code => atMemory(0x00, offset),
  /** Loads one float64 into both lanes. */
  loadSplat64: (offset = 0): Code => atMemory(0x0a, offset),
  /** Loads two float32 into the lower lanes. */
  loadLow: (offset = 0): Code => atMemory(0x5d, offset),
  store: (offset = 0): Code => atMemory(0x0b, offset),
  zero: [...vector(0x0c), ...Array<number>(16).fill(0)] as Code,
  splat32: vector(0x13),
  splat64: vector(0x14),
  /** One float32 of four. */
  lane32: (lane: number): Code => [...vector(0x1f), lane],
  add32: [0x92] as Code,
  /** Two lower float32 as float64. */
  promote: vector(0x5f),
  anyTrue: vector(0x53),
  xor: vector(0x51),
  or: vector(0x50),
  constant: (words: readonly number[]): Code => [...vector(0x0c), ...new Uint8Array(Uint32Array.from(words).buffer)],
  /** Bytes of two vectors, numbered 0 to 31, in the order given. */
  shuffle: (bytes: readonly number[]): Code => [...vector(0x0d), ...bytes],
  /** Loads one word of 32 bits into all lanes. */
  loadSplat32: (offset = 0): Code => atMemory(0x09, offset),
  i32x4: {add: vector(0xae), subtract: vector(0xb1), shiftLeft: vector(0xab), shiftRight: vector(0xad)},
  f32: {add: vector(0xe4), subtract: vector(0xe5), multiply: vector(0xe6), least: vector(0xea), greatest: vector(0xeb), notEqual: vector(0x42)},
  f64: {add: vector(0xf0), subtract: vector(0xf1), multiply: vector(0xf2), divide: vector(0xf3), least: vector(0xf6), greatest: vector(0xf7), notEqual: vector(0x48)},
};

/** Adds a number to a local of type i32. */
export const increase = (local: number, by: Code): Code => [...op.get(local), ...by, ...op.i32Add, ...op.set(local)];

/** Runs the body as long as local `at` is below local `end`, at least once. */
export const loop = (at: number, end: number, body: Code): Code => [0x03, 0x40, ...body, ...op.get(at), ...op.get(end), ...op.i32LessThan, 0x0d, 0, 0x0b];

/** The same instructions for each offset in turn, so that a loop turns less often. */
export const unrolled = (from: number, to: number, step: number, body: (offset: number) => Code): Code =>
  Array.from({length: (to - from) / step}, (_, i) => body(from + i * step)).flat();

/** A module of functions that imports its memory as `world.memory` and exports every function. */
export function toModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const text = (value: string): Code => [...unsigned(value.length), ...Buffer.from(value)];
  const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
  const bodies = functions.map(({locals, body}) => {
    const content = [...list(locals.map((value) => [1, types[value]])), ...body, 0x0b];
    return [...unsigned(content.length), ...content];
  });
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, list(functions.map(({parameters, result}) => [0x60, ...list(parameters.map((value) => [types[value]])), ...list(result === null ? [] : [[types[result]]])]))),
    ...section(2, list([[...text("world"), ...text("memory"), 2, 0, 1]])),
    ...section(3, list(functions.map((_, i) => unsigned(i)))),
    ...section(7, list(functions.map(({name}, i) => [...text(name), 0, ...unsigned(i)]))),
    ...section(10, list(bodies)),
  ]);
}
