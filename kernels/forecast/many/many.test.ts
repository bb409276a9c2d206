import {table} from "arquero";
import {describe, expect, it} from "vitest";
import {forecast, type SeriesGiven} from "../index.ts";

/** Series that differ in level, slope and length, the same everywhere. */
const series = Array.from({length: 40}, (_, k) => Float64Array.from({length: 24 + (k % 5)}, (__, i) => 20 + k + (k % 3) * i + 4 * Math.sin(i * (k + 1)) ** 2));
const options = {horizon: 4, season: 4, level: 0.9, model: "theta"};

describe("many series", () => {
  it("each has what forecast gives for it alone, in columns", async () => {
    const {forecasts, series: cards, failed, backTest} = await forecast.many(series, {...options, origins: 3, workers: 1});
    expect(failed).toBe(0);
    expect(forecasts.series.length).toBe(160);
    series.forEach((values, k) => {
      const {mean, intervals, backTest: card} = forecast(values, options);
      const own = (column: Float64Array) => column.subarray(4 * k, 4 * k + 4);
      expect(own(forecasts.mean)).toEqual(mean);
      expect(own(forecasts.lower90!)).toEqual(intervals[0]!.lower);
      expect(own(forecasts.upper90!)).toEqual(intervals[0]!.upper);
      expect([forecasts.series[4 * k], forecasts.step[4 * k + 3]]).toEqual([`${k + 1}`, 4]);
      expect(cards.mase[k]).toBe(card!.rows[2]!.mase);
      expect(cards.naiveMase[k]).toBe(Math.min(card!.rows[0]!.mase, card!.rows[1]!.mase));
    });
    expect(backTest!.series).toBe(40);
    expect(backTest!.rows[2]!.mase).toBeCloseTo(cards.mase.reduce<number>((sum, value) => sum + value!, 0) / 40, 12);
  });
  it("the result is the same whatever the number of threads", async () => {
    const some = [...series, [1, 2], [1, NaN, 3]];
    const alone = await forecast.many(some, {...options, workers: 1});
    expect(alone.failed).toBe(2);
    for (const workers of [2, 3]) expect(await forecast.many(some, {...options, workers})).toEqual(alone);
  });
  it("a series that cannot be forecast is named with its reason, and the others are forecast", async () => {
    const given = {good: [1, 2, 3, 4, 5], short: [1, 2], gap: [1, NaN, 3, 4, 5], huge: [1, 2, 1e200, 4, 5], better: [5, 4, 3, 4, 5]};
    const {forecasts, series: cards, failed} = await forecast.many(given, {horizon: 2, model: "ses"});
    expect(failed).toBe(3);
    expect(cards.reason).toEqual([
      null, "forecast requires at least 3 values, got 2", "forecast requires finite values, got NaN at index 1 (the option gaps fills what is missing)", "forecast requires values between -1e100 and 1e100, got 1e+200 at index 2", null,
    ]);
    expect(forecasts.series).toEqual(["good", "good", "better", "better"]);
    expect(cards.mase[1]).toBeNull();
  });
  it("tells how far it is, and ends when it is aborted, with threads and without", async () => {
    for (const workers of [1, 2]) {
      const shares: number[] = [];
      await forecast.many(series, {...options, workers, onProgress: (share) => shares.push(share!)});
      expect(shares.at(-1)).toBe(1);
      expect([...shares].sort((a, b) => a - b)).toEqual(shares);
      const stop = new AbortController();
      const many = Array.from({length: 4000}, () => series[0]!);
      await expect(forecast.many(many, {...options, model: "ets", workers, signal: stop.signal, onProgress: () => stop.abort(new RangeError("enough"))})).rejects.toThrow("enough");
    }
    await expect(forecast.many(series, {...options, signal: AbortSignal.abort(new RangeError("never"))})).rejects.toThrow("never");
  });
});

describe("a model that learns from all series", () => {
  it("is fitted once, each series with its own back-test, and names the series it cannot use", async () => {
    const shares: number[] = [];
    const given = [...series.slice(0, 8).map((values, k) => ({name: `s${k}`, values})), {name: "short", values: [1, 2, 3, 4, 5]}];
    const many = await forecast.many(given, {...options, model: "gbdt", onProgress: (share) => shares.push(share!)});
    expect(many.failed).toBe(1);
    expect(many.series.reason[8]).toBe("gbdt requires at least 12 values, got 5");
    expect(many.forecasts.mean.length).toBe(32);
    expect(many.series.mase.slice(0, 8).every((value) => value! > 0 && value! < 3)).toBe(true);
    expect(many.details["importance"]).toBeDefined();
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBeCloseTo(1, 9);
  });
});

