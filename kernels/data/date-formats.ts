/** The date formats that are tried when a column may hold dates. */
import {type DateParser, toDateParser} from "./date-text.ts";

/** Patterns to try for a text, in the order in which they are preferred; day-first before month-first where both may fit. */
export function listDateFormats(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text.trim());
  if (bytes.length < 6 || bytes.length > 40 || !/\d/.test(text)) return [];
  return allFormats()
    .filter(({parse}) => !Number.isNaN(parse(bytes, 0, bytes.length)))
    .map(({format}) => format);
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
    dates.push(
      `${month} %d %Y`,
      `${month} %d, %Y`,
      `${month} %Y`,
      `${month}-%y`,
      `%d. ${month} %Y`,
      `%a, %d ${month} %Y`,
      `%a ${month} %d %Y`,
    );
  }
  const times = ["", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p"];
  const joined = dates.flatMap((date) => times.flatMap((time) => (time === "" ? [date] : [`${date} ${time}`, `${date}T${time}`])));
  const zoned = joined
    .filter((format) => format.includes("%H:%M:%S") || format.includes("%H:%M"))
    .flatMap((format) => [`${format}%z`, `${format} %z`]);
  return [...joined, ...zoned, "%d/%b/%Y:%H:%M:%S %z", "%d/%b/%Y:%H:%M:%S", "%a %b %d %H:%M:%S %Y", "%H:%M %d/%m/%Y"];
}

/** The same pattern with day and month exchanged, or null where they cannot be confused. */
export function swapDayAndMonth(format: string): string | null {
  if (!format.includes("%d") || !format.includes("%m")) return null;
  if (format.indexOf("%Y") === 0) return null;
  return format.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m");
}
