/** What no model may do with odd series: give a number that is none. Each answers with finite numbers, or refuses with a message that names what is wrong. */
import {describe, expect, it} from "vitest";
import {forecast} from "./index.ts";

const models = ["auto", "naive", "seasonalNaive", "drift", "ses", "holt", "damped", "theta", "optimisedTheta", "dynamicTheta", "ets", "ces", "arima", "mstl", "prophet", "gbdt"];
const wave = (n: number, size = 1, level = 0) => Array.from({length: n}, (_, t) => level + size * (Math.sin(t) + Math.sin(t * t) / 3));

const series: readonly (readonly [name: string, values: readonly number[]])[] = [
  ["three values", [1, 2, 4]],
  ["four values", [4, 2, 1, 1]],
  ["a constant", Array<number>(30).fill(7)],
  ["zeros", Array<number>(30).fill(0)],
  ["zeros with one sale", Array.from({length: 40}, (_, t) => (t === 25 ? 3 : 0))],
  ["negative values", wave(40, 3, -50)],
  ["values on both sides of zero", wave(40)],
  ["huge values", wave(40, 1e99)],
  ["tiny values", wave(40, 1e-200)],
  ["a step", Array.from({length: 40}, (_, t) => (t < 20 ? 1 : 1e6))],
  ["one wild value", wave(40, 1, 10).map((value, t) => (t === 39 ? 1e12 : value))],
  ["a perfect line", Array.from({length: 40}, (_, t) => 3 * t)],
  ["growth by a factor", Array.from({length: 40}, (_, t) => 2 ** t)],
];

describe.each(models)("%s", (model) => {
  it.each(series)("answers %s with finite numbers, or says why not", (_, values) => {
    for (const season of [1, 4]) {
      try {
        const {mean, intervals, fitted} = forecast(values, {model, horizon: 5, season});
        const all = [...mean, ...intervals.flatMap(({lower, upper}) => [...lower, ...upper])];
        expect(all.every(Number.isFinite)).toBe(true);
        expect([...fitted].some((value) => value === Infinity || value === -Infinity)).toBe(false);
        for (const {lower, upper} of intervals) mean.forEach((value, h) => expect(lower[h]! <= value && value <= upper[h]!).toBe(true));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        expect(error.message).toMatch(new RegExp(`^(${model}|forecast) `));
      }
    }
  });
  it.each([["NaN", [1, 2, NaN, 4, 5, 6]], ["Infinity", [1, 2, Infinity, 4, 5, 6]], ["two values", [1, 2]], ["nothing", []], ["values beyond 1e100", [1, 1e101, 2, 3, 4]]])("refuses %s", (_, values) => {
    expect(() => forecast(values, {model, horizon: 2})).toThrow(RangeError);
  });
  it.each([0, -1, 1.5, 10_001, NaN])("refuses a horizon of %s", (horizon) => {
    expect(() => forecast(wave(40), {model, horizon})).toThrow("horizon must be a whole number from 1 to 10000");
  });
});
