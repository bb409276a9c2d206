/** A single value in a few words, the same in every comparison. */

const longest = 200;

export function show(value: unknown): string {
  if (typeof value === "string") return cut(JSON.stringify(value));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined) return String(value);
  if (value instanceof Date) return showDate(value.getTime());
  if (value instanceof Error) return cut(`${value.name}: ${value.message}`);
  if (value instanceof RegExp) return cut(String(value));
  if (ArrayBuffer.isView(value) && "length" in value) return `${value.constructor.name} of ${String(value.length)}`;
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name} of ${value.size}`;
  if (typeof value === "object") return `object of ${Object.keys(value).length}`;
  return typeof value;
}

/** A cell of a table: texts stand as they are. */
export function showCell(value: unknown): string {
  if (typeof value === "string") return cut(value);
  if (value === null || value === undefined) return "";
  return show(value);
}

export function showDate(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "no date";
  const text = date.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace(/\.000Z$/, "Z");
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
