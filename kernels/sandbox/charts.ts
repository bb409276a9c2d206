/** Vega-Lite charts: specifications made plain, with their data inside, and without anything that loads or leads elsewhere. */
import type {Json} from "#notebooks";
import {toTableSource, type TableSource} from "./tables.ts";

/** A specification that a cell wants drawn, from `vegaLite(…)`. */
export class Chart {
  readonly specification: unknown;

  constructor(specification: unknown) {
    this.specification = specification;
    Object.freeze(this);
  }
}

type Specification = {readonly [key: string]: Json};

export interface ChartDisplay {
  readonly specification: Specification;
  readonly cut: string | null;
}

/** Data may be this many times as long as the rest may be. */
const dataShare = 40;
const maximumDepth = 60;
/** Marks, properties and sources that load, link, or speak to the page around the chart. */
const strippedKeys: ReadonlySet<string> = new Set(["usermeta", "href", "url", "baseURL"]);
const leftOut = "addresses were left out: a chart loads nothing and leads nowhere; give its data as values";

/** The specification of a value that vega-lite-api made, or of a `Chart`; null for anything else. */
export function findSpecification(value: unknown): unknown {
  if (value instanceof Chart) return value.specification;
  if (value === null || typeof value !== "object") return null;
  const {toSpec, toObject} = value as {toSpec?: unknown; toObject?: unknown};
  if (typeof toSpec !== "function" || typeof toObject !== "function") return null;
  const made: unknown = (toSpec as () => unknown).call(value);
  return made !== null && typeof made === "object" ? made : null;
}

interface Drawing {
  readonly maximumDataCharacters: number;
  dataCharacters: number;
  readonly cuts: string[];
  readonly seen: object[];
}

export function makeChartDisplay(specification: unknown, characters: number): ChartDisplay {
  const drawing: Drawing = {maximumDataCharacters: characters * dataShare, dataCharacters: 0, cuts: [], seen: []};
  const made = toPlain(specification, drawing, 0);
  if (made === null || typeof made !== "object" || Array.isArray(made)) throw new TypeError("a Vega-Lite specification is an object");
  const size = JSON.stringify(made).length - drawing.dataCharacters;
  if (size > characters) throw new RangeError(`a chart's specification is at most ${characters} characters without its data, got ${size}`);
  return {specification: made as Specification, cut: drawing.cuts.length > 0 ? drawing.cuts.join("; ") : null};
}

function toPlain(value: unknown, drawing: Drawing, depth: number): Json {
  if (depth > maximumDepth) throw new RangeError(`a chart's specification is at most ${maximumDepth} levels deep`);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "bigint":
      return Number(value);
  }
  if (value === null || typeof value !== "object") return null;
  if (value instanceof Date) return toJsonDate(value);
  if (drawing.seen.includes(value)) throw new TypeError("a chart's specification refers to itself");
  drawing.seen.push(value);
  try {
    if (Array.isArray(value)) return value.map((item) => toPlain(item, drawing, depth + 1));
    const source = toTableSource(value);
    if (source) return {values: toRows(source, drawing)};
    const made: {[key: string]: Json} = {};
    for (const key of Object.keys(value)) {
      if (strippedKeys.has(key)) {
        if (key !== "usermeta" && !drawing.cuts.includes(leftOut)) drawing.cuts.push(leftOut);
        continue;
      }
      const item = (value as {[key: string]: unknown})[key];
      if (item === undefined || typeof item === "function") continue;
      if (key === "data" || key === "values") made[key] = toData(key, item, drawing, depth);
      else made[key] = toPlain(item, drawing, depth + 1);
    }
    return made;
  } finally {
    drawing.seen.pop();
  }
}

/** Data in a specification: a table, rows, or single values. */
function toData(key: string, item: unknown, drawing: Drawing, depth: number): Json {
  const source = toTableSource(item);
  if (source) {
    const rows = toRows(source, drawing);
    return key === "data" ? {values: rows} : rows;
  }
  if (Array.isArray(item)) {
    const rows = toValues(item, drawing);
    return key === "data" ? {values: rows} : rows;
  }
  return toPlain(item, drawing, depth + 1);
}

function toJsonDate(date: Date): Json {
  const time = date.getTime();
  return Number.isNaN(time) ? null : time;
}

function toDatum(value: unknown): Json {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? value : null;
    case "string":
    case "boolean":
      return value;
    case "bigint":
      return Number(value);
    case "object":
      if (value === null) return null;
      if (value instanceof Date) return toJsonDate(value);
      return JSON.parse(JSON.stringify(value) ?? "null") as Json;
    default:
      return null;
  }
}

/** Rough length of a value as JSON. */
function lengthOf(value: Json): number {
  return typeof value === "string" ? value.length + 3 : typeof value === "number" ? 12 : value === null || typeof value === "boolean" ? 5 : JSON.stringify(value).length;
}

function toRows({names, rows, read}: TableSource, drawing: Drawing): Json {
  const columns = names.map((name, column) => ({name, column}));
  const made: Json[] = [];
  for (let row = 0; row < rows; row++) {
    const datum: {[name: string]: Json} = {};
    for (const {name, column} of columns) {
      const value = toDatum(read(row, column));
      datum[name] = value;
      drawing.dataCharacters += name.length + 4 + lengthOf(value);
    }
    if (drawing.dataCharacters > drawing.maximumDataCharacters) return stop(made, rows, drawing);
    made.push(datum);
  }
  return made;
}

function toValues(items: readonly unknown[], drawing: Drawing): Json {
  const made: Json[] = [];
  for (const item of items) {
    const value = toDatum(item);
    drawing.dataCharacters += lengthOf(value) + 1;
    if (drawing.dataCharacters > drawing.maximumDataCharacters) return stop(made, items.length, drawing);
    made.push(value);
  }
  return made;
}

function stop(made: readonly Json[], total: number, drawing: Drawing): Json {
  drawing.cuts.push(`drawing the first ${made.length.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} rows: aggregate the table before it is drawn`);
  return made;
}
