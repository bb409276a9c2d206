/** structuredClone for what cells hold: plain values, dates, maps, sets, errors, buffers and their views. */

export function structuredClone(value: unknown): unknown {
  return clone(value, new Map());
}

function refuse(value: unknown): never {
  const what = typeof value === "function" ? `function ${value.name || "without a name"}` : typeof value === "symbol" ? String(value) : "this object";
  const error = new Error(`${what} could not be cloned`);
  error.name = "DataCloneError";
  throw error;
}

function clone(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === "function" || typeof value === "symbol") refuse(value);
  if (value === null || typeof value !== "object") return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const keep = <Made extends object>(made: Made): Made => {
    seen.set(value, made);
    return made;
  };
  if (Array.isArray(value)) {
    const made = keep(new Array<unknown>(value.length));
    for (const key of Object.keys(value)) made[key as unknown as number] = clone(value[key as unknown as number], seen);
    return made;
  }
  if (value instanceof Date) return keep(new Date(value.getTime()));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const buffer = clone(value.buffer, seen) as ArrayBuffer;
    const View = value.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => object;
    return keep(new View(buffer, value.byteOffset, (value as unknown as {length?: number}).length ?? value.byteLength));
  }
  if (value instanceof Map) {
    const made = keep(new Map<unknown, unknown>());
    for (const [key, item] of value) made.set(clone(key, seen), clone(item, seen));
    return made;
  }
  if (value instanceof Set) {
    const made = keep(new Set<unknown>());
    for (const item of value) made.add(clone(item, seen));
    return made;
  }
  if (value instanceof Error) {
    const made = keep(new Error(value.message));
    made.name = value.name;
    return made;
  }
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) refuse(value);
  const made = keep({} as {[key: string]: unknown});
  for (const key of Object.keys(value)) {
    Object.defineProperty(made, key, {value: clone((value as {[key: string]: unknown})[key], seen), writable: true, enumerable: true, configurable: true});
  }
  return made;
}
