import {describe, expect, it} from "vitest";
import {score} from "./index.ts";

const start = Date.UTC(2026, 2, 2);
const toTime = (minute: number) => new Date(start + minute * 60_000).toISOString();

/** A line of each of the texts every minute while `isThere` says so. */
function makeLines(minutes: number, texts: readonly (readonly [text: string, isThere: (minute: number) => boolean])[]): string[] {
  return Array.from({length: minutes}, (_, minute) => texts.filter(([, isThere]) => isThere(minute)).map(([text]) => `${toTime(minute)} INFO [a] ${text} ${minute}`)).flat();
}

const always = () => true;
const changesOf = (lines: readonly string[]) => {
  const {changes, templates} = score(lines);
  return changes.map(({template, ...of}) => ({...of, text: templates[template]!.template}));
};

describe("templates that come and go", () => {
  it("are none in a steady log", () => {
    expect(changesOf(makeLines(240, [["served order", always], ["wrote snapshot", always]]))).toEqual([]);
  });
  it("by hand: one that comes after two hours is new, after 24 windows of five minutes without it", () => {
    const [change, ...others] = changesOf(makeLines(240, [["served order", always], ["joined cluster member", (minute) => minute >= 120]]));
    expect(others).toEqual([]);
    expect(change).toMatchObject({change: "new", at: start + 120 * 60_000, silentWindows: 24, presence: 1, until: null});
    expect(change!.text).toContain("joined cluster member");
  });
  it("by hand: one that falls silent after an hour and a half has vanished, and one that comes back has an end", () => {
    const gone = changesOf(makeLines(240, [["served order", always], ["heartbeat of node", (minute) => minute < 90]]));
    expect(gone).toMatchObject([{change: "vanished", at: start + 90 * 60_000, until: null, silentWindows: 30}]);
    const back = changesOf(makeLines(240, [["served order", always], ["heartbeat of node", (minute) => minute < 90 || minute >= 180]]));
    expect(back).toMatchObject([{change: "vanished", at: start + 90 * 60_000, until: start + 180 * 60_000, silentWindows: 18}]);
  });
  it("do not count what comes by half the day only", () => {
    const day = 24 * 60;
    expect(changesOf(makeLines(4 * day, [["served order", always], ["office opened door", (minute) => minute % day >= 8 * 60 && minute % day < 18 * 60]])).filter(({change}) => change === "vanished")).toEqual([]);
  });
  it("move with the log when all times are moved", () => {
    const lines = makeLines(240, [["served order", always], ["heartbeat of node", (minute) => minute < 90]]);
    const later = lines.map((line) => line.replace(/^\S+/, (time) => new Date(Date.parse(time) + 7_200_000).toISOString()));
    expect(changesOf(later)).toEqual(changesOf(lines).map((change) => ({...change, at: change.at + 7_200_000})));
  });
});
