import {describe, expect, it} from "vitest";
import {type RiskScores, mine, score, scoreStream} from "./index.ts";
import {type Event, makeLog, start, toRandom, toText} from "./testing/service-log.ts";

const minute = 60_000;
const week = 7 * 24 * 60 * minute;
const troubled = [
  {kind: "errors", from: 60, until: 70}, {kind: "slow", from: 120, until: 135}, {kind: "newError", from: 200, until: 210}, {kind: "drop", from: 260, until: 275},
] as const;
const events = makeLog(360, troubled);
const at = (scores: RiskScores, from: number) => scores.windows.find((window) => window.start === start + from * minute)!;
const brief = ({windows, services}: RiskScores) => [...windows, ...services].map(({start: from, service, score: points, label, lines, p95, templates, contributions}) => ({from, service, points, label, lines, p95, templates, contributions}));
const before = brief(score(events.map(toText)));

describe("what changes nothing in the scores of a log", () => {
  it.each([["in another order", ["store", "api", "worker"]], ["to names never seen", ["billing", "gate", "zoo"]]] as const)("the services' names, here changed %s", (_, [api, worker, store]) => {
    const names: {readonly [name: string]: string} = {api, worker, store};
    const renamed = brief(score(events.map((event) => toText({...event, service: names[event.service]!}))));
    const key = ({from, service}: (typeof before)[number]) => `${service ?? ""} ${from}`;
    const found = new Map(renamed.map((window) => [key(window), window]));
    expect(found.size).toBe(before.length);
    for (const window of before) {
      const service = window.service === null ? null : names[window.service]!;
      const contributions = window.contributions.map((of) => ({...of, service: of.service === null ? null : names[of.service]!}));
      expect(found.get(key({...window, service}))).toEqual({...window, service, contributions});
    }
  });
  it.each([1, -3, 52])("whole weeks by which all times are moved, here %i", (weeks) => {
    const moved = brief(score(events.map((event) => toText({...event, time: event.time + weeks * week}))));
    expect(moved).toEqual(before.map((window) => ({...window, from: window.from! + weeks * week})));
  });
  it.each([1, 1000, 1 << 20])("pieces in which a log arrives, here of %i characters", async (length) => {
    const text = makeLog(90, [troubled[0]]).map(toText).join("\n");
    const pieces = Array.from({length: Math.ceil(text.length / length)}, (_, i) => text.slice(i * length, (i + 1) * length));
    expect(await scoreStream(pieces)).toEqual(score(text));
  });
  it("line ends of Windows, and an end without one", () => {
    const lines = events.map(toText);
    expect(score(`${lines.join("\r\n")}\r\n`)).toEqual(score(lines));
    expect(score(lines.join("\n"))).toEqual(score(lines));
  });
  it.each([["µs", 1000], ["s", 0.001], [" seconds", 0.001], ["ns", 1e6]] as const)("the unit in which latencies are written, here %s", (unit, factor) => {
    const inUnit = events.map((event) => toText({...event, message: event.message.replace(/(\d+)ms$/, (_, ms: string) => `${Number((Number(ms) * factor).toFixed(3))}${unit}`)}));
    expect(brief(score(inUnit))).toEqual(before);
  });
  it("the order in which a log's lines were written down, when each has its time", () => {
    const random = toRandom(3);
    const shuffled = events.map((event) => ({event, key: random()})).sort((a, b) => a.key - b.key).map(({event}) => toText(event));
    const points = (scores: RiskScores) => scores.windows.map(({start: from, score: of, label, examples}) => [from, of, label, examples]);
    expect(points(score(shuffled))).toEqual(points(score(events.map(toText))));
  });
});

describe("a log with every line twice", () => {
  const lines = events.map(toText);
  const [once, twice] = [score(lines), score(lines.flatMap((line) => [line, line]))];

  it("has the same templates, each with twice the lines", () => {
    const counts = ({templates}: {templates: RiskScores["templates"]}) => templates.map(({template, count}) => [template, count] as const);
    expect(counts(twice)).toEqual(counts(once).map(([template, count]) => [template, 2 * count]));
    expect(counts(mine(lines.flatMap((line) => [line, line])))).toEqual(counts(mine(lines)).map(([template, count]) => [template, 2 * count]));
  });
  it("has the same percentiles, and twice the counts", () => {
    const figures = (scores: RiskScores, factor: number) => scores.windows.map(({lines: n, failures, requests, p50, p95, p99}) => [n * factor, failures * factor, requests * factor, p50, p95, p99]);
    expect(figures(twice, 1)).toEqual(figures(once, 2));
  });
  it("is surer of every incident and keeps its label, since twice as many lines say it", () => {
    for (const {from, label} of [{from: 60, label: "High Error Rate"}, {from: 125, label: "Latency Spike"}, {from: 200, label: "New Error Pattern"}, {from: 265, label: "Traffic Drop"}]) {
      expect([at(once, from).label, at(twice, from).label]).toEqual([label, label]);
      expect(at(twice, from).score).toBeGreaterThanOrEqual(at(once, from).score);
    }
  });
});

describe("a service beside the others", () => {
  const minutes = Array.from({length: 360}, (_, i) => ({time: start + i * minute, level: "INFO", service: "clock", message: `tick ${i}`}));
  const withClock = (others: readonly Event[]) => score([...events, ...others].sort((a, b) => a.time - b.time).map(toText));

  it("that is calm leaves the windows of each other service as they were", () => {
    const points = (scores: RiskScores) => scores.services.filter(({service}) => service !== "clock").map(({start: from, service, score: of, label, contributions}) => ({from, service, of, label, contributions}));
    expect(points(withClock(minutes))).toEqual(points(score(events.map(toText))));
  });
  it("that falls ill never lowers the score of all together, and is named for it", () => {
    const ill = minutes.map((event, i) => (i >= 300 && i < 305 ? {...event, level: "ERROR", message: `clock ${i} lost its quartz`} : event));
    const more = ill.flatMap((event, i) => (i >= 300 && i < 305 ? [event, event, event, event] : [event]));
    const [calm, sick] = [withClock(minutes), withClock(more)];
    expect(at(sick, 300).score).toBeGreaterThan(Math.max(60, at(calm, 300).score));
    expect(at(sick, 300).contributions[0]).toMatchObject({service: "clock"});
  });
});
