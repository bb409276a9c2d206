/** A schedule's settings as they come from outside: checked field by field, with what is left out at its default. */
import {z} from "zod";
import {defaultScheduleSettings} from "#notebooks";
import type {NewSchedule, ScheduleChanges, ScheduleSettings} from "#notebooks";
import {Problem} from "../http/problem.ts";
import {isControlCharacter} from "../http/validate.ts";
import {SourceError, checkUrl} from "../sources/address-guard.ts";
import {toUrl} from "../sources/fetch-address.ts";
import type {SourceFetcher} from "../sources/source-fetcher.ts";
import {readCron} from "./cron.ts";

const text = (most: number) => z.string("must be text").max(most, `must have at most ${most} characters`);
const flag = z.boolean("must be true or false");
const integer = (least: number, most: number) => z.int("must be an integer").min(least, `must be ${least} or more`).max(most, `must be ${most} or less`);
const moment = z.int("must be milliseconds since 1970").min(0, "must be 0 or more").max(8_640_000_000_000_000, "must be a date").nullable();

const source = z.strictObject({
  name: text(100).trim().min(1, "must not be empty").refine((name) => !isControlCharacter.test(name), "must not have control characters"),
  kind: z.enum(["address", "file"], "must be address or file"),
  location: text(2000).trim().min(1, "must not be empty"),
});
const notify = z.strictObject({onFailure: flag.optional(), onChange: flag.optional(), webHook: text(2000).trim().min(1, "must not be empty").nullable().optional()});

const fields = {
  cron: text(200).trim(),
  timeZone: text(100).trim().optional(),
  parameters: z.record(text(200).min(1, "must not be empty"), z.json("must be JSON")).optional(),
  startsAt: moment.optional(),
  endsAt: moment.optional(),
  retries: integer(0, 10).optional(),
  retryDelaySeconds: integer(1, 3600).optional(),
  timeLimitSeconds: integer(1, 86_400).optional(),
  pauseAfterFailures: integer(1, 100).optional(),
  publishes: flag.optional(),
  sources: z.array(source).max(10, "must have at most 10 sources").optional(),
  notify: notify.optional(),
};

export const newSchedule = z.strictObject({notebook: text(100), ...fields});
export const scheduleChanges = z.strictObject({
  ...fields,
  cron: fields.cron.optional(),
  status: z.enum(["active", "paused"], "must be active or paused").optional(),
});

/** What cannot be checked by shape alone. Throws the problem `invalid-request` that names the field. */
export function checkSettings(settings: ScheduleSettings, fetcher: Pick<SourceFetcher, "check">, allowsPrivate: boolean): ScheduleSettings {
  const {cron, timeZone, startsAt, endsAt, sources, notify: {webHook}} = settings;
  check(/time zone/, "cron", "timeZone", () => readCron(cron, timeZone));
  if (startsAt !== null && endsAt !== null && endsAt < startsAt) throw refusal("endsAt", "lies before the start");
  sources.forEach((one, index) => {
    check(null, `sources.${index}.location`, "", () => fetcher.check(one));
    if (sources.findIndex(({name}) => name === one.name) !== index) throw refusal(`sources.${index}.name`, `two sources are named ${JSON.stringify(one.name)}`);
  });
  if (webHook !== null) check(null, "notify.webHook", "", () => checkUrl(toUrl(webHook), allowsPrivate));
  return settings;
}

/** Work of which a refusal belongs to a field; to the second where the message is as said. */
function check(other: RegExp | null, field: string, otherField: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SourceError)) throw error;
    throw refusal(other?.test(error.message) ? otherField : field, error.message, error);
  }
}

function refusal(field: string, message: string, cause?: unknown): Problem {
  return new Problem("invalid-request", message, {fields: {[field]: message}, cause});
}

/** Settings of a new schedule. */
export function toSettings({notebook: _notebook, notify: told = {}, ...given}: NewSchedule): ScheduleSettings {
  return {...defaultScheduleSettings, ...withoutAbsent(given), notify: {...defaultScheduleSettings.notify, ...withoutAbsent(told)}} as ScheduleSettings;
}

export function changeSettings(before: ScheduleSettings, {notify: told = {}, status: _status, ...given}: ScheduleChanges): ScheduleSettings {
  return {...before, ...withoutAbsent(given), notify: {...before.notify, ...withoutAbsent(told)}};
}

function withoutAbsent<Fields extends object>(given: Fields): Fields {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Fields;
}
