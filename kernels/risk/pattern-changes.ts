/**
 * Templates that came or went while a log went on: new ones, and ones that were steady and fell silent.
 *
 * Method: with p the share of windows that hold the template while it lives, n silent windows in a row have the chance (1 − p)ⁿ. A silence is a change when that is below
 * a thousandth and it is three times as long as every other silence of the template, so that what comes by day only does not vanish every night. A template of
 * failure is new also when it comes once. Least n: 12 windows before a new template, 6 windows that hold one which vanishes. Source: the geometric law of waiting times.
 */
import type {WindowStats} from "./window-stats.ts";

export interface PatternChange {
  /** Index in the templates of the scores. */
  readonly template: number;
  readonly change: "new" | "vanished";
  /** Milliseconds since 1970: where the first window with it begins, or the last one ends. */
  readonly at: number;
  /** Where a silence ends; null when it lasts to the end of the log, and for new templates. */
  readonly until: number | null;
  /** Windows without it: before it came, or since it went. */
  readonly silentWindows: number;
  /** The share of windows that hold it while it lives, 0 to 1. */
  readonly presence: number;
  /** How many of its lines are failures. */
  readonly failures: number;
}

interface Timed {
  readonly start: number | null;
  readonly end: number | null;
  readonly stats: Pick<WindowStats, "lines" | "patterns">;
}

const chance = 0.001;
const timesOtherSilences = 3;
const leastBefore = 12;
const leastPresent = 6;

/** Changes in the order of time. Windows without a line at all (the log was silent) count for nothing. */
export function findChanges(windows: readonly Timed[], templateOf: (pattern: number) => number): PatternChange[] {
  const filled = windows.filter(({start, stats}) => start !== null && stats.lines > 0);
  const seen = new Map<number, {readonly windows: number[]; failures: number}>();
  filled.forEach(({stats}, at) => {
    for (const [pattern, {failures}] of stats.patterns) {
      const template = templateOf(pattern);
      const own = seen.get(template) ?? {windows: [], failures: 0};
      if (own.windows[own.windows.length - 1] !== at) own.windows.push(at);
      own.failures += failures;
      seen.set(template, own);
    }
  });
  const changes = [...seen].flatMap(([template, {windows: at, failures}]) => {
    const rarely = (presence: number, silence: number): boolean => (1 - presence) ** silence < chance;
    const found: PatternChange[] = [];
    const [first, last] = [at[0]!, at[at.length - 1]!];
    const alive = at.length / (last - first + 1);
    const since = at.length / (filled.length - first);
    if (first >= leastBefore && ((at.length > 1 && rarely(since, first)) || failures > 0))
      found.push({template, change: "new", at: filled[first]!.start!, until: null, silentWindows: first, presence: alive, failures});
    if (at.length < leastPresent) return found;
    const silences = at.map((from, i) => ({from, length: (at[i + 1] ?? filled.length) - from - 1})).sort((a, b) => b.length - a.length);
    const [longest, second] = silences as [{from: number; length: number}, {length: number}];
    const presence = at.length / (last - first + 1 - (longest.from === last ? 0 : longest.length));
    if (longest.length >= timesOtherSilences * Math.max(1, second.length) && rarely(presence, longest.length)) {
      const back = filled[longest.from + longest.length + 1];
      found.push({template, change: "vanished", at: filled[longest.from]!.end!, until: back?.start ?? null, silentWindows: longest.length, presence, failures});
    }
    return found;
  });
  return changes.sort((a, b) => a.at - b.at || a.template - b.template);
}
