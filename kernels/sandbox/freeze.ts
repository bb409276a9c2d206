/** Freezing what a cell gives to others, where that is cheap. */

/** Objects looked into before giving up. */
const maximumObjects = 2000;

/**
 * Freezes plain objects and arrays throughout. `"frozen"`: nobody can change the value any more; `"watch"`: a part of it
 * (a typed array, a map, an object of a class, or what lies beyond 2,000 objects) could still be changed.
 */
export function freezeCheaply(value: unknown): "frozen" | "watch" {
  try {
    return freezeAll(value);
  } catch {
    return "watch";
  }
}

function freezeAll(value: unknown): "frozen" | "watch" {
  const found: object[] = [];
  const seen = new Set<object>();
  let isWhole = true;
  const enter = (item: unknown): void => {
    if (typeof item === "function") isWhole = false;
    if (item === null || typeof item !== "object" || seen.has(item)) return;
    const prototype = Object.getPrototypeOf(item) as object | null;
    if (prototype !== Object.prototype && prototype !== null && !Array.isArray(item)) isWhole = false;
    else if (Array.isArray(item) && item.length > maximumObjects) isWhole = false;
    else {
      seen.add(item);
      found.push(item);
    }
  };
  enter(value);
  for (let index = 0; index < found.length; index++) {
    if (found.length > maximumObjects) return "watch";
    const item = found[index] as {[key: string]: unknown};
    for (const key of Reflect.ownKeys(item)) {
      const descriptor = Object.getOwnPropertyDescriptor(item, key) as PropertyDescriptor;
      if ("value" in descriptor) enter(descriptor.value);
      else isWhole = false;
    }
  }
  for (const item of found) Object.freeze(item);
  return isWhole ? "frozen" : "watch";
}
