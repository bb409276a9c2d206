import {describe, expect, it} from "vitest";
import {type RiskScores, score, scoreStream} from "./index.ts";
import {type Event, type Trouble, makeLog, start, toJson, toRandom, toText} from "./testing/service-log.ts";

const hours = 6;
const log = (kind?: Trouble, from = 200, until = 220): Event[] => makeLog(hours * 60, kind ? [{kind, from, until}] : []);
const at = (scores: RiskScores, minute: number) => scores.windows.find((window) => window.start === start + minute * 60_000)!;

describe("the score of a window", () => {
  it.each<[Trouble, string]>([
    ["errors", "High Error Rate"], ["newError", "New Error Pattern"], ["slow", "Latency Spike"], ["memory", "Memory Pressure"], ["disk", "Disk Pressure"],
    ["logins", "Authentication Failures"], ["timeouts", "Dependency Timeout"], ["drop", "Traffic Drop"],
  ])("is high with the fitting label for %s", (kind, label) => {
    const window = at(score(log(kind).map(toText)), 205);
    expect(window.label).toBe(label);
    expect(window.score).toBeGreaterThanOrEqual(80);
  });
  it("is low without a label in quiet windows", () => {
    const {windows} = score(log().map(toText));
    expect(windows.filter((window) => window.label !== null).length).toBeLessThanOrEqual(windows.length * 0.02);
    expect(windows.map((window) => window.score).sort((a, b) => a - b)[windows.length >> 1]).toBeLessThan(10);
  });
  it.each<Trouble>(["deploy", "warnings"])("stays at most 35 for harmless %s", (kind) => {
    expect(at(score(log(kind).map(toText)), 205).score).toBeLessThanOrEqual(35);
  });
  it("is the sum of its contributions, which name their figures", () => {
    for (const window of score(log("timeouts").map(toText)).windows) {
      expect(window.contributions.reduce((sum, {points}) => sum + points, 0)).toBeCloseTo(window.score, 9);
      for (const {text} of window.contributions) expect(text).toMatch(/\d|new/);
    }
  });
  it("names the templates and lines that speak for it, and the service", () => {
    const scores = score(log("newError").map(toText));
    const window = at(scores, 205);
    expect(scores.templates[window.templates[0]!]!.template).toContain("ParseError");
    expect(window.examples[0]).toContain("ParseError");
    expect(scores.services.find((of) => of.service === "worker" && of.start === window.start)!.label).toBe("New Error Pattern");
  });
  it("by hand: evidence e gives 100·(1 − exp(−Σe)), so no line gives 0", () => {
    const {windows} = score(["2026-03-02T00:00:00Z INFO [a] ready"]);
    expect(windows).toHaveLength(1);
    expect(windows[0]).toMatchObject({score: 0, label: null, contributions: [], lines: 1, start});
  });
});

