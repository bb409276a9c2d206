/** Cron expressions: what they say in words and when they are due, in a time zone. A time that a clock change skips is due once, and one that it repeats too. */
import {Cron} from "croner";
import cronstrue from "cronstrue";

export interface CronTimes {
  /** The first time after a moment (milliseconds since 1970); null when there is none. */
  next(after: number): number | null;
  /** The last time at or before a moment; null when there is none. */
  last(at: number): number | null;
}

const longest = 200;

/**
 * The times of an expression of five fields (minute, hour, day, month, weekday) or a name such as `@daily`, in an IANA time zone.
 * @throws RangeError that says what is wrong, for an expression or a time zone that cannot be read.
 */
export function readCron(expression: string, timeZone: string): CronTimes {
  if (expression.length > longest) throw new RangeError(`a cron expression has at most ${longest} characters, got ${expression.length}`);
  if (!isTimeZone(timeZone)) throw new RangeError(`a time zone is an IANA name such as Europe/Berlin, got ${JSON.stringify(timeZone)}`);
  if (!/^@[a-z]+$/i.test(expression.trim()) && expression.trim().split(/\s+/).length !== 5)
    throw new RangeError(`a cron expression has five fields (minute, hour, day, month, weekday), got ${JSON.stringify(expression)}`);
  const cron = make(expression, timeZone);
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
    last: (at) => cron.previousRuns(1, new Date(at + 1))[0]?.getTime() ?? null,
  };
}

function make(expression: string, timeZone: string): Cron {
  try {
    const cron = new Cron(expression.trim(), {timezone: timeZone, mode: "5-part", paused: true});
    cron.nextRun(new Date(0));
    return cron;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new RangeError(`the cron expression ${JSON.stringify(expression)} cannot be read: ${error.message.replace(/^CronPattern: /, "")}`, {cause: error});
  }
}

/** The expression in words: `At 06:00, Monday through Friday`. */
export function describeCron(expression: string): string {
  return cronstrue.toString(expression.trim(), {use24HourTimeFormat: true, verbose: false});
}

/** The times after a moment, at most so many. */
export function nextTimes({next}: CronTimes, after: number, count: number): number[] {
  const times: number[] = [];
  for (let at = next(after); at !== null && times.length < count; at = next(at)) times.push(at);
  return times;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", {timeZone}).resolvedOptions().timeZone !== "" && !/^[+-]/.test(timeZone);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
