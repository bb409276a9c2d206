/** A table as CSV: RFC 4180 with line feeds, UTF-8, missing values as empty fields, dates as ISO 8601 in UTC. */
import type {Column, Columns} from "./columns.ts";
import {toValueReader} from "./page-columns.ts";

const rowsPerPart = 4096;

/** The CSV in parts, so that a large table need not be one string. An empty text is written `""`, so that it differs from a missing one. */
export function* toCsvParts(table: Columns): Generator<string> {
  yield `${table.columns.map(({name}) => quoteField(name)).join(",")}\n`;
  const writers = table.columns.map(toWriter);
  let lines: string[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    const line = writers.map((write) => write(row)).join(",");
    lines.push(line === "" ? '""' : line);
    if (lines.length < rowsPerPart) continue;
    yield `${lines.join("\n")}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`;
}

export function toCsv(table: Columns): string {
  return [...toCsvParts(table)].join("");
}

function quoteField(text: string): string {
  return text === "" || /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toWriter(column: Column): (row: number) => string {
  const read = toValueReader(column);
  const isDayOnly = column.type === "date" && column.values.every((value) => value % 86_400_000 === 0);
  return (row) => {
    const value = read(row);
    if (value === null) return "";
    if (typeof value === "string") return quoteField(value);
    if (column.type === "date" && typeof value === "number") return formatDate(value, isDayOnly);
    return String(value);
  };
}

function formatDate(milliseconds: number, dayOnly: boolean): string {
  if (Math.abs(milliseconds) > 8.64e15 || Number.isNaN(milliseconds)) return "";
  const text = new Date(milliseconds).toISOString();
  return dayOnly ? text.slice(0, -14) : text;
}
