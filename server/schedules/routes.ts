/** The routes of schedules: read an expression, list, make, change, pause, run now, stop, their times, the secret of their web hooks, delete. */
import {Router} from "express";
import type {Request} from "express";
import {z} from "zod";
import type {NewSchedule, ScheduleChanges} from "#notebooks";
import {ownerOf} from "../accounts/sign-in.ts";
import type {Effects} from "../effects.ts";
import {described} from "../http/described.ts";
import {Problem, notFound} from "../http/problem.ts";
import {validate} from "../http/validate.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {ServerOptions} from "../options.ts";
import type {SourceFetcher} from "../sources/source-fetcher.ts";
import {nextDue} from "./due-times.ts";
import {readExpression, readingSchema, scheduleSchema, scheduledTimeSchema, secretSchema, toSchedule} from "./resources.ts";
import {toScheduledTime} from "./schedule-store.ts";
import type {ScheduleColumns, ScheduleStore, StoredSchedule} from "./schedule-store.ts";
import type {Scheduler} from "./scheduler.ts";
import {changeSettings, checkSettings, newSchedule, scheduleChanges, toSettings} from "./settings.ts";
import {toSecret} from "./web-hook.ts";

interface Parts {
  readonly schedules: ScheduleStore;
  readonly scheduler: Pick<Scheduler, "runNow" | "stop">;
  readonly notebooks: Pick<NotebookStore, "find">;
  readonly fetcher: Pick<SourceFetcher, "check">;
  readonly options: Pick<ServerOptions, "allowPrivateSources" | "effects">;
}

/** Schedules that an account may have. */
const mostSchedules = 2000;

const moment = z.coerce.number("must be milliseconds since 1970").int("must be an integer").optional();
const readingQuery = z.strictObject({
  cron: z.string("must be text").max(200, "must have at most 200 characters"),
  timeZone: z.string().max(100, "must have at most 100 characters").optional(),
  startsAt: moment,
  endsAt: moment,
});
const listQuery = z.strictObject({notebook: z.string().max(100, "must have at most 100 characters").optional()});
const timesQuery = z.strictObject({
  limit: z.coerce.number("must be a number").int("must be an integer").min(1, "must be 1 or more").max(500, "must be 500 or less").optional(),
  before: z.iso.datetime("must be a time such as 2026-01-31T06:00:00Z").optional(),
});

