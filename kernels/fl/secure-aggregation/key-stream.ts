/**
 * Adds ChaCha20 key streams to a vector modulo 2³², in WebAssembly, four blocks at a time.
 *
 * The stream of a 256-bit key is that of RFC 8439 with a nonce of zeros and the counter from 0, read as little-endian words of 32 bits; a key
 * is used for one vector only. The sum is made where the stream is, so that no stream is ever stored. Up to 2³² blocks, 2³⁶ words.
 * Source: Nir & Langley 2018, RFC 8439.
 */
import {increase, loop, op, toModule, type Code, type WasmFunction} from "../vectors/index.ts";

/** A key whose stream is added (sign 1) or taken away (sign −1). */
export interface Mask {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly sign: 1 | -1;
}

interface StreamLoops {
  /** vector ± stream, from `at` to `end` in bytes, a multiple of 256; the key lies at address 0. */
  add(at: number, end: number): void;
  subtract(at: number, end: number): void;
}

/** Locals 2 to 17 are the words of four blocks, one block a lane; 18 is their counters, 19 what is at hand. */
const [at, end, word, counter, spare] = [0, 1, 2, 18, 19];
const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const splat = (value: number): Code => op.constant([value, value, value, value]);

/** What word i of the blocks begins with. */
function initial(i: number): Code {
  if (i < 4) return splat(constants[i]!);
  if (i < 12) return [...op.i32(0), ...op.loadSplat32(4 * (i - 4))];
  return i === 12 ? op.get(counter) : splat(0);
}

function rotate(by: number): Code {
  if (by % 8 === 0) return [...op.get(spare), ...op.get(spare), ...op.shuffle(Array.from({length: 16}, (_, i) => (i & 12) + ((i + 4 - by / 8) & 3)))];
  return [...op.get(spare), ...op.i32(by), ...op.i32x4.shiftLeft, ...op.get(spare), ...op.i32(32 - by), ...op.i32x4.shiftRight, ...op.or];
}

function quarterRound(a: number, b: number, c: number, d: number): Code {
  const half = (x: number, y: number, z: number, by: number): Code => [
    ...op.get(word + x), ...op.get(word + y), ...op.i32x4.add, ...op.set(word + x),
    ...op.get(word + z), ...op.get(word + x), ...op.xor, ...op.set(spare), ...rotate(by), ...op.set(word + z),
  ];
  return [...half(a, b, d, 16), ...half(c, d, b, 12), ...half(a, b, d, 8), ...half(c, d, b, 7)];
}

const doubleRound: Code = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
].flatMap(([a, b, c, d]) => quarterRound(a!, b!, c!, d!));

const bytesOf = (words: readonly number[]): readonly number[] => words.flatMap((index) => [0, 1, 2, 3].map((byte) => 4 * index + byte));

/** Four words of four blocks, turned so that each block's words lie together, and put to the vector. */
function putOut(first: number, combine: Code): Code {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => op.get(word + first + i)) as [Code, Code, Code, Code];
  const row = (pair: readonly number[], half: readonly number[]): Code => [
    ...a, ...b, ...op.shuffle(bytesOf(pair)), ...c, ...d, ...op.shuffle(bytesOf(pair)), ...op.shuffle(bytesOf(half)),
  ];
  const [low, high] = [[0, 4, 1, 5], [2, 6, 3, 7]];
  const [front, back] = [[0, 1, 4, 5], [2, 3, 6, 7]];
  return [row(low, front), row(low, back), row(high, front), row(high, back)].flatMap((block, i) => {
    const offset = 64 * i + 4 * first;
    return [...op.get(at), ...op.get(at), ...op.load(offset), ...block, ...combine, ...op.store(offset)];
  });
}

const toFunction = (name: keyof StreamLoops, combine: Code): WasmFunction => ({
  name,
  parameters: ["i32", "i32"],
  result: null,
  locals: Array.from({length: 18}, () => "v128" as const),
  body: [
    ...op.constant([0, 1, 2, 3]), ...op.set(counter),
    ...loop(at, end, [
      ...Array.from({length: 16}, (_, i) => [...initial(i), ...op.set(word + i)]).flat(),
      ...Array.from({length: 10}, () => doubleRound).flat(),
      ...Array.from({length: 16}, (_, i) => [...op.get(word + i), ...initial(i), ...op.i32x4.add, ...op.set(word + i)]).flat(),
      ...[0, 4, 8, 12].flatMap((first) => putOut(first, combine)),
      ...op.get(counter), ...splat(4), ...op.i32x4.add, ...op.set(counter),
      ...increase(at, op.i32(256)),
    ]),
  ],
});

let compiled: WebAssembly.Module | null = null;

/** Where the vector begins, in bytes; the key lies before it. */
const start = 256;

/** A vector that streams are added to; it lies where the streams are made. */
export class StreamSum {
  readonly #key: Uint8Array;
  readonly #sums: Uint32Array;
  readonly #end: number;
  readonly #loops: StreamLoops;

  constructor(vector: Uint32Array) {
    const bytes = Math.ceil(vector.length / 64) * 256;
    const memory = new WebAssembly.Memory({initial: Math.ceil((start + bytes) / 65_536)});
    compiled ??= new WebAssembly.Module(toModule([toFunction("add", op.i32x4.add), toFunction("subtract", op.i32x4.subtract)]));
    this.#loops = new WebAssembly.Instance(compiled, {world: {memory}}).exports as unknown as StreamLoops;
    this.#key = new Uint8Array(memory.buffer, 0, 32);
    this.#sums = new Uint32Array(memory.buffer, start, vector.length);
    this.#sums.set(vector);
    this.#end = start + bytes;
  }

  add(masks: readonly Mask[]): void {
    if (this.#sums.length === 0) return;
    for (const {key, sign} of masks) {
      if (key.length !== 32) throw new RangeError(`a mask's key has 32 bytes, got ${key.length}`);
      this.#key.set(key);
      if (sign === 1) this.#loops.add(start, this.#end);
      else this.#loops.subtract(start, this.#end);
    }
  }

  /** The sum so far, as a vector of its own. */
  toVector(): Uint32Array<ArrayBuffer> {
    return this.#sums.slice();
  }
}

/** Adds the masks' streams to the vector, in place. */
export function addMasks(vector: Uint32Array, masks: readonly Mask[]): void {
  const sum = new StreamSum(vector);
  sum.add(masks);
  vector.set(sum.toVector());
}
