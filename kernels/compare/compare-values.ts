/** How one value differs from another, in the terms of what they are: number, text, table, anomalies, forecast, series, or any other build. */
import {decodeValue, isOpaque} from "#kernels/digest";
import type {DecodedTable} from "#kernels/digest";
import type {ValueChange} from "#notebooks";
import {compareAnomalies, findAnomalies} from "./compare-anomalies.ts";
import {compareForecasts, findForecast} from "./compare-forecasts.ts";
import {compareRows} from "./compare-rows.ts";
import {compareSeries, findSeries} from "./compare-series.ts";
import {compareStructures} from "./compare-structures.ts";
import {compareTexts} from "./compare-text.ts";
import {recordRows, tableRows} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {show} from "./show.ts";

/** Values as canonical bytes; null bytes for one that was not kept or has opaque parts. */
export function compareBytes(before: Uint8Array | null, after: Uint8Array | null): ValueChange {
  const [from, to] = [decode(before), decode(after)];
  if (!from || !to) return {type: "other", from: from ? describe(from.value) : null, to: to ? describe(to.value) : null};
  return compareValues(from.value, to.value);
}

/** Two decoded values. Tables are `DecodedTable`s. */
export function compareValues(before: unknown, after: unknown): ValueChange {
  if (typeof before === "number" && typeof after === "number") {
    const difference = after - before;
    return {type: "number", from: before, to: after, difference, relative: before === 0 || !Number.isFinite(difference / before) ? null : difference / Math.abs(before)};
  }
  if (typeof before === "string" && typeof after === "string") return compareTexts(before, after);
  const pairs = <Found>(find: (value: unknown) => Found | null): readonly [Found, Found] | null => {
    const [from, to] = [find(before), find(after)];
    return from !== null && to !== null ? [from, to] : null;
  };
  const rows = pairs(findRows);
  if (rows) return compareRows(...rows);
  const anomalies = pairs(findAnomalies);
  if (anomalies && isAnomalyChange(...anomalies)) return compareAnomalies(...anomalies);
  const forecasts = pairs(findForecast);
  if (forecasts) return compareForecasts(...forecasts);
  const series = pairs(findSeries);
  if (series) return compareSeries(...series);
  if (typeof before === "object" && typeof after === "object" && before !== null && after !== null) return compareStructures(before, after);
  return {type: "other", from: describe(before), to: describe(after)};
}

function decode(bytes: Uint8Array | null): {readonly value: unknown} | null {
  return bytes === null || isOpaque(bytes) ? null : {value: decodeValue(bytes)};
}

function isTable(value: unknown): value is DecodedTable {
  return typeof value === "object" && value !== null && "rows" in value && "columns" in value && "groups" in value && "parameters" in value;
}

function findRows(value: unknown): Rows | null {
  if (isTable(value)) return tableRows(value);
  return Array.isArray(value) ? recordRows(value) : null;
}

/** Where every anomaly is the same, something else of the result changed. */
function isAnomalyChange(before: readonly {readonly index: number}[], after: readonly {readonly index: number}[]): boolean {
  return before.length !== after.length || before.some(({index}, at) => after[at]?.index !== index);
}

function describe(value: unknown): string {
  return isTable(value) ? `table of ${value.rows} rows` : show(value);
}
