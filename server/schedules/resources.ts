/** Schedules, their times and notices as the interface answers them, and the same as schemas for the OpenAPI document. */
import {z} from "zod";
import type {CronReading, Notice, Schedule, ScheduleSettings, ScheduledTime, WebHookSecret} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {OwnerId} from "../store/schema.ts";
import {describeCron} from "./cron.ts";
import {nextDue, nextDues} from "./due-times.ts";
import {toScheduledTime} from "./schedule-store.ts";
import type {ScheduleStore, StoredSchedule} from "./schedule-store.ts";

/** Next times that are told. */
const timesTold = 5;

interface Parts {
  readonly schedules: Pick<ScheduleStore, "times" | "openTime">;
  readonly notebooks: Pick<NotebookStore, "find">;
  readonly effects: Pick<Effects, "clock">;
}

export function toSchedule(owner: OwnerId, stored: StoredSchedule, {schedules, notebooks, effects}: Parts): Schedule {
  const {id, notebook, settings, status, pausedBecause, nextAt, failures, createdAt} = stored;
  const [latest] = schedules.times(owner, id, {limit: 1});
  const later = nextAt === null ? [] : nextDues(settings, Math.max(nextAt, effects.clock()), timesTold - 1);
  return {
    ...settings, id, notebook, status, pausedBecause,
    title: notebooks.find(owner, notebook)?.title ?? "",
    reading: describeCron(settings.cron),
    next: nextAt === null ? [] : [nextAt, ...later].map(toIso),
    isRunning: schedules.openTime(owner, id) !== null,
    failuresInARow: failures,
    latest: latest ? toScheduledTime(latest) : null,
    createdAt: toIso(createdAt),
  };
}

/** What an expression says and when it is due next, or why it cannot be read. */
export function readExpression({cron, timeZone, startsAt, endsAt}: Pick<ScheduleSettings, "cron" | "timeZone" | "startsAt" | "endsAt">, now: number): CronReading {
  try {
    const next = nextDue({cron, timeZone, startsAt, endsAt}, now);
    const times = next === null ? [] : [next, ...nextDues({cron, timeZone, startsAt, endsAt}, next, timesTold - 1)];
    return {reading: describeCron(cron), next: times.map(toIso), problem: null};
  } catch (error) {
    if (error instanceof RangeError) return {reading: null, next: [], problem: error.message};
    throw error;
  }
}

const time = z.iso.datetime().describe("ISO 8601, UTC");
const count = z.int().min(0);
const milliseconds = z.number().nullable().describe("Milliseconds since 1970.");

const scheduledTime = z.strictObject({
  due: time,
  status: z.enum(["started", "retrying", "succeeded", "failed", "cancelled"]),
  isByHand: z.boolean(),
  attempts: count,
  run: z.string().nullable().describe("Id of the latest attempt's run."),
  message: z.string().nullable().describe("Why it did not succeed, or what changed, in words."),
  isChanged: z.boolean().nullable(),
  missed: count.describe("Due times before it that it makes up for."),
  finishedAt: time.nullable(),
});
export const scheduledTimeSchema: z.ZodType<ScheduledTime> = (scheduledTime as z.ZodType<ScheduledTime>).meta({id: "ScheduledTime"});

export const scheduleSchema: z.ZodType<Schedule> = (
  z.strictObject({
    id: z.string(),
    notebook: z.string(),
    title: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    parameters: z.record(z.string(), z.json()),
    startsAt: milliseconds,
    endsAt: milliseconds,
    retries: count,
    retryDelaySeconds: z.number(),
    timeLimitSeconds: z.number(),
    pauseAfterFailures: count,
    publishes: z.boolean(),
    sources: z.array(z.strictObject({name: z.string(), kind: z.enum(["address", "file"]), location: z.string()})),
    notify: z.strictObject({onFailure: z.boolean(), onChange: z.boolean(), webHook: z.string().nullable()}),
    status: z.enum(["active", "paused", "ended"]),
    pausedBecause: z.string().nullable().describe("Why it paused itself."),
    reading: z.string().describe("The expression in words."),
    next: z.array(time).describe("The next times, at most five."),
    isRunning: z.boolean(),
    failuresInARow: count,
    latest: scheduledTimeSchema.nullable(),
    createdAt: time,
  }) as z.ZodType<Schedule>
).meta({id: "Schedule"});

export const readingSchema: z.ZodType<CronReading> = (
  z.strictObject({reading: z.string().nullable(), next: z.array(time), problem: z.string().nullable()}) as z.ZodType<CronReading>
).meta({id: "CronReading"});

export const secretSchema: z.ZodType<WebHookSecret> = z.strictObject({secret: z.string().describe("`whsec_` and the key in base64.")}).meta({id: "WebHookSecret"});

export const noticeSchema: z.ZodType<Notice> = (
  z.strictObject({
    id: z.string(),
    schedule: z.string(),
    notebook: z.string(),
    title: z.string(),
    run: z.string().nullable(),
    before: z.string().nullable().describe("The run that it was compared with, when its result changed."),
    kind: z.enum(["failed", "changed", "paused", "undelivered"]),
    text: z.string(),
    at: time,
    isSeen: z.boolean(),
  }) as z.ZodType<Notice>
).meta({id: "Notice"});
