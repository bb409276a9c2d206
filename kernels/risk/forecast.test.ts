import {describe, expect, it} from "vitest";
import {type HistoryPoint, forecast, score, toHistory} from "./index.ts";
import {levelForecast} from "./forecast.ts";
import {makeLog, start, toText} from "./testing/service-log.ts";

const day = 86_400_000;
const point = (time: number, value: number): HistoryPoint => ({time, score: value, cause: null, service: null, points: 0, figures: null, template: null});
const days = (values: readonly number[]): HistoryPoint[] => values.flatMap((value, d) => Array.from({length: 24}, (_, h) => point(start + d * day + (h * day) / 24, value)));
const scores = score(makeLog(30 * 60, [{kind: "timeouts", from: 300, until: 360}, {kind: "memory", from: 900, until: 930}, {kind: "logins", from: 1500, until: 1520}]).map(toText));

describe("the forecast of tomorrow's risk", () => {
  it("by hand: equal values give themselves, with an interval of no width", async () => {
    const {risk, lower, upper, series, from} = await forecast(days(Array.from({length: 20}, () => 12)));
    expect([series.step, series.values.length, from]).toEqual(["day", 20, start + 20 * day]);
    expect([risk, lower, upper].map((value) => Number(value.toFixed(9)))).toEqual([12, 12, 12]);
  });
  it("by hand: the level weighs half after one half-life, the offset of a season is drawn to zero", () => {
    expect(levelForecast([0, 3], 7, 1)).toBeCloseTo(2, 12);
    // One known value of the season: 10 against a mean of 2 around it is 8, drawn to 8 / (1 + 4).
    expect(levelForecast([10, 0, 0, 0, 0], 5, 1e12)).toBeCloseTo(2 + 8 / 5, 9);
  });
  it("follows the week, and lies between the forecaster's word and its own", async () => {
    const values = Array.from({length: 42}, (_, d) => (d % 7 >= 5 ? 4 : 20));
    const alone = await forecast(days(values.slice(0, 40)));
    expect(alone.risk).toBeLessThan((await forecast(days(values.slice(0, 38)))).risk);
    const led = await forecast(days(values.slice(0, 40)), {
      forecaster: (given, {horizon, season, level}) => {
        expect([given.length, horizon, season, level]).toEqual([40, 1, 7, 0.9]);
        return {mean: [2], intervals: [{level, lower: [1], upper: [3]}]};
      },
      level: 0.9,
    });
    expect(led.risk).toBeCloseTo((alone.risk + 2) / 2, 12);
  });
  it("stays between 0 and 100 whatever the forecaster says", async () => {
    for (const value of [-50, 900]) {
      const {risk, lower, upper} = await forecast(days([1, 90, 1, 90, 1, 90, 1, 90, 1, 90, 1, 90, 1, 90, 1]), {forecaster: () => ({mean: [value], intervals: []})});
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(upper).toBeLessThanOrEqual(100);
      expect(risk).toBeGreaterThanOrEqual(lower);
      expect(risk).toBeLessThanOrEqual(upper);
    }
  });
  it("says in sentences what it expects and why, and gives three actions with label, template and figures", async () => {
    const {text, actions, series} = await forecast(scores);
    expect(series.step).toBe("hour");
    expect(text).toMatch(/^The risk of the next 24 hours is expected at \d+ of 100, with 80 % between \d+ and \d+\. /);
    expect(text).toContain("Dependency Timeout");
    expect(actions.map(({label}) => label)).toEqual(["Dependency Timeout", "Memory Pressure", "Authentication Failures"]);
    for (const {template, action, evidence, label} of actions) {
      expect(action).toContain(template!);
      expect(evidence).toContain(label!);
      expect(evidence).toMatch(/\d+ windows at 25 or more; the worst, at 2026-03-0\d/);
    }
    expect(actions[0]!.template).toContain("timeout of");
    expect(actions[1]!.template).toContain("heap used");
    expect(actions[2]!.template).toContain("login failed");
  });
  it("kept history points give what the scores give", async () => {
    expect(await forecast(JSON.parse(JSON.stringify(toHistory(scores))) as HistoryPoint[])).toEqual(await forecast(scores));
  });
  it("gives three actions for a quiet history too", async () => {
    expect((await forecast(days([0, 0, 0]))).actions).toHaveLength(3);
  });
  it("what is no history is refused", async () => {
    await expect(forecast([])).rejects.toThrow("needs windows over at least 24 hours, got 0");
    await expect(forecast(days([1]).slice(0, 5))).rejects.toThrow("got 5");
    await expect(forecast([point(0, 200)])).rejects.toThrow("a score from 0 to 100");
    await expect(forecast(days([1, 1]), {level: 2})).rejects.toThrow("level must lie between 0 and 1");
    await expect(forecast(days([1, 1]), {horizon: 2} as never)).rejects.toThrow("no option horizon");
  });
});
