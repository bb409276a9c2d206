/** Which templates speak for a window's score: those of its failures, and those that its strongest cause is read from. */
import {type Evidence, type Label, type Usual, newsOf} from "./evidence.ts";
import type {Pattern} from "./miner.ts";
import type {WindowStats} from "./window-stats.ts";

/** What a cause's own lines speak of; for the others, the most frequent template carries it. */
const topics: {readonly [label in Label]?: RegExp} = {
  "Memory Pressure": /\b(?:heap|mem(?:ory)?|rss|gc|oom)\b/i,
  "Disk Pressure": /\b(?:disk|volume|storage|space|enospc|partition)\b/i,
  "Authentication Failures": /\b(?:log-?in|auth\w*|password|credentials?|user)\b/i,
  "Dependency Timeout": /time(?:d )?-?out|refused|unavailable|upstream/i,
};
const carried = new Set<Label>(["Latency Spike", "Traffic Drop", "Rate Change"]);
const mostTemplates = 5;

/** Indices of templates, the strongest first. `surprising` go before all (templates with unusual counts). */
export function speakingTemplates(
  {patterns}: WindowStats,
  {evidence, usual, surprising, templateOf, minedPatterns}: {
    readonly evidence: readonly Evidence[];
    readonly usual: Usual;
    readonly surprising: readonly number[];
    readonly templateOf: (pattern: number) => number;
    readonly minedPatterns: readonly Pattern[];
  },
): number[] {
  const strengths = new Map<number, number>();
  const add = (pattern: number, strength: number): void => void strengths.set(templateOf(pattern), (strengths.get(templateOf(pattern)) ?? 0) + strength);
  const lines = [...patterns.values()].reduce((sum, {count}) => sum + count, 0);
  const [first] = evidence;
  const topic = first && topics[first.label];
  for (const [pattern, {count, weight}] of patterns) {
    if (weight > 0) add(pattern, weight * (1 + newsOf(templateOf(pattern), usual)));
    if (!first || first.strength < 0.1) continue;
    if (topic?.test(minedPatterns[pattern]!.key)) add(pattern, 1000 + count);
    if (carried.has(first.label)) add(pattern, (1000 * count) / lines);
  }
  const ordered = [...strengths].filter(([, strength]) => strength >= 0.1).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([template]) => template);
  return [...new Set([...surprising, ...ordered])].slice(0, mostTemplates);
}
