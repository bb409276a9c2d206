/** Two series of numbers, place by place. */
import type {SeriesChange} from "#notebooks";

/** Numbers that are long enough to be a series: a typed array, or an array of at least 20 numbers. */
export function findSeries(value: unknown): ArrayLike<number> | null {
  if (ArrayBuffer.isView(value)) {
    if (!("length" in value) || value instanceof BigInt64Array || value instanceof BigUint64Array) return null;
    return value as unknown as ArrayLike<number>;
  }
  return Array.isArray(value) && value.length >= 20 && value.every((one) => typeof one === "number") ? (value as readonly number[]) : null;
}

export function compareSeries(before: ArrayLike<number>, after: ArrayLike<number>): SeriesChange {
  let changed = 0;
  let largest: SeriesChange["largest"] = null;
  for (let index = 0; index < Math.min(before.length, after.length); index += 1) {
    const [from, to] = [before[index]!, after[index]!];
    if (Object.is(from, to)) continue;
    changed += 1;
    const distance = Math.abs(to - from);
    if (Number.isFinite(distance) && (largest === null || distance > Math.abs(largest.to - largest.from))) largest = {index, from, to};
  }
  return {type: "series", length: {from: before.length, to: after.length}, changed, largest, mean: {from: mean(before), to: mean(after)}};
}

/** Of the finite numbers; null when there is none. */
function mean(values: ArrayLike<number>): number | null {
  let [sum, count] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    if (!Number.isFinite(values[index])) continue;
    sum += values[index]!;
    count += 1;
  }
  return count === 0 || !Number.isFinite(sum) ? null : sum / count;
}
