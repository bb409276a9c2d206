/**
 * Finds templates in lines that come one after the other, in memory that grows with the number of different masked lines and not of lines.
 *
 * Method: mask what is surely a variable and count distinct masked lines ("patterns"); at the end, among those of the same number of tokens, join each,
 * most frequent first, to the cluster with which it shares most words, when that share is at least 0.7 and the first token agrees; then split a cluster
 * again where a differing position holds at most three different plain words, since so few are words of the message and not values.
 */
import {maskTokens, wildcard} from "./tokens.ts";

/** Lines that are equal once masked. */
export interface Pattern {
  readonly id: number;
  readonly tokens: readonly string[];
  /** The tokens as one text. */
  readonly key: string;
  count: number;
  /** Numbers of the first and last line. */
  readonly first: number;
  last: number;
  /** The first lines of the pattern and the last one, as they were. */
  readonly samples: string[];
  lastLine: string;
}

interface Cluster {
  tokens: string[];
  readonly members: Pattern[];
}

const leastSharedWords = 0.7;
const mostPlainWords = 3;
/** A template of many patterns has samples enough when each keeps a few. */
const mostSamples = 100;
/** Of a log with very many patterns, each keeps three samples from here on. */
const mostSampleCharacters = 32e6;
const leastSamples = 3;

export class TemplateMiner {
  readonly patterns: Pattern[] = [];
  readonly #byKey = new Map<string, Pattern>();
  readonly #mostPatterns: number;
  #sampleCharacters = 0;
  #lines = 0;

  /** Past `mostPatterns` different masked lines, new ones are put to one pattern of all that is left, `<*>`. */
  constructor(mostPatterns = Infinity) {
    this.#mostPatterns = mostPatterns;
  }

  /** Takes the next line and gives the number of its pattern. */
  add(line: string): number {
    let tokens: readonly string[] = maskTokens(line);
    let key = tokens.join(" ");
    let pattern = this.#byKey.get(key);
    if (!pattern && this.patterns.length >= this.#mostPatterns) {
      tokens = [wildcard];
      key = wildcard;
      pattern = this.#byKey.get(key);
    }
    if (!pattern) {
      pattern = {id: this.patterns.length, tokens, key, count: 0, first: this.#lines, last: 0, samples: [], lastLine: ""};
      this.patterns.push(pattern);
      this.#byKey.set(key, pattern);
    }
    pattern.count += 1;
    pattern.last = this.#lines;
    pattern.lastLine = line;
    if (pattern.samples.length < (this.#sampleCharacters < mostSampleCharacters ? mostSamples : leastSamples)) {
      pattern.samples.push(line);
      this.#sampleCharacters += line.length;
    }
    this.#lines += 1;
    return pattern.id;
  }

  /** The patterns of each template, in the order of the templates' first lines. */
  clusters(): Pattern[][] {
    const byLength = new Map<number, Pattern[]>();
    for (const pattern of this.patterns) {
      const same = byLength.get(pattern.tokens.length);
      if (same) same.push(pattern);
      else byLength.set(pattern.tokens.length, [pattern]);
    }
    const first = (members: readonly Pattern[]): number => members.reduce((least, member) => Math.min(least, member.first), Infinity);
    return [...byLength.values()].flatMap(joinPatterns).flatMap(splitByPlainWords).sort((a, b) => first(a) - first(b));
  }
}

/** What the patterns of one template have in common, wildcards elsewhere. */
export const commonTokens = (members: readonly Pattern[]): readonly string[] =>
  members.map((member) => member.tokens).reduce((a, b) => a.map((text, i) => (text === b[i] ? text : wildcard)));

/** Clusters patterns of one length; the most frequent come first, so that the outcome does not depend on the order of lines. */
function joinPatterns(patterns: readonly Pattern[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const pattern of [...patterns].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))) {
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
