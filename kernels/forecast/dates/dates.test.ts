import {describe, expect, it} from "vitest";
import {forecast} from "../index.ts";
import {checkDateRules, toRegular, type DateRules} from "./index.ts";
import {toZone} from "./zone.ts";

const say = (times: ArrayLike<number> | readonly Date[]) => Array.from(times as ArrayLike<number>, (time) => new Date(time).toISOString().replace(/T00:00:00\.000Z$/, ""));
const ones = (times: readonly unknown[]) => times.map((_, i) => i + 1);
/** The step in words, and the dates of the steps ahead. */
const ahead = (times: readonly (string | number | Date)[], horizon = 3, rules: DateRules = {}) => {
  const regular = toRegular(ones(times), times, horizon, rules);
  return [regular.step, ...say(regular.times!.slice(regular.values.length))];
};
const days = (from: string, count: number) => Array.from({length: count}, (_, i) => new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10));

describe("the steps ahead", () => {
  it.each<[string, readonly (string | number | Date)[], readonly (string | null)[]]>([
    ["days through a leap day", ["2024-02-25", "2024-02-26", "2024-02-27"], ["day", "2024-02-28", "2024-02-29", "2024-03-01"]],
    ["months on their first day", ["2023-10-01", "2023-11-01", "2023-12-01"], ["month", "2024-01-01", "2024-02-01", "2024-03-01"]],
    ["months by name", ["2023-10", "2023-11", "2023-12"], ["month", "2024-01-01", "2024-02-01", "2024-03-01"]],
    ["month ends", ["2023-10-31", "2023-11-30", "2023-12-31"], ["month end", "2024-01-31", "2024-02-29", "2024-03-31"]],
    ["month ends that happen to be short", ["2023-02-28", "2023-04-30", "2023-06-30"], ["2 months", "2023-08-31", "2023-10-31", "2023-12-31"]],
    ["the 30th, in February its last day", ["2023-11-30", "2023-12-30", "2024-01-30"], ["month", "2024-02-29", "2024-03-30", "2024-04-30"]],
    ["quarters", ["2023-01-01", "2023-04-01", "2023-07-01"], ["quarter", "2023-10-01", "2024-01-01", "2024-04-01"]],
    ["years from a leap day", ["2016-02-29", "2017-02-28", "2018-02-28"], ["year end", "2019-02-28", "2020-02-29", "2021-02-28"]],
    ["weeks", ["2024-12-16", "2024-12-23", "2024-12-30"], ["week", "2025-01-06", "2025-01-13", "2025-01-20"]],
    ["Mondays to Fridays", ["2024-05-01", "2024-05-02", "2024-05-03", "2024-05-06", "2024-05-07", "2024-05-08", "2024-05-09"], ["business day", "2024-05-10", "2024-05-13", "2024-05-14"]],
    ["a quarter of an hour", [0, 900_000, 1_800_000].map((ms) => new Date(ms)), ["15 minutes", "1970-01-01T00:45:00.000Z", "1970-01-01T01:00:00.000Z", "1970-01-01T01:15:00.000Z"]],
    ["years before 1970", ["1899-01-01", "1900-01-01", "1901-01-01"], ["year", "1902-01-01", "1903-01-01", "1904-01-01"]],
  ])("of %s carry their dates", (_, times, expected) => {
    expect(ahead(times)).toEqual(expected);
  });
});

