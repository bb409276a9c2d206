/** An input's value between its JSON form on the wire and what the element in the page holds. */
import type {InputDisplay, InputValue, Json} from "#notebooks";

export function isDate(kind: InputDisplay["kind"]): boolean {
  return kind === "date" || kind === "datetime";
}

/** The element's value from the wire's. */
export function toElementValue(kind: InputDisplay["kind"], value: InputValue): unknown {
  if (isDate(kind) && typeof value === "object" && value !== null && "$date" in value) return new Date(Number((value as {$date: Json}).$date));
  return value;
}

/** The wire's value from the element's; undefined where the element holds none yet (a form that is not valid). */
export function toInputValue(value: unknown): InputValue | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : {$date: value.getTime()};
  if (Array.isArray(value)) return value.map((item: unknown) => toInputValue(item) ?? null);
  return undefined;
}

export function areSameValues(first: Json | undefined, second: Json | undefined): boolean {
  return first === second || JSON.stringify(first) === JSON.stringify(second);
}

/** The bounds of a range or a number; an absent bound is null. */
export function toExtent(argument: Json): readonly (number | null)[] {
  return Array.isArray(argument) ? argument.map((bound: Json) => (typeof bound === "number" ? bound : null)) : [];
}

/** The labels of a choice or of buttons. */
export function toLabels(argument: Json): readonly string[] {
  if (Array.isArray(argument)) return argument.map((label: Json) => (typeof label === "string" ? label : String(Array.isArray(label) ? label[0] : label)));
  return argument === null ? [] : [typeof argument === "string" ? argument : JSON.stringify(argument)];
}
