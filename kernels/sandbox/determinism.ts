/** The language without its accidents: a clock that stands still, random numbers from the run's seed, no memory shared or observed. */
import type {Execution} from "./execution.ts";
import {makeRandomStream} from "./random-stream.ts";
import {findActive, type Player} from "./turns.ts";
import {noteActiveRead, readSettings} from "./world.ts";

/** What no cell finds: each would make one run differ from another, or use memory that nobody counts. */
const removedGlobals = [
  "WebAssembly", "SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry", "Temporal", "console", "setImmediate", "performance", "crypto", "gc",
];

export function removeGlobals(): void {
  for (const name of removedGlobals) delete (globalThis as {[name: string]: unknown})[name];
}

function readNow(): number {
  noteActiveRead("now");
  return readSettings().now;
}

function replaceDate(): void {
  const RealDate = Date;
  const realToString = RealDate.prototype.toString;
  const StillDate = function (this: unknown, ...given: unknown[]): unknown {
    if (new.target === undefined) return realToString.call(new RealDate(readNow()));
    return Reflect.construct(RealDate, given.length === 0 ? [readNow()] : given, new.target);
  };
  Object.defineProperties(StillDate, {
    name: {value: "Date", configurable: true},
    length: {value: 7, configurable: true},
    prototype: {value: RealDate.prototype, writable: false},
    now: {value: {now: () => readNow()}.now, writable: true, configurable: true},
    parse: {value: RealDate.parse, writable: true, configurable: true},
    UTC: {value: RealDate.UTC, writable: true, configurable: true},
  });
  Object.defineProperty(RealDate.prototype, "constructor", {value: StillDate, writable: true, configurable: true});
  Object.defineProperty(globalThis, "Date", {value: StillDate, writable: true, configurable: true});
}

const noCell = makeRandomStream(0, 0);

function replaceRandom(): void {
  const random = {
    random(): number {
      const active = findActive<Player & Partial<Execution>>();
      if (!active?.random) return noCell.next();
      noteActiveRead("seed");
      return active.random.next();
    },
  }.random;
  Object.defineProperty(Math, "random", {value: random, writable: true, configurable: true});
}

/** Formatting "now" by leaving the date out gives the run's moment. */
function replaceIntl(): void {
  const prototype = Intl.DateTimeFormat.prototype;
  const format = Object.getOwnPropertyDescriptor(prototype, "format")?.get as (this: Intl.DateTimeFormat) => (date?: Date | number) => string;
  const formatToParts = prototype.formatToParts;
  Object.defineProperty(prototype, "format", {
    get(this: Intl.DateTimeFormat) {
      const bound = format.call(this);
      return (date?: Date | number) => bound(date === undefined ? readNow() : date);
    },
    configurable: true,
  });
  Object.defineProperty(prototype, "formatToParts", {
    value: {
      formatToParts(this: Intl.DateTimeFormat, date?: Date | number) {
        return formatToParts.call(this, date === undefined ? readNow() : date);
      },
    }.formatToParts,
    writable: true,
    configurable: true,
  });
}

/** Buffers that grow in place are not counted by the isolate's memory limit. */
function replaceArrayBuffer(): void {
  const RealArrayBuffer = ArrayBuffer;
  const FixedArrayBuffer = function (this: unknown, length: unknown, options?: {readonly maxByteLength?: unknown}): unknown {
    if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'");
    if (options?.maxByteLength !== undefined) throw new RangeError("resizable buffers are not available in cells");
    return Reflect.construct(RealArrayBuffer, [length], new.target);
  };
  const {prototype} = RealArrayBuffer;
  for (const name of ["resize", "maxByteLength", "resizable", "transfer", "transferToFixedLength"]) delete (prototype as unknown as {[name: string]: unknown})[name];
  Object.defineProperties(FixedArrayBuffer, {
    name: {value: "ArrayBuffer", configurable: true},
    length: {value: 1, configurable: true},
    prototype: {value: prototype, writable: false},
    isView: {value: RealArrayBuffer.isView, writable: true, configurable: true},
    [Symbol.species]: {get: Object.getOwnPropertyDescriptor(RealArrayBuffer, Symbol.species)?.get as () => unknown, configurable: true},
  });
  Object.defineProperty(prototype, "constructor", {value: FixedArrayBuffer, writable: true, configurable: true});
  Object.defineProperty(globalThis, "ArrayBuffer", {value: FixedArrayBuffer, writable: true, configurable: true});
}

export function installDeterminism(): void {
  replaceDate();
  replaceRandom();
  replaceIntl();
  replaceArrayBuffer();
}
