/** Dates as people write them: a small pattern language, ISO 8601, and epochs, read straight from bytes into milliseconds since 1970, UTC. */
import {dayMs, isDay, parseZone, toDays, twoDigits} from "./calendar.ts";
import {toPatternParser} from "./date-pattern.ts";

/** Reads `bytes[start … end]`; NaN when the text is not a date of this format. */
export type DateParser = (bytes: Uint8Array, start: number, end: number) => number;

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
