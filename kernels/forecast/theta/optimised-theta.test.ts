import {describe, expect, it} from "vitest";
import {forecast} from "../index.ts";
import {airPassengers, saudiOil} from "../testing/series.ts";

describe.each(["optimisedTheta", "dynamicTheta"])("%s", (model) => {
  it("makes its first one-step forecasts near the first values, where errors tell little of the first level", () => {
    for (const values of [airPassengers, saudiOil]) {
      const span = Math.max(...values) - Math.min(...values);
      forecast(values, {model, horizon: 3}).fitted.forEach((value, t) => expect(Math.abs(value - values[t]!)).toBeLessThan(span));
    }
  });

  it("by hand: with four values the interval is that of their changes, which are 2, −1 and 2", () => {
    const {mean, intervals} = forecast([1, 3, 2, 4], {model, horizon: 1, level: 0.95});
    expect(intervals[0]!.upper[0]! - mean[0]!).toBeCloseTo(1.959964 * Math.sqrt((4 + 1 + 4) / 3), 5);
  });
});
