/** A table's values as text: dates, big integers and special numbers from their JSON forms, numbers by the reader's locale. */
import type {TableCell, TableColumnType} from "./display.ts";

const midnightMs = 86_400_000;
const mostFractionDigits = 6;

/** `digits`: the digits after the point that the column's numbers share, so that the points stand below each other. `locale`: the reader's own when absent. */
export function formatTableCell(cell: TableCell, digits = 0, locale?: string): string {
  if (cell === null) return "";
  if (typeof cell === "number") return formatTableNumber(cell, digits, locale);
  if (typeof cell === "string") return cell;
  if (typeof cell === "boolean") return cell ? "true" : "false";
  if (!Array.isArray(cell) && typeof cell === "object") {
    const tagged = cell as {readonly [tag: string]: unknown};
    if (typeof tagged["$date"] === "number") return formatDate(tagged["$date"]);
    if (typeof tagged["$bigint"] === "string") return BigInt(tagged["$bigint"]).toLocaleString(locale);
    if (typeof tagged["$number"] === "string") return tagged["$number"];
  }
  return JSON.stringify(cell);
}

/** Numbers of four digits may be years, and have no mark between their thousands. */
function formatTableNumber(value: number, digits: number, locale: string | undefined): string {
  if (isExtreme(value)) return value.toExponential(4);
  return value.toLocaleString(locale, {useGrouping: "min2", minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, mostFractionDigits)});
}

function isExtreme(value: number): boolean {
  return value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e15);
}

/** The most digits after the point that a number of these needs, at most six. */
export function fractionDigits(cells: readonly TableCell[]): number {
  let digits = 0;
  for (const cell of cells) {
    if (typeof cell !== "number" || Number.isInteger(cell) || isExtreme(cell)) continue;
    const [, fraction = ""] = cell.toFixed(mostFractionDigits).replace(/0+$/, "").split(".");
    digits = Math.max(digits, fraction.length);
  }
  return digits;
}

/** A day alone when the time is midnight, UTC. */
export function formatDate(timeMs: number): string {
  const date = new Date(timeMs);
  if (Number.isNaN(date.getTime())) return "Invalid date";
  const text = date.toISOString();
  if (timeMs % midnightMs === 0) return text.slice(0, 10);
  return text.slice(0, text.endsWith(":00.000Z") ? 16 : text.endsWith(".000Z") ? 19 : 23).replace("T", " ");
}

export function isNumeric(type: TableColumnType): boolean {
  return type === "number" || type === "bigint";
}
