/** Guesses which column of a data set plays which part of a template, from types, names and what the columns hold. */
import type {ChosenColumns, ColumnRole, ColumnRoleKind, ColumnSummary} from "#notebooks";

/** What is looked at of a column. */
export type GuessedColumn = Pick<ColumnSummary, "name" | "type" | "missing" | "distinct" | "minimum" | "maximum" | "frequent">;

const names: Record<ColumnRoleKind, RegExp> = {
  time: /^(date|time|datetime|timestamp|day|week|month|ds|ts|period|when)$|date|time|_at$/,
  value: /^(value|values|y|x|amount|units|quantity|sales|count|total|demand|revenue|load|temperature)$|amount|sales|count|value|total|volume|revenue/,
  category: /^(category|group|type|kind|class|region|symbol|store|product|item|status|level|service|label|species|origin|target|outcome)$|category|type|group|name/,
  text: /^(message|text|line|log|comment|description|content|body)$|message|text|description/,
};
/** Numbers that name a thing and do not measure it. */
const labels = /^(id|index|row|no|number|key|year|month|day|hour|minute|week|zip|zipcode|postcode|lat|lon|lng|latitude|longitude|code|seed)$|(^|[_\s])(id|index|code)$/;

/** Whether a column can play a part at all. */
export function canPlay(role: ColumnRoleKind, {type}: Pick<GuessedColumn, "type">): boolean {
  if (role === "time") return type === "date";
  if (role === "value") return type === "number";
  if (role === "text") return type === "text";
  return type === "text" || type === "boolean" || type === "number";
}

/**
 * The best column for each role, in the order of the roles, no column twice. A column that cannot play a part (`canPlay`) is never guessed
 * for it; neither is one without a value, nor a category with one value or more than 1,000.
 */
export function guessColumns(roles: readonly ColumnRole[], columns: readonly GuessedColumn[], rows: number): ChosenColumns {
  const used = new Set<string>();
  const chosen: Record<string, string | null> = {};
  for (const {name, role} of roles) {
    let best: {column: string; score: number} | null = null;
    for (const column of columns) {
      if (used.has(column.name)) continue;
      const score = scoreColumn(role, column, rows);
      if (score !== null && (best === null || score > best.score)) best = {column: column.name, score};
    }
    chosen[name] = best?.column ?? null;
    if (best) used.add(best.column);
  }
  return chosen;
}

/** How well a column plays a part, from 0; null when it cannot. */
function scoreColumn(role: ColumnRoleKind, column: GuessedColumn, rows: number): number | null {
  const {missing, distinct, frequent} = column;
  if (!canPlay(role, column) || distinct === 0) return null;
  const name = column.name.toLowerCase().trim();
  const complete = rows === 0 ? 0 : 1 - missing / rows;
  const match = names[role].exec(name);
  const named = match === null ? 0 : match[0] === name ? 1 : 0.6;
  if (role === "time") return complete + named + distinct / Math.max(1, rows);
  if (role === "value") return complete + named + (distinct > 2 ? 1 : 0) - (labels.test(name) ? 2.5 : 0) + 3;
  if (role === "text") {
    const length = frequent.reduce((sum, {value}) => sum + value.length, 0) / Math.max(1, frequent.length);
    return complete + named + Math.min(1, length / 40);
  }
  const isNumber = column.type === "number";
  if (distinct < 2 || distinct > 1000 || (isNumber && (distinct > 50 || !(labels.test(name) || named > 0)))) return null;
  return complete + named + (distinct <= 50 ? 1 : 0) + (rows / distinct >= 5 ? 1 : 0) - (isNumber ? 1 : 0);
}
