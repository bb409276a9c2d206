/** Freezes everything that cells share, so that none can change the language or a library under another. */

/** Properties that plain objects are often given under the same name; after freezing, assignment would otherwise be refused for every object. */
const overridable: readonly (readonly [object, readonly string[]])[] = [
  [Object.prototype, ["constructor", "toString", "toLocaleString", "valueOf"]],
  [Function.prototype, ["constructor", "toString"]],
  [Array.prototype, ["constructor", "toString"]],
  ...[Error, TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError, AggregateError].map(
    ({prototype}) => [prototype as object, ["constructor", "name", "message", "toString"]] as const,
  ),
];

function enableOverride(object: object, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(object, name);
  if (!descriptor || !("value" in descriptor)) return;
  const value: unknown = descriptor.value;
  Object.defineProperty(object, name, {
    get: () => value,
    set(this: object, given: unknown) {
      if (this === object) throw new TypeError(`cannot assign to ${name}: it is shared by all cells`);
      Object.defineProperty(this, name, {value: given, writable: true, enumerable: true, configurable: true});
    },
    enumerable: descriptor.enumerable ?? false,
    configurable: false,
  });
}

/** Objects that only syntax reaches. */
function findHiddenIntrinsics(): object[] {
  const generator = function* (): Generator {
    yield 0;
  };
  const asyncGenerator = async function* (): AsyncGenerator {
    yield 0;
  };
  const asyncFunction = async (): Promise<void> => undefined;
  const iterators = [[][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ""[Symbol.iterator](), "".matchAll(/a/g), Iterator.from({next: () => ({done: true, value: 0})})];
  return [generator, asyncGenerator, asyncFunction, generator.prototype as object, asyncGenerator.prototype as object, ...iterators].map(
    (value) => Object.getPrototypeOf(value) as object,
  );
}

const frozen = new WeakSet<object>();

/** Freezes what is reached from these values, prototypes included. */
export function harden(values: readonly unknown[]): void {
  const queue: object[] = [];
  const enter = (value: unknown): void => {
    if (value === null || (typeof value !== "object" && typeof value !== "function") || value === globalThis || frozen.has(value)) return;
    frozen.add(value);
    queue.push(value);
  };
  for (const value of values) enter(value);
  for (let object = queue.pop(); object; object = queue.pop()) {
    enter(Object.getPrototypeOf(object));
    for (const key of Reflect.ownKeys(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
      if ("value" in descriptor) enter(descriptor.value);
      else {
        enter(descriptor.get);
        enter(descriptor.set);
      }
    }
    if (!ArrayBuffer.isView(object)) Object.freeze(object);
  }
}

const stackFrames = 20;

/** Freezes the language, the globals and the libraries; nothing is defined globally any more. */
export function hardenEverything(libraries: readonly unknown[]): void {
  Error.stackTraceLimit = stackFrames;
  for (const [object, names] of overridable) for (const name of names) enableOverride(object, name);
  const globals = Reflect.ownKeys(globalThis).flatMap((key) => {
    const {value, get} = Object.getOwnPropertyDescriptor(globalThis, key) as PropertyDescriptor;
    return [value as unknown, get];
  });
  harden([...findHiddenIntrinsics(), ...libraries, ...globals]);
  Object.freeze(globalThis);
}
