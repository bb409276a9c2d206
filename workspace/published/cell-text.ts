/** A cell of a table as text, as the page's own rows are written. */
import type {Json, TableCell} from "#notebooks";

export function toCellText(cell: TableCell): string {
  if (cell === null) return "";
  if (typeof cell !== "object") return String(cell);
  const {$date: date, $bigint: digits, $number: text} = cell as {readonly [name: string]: Json | undefined};
  if (typeof date === "number") return toDateText(date);
  if (typeof digits === "string") return digits;
  return typeof text === "string" ? text : JSON.stringify(cell);
}

/** ISO 8601, without the time at midnight. */
function toDateText(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text;
}
