/** A time as people write it → milliseconds since 1970. */

/**
 * Milliseconds since 1970. A date without a zone is read as UTC, so that it means the same on every machine.
 *
 * @throws RangeError when it is no date, or has an hour and no zone.
 */
export function readTime(value: number | string | Date, index: number): number {
  const time = typeof value === "number" ? value : value instanceof Date ? value.getTime() : parseTime(String(value));
  if (Number.isFinite(time) && Math.abs(time) <= 8.64e15) return time;
  const isWithoutZone = typeof value === "string" && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value);
  throw new RangeError(`times must be dates${isWithoutZone ? ", those with an hour with its zone such as Z or +01:00" : ""}, got ${String(value)} at index ${index}`);
}

function parseTime(text: string): number {
  return /^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?$/.test(text) ? Date.parse(text) : NaN;
}
