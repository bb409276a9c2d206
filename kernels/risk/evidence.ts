/**
 * What in a window speaks for an incident, as one number a cause: 0 is nothing, 1 turns a score of 0 to 63, and evidence adds up.
 *
 * Every measure is compared with order statistics of the same service's windows, so that a window that grows worse never looks better. Counts are judged as
 * Poisson counts, `z = (count − expected) / √(expected + 1)`; evidence sets in softly at a threshold of z and bends to a ceiling: `c·(1 − exp(−x / c))`.
 */
import type {Family} from "./severity.ts";
import {type WindowStats, binLatency} from "./window-stats.ts";

export const labels = [
  "High Error Rate", "New Error Pattern", "Latency Spike", "Memory Pressure", "Disk Pressure", "Authentication Failures", "Dependency Timeout", "Traffic Drop",
  "Rate Change", "Unusual Pattern Counts",
] as const;
export type Label = (typeof labels)[number];

/** One cause that was found, before its points are known. */
export interface Evidence {
  readonly label: Label;
  readonly strength: number;
  /** The figures it rests on, in words. */
  readonly text: string;
}

/** What is usual for a service, from its windows. */
export interface Usual {
  readonly windows: number;
  /** Weight of trouble as a share of lines. */
  readonly troubleShare: number;
  readonly families: ReadonlyMap<Family, number>;
  /** Requests slower than this bin count as slow; null without latencies. */
  readonly slowBin: number | null;
  readonly slowShare: number;
  readonly memory: {readonly level: number; readonly spread: number} | null;
  readonly disk: {readonly level: number; readonly spread: number} | null;
  /** Episodes (runs of windows with gaps of at most two) of each template of trouble, as a share of windows. */
  readonly troubleTemplates: ReadonlyMap<number, number>;
  /** The share of windows with a template that is rare. */
  readonly novelty: number;
}

interface Ramp {
  /** Where evidence sets in (below, a little remains), how far it takes from there to be 1, and its ceiling. */
  readonly from: number;
  readonly per: number;
  readonly most: number;
}

const causes = {from: 2.5, per: 1, most: 5} as const;
export const ramps: {readonly [label in Label]: Ramp} = {
  "High Error Rate": {from: 3, per: 1.5, most: 3.5},
  "New Error Pattern": {from: 0, per: 1, most: 4},
  "Latency Spike": {from: 3.5, per: 2.5, most: 3.5},
  "Memory Pressure": causes,
  "Disk Pressure": causes,
  "Authentication Failures": causes,
  "Dependency Timeout": causes,
  "Traffic Drop": {from: 2.6, per: 0.8, most: 3.5},
  "Rate Change": {from: 6, per: 20, most: 0.2},
  "Unusual Pattern Counts": {from: 4, per: 2, most: 5},
};

const softness = 0.5;
const soft = (x: number): number => softness * Math.log1p(Math.exp(x / softness));

export const bend = (value: number, {from, per, most}: Ramp): number => {
  if (!(value > 0)) return 0;
  const x = from === 0 ? value / per : soft((value - from) / per) - soft(-from / per);
  return most * (1 - Math.exp(-x / most));
};

const poisson = (count: number, expected: number): number => (count - expected) / Math.sqrt(expected + 1);

const rareShare = 0.02;
const leastForNews = 12;

/** The share of episodes below which a template is rare; with few windows, one episode is; with fewer than 12, nothing is. */
export const rareBelow = (windows: number): number => (windows < leastForNews ? 0 : Math.max(rareShare, 1.6 / windows));
const mostNews = 0.8;

const format = (value: number): string => (Number.isInteger(value) ? String(value) : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : String(Number(value.toFixed(2))));
const percent = (value: number): string => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;

/** How much news a line of a template brings: 0 for one that is usual, at most 0.8 for one hardly ever seen. */
export function newsOf(template: number, usual: Usual): number {
  const share = Math.max(usual.troubleTemplates.get(template) ?? 0, 1 / usual.windows);
  const rare = rareBelow(usual.windows);
  if (share >= rare) return 0;
  return Math.min(mostNews, Math.log(rare / share)) * Math.min(1, 0.1 / usual.novelty);
}

