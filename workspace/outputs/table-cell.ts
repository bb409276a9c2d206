/** A table's values as text: dates, big integers and special numbers from their JSON forms, numbers by the reader's locale. */
import type {TableCell, TableColumnType} from "#notebooks";

const midnightMs = 86_400_000;
const mostFractionDigits = 6;

export function formatTableCell(cell: TableCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return formatTableNumber(cell);
  if (typeof cell === "string") return cell;
  if (typeof cell === "boolean") return cell ? "true" : "false";
  if (!Array.isArray(cell) && typeof cell === "object") {
    const tagged = cell as {readonly [tag: string]: unknown};
    if (typeof tagged["$date"] === "number") return formatDate(tagged["$date"]);
    if (typeof tagged["$bigint"] === "string") return BigInt(tagged["$bigint"]).toLocaleString();
    if (typeof tagged["$number"] === "string") return tagged["$number"];
  }
  return JSON.stringify(cell);
}

function formatTableNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString();
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e15)) return value.toExponential(4);
  return value.toLocaleString(undefined, {maximumFractionDigits: mostFractionDigits});
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
