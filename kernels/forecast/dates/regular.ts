/** Values at dates as people have them → values in equal steps: what is missing or twice is put right by a rule, or refused. */
import {readTime} from "./read-time.ts";
import {findSteps, floorTo, namedSteps, stepNames, type StepName, type Steps} from "./steps.ts";
import {toZone} from "./zone.ts";

/** How dates are put right; all are optional. */
export interface DateRules {
  /** The steps, each time counting for the one that it lies in; the most common distance of the times when absent. */
  readonly step?: StepName;
  /** For steps without a value, and values that are NaN: `refuse` (the default), `interpolate` (the line between the neighbours), `previous`, `zero`. */
  readonly gaps?: "refuse" | "interpolate" | "previous" | "zero";
  /** For several values at one step: `refuse` (the default), `sum`, `mean`, `last`. */
  readonly duplicates?: "refuse" | "sum" | "mean" | "last";
  /** The place whose days, weeks and months are meant, such as `Europe/Zurich`; UTC when absent. */
  readonly zone?: string;
}

/** What was done to the dates, and what came of it. */
export interface RegularSeries {
  /** In words, such as `month end`; null without times. */
  readonly step: string | null;
  /** Milliseconds since 1970 of each value, then of each step ahead; null without times. */
  readonly times: Float64Array | null;
  readonly values: Float64Array;
  /** Places in `values` that a rule filled. */
  readonly filled: readonly number[];
  /** How many values were merged into others at their step. */
  readonly merged: number;
}

const gapRules = ["refuse", "interpolate", "previous", "zero"];
const duplicateRules = ["refuse", "sum", "mean", "last"];
const mostValues = 10_000_000;

/** @throws TypeError or RangeError for a rule that there is not. */
export function checkDateRules({step, gaps, duplicates, zone}: DateRules): void {
  const check = (name: string, value: string | undefined, rules: readonly string[]) => {
    if (value !== undefined && !rules.includes(value)) throw new TypeError(`${name} must be one of ${rules.join(", ")}, got ${value}`);
  };
  check("step", step, stepNames);
  check("gaps", gaps, gapRules);
  check("duplicates", duplicates, duplicateRules);
  toZone(zone);
}

/**
 * Puts the values in equal steps.
 *
 * @param times of the values, rising; at the same time only where `duplicates` or `step` has a rule for it.
 * @throws RangeError where times fall, are irregular, or leave a gap or come twice without a rule for it.
 */
export function toRegular(values: ArrayLike<number>, times: ArrayLike<number | string | Date>, horizon: number, {step, gaps = "refuse", duplicates = "refuse", zone: zoneName}: DateRules): RegularSeries {
  if (times.length !== values.length) throw new RangeError(`times must be as many as the values, ${values.length}, got ${times.length}`);
  if (times.length < 2) throw new RangeError(`times must be at least 2, got ${times.length}`);
  const zone = toZone(zoneName);
  const say = (time: number): string => new Date(time).toISOString().replace(/T00:00:00\.000Z$/, "");
  const read = Array.from(times, (time, i) => readTime(time, i));
  const fallen = read.findIndex((time, i) => i > 0 && time < read[i - 1]!);
  if (fallen !== -1) throw new RangeError(`times must rise, got ${say(read[fallen]!)} at index ${fallen} after ${say(read[fallen - 1]!)}`);
  const at = step ? read.map((time) => floorTo(step, time, zone)) : read;
  const distinct = [...new Set(at)];
  if (distinct.length < 2 && !step) throw new RangeError(`times must differ, got ${say(distinct[0]!)} for all`);
  const steps = step ? namedSteps(step, distinct[0]!, zone) : findSteps(distinct, zone);
  const positions = at.map((time) => steps.toPosition(time));
  const odd = positions.findIndex((position) => !Number.isInteger(position));
  if (odd !== -1) {
    throw new RangeError(`times must be in steps of one ${steps.name}, got ${say(read[odd]!)} at index ${odd} after ${say(read[odd - 1] ?? read[0]!)}: name the step, such as "day", to put times together, and the zone where days are those of a place`);
  }
  return gather(values, positions, steps, {horizon, gaps, duplicates, say});
}

interface Gathering {
  readonly horizon: number;
  readonly gaps: NonNullable<DateRules["gaps"]>;
  readonly duplicates: NonNullable<DateRules["duplicates"]>;
  readonly say: (time: number) => string;
}

function gather(values: ArrayLike<number>, positions: readonly number[], steps: Steps, {horizon, gaps, duplicates, say}: Gathering): RegularSeries {
  const first = positions[0]!;
  const length = positions[positions.length - 1]! - first + 1;
  if (length > mostValues) throw new RangeError(`the times span ${length} steps of one ${steps.name}, ${mostValues} are the most`);
  const sums = new Float64Array(length).fill(Number.NaN);
  const counts = new Uint32Array(length);
  let merged = 0;
  positions.forEach((position, i) => {
    const k = position - first;
    const value = values[i]!;
    if (counts[k]! > 0) {
      if (duplicates === "refuse") throw new RangeError(`times must differ, got two values at the ${steps.name} ${say(steps.toTime(position))} (index ${i}): give duplicates a rule (sum, mean, last)`);
      merged += 1;
    }
    sums[k] = counts[k] === 0 || duplicates === "last" ? value : sums[k]! + value;
    counts[k] = counts[k]! + 1;
  });
  if (duplicates === "mean") counts.forEach((count, k) => (sums[k] = sums[k]! / Math.max(1, count)));
  const missing = Array.from(sums.keys()).filter((k) => Number.isNaN(sums[k]));
  if (gaps === "refuse") {
    const gap = missing.find((k) => counts[k] === 0);
    if (gap !== undefined) throw new RangeError(`times must have no gaps, got none of the ${steps.name} ${say(steps.toTime(first + gap))} (${missing.length} are missing): give gaps a rule (interpolate, previous, zero)`);
  }
  if (missing.length > length / 2) throw new RangeError(`at least half of the steps must have a value, got ${length - missing.length} for ${length} steps of one ${steps.name}`);
  return {
    step: steps.name,
    times: Float64Array.from({length: length + horizon}, (_, k) => steps.toTime(first + k)),
    values: gaps === "refuse" ? sums : fillGaps(sums, gaps),
    filled: gaps === "refuse" ? [] : missing,
    merged,
  };
}

/**
 * Values without NaN, by the rule. At an end, where a rule has no neighbour, the nearest value counts.
 *
 * @throws RangeError when there is no value at all.
 */
export function fillGaps(values: Float64Array, rule: "interpolate" | "previous" | "zero"): Float64Array {
  const known = Array.from(values.keys()).filter((k) => !Number.isNaN(values[k]));
  if (known.length === 0) throw new RangeError(`a series must have at least 1 value, got ${values.length} that are missing`);
  let next = 0;
  return values.map((value, k) => {
    while (next < known.length && known[next]! < k) next += 1;
    if (!Number.isNaN(value)) return value;
    if (rule === "zero") return 0;
    const [before, after] = [known[next - 1], known[next]];
    if (before === undefined) return values[after!]!;
    if (after === undefined || rule === "previous") return values[before]!;
    return values[before]! + ((values[after]! - values[before]!) * (k - before)) / (after - before);
  });
}
