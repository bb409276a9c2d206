/**
 * Prophet's model in Stan, fitted in WebAssembly: the parameters that are most probable given the data, by L-BFGS.
 *
 * The compiled model is that of `@bsull/augurs-prophet-wasmstan`. Each fit has a fresh instance whose clock stands still and whose randomness is
 * fixed, and no file, network or environment, so that the same data give the same bytes in every process.
 * Source: Taylor & Letham 2018, "Forecasting at scale"; the Stan model of Prophet 1.1.
 */
import {readWasm} from "./wasm-file.ts";

/** What the model is given, by the names of its Stan program. */
export interface StanData {
  /** Observations. */
  readonly T: number;
  /** Features, at least 1. */
  readonly K: number;
  /** Changepoints. */
  readonly S: number;
  readonly y: readonly number[];
  readonly t: readonly number[];
  readonly cap: readonly number[];
  readonly t_change: readonly number[];
  /** 0 linear, 1 logistic, 2 flat. */
  readonly trend_indicator: 0 | 1 | 2;
  /** 1 for each feature that is added, and for each that multiplies the trend. */
  readonly s_a: readonly number[];
  readonly s_m: readonly number[];
  /** T rows of K features. */
  readonly X: readonly (readonly number[])[];
  readonly sigmas: readonly number[];
  readonly tau: number;
}

/** Where the search starts, and where it ends. */
export interface StanParameters {
  readonly k: number;
  readonly m: number;
  readonly delta: Float64Array;
  readonly beta: Float64Array;
  readonly sigma: number;
}

interface StanExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  cabi_realloc(old: number, oldSize: number, align: number, size: number): number;
  "augurs:prophet-wasmstan/optimizer#optimize"(at: number): number;
}

/** The search for the parameters ended without any. */
export class StanFailure extends Error {}

let compiled: WebAssembly.Module | null = null;

/**
 * Fits the model.
 *
 * @param iterations at most; where they are used up, what was found by then is the answer (Stan's own default).
 * @throws StanFailure with Stan's words when the search by L-BFGS fails.
 */
export function fitStan(start: StanParameters, data: StanData, iterations = 2000): StanParameters {
  compiled ??= new WebAssembly.Module(readWasm("prophet-wasmstan.core.wasm"));
  let memory: WebAssembly.Memory | null = null;
  const instance = new WebAssembly.Instance(compiled, {wasi_snapshot_preview1: toStillWorld(() => memory!)});
  const stan = instance.exports as unknown as StanExports;
  memory = stan.memory;
  stan._initialize();
  const place = (bytes: Uint8Array, align: number): number => {
    const at = stan.cabi_realloc(0, 0, align, bytes.byteLength);
    new Uint8Array(stan.memory.buffer, at, bytes.byteLength).set(bytes);
    return at;
  };
  const placeNumbers = (values: Float64Array) => place(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 8);
  const text = new TextEncoder().encode(JSON.stringify(data));
  // The record of arguments as the component model lays it out: parameters, data as JSON, then options, each behind a byte that says whether it is there.
  const record = new DataView(new ArrayBuffer(200));
  record.setFloat64(0, start.k, true);
  record.setFloat64(8, start.m, true);
  record.setUint32(16, placeNumbers(start.delta), true);
  record.setUint32(20, start.delta.length, true);
  record.setUint32(24, placeNumbers(start.beta), true);
  record.setUint32(28, start.beta.length, true);
  record.setFloat64(32, start.sigma, true);
  record.setUint32(40, place(text, 1), true);
  record.setUint32(44, text.length, true);
  record.setUint8(48, 1);
  record.setUint8(49, 2);
  const setWhole = (at: number, value: number): void => {
    record.setUint8(at, 1);
    record.setUint32(at + 4, value, true);
  };
  setWhole(52, 1);
  setWhole(176, iterations);
  const at = place(new Uint8Array(record.buffer), 8);
  let result: number;
  try {
    result = stan["augurs:prophet-wasmstan/optimizer#optimize"](at);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw new StanFailure("an exception, which the compiled model cannot tell more about", {cause: error});
    throw error;
  }
  const found = new DataView(stan.memory.buffer);
  if (found.getUint8(result) !== 0) throw new StanFailure(readText(stan.memory, found.getUint32(result + 8, true), found.getUint32(result + 12, true)).replace(/\s+/g, " "));
  const numbers = (at: number) => new Float64Array(stan.memory.buffer.slice(found.getUint32(result + at, true), found.getUint32(result + at, true) + 8 * found.getUint32(result + at + 4, true)));
  return {
    k: found.getFloat64(result + 48, true), m: found.getFloat64(result + 56, true), delta: numbers(64), beta: numbers(72), sigma: found.getFloat64(result + 80, true),
  };
}

function readText(memory: WebAssembly.Memory, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(memory.buffer, at, length)).trim();
}

/** The system calls that the model was compiled with: nothing to read, writing goes nowhere, time stands still. */
function toStillWorld(memory: () => WebAssembly.Memory): WebAssembly.ModuleImports {
  const view = () => new DataView(memory().buffer);
  const badDescriptor = 8;
  return {
    environ_sizes_get: (count: number, size: number) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    clock_time_get: (_clock: number, _precision: bigint, at: number) => {
      view().setBigUint64(at, 0n, true);
      return 0;
    },
    random_get: (at: number, length: number) => {
      new Uint8Array(memory().buffer, at, length).forEach((_, i, bytes) => (bytes[i] = (i * 197 + 11) & 255));
      return 0;
    },
    fd_write: (_descriptor: number, parts: number, count: number, written: number) => {
      let total = 0;
      for (let i = 0; i < count; i += 1) total += view().getUint32(parts + 8 * i + 4, true);
      view().setUint32(written, total, true);
      return 0;
    },
    fd_close: () => 0,
    fd_fdstat_get: () => badDescriptor,
    fd_prestat_get: () => badDescriptor,
    fd_prestat_dir_name: () => badDescriptor,
    fd_read: () => badDescriptor,
    fd_seek: () => badDescriptor,
    sched_yield: () => 0,
    proc_exit: (code: number) => {
      throw new Error(`Stan ended with ${code}`);
    },
  };
}