describe("metamorphic properties", () => {
  const before = log("errors");
  const inWindow = (event: Event, minute: number) => event.time >= start + minute * 60_000 && event.time < start + (minute + 5) * 60_000;
  const scoreAt = (events: readonly Event[], minute: number, format = toText) => at(score(events.map(format)), minute).score;
  const change = (events: readonly Event[], minute: number, by: (event: Event) => Event) => events.map((event) => (inWindow(event, minute) ? by(event) : event));

  it.each([100, 205])("more error lines never lower the score (minute %i)", (minute) => {
    const first = scoreAt(before, minute);
    let last = first;
    for (const message of ["request 77 failed: upstream closed", "ParseError: cannot read x", "login failed for u1", "disk full: no space left"]) {
      for (const times of [1, 20]) {
        const added = Array.from({length: times}, (_, i) => ({time: start + minute * 60_000 + i, level: "ERROR", service: "api", message}));
        const now = scoreAt([...before, ...added], minute);
        expect(now).toBeGreaterThanOrEqual(first);
        last = now;
      }
    }
    expect(last).toBeGreaterThan(first);
  });
  it("fewer error lines never raise the score", () => {
    const errors = before.filter((event) => event.level === "ERROR" && inWindow(event, 205));
    let last = scoreAt(before, 205);
    for (const kept of [0.7, 0.3, 0]) {
      const left = new Set(errors.slice(0, Math.floor(errors.length * kept)));
      const now = scoreAt(before.filter((event) => !errors.includes(event) || left.has(event)), 205);
      expect(now).toBeLessThanOrEqual(last + 1e-9);
      last = now;
    }
  });
  it.each([100, 205])("longer latencies never lower the score (minute %i)", (minute) => {
    let last = scoreAt(before, minute);
    for (const factor of [1.5, 3, 10, 40]) {
      const now = scoreAt(change(before, minute, (event) => ({...event, message: event.message.replace(/(\d+)ms$/, (_, ms: string) => `${Math.round(Number(ms) * factor)}ms`)})), minute);
      expect(now).toBeGreaterThanOrEqual(last - 1e-9);
      last = now;
    }
    expect(last).toBeGreaterThan(80);
  });
  it.each([100, 205])("more heap never lowers the score (minute %i)", (minute) => {
    let last = scoreAt(before, minute);
    for (const used of [350, 420, 600, 1000]) {
      const now = scoreAt(change(before, minute, (event) => ({...event, message: event.message.replace(/heap used \d+MB/, `heap used ${used}MB`)})), minute);
      expect(now).toBeGreaterThanOrEqual(last - 1e-9);
      last = now;
    }
    expect(last).toBeGreaterThan(80);
  });
  it("higher severity never lowers the score", () => {
    const random = toRandom(5);
    const chosen = new Set(before.filter((event) => inWindow(event, 100) && random() < 0.5));
    const raise = (level: string) => scoreAt(before.map((event) => (chosen.has(event) ? {...event, level: event.level === "ERROR" && level !== "FATAL" ? "ERROR" : level} : event)), 100);
    const rising = ["INFO", "WARN", "ERROR", "FATAL"].map(raise);
    for (let i = 1; i < rising.length; i += 1) expect(rising[i]!).toBeGreaterThanOrEqual(rising[i - 1]! - 1e-9);
  });
  it("the order of lines inside a window changes nothing", () => {
    const random = toRandom(9);
    const shuffled = before.map((event) => ({event, key: Math.floor(event.time / 300_000) + random()})).sort((a, b) => a.key - b.key).map(({event}) => event);
    const brief = (events: readonly Event[]) => score(events.map(toText)).windows.map((window) => [window.score, window.label, window.examples]);
    expect(brief(shuffled)).toEqual(brief(before));
  });
  it("the time zone in which times are written changes nothing", () => {
    const inZone = ({time, level, service, message}: Event) => `${new Date(time + 5.5 * 3_600_000).toISOString().replace("Z", "+05:30")} ${level} [${service}] ${message}`;
    const brief = (format: (event: Event) => string) => score(before.map(format)).windows.map((window) => [window.start, window.score, window.label]);
    expect(brief(inZone)).toEqual(brief(toText));
  });
  it("text, JSON, a mixture, records and one text say the same", () => {
    const brief = (scores: RiskScores) => scores.windows.map((window) => [window.start, window.score, window.label]);
    const text = brief(score(before.map(toText)));
    expect(brief(score(before.map(toJson)))).toEqual(text);
    expect(brief(score(before.map((event, i) => (i % 3 === 0 ? toJson(event) : toText(event)))))).toEqual(text);
    expect(brief(score(before.map((event) => JSON.parse(toJson(event)) as object)))).toEqual(text);
    expect(brief(score(`${before.map(toText).join("\n")}\n`))).toEqual(text);
  });
});

describe("windows", () => {
  it("of lines may overlap and leave out the incomplete last one", () => {
    const lines = Array.from({length: 50}, (_, i) => `line ${i} ok`);
    expect(score(lines, {window: {lines: 20, step: 10}, by: null}).windows.map(({firstLine, lines: n}) => [firstLine, n])).toEqual([[0, 20], [10, 20], [20, 20], [30, 20]]);
  });
  it("of a key gather its lines, and one with other counts of templates stands out", () => {
    const lines = Array.from({length: 60}, (_, i) => [`open job-${i}`, `write job-${i}`, `write job-${i}`, ...(i === 17 ? [] : [`close job-${i}`])]).flat();
    const {windows} = score(lines, {by: {pattern: "job-\\d+"}});
    expect(windows).toHaveLength(60);
    const top = windows.toSorted((a, b) => b.score - a.score)[0]!;
    expect([top.key, top.contributions[0]!.label]).toEqual(["job-17", "Unusual Pattern Counts"]);
  });
  it("of time are there also where no line was written, and lines without a time belong to the one before", () => {
    const lines = ["2026-03-02T00:00:00Z INFO [a] x", "    at main.js:3", "2026-03-02T00:16:00Z INFO [a] y"];
    const scores = score(lines);
    expect(scores.windows.map((window) => window.lines)).toEqual([2, 0, 0, 1]);
    expect([scores.lines, scores.unparsed]).toEqual([3, 1]);
  });
  it("a baseline of the first hours judges later ones", () => {
    const scores = score(log("slow", 180, 360).map(toText), {baseline: {until: start + 180 * 60_000}});
    expect(at(scores, 300).label).toBe("Latency Spike");
  });
  it("a stream of pieces, cut anywhere, gives what the whole gives", async () => {
    const text = log("errors").map(toText).join("\n");
    const bytes = new TextEncoder().encode(text);
    const pieces = Array.from({length: Math.ceil(bytes.length / 7777)}, (_, i) => bytes.subarray(i * 7777, (i + 1) * 7777));
    expect(await scoreStream(pieces)).toEqual(score(text));
  });
  it("options that are not known or not in range are refused", () => {
    expect(() => score([], {windows: 5} as never)).toThrow("score has no option windows");
    expect(() => score([], {window: "5 parsecs"})).toThrow('window is a length of time such as "5m"');
    expect(() => score([], {window: {lines: 5, step: 9}})).toThrow("window.step");
    expect(() => score([], {by: "host" as never})).toThrow('by is "service", null or {pattern}');
    expect(() => score(5 as never)).toThrow("score takes an array of lines");
    expect(score([])).toMatchObject({windows: [], services: [], templates: [], lines: 0});
  });
});
