/** Days, months and zones: the arithmetic of dates, and the pieces of their text that every format shares. */

const dayLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days from 1970-01-01 in the proleptic Gregorian calendar, by counting years from March. Month 1 to 12. */
export function toDays(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (dayLengths[month - 1] ?? 0);
}

/** Two digits at a place, or −1. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 48;
  const units = (bytes[at + 1] ?? 0) - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1;
}

export const dayMs = 86_400_000;

/** The offset of a zone in milliseconds, NaN when it is none. */
export function parseZone(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (bytes[at] === 32) at += 1;
  const sign = bytes[at];
  if ((sign === 90 || sign === 122) && at + 1 === end) return 0;
  if (end - at === 3 && (sign === 85 || sign === 71)) {
    const text = String.fromCharCode(sign, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);
    return text === "UTC" || text === "GMT" ? 0 : NaN;
  }
  if (sign !== 43 && sign !== 45) return NaN;
  const hours = twoDigits(bytes, at + 1);
  at += 3;
  if (hours < 0 || hours > 18 || at > end) return NaN;
  let minutes = 0;
  if (at < end) {
    if (bytes[at] === 58) at += 1;
    minutes = twoDigits(bytes, at);
    if (at + 2 !== end || minutes < 0 || minutes > 59) return NaN;
  }
  return (sign === 45 ? -1 : 1) * (hours * 3_600_000 + minutes * 60_000);
}
