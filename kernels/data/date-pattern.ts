/** Dates by a pattern of % directives. */
import {dayMs, isDay, parseZone, toDays} from "./calendar.ts";

const monthNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const weekdayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** One step of a pattern: a literal's byte, or the code of the directive's letter plus 256. */
function toSteps(format: string): Int32Array {
  const steps: number[] = [];
  for (let i = 0; i < format.length; i += 1) {
    if (format[i] === "%") {
      i += 1;
      steps.push(format[i] === "%" ? 37 : format.charCodeAt(i) + 256);
    } else steps.push(format.charCodeAt(i));
  }
  return Int32Array.from(steps);
}

const stepY = 89 + 256;
const stepYearShort = 121 + 256;
const stepMonth = 109 + 256;
const stepDay = 100 + 256;
const stepMonthShortName = 98 + 256;
const stepMonthName = 66 + 256;
const stepWeekday = 97 + 256;
const stepHour = 72 + 256;
const stepHour12 = 73 + 256;
const stepMinute = 77 + 256;
const stepSecond = 83 + 256;
const stepFraction = 102 + 256;
const stepHalf = 112 + 256;
const stepZone = 122 + 256;
const stepDayOfYear = 106 + 256;

/** Reads `bytes[start … end]` by the pattern, which must be a good one; NaN when the text does not follow it. */
export function toPatternParser(format: string): (bytes: Uint8Array, start: number, end: number) => number {
  const steps = toSteps(format);
  return (bytes, start, end) => {
    let at = start;
    let year = 0;
    let month = 1;
    let day = 1;
    let hour = 0;
    let minute = 0;
    let second = 0;
    let fraction = 0;
    let offset = 0;
    let half = -1;
    let dayOfYear = -1;
    for (let s = 0; s < steps.length; s += 1) {
      const step = steps[s] ?? 0;
      if (step < 256) {
        if (at >= end || bytes[at] !== step) return NaN;
        at += 1;
        continue;
      }
      if (step === stepMonthShortName || step === stepMonthName || step === stepWeekday) {
        const names = step === stepWeekday ? weekdayNames : monthNames;
        const found = matchName(bytes, at, end, names, step !== stepMonthName);
        if (found < 0) return NaN;
        const index = found & 15;
        at += found >> 4;
        if (step !== stepWeekday) month = index + 1;
        continue;
      }
      if (step === stepHalf) {
        const letter = (bytes[at] ?? 0) | 32;
        if (at + 2 > end || ((bytes[at + 1] ?? 0) | 32) !== 109 || (letter !== 97 && letter !== 112)) return NaN;
        half = letter === 112 ? 1 : 0;
        at += 2;
        continue;
      }
      if (step === stepZone) {
        offset = parseZone(bytes, at, end);
        if (Number.isNaN(offset)) return NaN;
        at = end;
        continue;
      }
      const most = step === stepY ? 4 : step === stepFraction ? 9 : step === stepDayOfYear ? 3 : 2;
      const first = at;
      let value = 0;
      while (at < end && at - first < most) {
        const digit = (bytes[at] ?? 0) - 48;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        at += 1;
      }
      const digits = at - first;
      if (digits === 0) return NaN;
      if (step === stepY) {
        if (digits !== 4) return NaN;
        year = value;
      } else if (step === stepYearShort) {
        if (digits !== 2) return NaN;
        year = value < 69 ? 2000 + value : 1900 + value;
      } else if (step === stepMonth) month = value;
      else if (step === stepDay) day = value;
      else if (step === stepHour) {
        if (value > 23) return NaN;
        hour = value;
      } else if (step === stepHour12) {
        if (value < 1 || value > 12) return NaN;
        hour = value % 12;
      } else if (step === stepMinute) {
        if (digits !== 2 || value > 59) return NaN;
        minute = value;
      } else if (step === stepSecond) {
        if (digits !== 2 || value > 59) return NaN;
        second = value;
      } else if (step === stepFraction) fraction = Math.floor((value / 10 ** digits) * 1000);
      else if (step === stepDayOfYear) dayOfYear = value;
    }
    if (at !== end || !isDay(year, month, day)) return NaN;
    if (half === 1) hour += 12;
    let days = toDays(year, month, day);
    if (dayOfYear >= 0) {
      if (dayOfYear < 1 || dayOfYear > 366) return NaN;
      days = toDays(year, 1, 1) + dayOfYear - 1;
    }
    return days * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction - offset;
  };
}

/** The index of the name that begins at a place, with its length in the bits above the lowest four; −1 for none. */
function matchName(bytes: Uint8Array, at: number, end: number, names: readonly string[], short: boolean): number {
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? "";
    const length = short ? 3 : name.length;
    if (at + length > end) continue;
    let i = 0;
    while (i < length && ((bytes[at + i] ?? 0) | 32) === name.charCodeAt(i)) i += 1;
    if (i === length) return (length << 4) | index;
  }
  return -1;
}
