/** Numbers and times in words. */
import {expect, test} from "vitest";
import {formatAgo, formatDuration, formatNumber, formatPlural, formatSize} from "./format.ts";

const minute = 60_000;

test("sizes and durations keep two or three figures", () => {
  expect([0, 999, 1500, 23_456_789].map(formatSize)).toEqual(["0 B", "999 B", "1.5 kB", "23 MB"]);
  expect([0.2, 12.4, 1234, 61_000].map(formatDuration)).toEqual(["<1 ms", "12 ms", "1.2 s", "1 min 1 s"]);
});

test("a time is told from now", () => {
  const told = [0, 2 * minute, 180 * minute, 26 * 60 * minute, 5 * 24 * 60 * minute].map((ago) => formatAgo(1e12 - ago, 1e12));
  expect(told).toEqual(["just now", "2 min ago", "3 h ago", "yesterday", "5 days ago"]);
});

test("a clock that is behind does not tell the future", () => {
  expect(formatAgo(1e12 + minute, 1e12)).toBe("just now");
});

test("counts agree with their nouns, and long numbers are cut", () => {
  expect([formatPlural(1, "row"), formatPlural(2000, "row")]).toEqual(["1 row", "2,000 rows"]);
  expect([3, 1234567.891, 0.1234567, 0.00001234].map(formatNumber)).toEqual(["3", "1.23e6", "0.12346", "1.23e-5"]);
});
