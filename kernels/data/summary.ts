/** What is in each column, in numbers a person can take in at a glance. */
import type {Column, Columns} from "./columns.ts";
import type {ColumnSummary} from "./parsing.ts";

const bins = 20;
const sparklinePoints = 60;
const mostDistinct = 10_000;
const mostFrequent = 10;

export function summarise({rows, columns}: Columns): ColumnSummary[] {
  return columns.map((column) => summariseColumn(column, rows));
}

function countMissing(valid: Uint8Array | null): number {
  if (valid === null) return 0;
  let missing = 0;
  for (let i = 0; i < valid.length; i += 1) if (valid[i] === 0) missing += 1;
  return missing;
}

function summariseColumn(column: Column, rows: number): ColumnSummary {
  const missing = countMissing(column.valid);
  const type = column.type === "dictionary" ? "text" : column.type;
  const base = {name: column.name, type, missing, minimum: null, maximum: null, mean: null, sparkline: []};
  if (column.type === "number" || column.type === "date" || column.type === "bigint") {
    const values = column.type === "bigint" ? Float64Array.from(column.values, Number) : column.values;
    return {...base, ...summariseNumbers(values, column.valid, rows), ...countDistinct(values, column.valid)};
  }
  const counts = countTexts(column, rows);
  const frequent = [...counts.counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostFrequent)
    .map(([value, count]) => ({value, count}));
  return {...base, distinct: counts.distinct, histogram: frequent.map(({count}) => count), frequent};
}

function summariseNumbers(values: Float64Array, valid: Uint8Array | null, rows: number) {
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < rows; i += 1) {
    const value = values[i] as number;
    if ((valid !== null && valid[i] === 0) || value - value !== 0) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value;
    count += 1;
  }
  if (count === 0) return {minimum: null, maximum: null, mean: null, histogram: [], sparkline: []};
  const histogram = new Array<number>(bins).fill(0);
  const points = Math.min(sparklinePoints, rows);
  const sums = new Float64Array(points);
  const counts = new Uint32Array(points);
  const scale = maximum > minimum ? bins / (maximum - minimum) : 0;
  let point = 0;
  let pointEnd = Math.ceil(rows / points);
  for (let i = 0; i < rows; i += 1) {
    if (i >= pointEnd) {
      point += 1;
      pointEnd = Math.ceil(((point + 1) * rows) / points);
    }
    const value = values[i] as number;
    if ((valid !== null && valid[i] === 0) || value - value !== 0) continue;
    const bin = Math.min(bins - 1, ((value - minimum) * scale) | 0);
    histogram[bin] = (histogram[bin] as number) + 1;
    sums[point] = (sums[point] as number) + value;
    counts[point] = (counts[point] as number) + 1;
  }
  const sparkline = Array.from(sums, (total, i) => ((counts[i] as number) === 0 ? null : total / (counts[i] as number)));
  return {minimum, maximum, mean: sum / count, histogram, sparkline};
}

function countDistinct(values: Float64Array, valid: Uint8Array | null): {distinct: number; frequent: {value: string; count: number}[]} {
  const seen = new Set<number>();
  for (let i = 0; i < values.length && seen.size < mostDistinct; i += 1)
    if (valid === null || valid[i] !== 0) seen.add(values[i] as number);
  return {distinct: seen.size, frequent: []};
}

/** Texts with how often each stands; counting ends with the row that brings the 10,000th different one. */
function countTexts(
  column: Exclude<Column, {type: "number" | "date" | "bigint"}>,
  rows: number,
): {counts: Map<string, number>; distinct: number} {
  const counts = new Map<string, number>();
  const add = (text: string, count: number) => {
    const present = counts.get(text);
    if (present !== undefined || counts.size < mostDistinct) counts.set(text, (present ?? 0) + count);
  };
  const {valid} = column;
  if (column.type === "dictionary") {
    const totals = new Uint32Array(column.dictionary.length);
    for (let i = 0; i < rows; i += 1) {
      const code = column.codes[i] as number;
      if (valid === null || valid[i] !== 0) totals[code] = (totals[code] as number) + 1;
    }
    totals.forEach((count, code) => count > 0 && add(shorten(column.dictionary[code] ?? ""), count));
    return {
      counts,
      distinct: Math.min(
        mostDistinct,
        totals.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
      ),
    };
  }
  if (column.type === "boolean") {
    for (let i = 0; i < rows; i += 1) if (valid === null || valid[i] !== 0) add(column.values[i] === 1 ? "true" : "false", 1);
    return {counts, distinct: counts.size};
  }
  const text = Buffer.from(column.bytes.buffer, column.bytes.byteOffset, column.bytes.byteLength);
  for (let i = 0; i < rows && counts.size < mostDistinct; i += 1) {
    if (valid !== null && valid[i] === 0) continue;
    const start = column.offsets[i] as number;
    add(text.toString("utf8", start, Math.min(column.offsets[i + 1] as number, start + 400)), 1);
  }
  return {counts: new Map([...counts].map(([value, count]) => [shorten(value), count])), distinct: counts.size};
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
