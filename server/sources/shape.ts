/** Whether newer bytes of a data set are of the same shape as those before: the format, the columns, and the types of their values. */
import type {Inspection, ParsedColumn, Parsing} from "#notebooks";

interface Shape {
  readonly format: Parsing["format"];
  readonly types: ReadonlyMap<string, string>;
}

function toShape({parsing, columns}: Inspection): Shape {
  return {format: parsing.format, types: new Map(columns.map(({name, type}) => [name, type]))};
}

/** What is no longer as it was, in words; null when nothing is. Columns that came are no change of what was there. */
export function findShapeChange(before: Inspection, after: Inspection): string | null {
  const [from, to] = [toShape(before), toShape(after)];
  if (from.format !== to.format) return `it changed its type: it was ${from.format} and is ${to.format} now`;
  for (const [name, type] of from.types) {
    const now = to.types.get(name);
    if (now === undefined) return `it changed its shape: the column ${JSON.stringify(name)} is gone`;
    if (now !== type) return `it changed its type: the column ${JSON.stringify(name)} was ${type} and is ${now} now`;
  }
  return findDateChange(before, after);
}

/** The same dates read by another pattern would be other dates. */
function findDateChange(before: Inspection, after: Inspection): string | null {
  const formats = new Map(columnsOf(after).map(({name, dateFormat}) => [name, dateFormat]));
  const changed = columnsOf(before).find(({name, dateFormat}) => dateFormat !== null && formats.get(name) !== dateFormat);
  return changed ? `it changed its type: the dates of the column ${JSON.stringify(changed.name)} were ${changed.dateFormat} and are ${formats.get(changed.name) ?? "none"} now` : null;
}

/** How the newer bytes are read when every column that was there is still taken for what it was; null when one is gone or the format is another. */
export function toFormerParsing(before: Inspection, after: Inspection): Parsing | null {
  const {parsing} = after;
  const former = new Map(columnsOf(before).map((column) => [column.name, column]));
  if (before.parsing.format !== parsing.format || (parsing.format !== "csv" && parsing.format !== "json")) return null;
  const names = new Set(parsing.columns.map(({name}) => name));
  if ([...former.keys()].some((name) => !names.has(name))) return null;
  return {...parsing, columns: parsing.columns.map((column) => former.get(column.name) ?? column)};
}

function columnsOf({parsing}: Inspection): readonly ParsedColumn[] {
  return parsing.format === "csv" || parsing.format === "json" ? parsing.columns : [];
}
