/**
 * Template mining: which lines of a log say the same thing with other values.
 *
 * Answers: the few patterns behind many lines, with how often and where each occurs. Method: mask what is surely a variable and count
 * distinct masked lines; among those of the same number of tokens, join each, most frequent first, to the pattern with which it shares
 * most words, when that share is at least 0.7 and the first token agrees; then split a pattern again where a differing position holds at most
 * three different plain words, since so few are words of the message and not values. Assumes one message a line, its header (time, host)
 * taken off or of one shape. Least n: 1 line. Needs no configuration. Cost: O(lines) plus O(patterns²) within a length.
 * Source: the tree of Drain (He et al. 2017) and the idea of counting a position's different words of Brain (Yu et al. 2023), combined anew.
 */
import {findTime} from "./line-time.ts";
import {maskTokens, wildcard} from "./tokens.ts";
import {mostLinesRead, type TemplateVariable, toVariables} from "./variables.ts";

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

interface Pattern {
  readonly tokens: readonly string[];
  readonly lines: number[];
}

interface Cluster {
  tokens: string[];
  readonly members: Pattern[];
}

const leastSharedWords = 0.7;
const mostPlainWords = 3;
const yearOfSyslog = 2000;

/** Finds the templates of a log's lines. */
export function mine(lines: readonly string[]): MinedTemplates {
  if (!Array.isArray(lines) || lines.some((line) => typeof line !== "string")) throw new TypeError("mine takes an array of strings, one a line");
  const patterns = new Map<string, Pattern>();
  lines.forEach((line, index) => {
    const tokens = maskTokens(line);
    const key = tokens.join(" ");
    const pattern = patterns.get(key);
    if (pattern) pattern.lines.push(index);
    else patterns.set(key, {tokens, lines: [index]});
  });
  const byLength = new Map<number, Pattern[]>();
  for (const pattern of patterns.values()) byLength.set(pattern.tokens.length, [...(byLength.get(pattern.tokens.length) ?? []), pattern]);
  const found = [...byLength.values()].flatMap(joinPatterns).flatMap(splitByPlainWords);
  const ordered = found.map((members) => ({members, lines: members.flatMap((member) => member.lines).sort((a, b) => a - b)})).sort((a, b) => a.lines[0]! - b.lines[0]!);
  const groups = new Int32Array(lines.length);
  const templates = ordered.map(({members, lines: at}, index) => {
    for (const line of at) groups[line] = index;
    const template = members.map((member) => member.tokens).reduce((a, b) => a.map((text, i) => (text === b[i] ? text : wildcard)));
    const [firstLine, lastLine] = [at[0]!, at[at.length - 1]!];
    return {
      template: template.join(" "),
      count: at.length,
      firstLine,
      lastLine,
      firstSeen: findTime(lines[firstLine]!, yearOfSyslog)?.time ?? null,
      lastSeen: findTime(lines[lastLine]!, yearOfSyslog)?.time ?? null,
      examples: at.slice(0, 3).map((line) => lines[line]!),
      variables: toVariables(template, at.slice(0, mostLinesRead).map((line) => lines[line]!)),
    };
  });
  return {groups, templates};
}

/** Clusters patterns of one length; the most frequent come first, so that the outcome does not depend on the order of rare lines. */
function joinPatterns(patterns: readonly Pattern[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const pattern of [...patterns].sort((a, b) => b.lines.length - a.lines.length || a.lines[0]! - b.lines[0]!)) {
    let best: Cluster | null = null;
    let bestShare = 0;
    for (const cluster of clusters) {
      const share = sharedWords(cluster.tokens, pattern.tokens);
      if (share > bestShare) [best, bestShare] = [cluster, share];
    }
    if (best && bestShare >= leastSharedWords) {
      best.tokens = best.tokens.map((text, i) => (text === pattern.tokens[i] ? text : wildcard));
      best.members.push(pattern);
    } else clusters.push({tokens: [...pattern.tokens], members: [pattern]});
  }
  return clusters;
}

const hasLetter = (text: string): boolean => /[A-Za-z]/.test(text);

/** The share of positions with words at which both agree; 0 when their first tokens or their punctuation differ. */
function sharedWords(pattern: readonly string[], tokens: readonly string[]): number {
  let same = 0;
  let words = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const a = pattern[i]!;
    const b = tokens[i]!;
    const isWord = hasLetter(a) || hasLetter(b);
    if (isWord) words += 1;
    if (a === b) same += isWord ? 1 : 0;
    else if (a !== wildcard && (i === 0 || (!isWord && b !== wildcard))) return 0;
  }
  return words > 0 ? same / words : 0;
}

function splitByPlainWords({tokens, members}: Cluster): Pattern[][] {
  const positions = tokens.flatMap((_, i) => {
    const words = new Set(members.map((member) => member.tokens[i]!));
    return words.size > 1 && words.size <= mostPlainWords && [...words].every((word) => /^[A-Za-z]+$/.test(word)) ? [i] : [];
  });
  const parts = new Map<string, Pattern[]>();
  for (const member of members) {
    const key = positions.map((i) => member.tokens[i]).join(" ");
    parts.set(key, [...(parts.get(key) ?? []), member]);
  }
  return [...parts.values()];
}
