/** Which times of a schedule are due: those of its expression between its start and its end. */
import type {ScheduleSettings} from "#notebooks";
import {readCron} from "./cron.ts";

type When = Pick<ScheduleSettings, "cron" | "timeZone" | "startsAt" | "endsAt">;

/** Missed times are counted up to here. */
export const missedCounted = 1000;

/** The first due time after a moment, milliseconds since 1970; null when there is none. */
export function nextDue({cron, timeZone, startsAt, endsAt}: When, after: number): number | null {
  const next = readCron(cron, timeZone).next(startsAt === null ? after : Math.max(after, startsAt - 1));
  return next === null || (endsAt !== null && next > endsAt) ? null : next;
}

export function nextDues(when: When, after: number, count: number): number[] {
  const times: number[] = [];
  for (let at = nextDue(when, after); at !== null && times.length < count; at = nextDue(when, at)) times.push(at);
  return times;
}

/**
 * Of the times from one that is due until now, the last: it makes up for all of them. With how many lie before it, at most `missedCounted`.
 */
export function lastDue({cron, timeZone, endsAt}: When, first: number, now: number): {readonly due: number; readonly missed: number} {
  const times = readCron(cron, timeZone);
  const due = Math.max(first, times.last(endsAt === null ? now : Math.min(now, endsAt)) ?? first);
  let missed = 0;
  for (let at: number | null = first; at !== null && at < due && missed < missedCounted; at = times.next(at)) missed += 1;
  return {due, missed};
}
