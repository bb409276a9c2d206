/** The steps that a series is in: real time for minutes and hours, the calendar for days, weeks, months and years. */
import type {Zone} from "./zone.ts";

/** Steps as a line of whole numbers: which one a time is at, and when one begins. */
export interface Steps {
  /** In words, such as `day`, `business day`, `month end` or `15 minutes`. */
  readonly name: string;
  /** A whole number for a time that is at a step. */
  toPosition(time: number): number;
  toTime(position: number): number;
}

export const stepNames = ["minute", "hour", "day", "business-day", "week", "month", "quarter", "year"] as const;
export type StepName = (typeof stepNames)[number];

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Steps of equal length in real time. */
function equalSteps(lengthMs: number, origin: number): Steps {
  const [amount, unit] = lengthMs % dayMs === 0 ? [lengthMs / dayMs, "day"] : lengthMs % 3_600_000 === 0 ? [lengthMs / 3_600_000, "hour"] : lengthMs % minuteMs === 0 ? [lengthMs / minuteMs, "minute"] : [lengthMs / 1000, "second"];
  return {name: amount === 1 ? unit : `${amount} ${unit}s`, toPosition: (time) => (time - origin) / lengthMs, toTime: (position) => origin + position * lengthMs};
}

/** Every so many days of the calendar, at one hour of the wall. */
function daySteps(days: number, first: number, zone: Zone): Steps {
  const origin = zone.toWall(first);
  const name = days === 1 ? "day" : days === 7 ? "week" : days % 7 === 0 ? `${days / 7} weeks` : `${days} days`;
  return {name, toPosition: (time) => (zone.toWall(time) - origin) / (days * dayMs), toTime: (position) => zone.toInstant(origin + position * days * dayMs)};
}

/** Monday to Friday, at one hour of the wall. A Saturday or a Sunday is at no step. */
function businessDaySteps(first: number, zone: Zone): Steps {
  const hour = ((zone.toWall(first) % dayMs) + dayMs) % dayMs;
  // 5 January 1970 was a Monday.
  const toPosition = (time: number): number => {
    const day = (zone.toWall(time) - hour) / dayMs - 4;
    const weekday = ((day % 7) + 7) % 7;
    return weekday > 4 ? Number.NaN : Math.floor(day / 7) * 5 + weekday;
  };
  return {name: "business day", toPosition, toTime: (position) => zone.toInstant((4 + Math.floor(position / 5) * 7 + (((position % 5) + 5) % 5)) * dayMs + hour)};
}

/** Every so many months on one day of the month, or on its last one where it is shorter. */
function monthSteps(months: number, day: number, first: number, zone: Zone): Steps {
  const hour = ((zone.toWall(first) % dayMs) + dayMs) % dayMs;
  const monthOf = (time: number): number => {
    const date = new Date(zone.toWall(time));
    return 12 * date.getUTCFullYear() + date.getUTCMonth();
  };
  const origin = monthOf(first);
  const toTime = (position: number): number => {
    const month = origin + position * months;
    return zone.toInstant(new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, Math.min(day, lastDay(month))) + hour);
  };
  const unit = day === 31 ? " end" : "";
  const name = months === 12 ? `year${unit}` : months === 3 ? `quarter${unit}` : months === 1 ? `month${unit}` : `${months} months`;
  return {
    name,
    toPosition: (time) => {
      const position = (monthOf(time) - origin) / months;
      return Number.isInteger(position) && toTime(position) === time ? position : Number.NaN;
    },
    toTime,
  };
}

const lastDay = (month: number): number => new Date(new Date(0).setUTCFullYear(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();

/** The beginning of the step of that name that a time lies in. */
export function floorTo(step: StepName, time: number, zone: Zone): number {
  if (step === "minute" || step === "hour") {
    const length = step === "minute" ? minuteMs : 60 * minuteMs;
    return Math.floor(time / length) * length;
  }
  const wall = new Date(zone.toWall(time));
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  const start = new Date(0);
  if (step === "week") start.setUTCFullYear(year, month, day - ((wall.getUTCDay() + 6) % 7));
  else if (step === "day" || step === "business-day") start.setUTCFullYear(year, month, day);
  else start.setUTCFullYear(year, step === "year" ? 0 : step === "quarter" ? month - (month % 3) : month, 1);
  return zone.toInstant(start.getTime());
}

/** The steps of a name, from a time that begins one. */
export function namedSteps(step: StepName, first: number, zone: Zone): Steps {
  if (step === "minute") return equalSteps(minuteMs, first);
  if (step === "hour") return equalSteps(60 * minuteMs, first);
  if (step === "day" || step === "week") return daySteps(step === "day" ? 1 : 7, first, zone);
  if (step === "business-day") return businessDaySteps(first, zone);
  return monthSteps(step === "month" ? 1 : step === "quarter" ? 3 : 12, 1, first, zone);
}

/**
 * The steps that rising times are most often apart, on the calendar where all have one hour of the wall.
 *
 * @param times at least 2, strictly rising.
 */
export function findSteps(times: readonly number[], zone: Zone): Steps {
  const first = times[0]!;
  const walls = times.map((time) => zone.toWall(time));
  const hour = ((walls[0]! % dayMs) + dayMs) % dayMs;
  if (walls.some((wall) => (((wall % dayMs) + dayMs) % dayMs) !== hour)) return equalSteps(mostCommonGap(times), first);
  const dates = walls.map((wall) => new Date(wall));
  const months = dates.map((date) => 12 * date.getUTCFullYear() + date.getUTCMonth());
  const lasts = months.map(lastDay);
  const days = dates.map((date) => date.getUTCDate());
  const day = days.every((own, i) => own === lasts[i]) ? 31 : days.reduce((a, b) => Math.max(a, b));
  const isMonthly = months.every((month, i) => i === 0 || month > months[i - 1]!) && days.every((own, i) => own === Math.min(day, lasts[i]!));
  if (isMonthly) return monthSteps(mostCommonGap(months), day, first, zone);
  const gap = mostCommonGap(walls) / dayMs;
  const weekdays = new Set(dates.map((date) => date.getUTCDay()));
  if (gap === 1 && times.length >= 6 && !weekdays.has(0) && !weekdays.has(6) && weekdays.has(1) && weekdays.has(5)) return businessDaySteps(first, zone);
  return daySteps(gap, first, zone);
}

/** The smallest of the most common differences. */
function mostCommonGap(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < numbers.length; i += 1) counts.set(numbers[i]! - numbers[i - 1]!, (counts.get(numbers[i]! - numbers[i - 1]!) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a))[0];
}
