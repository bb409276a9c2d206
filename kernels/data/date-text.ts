/** Dates as people write them: a small pattern language, ISO 8601, and epochs, read straight from bytes into milliseconds since 1970, UTC. */

/** Reads `bytes[start … end]`; NaN when the text is not a date of this format. */
export type DateParser = (bytes: Uint8Array, start: number, end: number) => number;

const monthNames = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const weekdayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const dayLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days from 1970-01-01 in the proleptic Gregorian calendar, by counting years from March. Month 1 to 12. */
export function toDays(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (dayLengths[month - 1] ?? 0);
}

/** Two digits at a place, or −1. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 48;
  const units = (bytes[at + 1] ?? 0) - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1;
}

const dayMs = 86_400_000;

/**
 * ISO 8601 and its common relatives: `2026-03-01`, `2026-03-01T14:05`, with a space for the T, seconds, fractions (kept to the millisecond),
 * and `Z`, `+02:00`, `+0200` or `+02`. Without a zone it is UTC.
 */
function parseIso(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 10) return NaN;
  const century = twoDigits(bytes, start);
  const years = twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if (century < 0 || years < 0 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return NaN;
  const year = century * 100 + years;
  if (!isDay(year, month, day)) return NaN;
  const date = toDays(year, month, day) * dayMs;
  let at = start + 10;
  if (at === end) return date;
  const separator = bytes[at];
  if (separator !== 84 && separator !== 116 && separator !== 32) return NaN;
  const hour = twoDigits(bytes, at + 1);
  const minute = twoDigits(bytes, at + 4);
  if (end - at < 6 || hour < 0 || hour > 24 || bytes[at + 3] !== 58 || minute < 0 || minute > 59) return NaN;
  at += 6;
  let second = 0;
  let fraction = 0;
  if (at < end && bytes[at] === 58) {
    second = twoDigits(bytes, at + 1);
    if (end - at < 3 || second < 0 || second > 59) return NaN;
    at += 3;
    if (at < end && (bytes[at] === 46 || bytes[at] === 44)) {
      at += 1;
      let scale = 100;
      const first = at;
      for (; at < end; at += 1) {
        const digit = (bytes[at] ?? 0) - 48;
        if (digit < 0 || digit > 9) break;
        if (scale >= 1) fraction += digit * scale;
        scale /= 10;
      }
      if (at === first) return NaN;
    }
  }
  if (hour === 24 && (minute !== 0 || second !== 0 || fraction !== 0)) return NaN;
  const offset = at === end ? 0 : parseZone(bytes, at, end);
  return date + hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction - offset;
}

/** The offset of a zone in milliseconds, NaN when it is none. */
function parseZone(bytes: Uint8Array, start: number, end: number): number {
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

function toEpochParser(factor: number): DateParser {
  const decoder = new TextDecoder("latin1");
  return (bytes, start, end) => {
    const text = decoder.decode(bytes.subarray(start, end)).trim();
    if (!/^-?\d+(?:\.\d+)?$/.test(text)) return NaN;
    const milliseconds = Math.round(Number(text) * factor);
    return Math.abs(milliseconds) <= 8.64e15 ? milliseconds : NaN;
  };
}

const directives = "YymdbBaHIMSfpzj";

/** A reason why a text is no date format, or null. */
export function checkDateFormat(format: string): string | null {
  if (format === "iso" || format === "epoch-seconds" || format === "epoch-milliseconds") return null;
  const used = new Set<string>();
  for (let i = 0; i < format.length; i += 1) {
    const unit = format.charCodeAt(i);
    if (unit > 126) return `date format "${format}" may hold ASCII characters only`;
    if (unit !== 37) continue;
    const letter = format[i + 1] ?? "";
    if (letter === "" || !`${directives}%`.includes(letter)) return `date format "${format}" has an unknown directive "%${letter}"`;
    used.add(letter);
    i += 1;
  }
  if (!used.has("Y") && !used.has("y")) return `date format "${format}" has no year (%Y or %y)`;
  return null;
}

/** The parser of a format: `iso`, `epoch-seconds`, `epoch-milliseconds`, or a pattern of % directives. */
export function toDateParser(format: string): DateParser {
  const problem = checkDateFormat(format);
  if (problem !== null) throw new TypeError(problem);
  if (format === "iso") return parseIso;
  if (format === "epoch-seconds") return toEpochParser(1000);
  if (format === "epoch-milliseconds") return toEpochParser(1);
  return toPatternParser(format);
}

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

function toPatternParser(format: string): DateParser {
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

/** Patterns to try for a text, in the order in which they are preferred; day-first before month-first where both may fit. */
export function listDateFormats(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text.trim());
  if (bytes.length < 6 || bytes.length > 40 || !/\d/.test(text)) return [];
  return allFormats().filter(({parse}) => !Number.isNaN(parse(bytes, 0, bytes.length))).map(({format}) => format);
}

let formats: readonly {readonly format: string; readonly parse: DateParser}[] | null = null;

function allFormats(): readonly {readonly format: string; readonly parse: DateParser}[] {
  formats ??= ["iso", ...listPatterns()].map((format) => ({format, parse: toDateParser(format)}));
  return formats;
}

function listPatterns(): string[] {
  const dates: string[] = ["%Y-%m"];
  for (const mark of ["/", ".", "-", " "]) {
    dates.push(`%Y${mark}%m${mark}%d`);
    for (const year of ["%Y", "%y"]) dates.push(`%d${mark}%m${mark}${year}`, `%m${mark}%d${mark}${year}`);
    for (const month of ["%b", "%B"]) {
      for (const year of ["%Y", "%y"]) dates.push(`%d${mark}${month}${mark}${year}`);
      dates.push(`%Y${mark}${month}${mark}%d`);
    }
  }
  for (const month of ["%b", "%B"]) {
    dates.push(`${month} %d %Y`, `${month} %d, %Y`, `${month} %Y`, `${month}-%y`, `%d. ${month} %Y`, `%a, %d ${month} %Y`, `%a ${month} %d %Y`);
  }
  const times = ["", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p"];
  const joined = dates.flatMap((date) => times.flatMap((time) => (time === "" ? [date] : [`${date} ${time}`, `${date}T${time}`])));
  const zoned = joined.filter((format) => format.includes("%H:%M:%S") || format.includes("%H:%M")).flatMap((format) => [`${format}%z`, `${format} %z`]);
  return [...joined, ...zoned, "%d/%b/%Y:%H:%M:%S %z", "%d/%b/%Y:%H:%M:%S", "%a %b %d %H:%M:%S %Y", "%H:%M %d/%m/%Y"];
}

/** The same pattern with day and month exchanged, or null where they cannot be confused. */
export function swapDayAndMonth(format: string): string | null {
  if (!format.includes("%d") || !format.includes("%m")) return null;
  if (format.indexOf("%Y") === 0) return null;
  return format.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m");
}
