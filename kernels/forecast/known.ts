/** What is known beside the values: times, covariates and holidays, checked. */
import {readTime} from "./dates/index.ts";
import type {Covariate, Holiday} from "./model.ts";

/**
 * Milliseconds of each value and each step ahead; steps ahead that are not given go on by the median step.
 *
 * @throws RangeError when times are not real times, not strictly rising, or not as many as the values (or as the values and the steps ahead).
 */
export function toTimes(given: ArrayLike<number | string | Date> | undefined, n: number, horizon: number): Float64Array | null {
  if (given === undefined) return null;
  if (given.length !== n && given.length !== n + horizon) throw new RangeError(`times must be ${n} or, with the steps ahead, ${n + horizon}, got ${given.length}`);
  const times = new Float64Array(n + horizon);
  for (let t = 0; t < given.length; t += 1) {
    const value = given[t]!;
    times[t] = readTime(value, t);
    if (t > 0 && !(times[t]! > times[t - 1]!)) throw new RangeError(`times must rise, got ${String(value)} at index ${t} after ${String(given[t - 1])}`);
  }
  const steps = times.subarray(1, n).map((time, t) => time - times[t]!).sort();
  for (let t = given.length; t < n + horizon; t += 1) times[t] = times[t - 1]! + steps[steps.length >> 1]!;
  return times;
}

/** @throws RangeError when a covariate is not finite or not as long as the values and the steps ahead together. */
export function toCovariates(given: {readonly [name: string]: ArrayLike<number>} | undefined, count: number): readonly Covariate[] {
  return Object.entries(given ?? {}).map(([name, numbers]) => {
    const values = Float64Array.from(numbers);
    if (values.length !== count) throw new RangeError(`covariate ${name} must have ${count} values, one for each value and each step ahead, got ${values.length}`);
    const missing = values.findIndex((value) => !Number.isFinite(value));
    if (missing !== -1) throw new RangeError(`covariate ${name} must be finite, got ${values[missing]} at index ${missing}`);
    return {name, values};
  });
}

/** @throws RangeError for a date that is not `YYYY-MM-DD`. */
export function toHolidays(given: readonly Holiday[] | undefined): readonly Holiday[] {
  for (const {name, dates} of given ?? []) {
    const wrong = dates.find((date) => !/^\d{4}-\d{2}-\d{2}$/.test(date) || !Number.isFinite(Date.parse(date)));
    if (wrong !== undefined) throw new RangeError(`holiday ${name} must have dates as YYYY-MM-DD, got ${wrong}`);
  }
  return given ?? [];
}
