import {describe, expect, it} from "vitest";
import {errorBudget, score} from "./index.ts";
import type {RiskWindow} from "./score-types.ts";

const minute = 60_000;
const start = Date.UTC(2026, 2, 2);

/** Windows of five minutes with so many requests and failures each. */
function toWindows(counts: readonly (readonly [requests: number, failed: number])[]): {windows: RiskWindow[]; services: RiskWindow[]} {
  const windows = counts.map(([requests, failedRequests], i) => ({start: start + 5 * i * minute, end: start + 5 * (i + 1) * minute, service: null, requests, failedRequests, lines: requests, failures: failedRequests}) as unknown as RiskWindow);
  return {windows, services: windows.map((window) => ({...window, service: "shop"}) as RiskWindow)};
}

describe("the error budget", () => {
  it("by hand: 2 failures of 100 requests with an objective of 0.99 are spent twice over, and burn at 2", () => {
    const {total, failed, spent, burn, counted} = errorBudget(toWindows([[100, 2]]), {objective: 0.99});
    expect({total, failed, counted}).toEqual({total: 100, failed: 2, counted: "requests"});
    expect(spent).toBeCloseTo(2, 12);
    expect(burn[0]!["5m"]).toBeCloseTo(2, 12);
  });
  it("burns over an hour at the mean of its windows, the missing part free of failures", () => {
    const {burn} = errorBudget(toWindows([[100, 12], [100, 0]]), {objective: 0.99});
    expect(burn[1]!["5m"]).toBe(0);
    expect(burn[1]!["1h"]).toBeCloseTo(1, 12);
  });
  it("pages at the factor of 14.4 that the Site Reliability Workbook names: 2 % of the budget of 30 days in an hour", () => {
    const quiet = Array.from({length: 24}, (): [number, number] => [1000, 0]);
    const burning = Array.from({length: 12}, (): [number, number] => [1000, 15]);
    const {alerts} = errorBudget(toWindows([...quiet, ...burning, ...quiet]), {objective: 0.999});
    const [first] = alerts.filter(({factor}) => factor === 14.4);
    expect(first).toMatchObject({severity: "page", long: "1h", short: "5m"});
    expect(first!.peak).toBeCloseTo(15, 9);
    expect(14.4 * (1 / (30 * 24))).toBeCloseTo(0.02, 12);
    const calm = errorBudget(toWindows([...quiet, ...burning.map(([requests]): [number, number] => [requests, 0])]), {objective: 0.999});
    expect(calm.alerts).toEqual([]);
  });
  it("is the same when all counts are ten times as many", () => {
    const counts = Array.from({length: 40}, (_, i): [number, number] => [100 + i, i % 7 === 0 ? 3 : 0]);
    const once = errorBudget(toWindows(counts), {objective: 0.99});
    const tenfold = errorBudget(toWindows(counts.map(([a, b]) => [10 * a, 10 * b] as const)), {objective: 0.99});
    tenfold.burn.forEach((point, i) => expect(point["6h"]).toBeCloseTo(once.burn[i]!["6h"], 9));
    expect(tenfold.spent).toBeCloseTo(once.spent, 9);
  });
  it("counts lines where the log tells of no requests, and one service where it is named", () => {
    const scores = score(["2026-03-02T00:00:00Z INFO [shop] ready", "2026-03-02T00:00:01Z ERROR [mail] connection failed"]);
    expect(errorBudget(scores)).toMatchObject({counted: "lines", total: 2, failed: 1});
    expect(errorBudget(scores, {service: "shop"})).toMatchObject({total: 1, failed: 0});
  });
  it("refuses an objective out of range, an unknown service and an unknown option, by name", () => {
    const scores = toWindows([[1, 0]]);
    expect(() => errorBudget(scores, {objective: 1})).toThrow("objective must lie between 0 and 1, got 1");
    expect(() => errorBudget(scores, {service: "none"})).toThrow('got "none"');
    expect(() => errorBudget(scores, {goal: 1} as never)).toThrow("has no option goal");
    expect(() => errorBudget([] as never)).toThrow("takes what risk.score gave");
  });
});
