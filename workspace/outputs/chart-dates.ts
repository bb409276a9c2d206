/** Dates in the expressions of charts. The interpreter takes a single number for a year; it is milliseconds, as Vega itself and a numeric domain on a time axis mean it. */
import {vega} from "vega-embed";

/** Corrects the function for every chart that is drawn from now on. */
export function correctDates(): void {
  vega.expressionFunction("datetime", toDate);
}

/** Texts and single numbers are points in time; more numbers are year, month and so on. */
function toDate(first: number | string, month?: number, day = 1, hours = 0, minutes = 0, seconds = 0, milliseconds = 0): Date {
  if (typeof first === "string" || month === undefined) return new Date(first);
  return new Date(first, month, day, hours, minutes, seconds, milliseconds);
}
