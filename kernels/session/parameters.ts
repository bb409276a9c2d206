/** Parameters: values for inputs by the name that views them, turned into what the browser's input would hold. */
import type {CompiledCell} from "#kernels/compile";
import {toInputKey, type CellResult, type InputDisplay, type InputKey, type InputValue, type Json} from "#notebooks";

/** The inputs of a notebook that have a name, in page order. */
export function findViewedNames(cells: readonly CompiledCell[]): Map<string, InputKey> {
  const names = new Map<string, InputKey>();
  for (const {id, viewNames} of cells) {
    viewNames.forEach((name, ordinal) => {
      if (name !== null && !names.has(name)) names.set(name, toInputKey(id, ordinal));
    });
  }
  return names;
}

/** A parameter whose name no cell views. */
export class UnknownParameterError extends RangeError {
  override readonly name = "UnknownParameterError";
}

/** Inputs by key from parameters by name. Throws an UnknownParameterError that lists the known names. */
export function applyParameters(
  parameters: {readonly [name: string]: Json},
  cells: readonly CompiledCell[],
): {readonly [key: InputKey]: InputValue} {
  const known = findViewedNames(cells);
  const inputs: {[key: InputKey]: InputValue} = {};
  for (const [name, value] of Object.entries(parameters)) {
    const key = known.get(name);
    if (key === undefined) {
      const list = known.size === 0 ? "no cell views an input by a name" : `cells view ${[...known.keys()].join(", ")}`;
      throw new UnknownParameterError(`the parameter ${JSON.stringify(name)} goes to no input: ${list}`);
    }
    inputs[key] = value;
  }
  return inputs;
}

/** What an input holds for a parameter's value, or why it cannot hold it. */
export type Held = {readonly held: InputValue} | {readonly refused: string};

/** A choice is named by its label, a date by its ISO 8601 text; numbers must lie within the input's extent. */
export function toHeld({kind, argument, options}: InputDisplay, value: Json): Held {
  switch (kind) {
    case "select":
    case "radio":
    case "checkbox":
      return toChoices(kind === "checkbox" || Boolean(options.multiple), Array.isArray(argument) ? argument.map(String) : [], value);
    case "range":
    case "number":
      return toNumber(argument, value);
    case "date":
    case "datetime":
      return toDate(value);
    case "toggle":
      return typeof value === "boolean" ? {held: value} : {refused: `is true or false, got ${JSON.stringify(value)}`};
    case "button":
    case "form":
    case "table":
    case "file":
      return {held: value};
    default:
      if (typeof value === "object" && value !== null) return {refused: `is a text, got ${JSON.stringify(value)}`};
      return {held: value === null ? "" : String(value)};
  }
}

function toChoices(isMultiple: boolean, labels: readonly string[], value: Json): Held {
  const found: number[] = [];
  for (const wanted of isMultiple && Array.isArray(value) ? (value as readonly Json[]) : [value]) {
    const text = typeof wanted === "string" ? wanted : JSON.stringify(wanted);
    // Numbers are shown with separators of thousands.
    const index = labels.findIndex((label) => label === text || (typeof wanted === "number" && label.replaceAll(",", "") === text));
    if (index < 0) return {refused: `is one of ${labels.slice(0, 20).join(", ")}${labels.length > 20 ? " …" : ""}, got ${text}`};
    found.push(index);
  }
  return {held: isMultiple ? found : (found[0] ?? null)};
}

function toNumber(argument: Json, value: Json): Held {
  if (typeof value !== "number") return {refused: `is a number, got ${JSON.stringify(value)}`};
  const [low = null, high = null] = Array.isArray(argument) ? (argument as readonly Json[]) : [];
  const isBelow = typeof low === "number" && value < low;
  const isAbove = typeof high === "number" && value > high;
  return isBelow || isAbove ? {refused: `is a number from ${String(low ?? "any")} to ${String(high ?? "any")}, got ${value}`} : {held: value};
}

function toDate(value: Json): Held {
  const milliseconds = typeof value === "string" ? Date.parse(value) : typeof value === "number" ? value : Number.NaN;
  if (Number.isNaN(milliseconds)) return {refused: `is a date such as 2026-01-31, got ${JSON.stringify(value)}`};
  return {held: {$date: milliseconds}};
}

/** Parameters whose inputs have not been shown yet, and are taken as they are until then. */
export class PendingParameters {
  readonly #pending = new Map<InputKey, {readonly name: string; readonly value: Json}>();

  add(parameters: {readonly [name: string]: Json}, names: ReadonlyMap<string, InputKey>): void {
    for (const [name, value] of Object.entries(parameters)) {
      const key = names.get(name);
      if (key !== undefined) this.#pending.set(key, {name, value});
    }
  }

  /** The inputs that a cell shows for the first time, with what they are to hold. */
  take(changes: Partial<CellResult>): {readonly key: InputKey; readonly name: string; readonly outcome: Held}[] {
    if (this.#pending.size === 0) return [];
    return (changes.displays ?? []).flatMap(({content}) => {
      const pending = content.type === "input" ? this.#pending.get(content.key) : undefined;
      if (content.type !== "input" || !pending) return [];
      this.#pending.delete(content.key);
      return [{key: content.key, name: pending.name, outcome: toHeld(content, pending.value)}];
    });
  }
}
