/**
 * The error budget of a service: how fast it burns over several windows at once, and the alerts that follow.
 *
 * The budget of an objective o (0.999: of a thousand requests one may fail) is the share 1 − o of requests. The burn rate over a span is its share of failed requests over
 * that budget: at 1 the budget of a period lasts exactly that period. An alert is on while both a long and a short span burn at least at a factor: 14.4 over 1 h
 * and 5 min and 6 over 6 h and 30 min (pages), 1 over 3 d and 6 h (a ticket). Where a log does not yet reach back over a span, the missing part counts as free of failures, with
 * the mean of the log's requests. Requests are lines with a status or a latency; where a log has none, all lines are. Source: the multiwindow, multi-burn-rate
 * alerts of the Site Reliability Workbook, chapter 5 (Beyer et al. 2018).
 */
import {formatTime} from "./actions.ts";
import type {RiskScores, RiskWindow} from "./score-types.ts";

export interface ErrorBudgetOptions {
  /** The share of requests that are to succeed, between 0 and 1. Default 0.999. */
  readonly objective?: number;
  /** One service; null (default) for all lines together. */
  readonly service?: string | null;
}

/** The spans of burn rates. */
export type BurnSpan = "5m" | "30m" | "1h" | "6h" | "3d";

export interface BudgetAlert {
  readonly severity: "page" | "ticket";
  /** The burn rate from which it is on. */
  readonly factor: number;
  readonly long: BurnSpan;
  readonly short: BurnSpan;
  /** Milliseconds since 1970: the end of the first window that it is on at, and of the last. */
  readonly from: number;
  readonly until: number;
  /** The greatest burn rate over the long span. */
  readonly peak: number;
  readonly text: string;
}

export interface ErrorBudget {
  readonly objective: number;
  readonly service: string | null;
  /** What counts: requests, or lines where the log tells of no requests. */
  readonly counted: "requests" | "lines";
  readonly total: number;
  readonly failed: number;
  /** The part of the log's own budget that is spent; above 1 it is overspent. */
  readonly spent: number;
  /** Burn rates at the end of each window. */
  readonly burn: readonly ({readonly time: number} & {readonly [span in BurnSpan]: number})[];
  readonly alerts: readonly BudgetAlert[];
}

const hour = 3_600_000;
const spans: {readonly [span in BurnSpan]: number} = {"5m": hour / 12, "30m": hour / 2, "1h": hour, "6h": 6 * hour, "3d": 72 * hour};

export const burnRules = [
  {severity: "page", factor: 14.4, long: "1h", short: "5m"},
  {severity: "page", factor: 6, long: "6h", short: "30m"},
  {severity: "ticket", factor: 1, long: "3d", short: "6h"},
] as const;

/** The error budget over scored windows of time (5 minutes or less give the short spans as they are meant). */
export function errorBudget(scores: Pick<RiskScores, "windows" | "services">, options: ErrorBudgetOptions = {}): ErrorBudget {
  for (const name of Object.keys(options)) if (name !== "objective" && name !== "service") throw new TypeError(`risk.errorBudget has no option ${name}; there is objective, service`);
  const {objective = 0.999, service = null} = options;
  if (!(objective > 0 && objective < 1)) throw new RangeError(`objective must lie between 0 and 1, got ${objective}`);
  if (scores === null || typeof scores !== "object" || !Array.isArray(scores.windows)) throw new TypeError("risk.errorBudget takes what risk.score gave");
  const windows = (service === null ? scores.windows : scores.services.filter((of) => of.service === service)).filter(({start, end}) => start !== null && end !== null);
  if (service !== null && windows.length === 0) throw new RangeError(`service must be one of the scores' services, got ${JSON.stringify(service)}`);
  const counted = windows.some(({requests}) => requests > 0) ? "requests" : "lines";
  const counts = windows.map((window) => (counted === "requests" ? {total: window.requests, failed: window.failedRequests} : {total: window.lines, failed: window.failures}));
  const sum = (of: readonly {total: number; failed: number}[]) => of.reduce((a, b) => ({total: a.total + b.total, failed: a.failed + b.failed}), {total: 0, failed: 0});
  const {total, failed} = sum(counts);
  const allowed = 1 - objective;
  const burn = toBurn(windows, counts, total / Math.max(1, windows.length), allowed);
  return {objective, service, counted, total, failed, spent: total === 0 ? 0 : failed / (total * allowed), burn, alerts: findAlerts(burn)};
}

/** Sums over the last windows by running sums, so that three days cost no more than five minutes. */
function toBurn(windows: readonly RiskWindow[], counts: readonly {total: number; failed: number}[], usual: number, allowed: number): ErrorBudget["burn"] {
  const totals = [0];
  const failures = [0];
  for (const [i, {total, failed}] of counts.entries()) {
    totals.push(totals[i]! + total);
    failures.push(failures[i]! + failed);
  }
  return windows.map(({start, end}, i) => {
    const rate = (span: BurnSpan): number => {
      const length = Math.max(1, Math.round(spans[span] / (end! - start!)));
      const from = Math.max(0, i + 1 - length);
      const missing = length - (i + 1 - from);
      const total = totals[i + 1]! - totals[from]! + missing * usual;
      return total === 0 ? 0 : (failures[i + 1]! - failures[from]!) / total / allowed;
    };
    return {time: end!, "5m": rate("5m"), "30m": rate("30m"), "1h": rate("1h"), "6h": rate("6h"), "3d": rate("3d")};
  });
}

function findAlerts(burn: ErrorBudget["burn"]): BudgetAlert[] {
  return burnRules.flatMap(({severity, factor, long, short}) => {
    const found: BudgetAlert[] = [];
    let [from, peak]: [number | null, number] = [null, 0];
    burn.forEach((point, i) => {
      const isOn = point[long] >= factor && point[short] >= factor;
      if (isOn) [from, peak] = [from ?? point.time, Math.max(peak, point[long])];
      const last = isOn && i === burn.length - 1 ? point.time : !isOn ? burn[i - 1]?.time : undefined;
      if (from === null || last === undefined) return;
      const text = `the budget burnt up to ${peak.toFixed(1)} times too fast over ${long} from ${formatTime(from)} to ${formatTime(last)}`;
      found.push({severity, factor, long, short, from, until: last, peak, text});
      [from, peak] = [null, 0];
    });
    return found;
  }).sort((a, b) => a.from - b.from || b.factor - a.factor);
}
