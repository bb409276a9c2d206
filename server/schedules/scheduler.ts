/**
 * Schedules at work. A due time is taken up by writing its row, before any work; so it runs once, whatever becomes of the server. What the server
 * leaves in the middle is taken up again by the next one; what was missed is made up for by the last time that was. Everything goes by the clock
 * that is passed in: the timer only says when to look at it.
 */
import {setImmediate as yieldToOthers} from "node:timers/promises";
import type {Effects} from "../effects.ts";
import {Problem, notFound} from "../http/problem.ts";
import type {Log} from "../log.ts";
import type {Runner} from "../runs/runner.ts";
import type {Database} from "../store/database.ts";
import type {OwnerId} from "../store/schema.ts";
import type {Attempt, Outcome} from "./attempt.ts";
import {lastDue, nextDue} from "./due-times.ts";
import type {ScheduleStore, StoredSchedule, StoredTime} from "./schedule-store.ts";
import type {Settler} from "./settle.ts";
import type {WebHooks} from "./web-hook.ts";

export interface Scheduler {
  /** Takes up what a server before left in the middle, and looks at the clock from now on. */
  start(): void;
  /** Looks at the clock: takes up whatever is due, and resolves when all of it was taken up. */
  advance(): Promise<void>;
  /** Takes a time up now, by hand; throws `not-found`, or `schedule-running` when the schedule is at another. */
  runNow(owner: OwnerId, id: string): StoredTime;
  /** Stops the run that a schedule is at, or gives up trying again. */
  stop(owner: OwnerId, id: string): void;
  /** Resolves when nothing that was taken up is under way. */
  settled(): Promise<void>;
  /** Leaves what is under way for the next server. */
  close(): Promise<void>;
}

/** Calls a function again and again until the function that it gives is called. */
export interface Timer {
  every(milliseconds: number, work: () => void): () => void;
}

export const systemTimer: Timer = {
  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};

interface Parts {
  readonly database: Pick<Database, "findDueTimes">;
  readonly schedules: ScheduleStore;
  readonly runner: Pick<Runner, "cancel">;
  readonly webHooks: WebHooks;
  readonly effects: Pick<Effects, "clock">;
  readonly timer: Timer;
  readonly log: Log;
  attempt(given: Attempt): Promise<Outcome>;
  readonly settler: Settler;
}

const lookMs = 1000;
/** Times that are taken up before others get a turn, and those that may be under way at once; the rest wait in the database. */
const batch = 25;
const mostUnderWay = 5000;
/** A time in the middle of which the server ended so often is not taken up again: it may be what ends the server. */
const mostInterruptions = 3;

