/**
 * How unusual a sequence's counts of templates are among many sequences (the lines of one block, request or job): a template that is missing, new or repeated.
 *
 * For each template, the two-sided tail share of the count among all sequences; the surprise of a sequence is the sum of −ln of these shares, less the median over
 * sequences. Assumes that most sequences are usual. Least n: 20 sequences.
 */
import {orderStatistic} from "./usual.ts";
import type {WindowStats} from "./window-stats.ts";

/** A sequence's surprise, and the templates whose counts make it. */
export interface Surprise {
  /** At least 0; 4 is as rare as one of 55. */
  readonly total: number;
  /** The templates that surprise most, the most surprising first. */
  readonly templates: readonly {readonly template: number; readonly count: number; readonly surprise: number}[];
}

export function countTemplates({patterns}: WindowStats, templateOf: (pattern: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [pattern, {count}] of patterns) counts.set(templateOf(pattern), (counts.get(templateOf(pattern)) ?? 0) + count);
  return counts;
}

/** The −ln of the two-sided tail share of each count that a template has among the sequences. */
function tails(counts: ReadonlyMap<number, number>, sequences: number): Map<number, number> {
  const ordered = [...counts].sort((a, b) => a[0] - b[0]);
  const surprises = new Map<number, number>();
  let below = 0;
  for (const [value, sequencesWith] of ordered) {
    const atMost = below + sequencesWith;
    const atLeast = sequences - below;
    surprises.set(value, -Math.log(Math.min(1, (2 * Math.min(atMost, atLeast)) / sequences)));
    below = atMost;
  }
  return surprises;
}

export function findSurprises(sequences: readonly WindowStats[], templateOf: (pattern: number) => number, templates: number): Surprise[] {
  const counted = sequences.map((sequence) => countTemplates(sequence, templateOf));
  const frequencies = Array.from({length: templates}, () => new Map<number, number>());
  for (const counts of counted) for (const [template, count] of counts) frequencies[template]!.set(count, (frequencies[template]!.get(count) ?? 0) + 1);
  const surprises = frequencies.map((counts) => {
    const present = [...counts.values()].reduce((sum, n) => sum + n, 0);
    if (present < sequences.length) counts.set(0, sequences.length - present);
    return tails(counts, sequences.length);
  });
  const parts = counted.map((counts) =>
    surprises.map((of, template) => ({template, count: counts.get(template) ?? 0, surprise: of.get(counts.get(template) ?? 0) ?? 0})).filter(({surprise}) => surprise > 0),
  );
  const totals = parts.map((part) => part.reduce((sum, {surprise}) => sum + surprise, 0));
  const usual = orderStatistic(totals, 0.5);
  return parts.map((part, i) => ({total: Math.max(0, totals[i]! - usual), templates: part.sort((a, b) => b.surprise - a.surprise).slice(0, 3)}));
}
