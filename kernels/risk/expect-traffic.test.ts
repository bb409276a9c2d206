import {describe, expect, it} from "vitest";
import {expectTraffic} from "./expect-traffic.ts";

const hour = 3_600_000;
const monday = Date.UTC(2026, 2, 2);

/** The rule as it reads, window by window. */
function expectSlowly(windows: readonly {readonly start: number; readonly calm: number}[], stepMs: number): (number | null)[] {
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const isWeekend = (start: number) => [0, 6].includes(new Date(start).getUTCDay());
  const [near, side, day] = [Math.max(3, Math.round((2 * hour) / stepMs)), Math.round(hour / 2 / stepMs), Math.round((24 * hour) / stepMs)];
  return windows.map(({start}, i) => {
    const local = windows.filter((_, at) => at !== i && Math.abs(at - i) <= near);
    if (local.length < 6) return null;
    const others = windows.filter((_, at) => Array.from({length: 99}, (__, k) => (i % day) + k * day).some((same) => same !== i && same < windows.length && Math.abs(at - same) <= side));
    const kind = others.filter((other) => isWeekend(other.start) === isWeekend(start));
    const season = kind.length >= 6 ? kind : others;
    const around = median(local.map(({calm}) => calm));
    return season.length < 6 ? around : Math.min(around, median(season.map(({calm}) => calm)));
  });
}

describe("the traffic to expect", () => {
  it("by hand: the lesser of the median of two hours and of the same hour on other days", () => {
    // Hourly windows: 10 calm lines in each, but 2 at 3 o'clock of every day; the third day has 10 there too, and 2 is expected, not 10.
    const windows = Array.from({length: 24 * 9}, (_, i) => ({start: monday + i * hour, calm: i % 24 >= 2 && i % 24 <= 4 && i !== 51 ? 2 : 10}));
    expect(expectTraffic(windows, hour)[51]).toBe(2);
    expect(expectTraffic(windows, hour)[60]).toBe(10);
    expect(expectTraffic(windows.slice(0, 6), hour)[0]).toBeNull();
  });

  it.each([[5, 600], [20, 700], [60, 24 * 20], [600, 60], [1440, 40], [4320, 20]])("is what the rule says for windows of %s minutes", (minutes, count) => {
    let state = 7;
    const windows = Array.from({length: count}, (_, i) => ({start: monday + i * minutes * 60_000, calm: ((state = (state * 16807) % 2147483647) % 9) + (i % 7)}));
    expect(expectTraffic(windows, minutes * 60_000)).toEqual(expectSlowly(windows, minutes * 60_000));
  });
});