export function createScheduler({database, schedules, runner, webHooks, effects, timer, log, attempt, settler}: Parts): Scheduler {
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  let lastLook = -Infinity;
  let looking: Promise<void> | null = null;
  let stopTimer: () => void = () => undefined;

  function begin(owner: OwnerId, schedule: StoredSchedule, time: StoredTime): void {
    const work = async (): Promise<void> => {
      let outcome: Outcome;
      try {
        outcome =
          time.interruptions >= mostInterruptions
            ? {type: "failed", run: null, message: `the server ended ${time.interruptions} times in the middle of it`}
            : await attempt({owner, schedule, time, signal: stopping.signal});
      } catch (error) {
        log.error({err: error, schedule: schedule.id}, "a scheduled time failed in the server");
        outcome = {type: "failed", run: null, message: "something went wrong in the server: its log has the details"};
      }
      settler.settle(owner, schedule.id, time.due, outcome);
      webHooks.advance();
    };
    const done = work()
      .catch((error: unknown) => log.error({err: error, schedule: schedule.id}, "a scheduled time could not be settled"))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }

  /** Null when it was taken up before, or there is nothing to take up. */
  function takeUp(owner: OwnerId, id: string): StoredTime | null {
    const schedule = schedules.find(owner, id);
    if (!schedule || schedule.nextAt === null) return null;
    const now = effects.clock();
    const {due, missed} = lastDue(schedule.settings, schedule.nextAt, now);
    return schedules.takeUp(owner, id, {due, missed, isByHand: false, nextAt: nextDue(schedule.settings, Math.max(now, due))});
  }

  function takeUpAll(): number {
    const due = database.findDueTimes(effects.clock(), Math.min(batch, mostUnderWay - underWay.size));
    for (const {kind, owner, schedule: id, due: at} of due) {
      try {
        const time = kind === "first" ? takeUp(owner, id) : schedules.takeUpAgain(owner, id, at);
        const schedule = time && schedules.find(owner, id);
        if (time && schedule) begin(owner, schedule, time);
      } catch (error) {
        // A schedule whose times cannot be told any more holds no others up.
        log.error({err: error, schedule: id}, "a scheduled time could not be taken up");
        const message = error instanceof Error ? error.message : String(error);
        schedules.change(owner, id, {status: "paused", pausedBecause: message, nextAt: null});
        if (kind === "again") schedules.changeTime(owner, id, at, {status: "failed", message, finishedAt: effects.clock()});
      }
    }
    return due.length;
  }

  /** After the clock was set back, or with another server's times: what schedules wait for lies no farther away than it must. */
  function tellTimesAnew(): void {
    const now = effects.clock();
    for (const {owner, id} of schedules.waiting()) {
      const schedule = schedules.find(owner, id);
      if (!schedule || schedule.nextAt === null || schedule.nextAt <= now) continue;
      const next = nextDue(schedule.settings, now);
      if (next !== null && next < schedule.nextAt) schedules.change(owner, id, {nextAt: next});
    }
  }

  async function look(): Promise<void> {
    const now = effects.clock();
    if (now < lastLook) tellTimesAnew();
    lastLook = now;
    webHooks.advance();
    while (!stopping.signal.aborted && underWay.size < mostUnderWay && takeUpAll() > 0) await yieldToOthers();
  }

  /** One look after the other: a look that is asked for during another follows it. */
  function advance(): Promise<void> {
    const next = (looking ?? Promise.resolve()).then(look).finally(() => {
      if (looking === next) looking = null;
    });
    looking = next;
    return next;
  }

  function find(owner: OwnerId, id: string): StoredSchedule {
    const schedule = schedules.find(owner, id);
    if (!schedule) throw notFound("schedule");
    return schedule;
  }

  return {
    advance,
    start() {
      const resumed = schedules.resumeStarted();
      if (resumed > 0) log.warn({times: resumed}, "scheduled times that were interrupted are taken up again");
      tellTimesAnew();
      const lookAgain = (): void => {
        if (!looking) advance().catch((error: unknown) => log.error({err: error}, "looking for what is due failed"));
      };
      lookAgain();
      stopTimer = timer.every(lookMs, lookAgain);
    },
    runNow(owner, id) {
      if (stopping.signal.aborted) throw new Problem("shutting-down", "the server is stopping");
      const schedule = find(owner, id);
      const time = schedules.takeUp(owner, id, {due: effects.clock(), missed: 0, isByHand: true, nextAt: schedule.nextAt});
      if (!time) throw new Problem("schedule-running", "the schedule is at another run, or will try it again: wait for it, or stop it");
      begin(owner, schedule, time);
      return time;
    },
    stop(owner, id) {
      find(owner, id);
      const time = schedules.openTime(owner, id);
      if (!time) return;
      if (time.status === "retrying") schedules.changeTime(owner, id, time.due, {status: "cancelled", finishedAt: effects.clock()});
      else if (time.run !== null) runner.cancel(owner, time.run);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
      await webHooks.settled();
    },
    async close() {
      stopping.abort();
      stopTimer();
      await looking?.catch(() => undefined);
      while (underWay.size > 0) await Promise.all(underWay);
      await webHooks.close();
    },
  };
}
