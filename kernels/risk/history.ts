/** The history of a log's risk: one plain point a window, to keep and to forecast from. */
import type {Label} from "./evidence.ts";
import type {RiskScores} from "./score-types.ts";

export interface HistoryPoint {
  /** Milliseconds since 1970: where the window begins. */
  readonly time: number;
  readonly score: number;
  /** What gave most of the score, also where it is too low for a label; null for a score of 0. */
  readonly cause: Label | null;
  readonly service: string | null;
  /** Points of that cause. */
  readonly points: number;
  /** The figures it rests on, in words. */
  readonly figures: string | null;
  /** The template that speaks most for the score. */
  readonly template: string | null;
}

/** The points of scores, in the order of time; windows without a time are left out. */
export function toHistory({windows, templates}: Pick<RiskScores, "windows" | "templates">): HistoryPoint[] {
  return windows
    .filter(({start}) => start !== null)
    .map((window) => {
      const top = window.contributions.find(({label}) => label === window.label) ?? window.contributions[0];
      const template = window.templates[0];
      return {
        time: window.start!,
        score: window.score,
        cause: top?.label ?? null,
        service: top?.service ?? null,
        points: top?.points ?? 0,
        figures: top?.text ?? null,
        template: template === undefined ? null : templates[template]!.template,
      };
    })
    .sort((a, b) => a.time - b.time);
}

const hour = 3_600_000;
const day = 24 * hour;

/** The mean score by day (at least 14 days) or by hour, oldest first; a step without points has the value of the step before. */
export interface RiskSeries {
  readonly step: "day" | "hour";
  readonly values: readonly number[];
  /** Where the first step that is not known begins, in milliseconds since 1970. */
  readonly end: number;
}

const leastDays = 14;

export function toSeries(points: readonly HistoryPoint[]): RiskSeries {
  const first = points[0]!.time;
  const last = points[points.length - 1]!.time;
  const step = last - first >= (leastDays - 0.5) * day ? day : hour;
  const sums = new Map<number, {sum: number; count: number}>();
  for (const {time, score} of points) {
    const at = Math.floor(time / step);
    const of = sums.get(at) ?? {sum: 0, count: 0};
    sums.set(at, {sum: of.sum + score, count: of.count + 1});
  }
  const usualCount = [...sums.values()].map(({count}) => count).sort((a, b) => a - b)[sums.size >> 1]!;
  let [from, until] = [Math.floor(first / step), Math.floor(last / step)];
  const isPart = (at: number): boolean => sums.get(at)!.count < 0.6 * usualCount;
  if (until > from && isPart(until)) until -= 1;
  if (until > from && isPart(from)) from += 1;
  const values: number[] = [];
  for (let at = from; at <= until; at += 1) {
    const of = sums.get(at);
    values.push(of ? of.sum / of.count : values[values.length - 1]!);
  }
  return {step: step === day ? "day" : "hour", values, end: (until + 1) * step};
}