/** Slow lines, each weighing more the slower it is, against fast lines; lines of trouble count only when they are slow. */
export function slowLines({latencies}: WindowStats, slowBin: number): {slow: number; fast: number} {
  let [slow, fast] = [0, 0];
  const weigh = (bin: number): number => 1 + Math.max(0, Math.log2(binLatency(bin) / binLatency(slowBin)));
  for (const [bin, count] of latencies.calm) {
    if (bin > slowBin) slow += count * weigh(bin);
    else fast += count;
  }
  for (const [bin, count] of latencies.failed) if (bin > slowBin) slow += count * weigh(bin);
  return {slow, fast};
}

/** Everything that speaks for an incident in a window, the strongest first. `expectedCalm` is the traffic usual at that time, null where it is not known. */
export function findEvidence(window: WindowStats, usual: Usual, expectedCalm: number | null, templateOf: (pattern: number) => number): Evidence[] {
  const found: Evidence[] = [];
  const add = (label: Label, value: number, text: () => string): void => {
    const strength = bend(value, ramps[label]);
    if (strength > 0) found.push({label, strength, text: text()});
  };
  const byTemplate = new Map<number, number>();
  for (const [pattern, {weight}] of window.patterns) if (weight > 0) byTemplate.set(templateOf(pattern), (byTemplate.get(templateOf(pattern)) ?? 0) + weight);
  let [news, explained] = [0, 0];
  for (const [template, weight] of byTemplate) {
    news += weight * newsOf(template, usual);
    explained += weight * (newsOf(template, usual) / mostNews);
  }
  add("High Error Rate", poisson(Math.max(0, window.trouble - explained), usual.troubleShare * window.lines), () => `${window.failures} lines of failure among ${window.lines}; the usual is ${percent(usual.troubleShare)}`);

  add("New Error Pattern", news, () => `failures of patterns that are new or come in few windows`);

  if (usual.slowBin !== null) {
    const {slow, fast} = slowLines(window, usual.slowBin);
    const total = slow + fast;
    add("Latency Spike", poisson(slow, usual.slowShare * total), () => `slow requests (above ${format(binLatency(usual.slowBin!))} ms) weigh ${format(slow)} against ${format(fast)} fast ones; the usual is ${percent(usual.slowShare)}`);
  }
  const family = (label: Label, name: Family, words: string): void => {
    const count = window.families.get(name) ?? 0;
    const expected = usual.families.get(name) ?? 0;
    add(label, poisson(count, expected), () => `${count} ${words}; the usual is ${format(expected)}`);
  };
  family("Authentication Failures", "authentication", "failed log-ins");
  family("Dependency Timeout", "timeouts", "time-outs of dependencies");
  const pressure = (label: Label, name: Family, greatest: number | null, level: Usual["memory"]): void => {
    const count = window.families.get(name) ?? 0;
    const byWords = bend(2 * poisson(count, usual.families.get(name) ?? 0), ramps[label]);
    const byShare = greatest === null ? 0 : bend(Math.max(level ? (greatest - level.level) / level.spread : 0, (greatest - 0.9) / 0.02), ramps[label]);
    const strength = Math.max(byWords, byShare);
    const inUse = greatest === null ? [] : [`in use up to ${percent(greatest)}${level ? `, usual is ${percent(level.level)}` : ""}`];
    if (strength > 0) found.push({label, strength, text: [...inUse, ...(count > 0 || greatest === null ? [`${count} lines speak of it`] : [])].join("; ")});
  };
  pressure("Memory Pressure", "memory", window.greatestMemory, usual.memory);
  pressure("Disk Pressure", "disk", window.greatestDisk, usual.disk);
  if (expectedCalm !== null) {
    const softened = window.deploys > 0 ? 0.5 : 1;
    add("Traffic Drop", (softened * (expectedCalm - window.calm)) / Math.sqrt(expectedCalm + 1), () => `${window.calm} lines of traffic; the usual at this time is ${format(expectedCalm)}`);
    add("Rate Change", poisson(window.lines, expectedCalm), () => `${window.lines} lines; the usual at this time is ${format(expectedCalm)}`);
  }
  return found.sort((a, b) => b.strength - a.strength);
}
