/** The time at the head of a log line: ISO, log4j, syslog, Apache, epoch and compact forms, as milliseconds since 1970 in UTC. */

/** A time that was found, and what is left and right of it. */
export interface FoundTime {
  readonly time: number;
  readonly before: string;
  readonly after: string;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const clock = String.raw`(\d{2})[:.](\d{2})[:.](\d{2})(?:[.,:](\d{1,9}))?`;
const zone = String.raw`(?:\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2}(?![-:.\d])))?`;
const iso = new RegExp(String.raw`(?<![\w.])(\d{4})[-/.](\d{2})[-/.](\d{2})[T _-]\s?${clock}${zone}`);
const compact = new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})[T _-]?(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,9}))?`);
const shortYear = new RegExp(String.raw`^(\d{2})/(\d{2})/(\d{2})[T ]${clock}`);
const sixDigits = /^(\d{2})(\d{2})(\d{2}) (\d{2})(\d{2})(\d{2})(?= )/;
const syslog = new RegExp(String.raw`(?:^|\s)([A-Z][a-z]{2}) {1,2}(\d{1,2}) ${clock}(?: (\d{4}))?(?!\d)`);
const monthDay = new RegExp(String.raw`^(\d{2})[-.](\d{2}) ${clock}`);
const access = new RegExp(String.raw`(\d{2})/([A-Z][a-z]{2})/(\d{4}):${clock}${zone}`);
const epoch = /^(\d{10})(?:\.(\d{1,9})|(\d{3}))?(?=[\s|,\]:]|$)/;

const epochInside = /\s(1\d{9})()()(?=\s)/;

function zoneOffset(text: string | undefined): number {
  const sign = text?.[0];
  if (text === undefined || (sign !== "+" && sign !== "-")) return 0;
  return (sign === "-" ? -60_000 : 60_000) * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2)));
}

function toTime(year: number, month: number, day: number, [hours, minutes, seconds, fraction]: readonly (string | undefined)[], offset = 0): number {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && h < 25 && m < 60 && s < 61)) return NaN;
  return Date.UTC(year, month - 1, day, h, m, s) + (fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0) - offset;
}

const monthOf = (name: string | undefined): number => months.indexOf((name ?? "").toLowerCase()) + 1;

type Form = readonly [RegExp, (found: RegExpExecArray, year: number) => number];

const forms: readonly Form[] = [
  [epoch, ([, seconds, fraction, ms]) => Number(seconds) * 1000 + (ms ? Number(ms) : fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0)],
  [iso, ([, y, mo, d, h, mi, s, f, z]) => toTime(Number(y), Number(mo), Number(d), [h, mi, s, f], zoneOffset(z))],
  [compact, ([, y, mo, d, h, mi, s, f]) => toTime(Number(y), Number(mo), Number(d), [h, mi, s, f])],
  [shortYear, ([, y, mo, d, h, mi, s, f]) => toTime(2000 + Number(y), Number(mo), Number(d), [h, mi, s, f])],
  [sixDigits, ([, y, mo, d, h, mi, s]) => toTime(2000 + Number(y), Number(mo), Number(d), [h, mi, s])],
  [access, ([, d, mo, y, h, mi, s, f, z]) => toTime(Number(y), monthOf(mo), Number(d), [h, mi, s, f], zoneOffset(z))],
  [syslog, ([, mo, d, h, mi, s, f, y], year) => toTime(y ? Number(y) : year, monthOf(mo), Number(d), [h, mi, s, f])],
  [epochInside, ([, seconds]) => Number(seconds) * 1000],
  [monthDay, ([, mo, d, h, mi, s, f], year) => toTime(year, Number(mo), Number(d), [h, mi, s, f])],
];

/** How far into a line a time may begin: past a host name or a label, but not in the message. */
const headLength = 110;

/**
 * Finds the time of a line. `year` completes forms without one (syslog). A time without a zone is taken as UTC.
 * Null when the line's head holds no time.
 */
export function findTime(line: string, year: number): FoundTime | null {
  const skipped = /^(?:<\d{1,3}>(?:1 )?|- |\[)+/.exec(line)?.[0].length ?? 0;
  const head = line.slice(skipped, skipped + headLength);
  for (const [pattern, read] of forms) {
    const found = pattern.exec(head);
    if (!found) continue;
    const time = read(found, year);
    if (Number.isNaN(time)) continue;
    return {time, before: head.slice(0, found.index), after: line.slice(skipped + found.index + found[0].length)};
  }
  return null;
}

/** A time given as a value: a number of seconds, milliseconds or microseconds since 1970, or a text. NaN when it is none. */
export function valueTime(value: unknown, year: number): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 1e8) return value < 1e11 ? value * 1000 : value < 1e14 ? value : value / 1000;
  if (typeof value === "string") return findTime(value, year)?.time ?? NaN;
  return NaN;
}
