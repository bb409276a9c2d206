/** Two values of any build: the places inside them that differ. */
import type {StructureChange} from "#notebooks";
import {show} from "./show.ts";

const shownChanges = 50;
/** Places that are looked at; a value with more of them is compared as far as this. */
const mostPlaces = 200_000;

export function compareStructures(before: unknown, after: unknown): StructureChange {
  const walk = new Walk();
  walk.compare(before, after, "");
  return {type: "structure", changes: walk.changes, omitted: walk.omitted};
}

class Walk {
  readonly changes: StructureChange["changes"][number][] = [];
  omitted = 0;
  #places = 0;
  /** Pairs on the way down, so that a ring ends. */
  readonly #above = new Set<unknown>();

  compare(before: unknown, after: unknown, path: string): void {
    if (Object.is(before, after) || (this.#places += 1) > mostPlaces) return;
    const [ours, theirs] = [entriesOf(before), entriesOf(after)];
    if (!ours || !theirs || ours.kind !== theirs.kind) return this.#tell(path, before, after, true, true);
    if (this.#above.has(before)) return;
    this.#above.add(before);
    for (const [key, value] of ours.entries) {
      if (theirs.entries.has(key)) this.compare(value, theirs.entries.get(key), path + key);
      else this.#tell(path + key, value, undefined, true, false);
    }
    for (const [key, value] of theirs.entries) if (!ours.entries.has(key)) this.#tell(path + key, undefined, value, false, true);
    this.#above.delete(before);
  }

  #tell(path: string, before: unknown, after: unknown, wasThere: boolean, isThere: boolean): void {
    const [from, to] = [wasThere ? show(before) : null, isThere ? show(after) : null];
    // Two dates or expressions that show the same are the same.
    if (from === to && typeof before === "object" && typeof after === "object" && before !== null && after !== null && entriesOf(before) === null) return;
    if (this.changes.length < shownChanges) this.changes.push({path: path || "value", from, to});
    else this.omitted += 1;
  }
}

/** What is inside a value, by the way it is written; null for a value with nothing inside. */
function entriesOf(value: unknown): {readonly kind: string; readonly entries: ReadonlyMap<string, unknown>} | null {
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof RegExp) return null;
  if (value instanceof Map) return {kind: "map", entries: new Map([...value].map(([key, held]) => [`.get(${show(key)})`, held]))};
  if (value instanceof Set) return {kind: "set", entries: new Map([...value].map((held) => [`.has(${show(held)})`, true]))};
  if (value instanceof Error) return {kind: "error", entries: new Map<string, unknown>([[".name", value.name], [".message", value.message]])};
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value))
    return {kind: "list", entries: new Map(Array.from(value as ArrayLike<unknown>, (held, index) => [`[${index}]`, held]))};
  return {kind: "object", entries: new Map(Object.entries(value).map(([key, held]) => [/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`, held]))};
}
