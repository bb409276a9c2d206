/** What is usual for a service: order statistics over its windows, and the traffic to expect at a time. */
import {type Usual, rareBelow, slowLines} from "./evidence.ts";
import {families} from "./severity.ts";
import {type WindowStats, latencyBin, latencyQuantile} from "./window-stats.ts";

/** The value below which a share of the values lies, one of the values; 0 for none. */
export function orderStatistic(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0;
}

const centre = 0.6;
const leastSpread = {memory: 0.02, disk: 0.025};

function levelOf(values: readonly (number | null)[], least: number): {level: number; spread: number} | null {
  const known = values.filter((value) => value !== null);
  if (known.length < 4) return null;
  const level = orderStatistic(known, 0.75);
  return {level, spread: Math.max(least, (level - orderStatistic(known, 0.25)) / 1.35)};
}

const longestGap = 2;

/** The episodes of each template of trouble as a share of windows, and the share of windows with a template that has few. */
function findEpisodes(windows: readonly WindowStats[], templateOf: (pattern: number) => number): {shares: Map<number, number>; novelty: number} {
  const episodes = new Map<number, {count: number; last: number}>();
  const templates = windows.map(({patterns}) => new Set([...patterns].flatMap(([pattern, {weight}]) => (weight > 0 ? [templateOf(pattern)] : []))));
  templates.forEach((of, at) => {
    for (const template of of) {
      const seen = episodes.get(template);
      episodes.set(template, {count: (seen?.count ?? 0) + (seen && at - seen.last <= longestGap + 1 ? 0 : 1), last: at});
    }
  });
  const shares = new Map([...episodes].map(([template, {count}]) => [template, count / windows.length]));
  const rare = templates.filter((of) => [...of].some((template) => shares.get(template)! < rareBelow(windows.length))).length;
  return {shares, novelty: rare / Math.max(1, windows.length)};
}

/** The usual state over windows of one service. */
export function findUsual(windows: readonly WindowStats[], templateOf: (pattern: number) => number): Usual {
  const filled = windows.filter(({lines}) => lines > 0);
  const {shares: troubleTemplates, novelty} = findEpisodes(windows, templateOf);
  const slow = filled.map((window) => latencyQuantile(window, 0.95)).filter((value) => value !== null);
  const slowBin = slow.length === 0 ? null : latencyBin(orderStatistic(slow, 0.5));
  const shares = slowBin === null ? [] : filled.map((window) => slowLines(window, slowBin)).filter(({slow: s, fast}) => s + fast > 0).map(({slow: s, fast}) => s / (s + fast));
  return {
    windows: Math.max(1, windows.length),
    troubleShare: orderStatistic(filled.map(({trouble, lines}) => trouble / lines), centre),
    families: new Map(families.map((family) => [family, orderStatistic(filled.map((window) => window.families.get(family) ?? 0), centre)])),
    slowBin,
    slowShare: orderStatistic(shares, centre),
    memory: levelOf(filled.map(({greatestMemory}) => greatestMemory), leastSpread.memory),
    disk: levelOf(filled.map(({greatestDisk}) => greatestDisk), leastSpread.disk),
    troubleTemplates,
    novelty,
  };
}
