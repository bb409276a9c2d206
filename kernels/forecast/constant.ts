/** The forecast of a series that never changes: what it is, and nothing to doubt. */
import type {Fit} from "./model.ts";

export const isConstant = (values: Float64Array): boolean => values.every((value) => value === values[0]);

/** The last value for every step, without a deviation. */
export function fitConstant(values: Float64Array, horizon: number): Fit {
  return {mean: new Float64Array(horizon).fill(values[values.length - 1]!), fitted: values.slice(), deviation: new Float64Array(horizon), form: "constant"};
}
