/** Single values outside a notebook: plain, as a page of a table carries them, and as JSON. */
import type {Json, TableCell} from "#notebooks";

export type Plain = string | number | bigint | boolean | Date | null;

/** What is neither text, number, boolean nor date becomes JSON text. */
export function toPlain(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" || value instanceof Date) return value;
  return JSON.stringify(toJson(value));
}

/** The value as a page of a table carries it. */
export function toTableCell(value: Plain): TableCell {
  if (value instanceof Date) return {$date: Number.isNaN(value.getTime()) ? null : value.getTime()};
  if (typeof value === "bigint") return {$bigint: value.toString()};
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) return {$number: Object.is(value, -0) ? "-0" : String(value)};
  return value;
}

/** The plain value that a page of a table carries. */
export function fromTableCell(cell: TableCell): Plain {
  if (cell === null || typeof cell !== "object") return cell;
  const {$date: date, $bigint: digits, $number: number} = cell as {readonly [key: string]: Json | undefined};
  if (date !== undefined) return new Date(typeof date === "number" ? date : NaN);
  if (typeof digits === "string") return BigInt(digits);
  return typeof number === "string" ? Number(number) : JSON.stringify(cell);
}

/** Any value as JSON: dates as ISO 8601, big integers as their digits, numbers that JSON has not and missing values as null, maps and sets as lists. */
export function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) return Array.from(value as Iterable<unknown>, toJson);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, toJson);
  if (typeof value !== "object") return null;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item)]));
}
