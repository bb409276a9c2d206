/** When an expression is due, through clock changes in both directions, and what it says in words. */
import {describe, expect, it} from "vitest";
import {describeCron, nextTimes, readCron} from "./cron.ts";

const times = (expression: string, timeZone: string, from: string, count: number) =>
  nextTimes(readCron(expression, timeZone), Date.parse(from), count).map((at) => new Date(at).toISOString().slice(0, 16));

describe("a time that the clock skips in spring", () => {
  it("is due once, as the clock goes on", () => {
    expect(times("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00Z", 4)).toEqual(["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30", "2026-03-31T00:30"]);
  });

  it("leaves what is due every half hour half an hour apart", () => {
    expect(times("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:20Z", 4)).toEqual(["2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:30", "2026-03-29T02:00"]);
  });
});

describe("a time that the clock repeats in autumn", () => {
  it("is due once", () => {
    expect(times("30 2 * * *", "Europe/Berlin", "2026-10-23T12:00Z", 4)).toEqual(["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"]);
  });

  it("is due in every hour that passes where it is due every hour", () => {
    expect(times("15 * * * *", "Europe/Berlin", "2026-10-24T23:40Z", 4)).toEqual(["2026-10-25T00:15", "2026-10-25T01:15", "2026-10-25T02:15", "2026-10-25T03:15"]);
  });
});

describe("readCron", () => {
  it("finds the last time at or before a moment", () => {
    const cron = readCron("0 6 * * *", "UTC");
    expect(cron.last(Date.parse("2026-01-05T06:00Z"))).toBe(Date.parse("2026-01-05T06:00Z"));
    expect(cron.last(Date.parse("2026-01-05T05:59:59.999Z"))).toBe(Date.parse("2026-01-04T06:00Z"));
  });

  it("gives no time where there is none", () => {
    expect(times("0 0 31 2 *", "UTC", "2026-01-01T00:00Z", 1)).toEqual([]);
  });

  it.each([
    ["* * * * * *", "UTC", "five fields"],
    ["", "UTC", "five fields"],
    ["61 * * * *", "UTC", "Invalid value for minute: 61"],
    ["a b c d e", "UTC", "illegal characters"],
    ["* * * * *", "Mars/Olympus", "an IANA name such as Europe/Berlin, got \"Mars/Olympus\""],
    ["* * * * *", "+02:00", "an IANA name"],
    ["*".repeat(300), "UTC", "at most 200 characters"],
  ])("refuses %j in %s", (expression, timeZone, message) => {
    expect(() => readCron(expression, timeZone)).toThrow(RangeError);
    expect(() => readCron(expression, timeZone)).toThrow(message);
  });
});

it.each([
  ["0 9 * * 1-5", "At 09:00, Monday through Friday"],
  ["*/15 * * * *", "Every 15 minutes"],
  ["30 2 1 * *", "At 02:30, on day 1 of the month"],
  ["@daily", "At 00:00"],
])("%s reads: %s", (expression, words) => expect(describeCron(expression)).toBe(words));
