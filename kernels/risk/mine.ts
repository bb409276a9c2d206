/**
 * Template mining: which lines of a log say the same thing with other values.
 *
 * Answers: the few patterns behind many lines, with how often, where and when each occurs and what varies in it. Method: see `miner.ts`. Assumes one message a
 * line, its header (time, host) taken off or of one shape. Least n: 1 line. Needs no configuration. Cost: O(lines) plus O(patterns²) within a length.
 * Source: the tree of Drain (He et al. 2017) and the idea of counting a position's different words of Brain (Yu et al. 2023), combined anew.
 */
import {findTime} from "./line-time.ts";
import {TemplateMiner, commonTokens, type Pattern} from "./miner.ts";
import {type TemplateVariable, toVariables} from "./variables.ts";

export interface LogTemplate {
  /** The pattern, tokens joined by spaces, `<*>` where lines differ. */
  readonly template: string;
  readonly count: number;
  /** 0-based numbers of the first and last line of the pattern. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The times of those lines in milliseconds since 1970, null where they begin with none (a time without a year is of the year 2000). */
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
  /** Up to three lines that fit it, as they were. */
  readonly examples: readonly string[];
  /** The values at the wildcards, from left to right; neighbouring wildcards are one. */
  readonly variables: readonly TemplateVariable[];
}

export interface MinedTemplates {
  /** `groups[i]` is the index in `templates` of line i. */
  readonly groups: Int32Array;
  /** In the order of their first lines. */
  readonly templates: readonly LogTemplate[];
}

const yearOfSyslog = 2000;

/** The template of patterns that were found to be one. */
export function toTemplate(members: readonly Pattern[]): LogTemplate {
  const tokens = commonTokens(members);
  const ordered = [...members].sort((a, b) => a.first - b.first);
  const samples = ordered.flatMap((member) => member.samples);
  const last = members.reduce((a, b) => (b.last > a.last ? b : a));
  return {
    template: tokens.join(" "),
    count: members.reduce((sum, member) => sum + member.count, 0),
    firstLine: ordered[0]!.first,
    lastLine: last.last,
    firstSeen: findTime(ordered[0]!.samples[0]!, yearOfSyslog)?.time ?? null,
    lastSeen: findTime(last.lastLine, yearOfSyslog)?.time ?? null,
    examples: samples.slice(0, 3),
    variables: toVariables(tokens, samples),
  };
}

/** Finds the templates of a log's lines. */
export function mine(lines: readonly string[] | string): MinedTemplates {
  const all = typeof lines === "string" ? lines.split(/\r?\n/) : lines;
  if (!Array.isArray(all) || all.some((line) => typeof line !== "string")) throw new TypeError("mine takes an array of strings, one a line, or one text");
  if (typeof lines === "string" && all[all.length - 1] === "") all.pop();
  const miner = new TemplateMiner();
  const groups = Int32Array.from(all as readonly string[], (line) => miner.add(line));
  const clusters = miner.clusters();
  const templateOf = new Int32Array(miner.patterns.length);
  clusters.forEach((members, template) => members.forEach(({id}) => (templateOf[id] = template)));
  return {groups: groups.map((pattern) => templateOf[pattern]!), templates: clusters.map(toTemplate)};
}