describe("daylight saving", () => {
  // The clock of Zurich goes forward on 31 March 2024 and back on 27 October 2024.
  const midnights = ["2024-03-28T23:00:00Z", "2024-03-29T23:00:00Z", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"];
  it("days of a place are days of the calendar there, of 23 and 25 hours too", () => {
    expect(ahead(midnights, 2, {zone: "Europe/Zurich"})).toEqual(["day", "2024-04-01T22:00:00.000Z", "2024-04-02T22:00:00.000Z"]);
    expect(ahead(["2024-10-24T22:00:00Z", "2024-10-25T22:00:00Z", "2024-10-26T22:00:00Z"], 2, {zone: "Europe/Zurich"})).toEqual(["day", "2024-10-27T23:00:00.000Z", "2024-10-28T23:00:00.000Z"]);
  });
  it("without the zone they are refused, and the error names the option", () => {
    expect(() => ahead(midnights)).toThrow(/^times must be in steps of one day, got 2024-03-31T22:00:00.000Z at index 3 .* the zone where days are those of a place$/);
  });
  it("hours are hours of real time, through the change as well", () => {
    expect(ahead(["2024-03-31T01:00:00+01:00", "2024-03-31T03:00:00+02:00", "2024-03-31T04:00:00+02:00"], 1, {zone: "Europe/Zurich"})).toEqual(["hour", "2024-03-31T03:00:00.000Z"]);
  });
  it("an hour that the clock leaves out is moved on, and of one that comes twice the first is meant", () => {
    const zone = toZone("Europe/Zurich");
    expect(say([zone.toInstant(Date.UTC(2024, 2, 31, 2, 30)), zone.toInstant(Date.UTC(2024, 9, 27, 2, 30))])).toEqual(["2024-03-31T01:30:00.000Z", "2024-10-27T00:30:00.000Z"]);
  });
  it("an hour without a zone is refused, since it would mean another time on every machine", () => {
    expect(() => ahead(["2024-03-31T01:00:00", "2024-03-31T02:00:00"])).toThrow("those with an hour with its zone such as Z or +01:00, got 2024-03-31T01:00:00 at index 0");
    expect(() => toZone("Mars/Base")).toThrow("zone must be a name such as Europe/Zurich, got Mars/Base");
  });
});

describe("gaps and values at one time", () => {
  const times = ["2024-01-01", "2024-01-02", "2024-01-04", "2024-01-05"];
  it.each([["interpolate", [1, 2, 2.5, 3, 4]], ["previous", [1, 2, 2, 3, 4]], ["zero", [1, 2, 0, 3, 4]]] as const)("a missing day is filled by the rule %s, and named", (gaps, values) => {
    const regular = toRegular([1, 2, 3, 4], times, 1, {gaps});
    expect([[...regular.values], regular.filled, say(regular.times!).at(-1)]).toEqual([values, [2], "2024-01-06"]);
  });
  it("without a rule the missing day is refused by its date", () => {
    expect(() => toRegular([1, 2, 3, 4], times, 1, {})).toThrow("times must have no gaps, got none of the day 2024-01-03 (1 are missing): give gaps a rule");
  });
  it.each([["sum", [1, 5, 4]], ["mean", [1, 2.5, 4]], ["last", [1, 3, 4]]] as const)("two values of one day become one by the rule %s, and are counted", (duplicates, values) => {
    const regular = toRegular([1, 2, 3, 4], ["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-03"], 1, {duplicates});
    expect([[...regular.values], regular.merged]).toEqual([values, 1]);
  });
  it("without a rule the second value is refused by its date", () => {
    expect(() => toRegular([1, 2, 3], ["2024-01-01", "2024-01-02", "2024-01-02"], 1, {})).toThrow("times must differ, got two values at the day 2024-01-02 (index 2)");
  });
  it("irregular stamps are refused, and put together by a step that is named", () => {
    const stamps = ["2024-01-01T08:13:00Z", "2024-01-01T17:40:00Z", "2024-01-02T09:00:00Z", "2024-01-04T23:59:00Z"];
    expect(() => ahead(stamps)).toThrow("name the step");
    const regular = toRegular([1, 2, 3, 4], stamps, 1, {step: "day", duplicates: "sum", gaps: "zero"});
    expect([[...regular.values], say(regular.times!)]).toEqual([[3, 3, 0, 4], ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"]]);
  });
  it.each([["week", "2024-01-01", "2024-01-08"], ["month", "2024-01-01", "2024-02-01"], ["quarter", "2024-01-01", "2024-04-01"], ["year", "2024-01-01", "2025-01-01"]] as const)("a %s takes the days that lie in it", (step, first, next) => {
    const regular = toRegular([1, 2, 4], ["2024-01-03", "2024-01-04", "2024-01-06"], 1, {step, duplicates: "sum"});
    expect([[...regular.values], say(regular.times!)]).toEqual([[7], [first, next]]);
  });
  it("times that fall, are no dates, or leave most steps empty are refused", () => {
    expect(() => ahead(["2024-01-02", "2024-01-01"])).toThrow("times must rise, got 2024-01-01 at index 1 after 2024-01-02");
    expect(() => ahead(["2024-01-02", "soon"])).toThrow("times must be dates, got soon at index 1");
    expect(() => ahead(["2024-01-01", "2024-01-02", "2024-06-01", "2024-06-02"], 1, {gaps: "zero"})).toThrow("at least half of the steps must have a value, got 4 for 154 steps of one day");
    expect(() => checkDateRules({gaps: "guess" as "zero"})).toThrow("gaps must be one of refuse, interpolate, previous, zero, got guess");
  });
});

describe("a forecast", () => {
  it("of month ends carries its dates, and says what was filled", () => {
    const times = ["2023-01-31", "2023-02-28", "2023-03-31", "2023-05-31", "2023-06-30", "2023-07-31"];
    const {times: next, series} = forecast([1, 2, 3, 5, 6, 7], {horizon: 2, model: "drift", times, gaps: "interpolate"});
    expect([say(next!), series!.step, [...series!.values], series!.filled]).toEqual([["2023-08-31", "2023-09-30"], "month end", [1, 2, 3, 4, 5, 6, 7], [3]]);
  });
  it("gives with equal steps the same numbers as without times, and without times no dates", () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const [dated, bare] = [forecast(values, {horizon: 2, model: "theta", times: days("2024-01-01", 8)}), forecast(values, {horizon: 2, model: "theta"})];
    expect(dated.mean).toEqual(bare.mean);
    expect("times" in bare).toBe(false);
  });
  it("takes NaN for a gap where gaps have a rule, and refuses it where they have none", () => {
    expect(forecast([1, 2, NaN, 4], {horizon: 1, model: "naive", gaps: "previous"}).fitted).toHaveLength(4);
    expect(() => forecast([1, 2, NaN, 4], {horizon: 1, model: "naive"})).toThrow("forecast requires finite values, got NaN at index 2");
  });
  it("with covariates needs a value at every step once", () => {
    expect(() => forecast([1, 2, 3, 5], {horizon: 1, model: "gbdt", times: ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-05"], gaps: "zero", covariates: {open: [1, 1, 1, 1, 1]}})).toThrow("covariates go with values at every step once");
  });
  it("of many series follows the same rules, each series by itself", async () => {
    const rows = ["a", "b"].flatMap((shop) => days("2024-01-01", 9).filter((_, i) => shop === "a" || i !== 4).map((day, i) => ({shop, day, sold: i})));
    const {failed, series} = await forecast.many(rows, {value: "sold", series: "shop", time: "day", horizon: 1, model: "naive", origins: 0});
    expect([failed, series.reason[1]]).toEqual([1, "times must have no gaps, got none of the day 2024-01-05 (1 are missing): give gaps a rule (interpolate, previous, zero)"]);
    expect((await forecast.many(rows, {value: "sold", series: "shop", time: "day", horizon: 1, model: "naive", origins: 0, gaps: "zero"})).failed).toBe(0);
  });
});