/** Under `/schedules`. */
export function scheduleRoutes(parts: Parts): Router {
  const {schedules, scheduler, notebooks, fetcher, options} = parts;
  // Asked for when they are needed: where routes are only listed there are none.
  const effects = (): Effects => options.effects;
  const resources = {schedules, notebooks, effects: {clock: () => effects().clock()}};
  const router = Router();

  const find = (request: Request<{id: string}>): StoredSchedule => {
    const schedule = schedules.find(ownerOf(request), request.params.id);
    if (!schedule) throw notFound("schedule");
    return schedule;
  };
  const toResource = (request: Request<{id: string}>) => toSchedule(ownerOf(request), find(request), resources);

  router.get("/", described({summary: "The schedules, newest first", scope: "read", query: listQuery, answer: z.array(scheduleSchema)}), (request, response) => {
    const {notebook} = validate(listQuery, request.query, "query");
    const owner = ownerOf(request);
    response.json(schedules.list(owner, notebook).map((schedule) => toSchedule(owner, schedule, resources)));
  });

  const reading = {summary: "What a cron expression says, and its next times", scope: "read", query: readingQuery, answer: readingSchema} as const;
  router.get("/reading", described(reading), (request, response) => {
    ownerOf(request);
    const {cron, timeZone = "UTC", startsAt = null, endsAt = null} = validate(readingQuery, request.query, "query");
    response.json(readExpression({cron, timeZone, startsAt, endsAt}, effects().clock()));
  });

  router.post("/", described({summary: "Make a schedule of a notebook", scope: "write", body: newSchedule, status: 201, answer: scheduleSchema}), (request, response) => {
    const owner = ownerOf(request);
    const given = validate(newSchedule, request.body ?? {}) as NewSchedule;
    const settings = checkSettings(toSettings(given), fetcher, options.allowPrivateSources);
    if (!notebooks.find(owner, given.notebook)) throw notFound("notebook");
    if (schedules.list(owner).length >= mostSchedules) throw new Problem("invalid-request", `an account has at most ${mostSchedules} schedules`);
    const nextAt = nextDue(settings, effects().clock());
    const status = nextAt === null ? "ended" : "active";
    const made = schedules.create(owner, {notebook: given.notebook, settings, nextAt, status, secret: toSecret(() => effects().randomId())});
    response.status(201).location(`/api/schedules/${made.id}`).json(toSchedule(owner, made, resources));
  });

  router.get("/:id", described({summary: "One schedule", scope: "read", answer: scheduleSchema}), (request, response) => {
    response.json(toResource(request));
  });

  const changing = {summary: "Change a schedule, pause it or go on", scope: "write", body: scheduleChanges, answer: scheduleSchema} as const;
  router.patch("/:id", described(changing), (request, response) => {
    const owner = ownerOf(request);
    const before = find(request);
    const given = validate(scheduleChanges, request.body ?? {}) as ScheduleChanges;
    const settings = checkSettings(changeSettings(before.settings, given), fetcher, options.allowPrivateSources);
    schedules.change(owner, before.id, toColumns(before, settings, given.status, effects().clock()));
    if (given.status === "paused") giveUpRetry(schedules, scheduler, owner, before.id);
    response.json(toResource(request));
  });

  router.delete("/:id", described({summary: "Delete a schedule; its runs stay in the notebook's history", scope: "write", status: 204}), (request, response) => {
    const {id} = find(request);
    scheduler.stop(ownerOf(request), id);
    schedules.delete(ownerOf(request), id);
    response.status(204).end();
  });

  router.get("/:id/times", described({summary: "The times that were taken up, newest first", scope: "read", query: timesQuery, answer: z.array(scheduledTimeSchema)}), (request, response) => {
    const {id} = find(request);
    const {limit = 100, before} = validate(timesQuery, request.query, "query");
    response.json(schedules.times(ownerOf(request), id, {limit, ...(before !== undefined && {before: Date.parse(before)})}).map(toScheduledTime));
  });

  router.post("/:id/runs", described({summary: "Run a schedule now", scope: "run", status: 202, answer: scheduledTimeSchema}), (request, response) => {
    const time = scheduler.runNow(ownerOf(request), find(request).id);
    response.status(202).json(toScheduledTime(time));
  });

  router.post("/:id/cancellation", described({summary: "Stop the run that a schedule is at, or give up trying again", scope: "run", status: 202, answer: scheduleSchema}), (request, response) => {
    scheduler.stop(ownerOf(request), find(request).id);
    response.status(202).json(toResource(request));
  });

  router.get("/:id/secret", described({summary: "The secret that web hooks are signed with", scope: "write", answer: secretSchema}), (request, response) => {
    response.json({secret: find(request).secret});
  });

  router.post("/:id/secret", described({summary: "Take another secret for web hooks", scope: "write", answer: secretSchema}), (request, response) => {
    const {id} = find(request);
    schedules.change(ownerOf(request), id, {secret: toSecret(() => effects().randomId())});
    response.json({secret: find(request).secret});
  });

  return router;
}

/** The next time is told anew where the times changed or the schedule goes on: what was due while it was paused is not made up for. */
function toColumns(before: StoredSchedule, settings: StoredSchedule["settings"], wanted: ScheduleChanges["status"], now: number): ScheduleColumns {
  if ((wanted ?? before.status) === "paused") return {settings, status: "paused", nextAt: null};
  const isSame = (["cron", "timeZone", "startsAt", "endsAt"] as const).every((name) => settings[name] === before.settings[name]);
  const goesOn = wanted === "active" && before.status === "paused";
  if (isSame && !goesOn) return {settings};
  const nextAt = nextDue(settings, now);
  return {settings, nextAt, status: nextAt === null ? "ended" : "active", pausedBecause: null, ...(goesOn && {failures: 0})};
}

function giveUpRetry(schedules: ScheduleStore, scheduler: Pick<Scheduler, "stop">, owner: ReturnType<typeof ownerOf>, id: string): void {
  if (schedules.openTime(owner, id)?.status === "retrying") scheduler.stop(owner, id);
}
