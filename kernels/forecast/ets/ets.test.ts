import {describe, expect, it} from "vitest";
import {airPassengers} from "../testing/series.ts";
import {stepAhead} from "./ahead.ts";
import {fitEts} from "./ets.ts";
import {fitForm, type FittedForm} from "./fit-form.ts";
import {admissibleForms, writeForm} from "./form.ts";
import {Recursion} from "./recursion.ts";

const passengers = Float64Array.from(airPassengers);

describe("exponential smoothing in state space", () => {
  it("takes the steps that the recursion says", () => {
    // By hand, α = β = ½ without season: forecasts 1 and 3, errors 1 and 1, so l = 1.5, b = 0.5, then 1.5 + 0.5 = 2, error 1, l = 2.5, b = 1.
    const recursion = new Recursion(Float64Array.of(2, 3), {error: "A", trend: "A", season: "N"}, 1);
    recursion.level = 1;
    recursion.run({alpha: 0.5, beta: 0.5, gamma: 0, phi: 1});
    expect([...recursion.fitted, recursion.level, recursion.trend, recursion.squares]).toEqual([1, 2, 2.5, 1, 2]);
  });

  it.each(admissibleForms(144, 12, true).map((form) => [writeForm(form), form] as const))("the gradient of %s is that of finite differences", (_, form) => {
    const m = form.season === "N" ? 1 : 12;
    const values = passengers.map((value) => value / 280);
    const start = (recursion: Recursion): void => {
      recursion.level = 0.45;
      recursion.trend = form.trend === "N" ? 0 : 0.01;
      recursion.season.forEach((__, i) => (recursion.season[i] = form.season === "M" ? 1 + (i - 5.5) / 60 : form.season === "A" ? (i - 5.5) / 60 : 0));
    };
    const weights = {alpha: 0.4, beta: form.trend === "N" ? 0 : 0.1, gamma: form.season === "N" ? 0 : 0.2, phi: form.trend === "Ad" ? 0.95 : 1};
    const at = (change: Partial<typeof weights>, level = 0): number => {
      const recursion = new Recursion(values, form, m);
      start(recursion);
      recursion.level += level;
      return recursion.run({...weights, ...change});
    };
    const recursion = new Recursion(values, form, m);
    start(recursion);
    recursion.run(weights);
    recursion.differentiate(weights);
    const step = 1e-6;
    const slopeOf = (high: number, low: number): number => (high - low) / (2 * step);
    const close = (ours: number, theirs: number) => expect(Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs))).toBeLessThan(1e-4);
    close(recursion.toWeights.alpha, slopeOf(at({alpha: 0.4 + step}), at({alpha: 0.4 - step})));
    close(recursion.toLevel, slopeOf(at({}, step), at({}, -step)));
    if (form.trend !== "N") close(recursion.toWeights.beta, slopeOf(at({beta: 0.1 + step}), at({beta: 0.1 - step})));
    if (form.season !== "N") close(recursion.toWeights.gamma, slopeOf(at({gamma: 0.2 + step}), at({gamma: 0.2 - step})));
    if (form.trend === "Ad") close(recursion.toWeights.phi, slopeOf(at({phi: 0.95 + step}), at({phi: 0.95 - step})));
  });

  it("chooses a multiplicative season for the air passengers, and its AIC is below the 1395.166 that R's ets(AirPassengers) finds", () => {
    expect(fitEts(passengers, 12, 12).form).toBe("ETS(M,A,M)");
    expect(fitForm(passengers, {error: "M", trend: "A", season: "M"}, 12)!.aic).toBeLessThan(1395.166);
    expect(fitForm(passengers, {error: "M", trend: "Ad", season: "M"}, 12)!.aic).toBeLessThan(1402);
  });

  it("is as unsure of later steps as one error, run through the recursion, moves them", () => {
    for (const trend of ["N", "A", "Ad"] as const) {
      const form = {error: "A", trend, season: "A"} as const;
      const weights = {alpha: 0.5, beta: trend === "N" ? 0 : 0.4, gamma: 0.2, phi: trend === "Ad" ? 0.85 : 1};
      const horizon = 7;
      const moved = (error: number): Float64Array => {
        const recursion = new Recursion(Float64Array.of(10 + error), form, 3);
        recursion.level = 10;
        recursion.run(weights);
        return stepAhead({form, weights, level: recursion.level, trend: recursion.trend, season: recursion.season, variance: 1} as FittedForm, 1, horizon).mean;
      };
      const [with1, without] = [moved(1), moved(0)];
      let sum = 1;
      const expected = Array.from({length: horizon}, (_, h) => Math.sqrt(h === 0 ? sum : (sum += (with1[h - 1]! - without[h - 1]!) ** 2)));
      const {deviation} = stepAhead({form, weights, level: 10, trend: 0, season: new Float64Array(3), variance: 1} as FittedForm, 1, horizon);
      deviation.forEach((value, h) => expect(value).toBeCloseTo(expected[h]!, 12));
    }
  });

  it("gives a season of its own back without loss", () => {
    const values = Float64Array.from({length: 48}, (_, t) => 50 + [3, -1, -2, 0][t % 4]!);
    fitEts(values, 4, 8).mean.forEach((value, h) => expect(value).toBeCloseTo(values[h]!, 1));
  });

  it("takes values of 0 and below with additive forms alone", () => {
    const values = Float64Array.from({length: 30}, (_, t) => Math.sin(t) * 5);
    expect(fitEts(values, 1, 3).form).toMatch(/^ETS\(A/);
  });
});
