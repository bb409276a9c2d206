/** Lengths of time as people write them: `30s`, `5m`, `1h`, `1d`, or a number of milliseconds. */

const units: {readonly [unit: string]: number} = {ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000};

/** In milliseconds. Throws a RangeError that names the rule for anything else than a positive length. */
export function toMilliseconds(value: unknown, name: string): number {
  const found = typeof value === "string" ? /^(\d+(?:\.\d+)?) ?(ms|s|min|m|h|d)$/.exec(value) : null;
  const length = found ? Number(found[1]) * units[found[2]!]! : value;
  if (typeof length !== "number" || !Number.isFinite(length) || length < 1) throw new RangeError(`${name} is a length of time such as "5m", "1h" or milliseconds, got ${JSON.stringify(value)}`);
  return length;
}
