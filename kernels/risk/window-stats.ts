/** What one window of one service holds, counted as its lines go by. */
import type {LogLine} from "./read-line.ts";
import {type Family, type Kind, weighLine} from "./severity.ts";

/** Latencies are counted in bins of a quarter octave from 1/16 ms. */
export const binsPerOctave = 4;
const lowestOctave = -4;
const bins = 30 * binsPerOctave;

export const latencyBin = (ms: number): number => Math.max(0, Math.min(bins - 1, Math.floor((Math.log2(Math.max(ms, 1e-9)) - lowestOctave) * binsPerOctave)));

/** The latency at the middle of a bin, in milliseconds. */
export const binLatency = (bin: number): number => 2 ** ((bin + 0.5) / binsPerOctave + lowestOctave);

const mostWorst = 3;

/** A line weighs as trouble from here on. */
export const troubleWeight = 0.5;

export interface PatternCount {
  count: number;
  /** Sum of the weights of those of its lines that are trouble, and of all. */
  weight: number;
  weightOfAll: number;
  /** How many of them are trouble, and at warn or above. */
  failures: number;
  warnings: number;
}

export class WindowStats {
  lines = 0;
  /** Lines that are no trouble. */
  calm = 0;
  /** Lines at warn or above. */
  warnings = 0;
  /** Sum of the weights of lines of trouble of no family of their own. */
  trouble = 0;
  /** Lines of trouble. */
  failures = 0;
  deploys = 0;
  /** Lines with a status or a latency, and those of them that failed. */
  requests = 0;
  failedRequests = 0;
  greatestMemory: number | null = null;
  greatestDisk: number | null = null;
  readonly families = new Map<Family, number>();
  readonly patterns = new Map<number, PatternCount>();
  /** The lines that weigh most, at most three, equal ones once. */
  readonly worst: {readonly weight: number; readonly text: string}[] = [];
  /** Latency counts of calm lines and of lines of trouble. */
  readonly latencies = {calm: new Map<number, number>(), failed: new Map<number, number>()};

  /** `kind` is what the words of the line's pattern tell. */
  add(line: LogLine, pattern: number, {family, isDeploy}: Kind, text: string): void {
    const weight = weighLine(line);
    this.lines += 1;
    const isTrouble = weight >= troubleWeight;
    const speaks = line.level === "warn" || line.level === "error" || line.level === "fatal" || isTrouble;
    if (speaks) this.warnings += 1;
    if (isTrouble) this.failures += 1;
    else this.calm += 1;
    if (isDeploy) this.deploys += 1;
    if (line.status !== null || line.latency !== null) {
      this.requests += 1;
      if (isTrouble) this.failedRequests += 1;
    }
    if (family === "errors") this.trouble += weight;
    else if (speaks) this.families.set(family, (this.families.get(family) ?? 0) + 1);
    if (speaks) this.#keepWorst(weight, text);
    let seen = this.patterns.get(pattern);
    if (!seen) this.patterns.set(pattern, (seen = {count: 0, weight: 0, weightOfAll: 0, failures: 0, warnings: 0}));
    seen.count += 1;
    seen.weightOfAll += weight;
    if (isTrouble) {
      seen.weight += weight;
      seen.failures += 1;
    }
    if (speaks) seen.warnings += 1;
    if (line.latency !== null) {
      const counts = isTrouble ? this.latencies.failed : this.latencies.calm;
      const bin = latencyBin(line.latency);
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
    if (line.memoryShare !== null) this.greatestMemory = Math.max(this.greatestMemory ?? 0, line.memoryShare);
    if (line.diskShare !== null) this.greatestDisk = Math.max(this.greatestDisk ?? 0, line.diskShare);
  }

  /** Takes a pattern's lines out of what speaks for trouble; they still count as lines. */
  mute(pattern: number, {family}: Kind): void {
    const seen = this.patterns.get(pattern);
    if (!seen) return;
    this.failures -= seen.failures;
    this.warnings -= seen.warnings;
    if (family === "errors") this.trouble = Math.max(0, this.trouble - seen.weightOfAll);
    else this.families.set(family, Math.max(0, (this.families.get(family) ?? 0) - seen.warnings));
    Object.assign(seen, {weight: 0, weightOfAll: 0, failures: 0, warnings: 0});
  }

  #keepWorst(weight: number, text: string): void {
    const last = this.worst[mostWorst - 1];
    if (last && (last.weight > weight || (last.weight === weight && last.text <= text))) return;
    if (this.worst.some((kept) => kept.text === text)) return;
    this.worst.push({weight, text});
    this.worst.sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1));
    this.worst.length = Math.min(this.worst.length, mostWorst);
  }
}

/** The latency, in milliseconds, below which a share of a window's requests lies; null without latencies. */
export function latencyQuantile({latencies}: WindowStats, share: number): number | null {
  const counts = new Map(latencies.calm);
  for (const [bin, count] of latencies.failed) counts.set(bin, (counts.get(bin) ?? 0) + count);
  const ordered = [...counts].sort((a, b) => a[0] - b[0]);
  const total = ordered.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [bin, count] of ordered) {
    below += count;
    if (below >= share * total) return binLatency(bin);
  }
  return null;
}
