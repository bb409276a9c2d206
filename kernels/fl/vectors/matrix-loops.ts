/** The loops of training in WebAssembly, over rows of float32: add a multiple of a row to another, multiply two rows, pull weights to an anchor. */
import {increase, loop, op, toModule, unrolled, type WasmFunction} from "./assembler.ts";

/** Arguments are byte addresses; rows are multiples of 64 bytes, and `end` is where the first row ends. */
export interface MatrixLoops {
  /** to += scale · from. */
  addScaled(to: number, from: number, end: number, scale: number): void;
  /** Σ a · b, summed in float32 by sixteen partial sums. */
  dot(a: number, b: number, end: number): number;
  /** weights −= rate · (weights − anchor). */
  pull(weights: number, anchor: number, end: number, rate: number): void;
}

const addScaled: WasmFunction = {
  name: "addScaled",
  parameters: ["i32", "i32", "i32", "f32"],
  result: null,
  locals: ["v128"],
  body: [
    ...op.get(3), ...op.splat32, ...op.set(4),
    ...loop(0, 2, [
      ...unrolled(0, 64, 16, (offset) => [
        ...op.get(0), ...op.get(0), ...op.load(offset), ...op.get(1), ...op.load(offset), ...op.get(4), ...op.f32.multiply, ...op.f32.add, ...op.store(offset),
      ]),
      ...increase(0, op.i32(64)), ...increase(1, op.i32(64)),
    ]),
  ],
};

const dot: WasmFunction = {
  name: "dot",
  parameters: ["i32", "i32", "i32"],
  result: "f32",
  locals: ["v128", "v128", "v128", "v128"],
  body: [
    ...loop(0, 2, [
      ...unrolled(0, 64, 16, (offset) => {
        const sum = 3 + offset / 16;
        return [...op.get(sum), ...op.get(0), ...op.load(offset), ...op.get(1), ...op.load(offset), ...op.f32.multiply, ...op.f32.add, ...op.set(sum)];
      }),
      ...increase(0, op.i32(64)), ...increase(1, op.i32(64)),
    ]),
    ...op.get(3), ...op.get(4), ...op.f32.add, ...op.get(5), ...op.get(6), ...op.f32.add, ...op.f32.add, ...op.set(3),
    ...op.get(3), ...op.lane32(0), ...op.get(3), ...op.lane32(1), ...op.add32, ...op.get(3), ...op.lane32(2), ...op.add32, ...op.get(3), ...op.lane32(3), ...op.add32,
  ],
};

const pull: WasmFunction = {
  name: "pull",
  parameters: ["i32", "i32", "i32", "f32"],
  result: null,
  locals: ["v128"],
  body: [
    ...op.get(3), ...op.splat32, ...op.set(4),
    ...loop(0, 2, [
      ...unrolled(0, 64, 16, (offset) => [
        ...op.get(0), ...op.get(0), ...op.load(offset),
        ...op.get(0), ...op.load(offset), ...op.get(1), ...op.load(offset), ...op.f32.subtract, ...op.get(4), ...op.f32.multiply,
        ...op.f32.subtract, ...op.store(offset),
      ]),
      ...increase(0, op.i32(64)), ...increase(1, op.i32(64)),
    ]),
  ],
};

let compiled: WebAssembly.Module | null = null;

/** The loops over one memory. */
export function toMatrixLoops(memory: WebAssembly.Memory): MatrixLoops {
  compiled ??= new WebAssembly.Module(toModule([addScaled, dot, pull]));
  return new WebAssembly.Instance(compiled, {world: {memory}}).exports as unknown as MatrixLoops;
}
