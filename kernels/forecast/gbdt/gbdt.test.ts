import {describe, expect, it} from "vitest";
import type {FitOptions, Interval, PreparedSeries} from "../model.ts";
import {chooseCalendar} from "../calendar.ts";
import {gbdt} from "./gbdt.ts";
import {RowMaker, scaleOf, type RowSeries} from "./rows.ts";
import {toUniform} from "../seeded.ts";

const dayMs = 86_400_000;
const options: FitOptions = {horizon: 6, levels: [0.8], seed: 1, holidays: []};

function toSeries(values: Float64Array, given: Partial<PreparedSeries> = {}): PreparedSeries {
  return {values, season: 1, times: null, covariates: [], ...given};
}

function toRowSeries(values: readonly number[], season: number): RowSeries {
  return {values: Float64Array.from(values), season, times: null, covariates: [], holidays: []};
}

describe("rows by hand", () => {
  it("the scale is the mean seasonal step, or the next best", () => {
    expect(scaleOf(Float64Array.of(1, 5, 2, 7, 4, 6), 2)).toBe((1 + 2 + 2 + 1) / 4);
    expect(scaleOf(Float64Array.of(1, 2, 1, 2, 1, 2), 2)).toBe(1);
    expect(scaleOf(Float64Array.of(-3, -3, -3), 1)).toBe(3);
    expect(scaleOf(Float64Array.of(0, 0, 0), 1)).toBe(1);
  });
  it("the base is the level, the last season or that along the slope, and a target is what lies above it in scales", () => {
    const series = toRowSeries([1, 3, 2, 4, 3, 5, 4, 9], 2);
    const place = {series: 0, origin: 5, step: 2};
    // Values at 0 … 5: the last season 3 5 (mean 4), the one before 2 4 (mean 3): slope ½ a step. The scale is (1+1+1+1+1+4)/6 = 1.5.
    expect(new RowMaker([series], "level").base(place)).toBe(4);
    expect(new RowMaker([series], "season").base(place)).toBe(5);
    const trend = new RowMaker([series], "trend");
    expect(trend.base(place)).toBe(6);
    expect([...trend.targets([place])]).toEqual([2]);
    expect(trend.restore(place, 2)).toBe(9);
  });
  it("no column of a row knows anything after its origin", () => {
    const values = Array.from({length: 40}, (_, i) => Math.sin(i) + i / 10);
    const places = [{series: 0, origin: 20, step: 5}, {series: 0, origin: 25, step: 1}];
    for (const base of ["level", "season", "trend"] as const) {
      const table = (end: number) => new RowMaker([{...toRowSeries(values, 4), values: Float64Array.from(values, (value, i) => (i <= 25 ? value : end + value))}], base);
      const scale = (maker: RowMaker) => maker.restore(places[0]!, 1) - maker.restore(places[0]!, 0);
      const [known, other] = [table(0), table(100)];
      const rescaled = (maker: RowMaker) => maker.table(places).columns.map((column, k) => (/lag|mean|deviation|slope/.test(maker.names[k]!) ? column.map((value) => value * scale(maker)) : column));
      rescaled(known).forEach((column, k) => column.forEach((value, i) => expect(rescaled(other)[k]![i]).toBeCloseTo(value, 9)));
    }
  });
  it("takes the columns of the calendar that differ from step to step", () => {
    const names = (stepMs: number) => chooseCalendar(Float64Array.of(0, stepMs, 2 * stepMs)).map(({name}) => name);
    expect(names(31 * dayMs)).toEqual(["month"]);
    expect(names(dayMs)).toEqual(["month", "day of month", "day of year", "day of week"]);
    expect(names(dayMs / 24)).toContain("hour");
    expect(names(365 * dayMs)).toEqual([]);
  });
});

describe("boosting as a forecaster", () => {
  it("finds a covariate that moves the series at once, and says so", () => {
    const uniform = toUniform(5);
    const switches = Float64Array.from({length: 206}, () => (uniform() < 0.3 ? 1 : 0));
    const values = Float64Array.from({length: 200}, (_, i) => 20 + 15 * switches[i]! + uniform());
    const fit = gbdt.fit(toSeries(values, {covariates: [{name: "open", values: switches}]}), options);
    fit.mean.forEach((value, h) => expect(Math.abs(value - 20.5 - 15 * switches[200 + h]!)).toBeLessThan(2));
    expect((fit.details!.importance as {feature: string}[]).slice(0, 2).map(({feature}) => feature).join()).toContain("open");
  });
  it("learns from many series what one is too short to show, and keeps each in its own size", () => {
    const uniform = toUniform(9);
    // The shape of the week is shared, the sizes are 1 to 1000.
    const shape = [0, 0, 0, 0, 3, 8, 6];
    const series = Array.from({length: 12}, (_, k) => {
      const size = 10 ** (k / 4);
      return toSeries(Float64Array.from({length: 40}, (__, i) => size * (50 + shape[i % 7]! + uniform())), {season: 7});
    });
    const fits = gbdt.fitMany!(series, {...options, horizon: 7});
    fits.forEach((fit, k) => fit.mean.forEach((value, h) => expect(Math.abs(value / 10 ** (k / 4) - 50.5 - shape[(40 + h) % 7]!)).toBeLessThan(1.5)));
  });
  it("gives the same numbers again, intervals around the mean, wider for a higher level", () => {
    const uniform = toUniform(2);
    const series = toSeries(Float64Array.from({length: 80}, (_, i) => i / 5 + 3 * uniform()));
    const fit = () => gbdt.fit(series, {...options, levels: [0.5, 0.95]});
    const first = fit();
    expect(fit()).toEqual(first);
    const [half, most] = first.intervals!;
    first.mean.forEach((value, h) => {
      expect(half!.lower[h]).toBeLessThanOrEqual(value);
      expect(half!.upper[h]).toBeGreaterThanOrEqual(value);
    });
    half!.lower.forEach((value, h) => expect(most!.lower[h]).toBeLessThanOrEqual(value));
    half!.upper.forEach((value, h) => expect(most!.upper[h]).toBeGreaterThanOrEqual(value));
    expect(most!.upper[0]! - most!.lower[0]!).toBeGreaterThan(half!.upper[0]! - half!.lower[0]!);
  });
  it("holds its share of what comes of short random walks, where little is held out", () => {
    const uniform = toUniform(4);
    let within = 0;
    for (let k = 0; k < 20; k += 1) {
      let at = 0;
      const walk = Float64Array.from({length: 36}, () => (at += uniform() - 0.5));
      const [{lower, upper}] = gbdt.fit(toSeries(walk.slice(0, 30)), {...options, levels: [0.9]}).intervals as [Interval];
      for (let h = 0; h < 6; h += 1) if (walk[30 + h]! >= lower[h]! && walk[30 + h]! <= upper[h]!) within += 1;
    }
    expect(within / 120).toBeGreaterThan(0.8);
  });
  it("goes on along a slope that it has seen, and stays at a constant", () => {
    const line = gbdt.fit(toSeries(Float64Array.from({length: 60}, (_, i) => 3 * i)), options);
    line.mean.forEach((value, h) => expect(Math.abs(value - 3 * (60 + h))).toBeLessThan(1));
    expect([...gbdt.fit(toSeries(new Float64Array(20).fill(4)), options).mean]).toEqual([4, 4, 4, 4, 4, 4]);
  });
});