describe("forms of series", () => {
  const rows = {
    store: ["b", "a", "b", "a", "b", "a", "b", "a", "b", "b"],
    day: ["2024-01-04", "2024-01-01", "2024-01-01", "2024-01-02", "2024-01-02", "2024-01-03", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"],
    sold: [40, 1, 10, 2, 20, 3, 30, 4, null, null],
  };
  const expected = [{name: "b", mean: [40, 40]}, {name: "a", mean: [4, 4]}];
  const read = async (given: SeriesGiven) => {
    const {forecasts} = await forecast.many(given, {horizon: 2, model: "naive", value: "sold", series: "store", time: "day", workers: 1});
    expect(forecasts.time!.map((time) => time.toISOString().slice(0, 10))).toEqual(["2024-01-05", "2024-01-06", "2024-01-05", "2024-01-06"]);
    return expected.map(({name}) => ({name, mean: [...forecasts.mean].filter((_, i) => forecasts.series[i] === name)}));
  };
  it("a long table is sorted by time within its series, by columns, as an Arquero table or by rows; the rows without a value at the end are the steps ahead", async () => {
    expect(await read(rows)).toEqual(expected);
    expect(await read(table(rows))).toEqual(expected);
    expect(await read(rows.store.map((store, i) => ({store, day: rows.day[i], sold: rows.sold[i]})))).toEqual(expected);
  });
  it("covariates are columns, their last rows the steps ahead", async () => {
    const known = Float64Array.from({length: 46}, (_, i) => (i % 5 === 0 ? 1 : 0));
    const value = Array.from(known, (open, i) => (i < 40 ? 10 + 20 * open + Math.sin(i) : null));
    const {forecasts} = await forecast.many({value, open: known}, {horizon: 6, model: "gbdt", value: "value", covariates: ["open"], origins: 0});
    expect(forecasts.series[0]).toBe("value");
    forecasts.mean.forEach((mean, h) => expect(Math.abs(mean - 10 - 20 * known[40 + h]!)).toBeLessThan(5));
    const short = await forecast.many({value: value.slice(0, 43), open: known.slice(0, 43)}, {horizon: 6, model: "gbdt", value: "value", covariates: ["open"]});
    expect(short.series.reason[0]).toMatch(/^forecast requires finite values, got NaN at index 40/);
  });
  it("columns are series each, but for that of the times", async () => {
    const {forecasts} = await forecast.many({day: [Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1)], a: [1, 2, 3], b: [6, 5, 4]}, {horizon: 1, model: "naive", time: "day"});
    expect([...forecasts.mean]).toEqual([3, 4]);
  });
  it.each<[SeriesGiven, object, string]>([
    [[], {}, "forecast.many requires at least one series"],
    [[[1, 2, 3]], {horison: 2}, "forecast.many has no option horison"],
    [[[1, 2, 3]], {model: "mni"}, "model must be one of auto"],
    [[[1, 2, 3]], {workers: 0}, "workers must be a whole number from 1 to 64, got 0"],
    [[[1, 2, 3]], {origins: 4}, "origins must be a whole number from 0 to 3, got 4"],
    [[[1, 2, 3]], {time: "day"}, "time names a column, and a list of series has none"],
    [[5 as never], {}, "each series must be an array of numbers or {name, values}, got number at index 0"],
    [[{name: "a", values: [1, 2, 3], value: 2} as never], {}, "a series has no value; it has name, values, times, covariates"],
    [[{name: "a", values: [1, 2, 3]}, {name: "a", values: [1, 2, 3]}], {}, "the names of the series must differ, got a twice"],
    [{a: [1, 2, 3]}, {value: "b"}, "value must be one of the columns a, got b"],
    [{a: [1, 2, 3], b: ["x", "x"]}, {value: "a", series: "b"}, "the columns must be of one length, got 3 and 2"],
    [[[1, 2, 3]], {value: "b"}, "value names a column, and row 0 has none"],
    [{a: [1, 2, 3]}, {series: "a"}, "series goes with value, the column of the values"],
    [{a: 5} as never, {}, "column a must be an array, got number"],
  ])("what cannot be read is refused: %#", (given, wrong, message) => expect(forecast.many(given, {horizon: 2, ...wrong})).rejects.toThrow(message));
});
