/** Three things to do, from rules that can be read: the causes with most points in the last week, each with its template and the figures it rests on. */
import type {Label} from "./evidence.ts";
import type {HistoryPoint} from "./history.ts";

export interface RiskAction {
  /** The label that it rests on; null when nothing in the history speaks for a cause. */
  readonly label: Label | null;
  readonly service: string | null;
  readonly template: string | null;
  /** What to do. */
  readonly action: string;
  /** The figures behind it. */
  readonly evidence: string;
}

const advice: {readonly [label in Label]: (service: string, template: string) => string} = {
  "High Error Rate": (service, template) => `Find what makes ${service} fail, beginning with the lines of ${template}.`,
  "New Error Pattern": (service, template) => `Read what changed in ${service} before ${template} first came up, and fix it or mute the template if it is harmless.`,
  "Latency Spike": (service, template) => `Look at the slowest requests of ${service} (${template}) and at what ran beside them.`,
  "Memory Pressure": (service, template) => `Raise the memory limit of ${service} or find what grows, following ${template}.`,
  "Disk Pressure": (service, template) => `Free or add disk space for ${service}, watching ${template}.`,
  "Authentication Failures": (service, template) => `Limit the rate of log-ins at ${service} and block their sources, which are in the values of ${template}.`,
  "Dependency Timeout": (service, template) => `Check the dependency that ${service} waits for in ${template}, and give the call a fallback.`,
  "Traffic Drop": (service, template) => `Make sure that requests reach ${service}: traffic (${template}) was below what is usual.`,
  "Rate Change": (service, template) => `See who sends more lines to ${service} than usual: ${template}.`,
  "Unusual Pattern Counts": (service, template) => `Look at the sequences of ${service} in which ${template} is missing or repeated.`,
};

export const actionCount = 3;
const weekMs = 7 * 86_400_000;

export const formatTime = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;

export interface Cause {
  readonly label: Label;
  readonly service: string | null;
  readonly points: number;
  readonly windows: number;
  readonly worst: HistoryPoint;
  readonly template: string | null;
}

/** The causes of the last seven days of the history by the points that they gave. */
export function rankCauses(points: readonly HistoryPoint[]): Cause[] {
  const from = points[points.length - 1]!.time - weekMs;
  const groups = new Map<string, HistoryPoint[]>();
  for (const point of points) {
    if (point.time <= from || point.cause === null) continue;
    const key = `${point.cause} ${point.service}`;
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()]
    .map((of) => {
      const worst = of.reduce((a, b) => (b.points > a.points ? b : a));
      return {label: worst.cause!, service: worst.service, points: of.reduce((sum, {points: n}) => sum + n, 0), windows: of.filter(({score}) => score >= 25).length, worst, template: worst.template};
    })
    .sort((a, b) => b.points - a.points || (a.label < b.label ? -1 : 1));
}

/** Always three: of the first causes, a second look at the worst when there are fewer, and keeping watch when there is none. */
export function chooseActions(causes: readonly Cause[], points: readonly HistoryPoint[]): RiskAction[] {
  const chosen: RiskAction[] = causes.slice(0, actionCount).map(({label, service, template, points: sum, windows, worst}) => ({
    label,
    service,
    template,
    action: advice[label](service ?? "all services", template === null ? "its lines" : `"${template}"`),
    evidence: `${label}${service === null ? "" : ` in ${service}`} gave ${sum.toFixed(0)} points in the last week, ${windows} windows at 25 or more; the worst, at ${formatTime(worst.time)}, scored ${worst.score.toFixed(0)}: ${worst.figures ?? "no figures"}.`,
  }));
  const worst = points.toSorted((a, b) => b.score - a.score || a.time - b.time).slice(0, actionCount);
  for (const point of worst) {
    if (chosen.length >= actionCount) break;
    chosen.push({
      label: point.cause, service: point.service, template: point.template,
      action: `Read the lines of the window at ${formatTime(point.time)} and say whether its score was right, so that later scores learn.`,
      evidence: `It scored ${point.score.toFixed(0)}${point.figures === null ? ", with nothing that speaks for a cause" : `: ${point.figures}`}.`,
    });
  }
  while (chosen.length < actionCount) chosen.push({label: null, service: null, template: null, action: "Keep the log coming: a longer history makes the forecast better.", evidence: `The history has ${points.length} windows.`});
  return chosen;
}
