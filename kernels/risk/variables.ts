/** What stands at a template's wildcards: the values of its lines, counted, with their range where they are numbers. */
import {wildcard} from "./tokens.ts";

/** The values at one wildcard of a template, over the first 100 lines of each of its patterns, at most 1,000. */
export interface TemplateVariable {
  /** How many different values were seen. */
  readonly distinct: number;
  /** The five most frequent values, the most frequent first. */
  readonly top: readonly {readonly value: string; readonly count: number}[];
  /** Least, median and greatest of the values when each begins with a number; null otherwise. */
  readonly range: {readonly least: number; readonly median: number; readonly greatest: number} | null;
}

const mostLinesRead = 1000;
const mostTop = 5;

/** The texts at the wildcards of one line, or null when the line does not follow the pattern. */
export function readVariables(tokens: readonly string[], line: string): string[] | null {
  const values: string[] = [];
  let at = 0;
  let from: number | null = null;
  for (const token of tokens) {
    if (token === wildcard) {
      from ??= at;
      continue;
    }
    const found = line.indexOf(token, from === null ? at : from + 1);
    if (found < 0) return null;
    if (from !== null) values.push(line.slice(from, found).trim());
    from = null;
    at = found + token.length;
  }
  if (from !== null) values.push(line.slice(from).trim());
  return values;
}

const leadingNumber = /^-?\d+(?:\.\d+)?(?![\d.:\-/])/;

function describe(values: readonly string[]): TemplateVariable {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const top = [...counts].map(([value, count]) => ({value, count})).sort((a, b) => b.count - a.count).slice(0, mostTop);
  const numbers = values.map((value) => leadingNumber.exec(value)?.[0]).filter((text) => text !== undefined).map(Number).sort((a, b) => a - b);
  const range = numbers.length > 0 && numbers.length === values.length ? {least: numbers[0]!, median: numbers[(numbers.length - 1) >> 1]!, greatest: numbers[numbers.length - 1]!} : null;
  return {distinct: counts.size, top, range};
}

/** The variables of a pattern over its lines, in the order of its runs of wildcards. */
export function toVariables(tokens: readonly string[], lines: readonly string[]): TemplateVariable[] {
  const read = lines.slice(0, mostLinesRead).flatMap((line) => {
    const values = readVariables(tokens, line);
    return values ? [values] : [];
  });
  return (read[0] ?? []).map((_, i) => describe(read.map((values) => values[i]!)));
}
