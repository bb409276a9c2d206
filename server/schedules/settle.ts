/** What follows from an attempt at a due time, in one transaction: it is over, tried again or left for the next server; its owner is told; the schedule pauses itself. */
import type {Effects} from "../effects.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {Database} from "../store/database.ts";
import type {OwnerId} from "../store/schema.ts";
import type {Outcome} from "./attempt.ts";
import {toWebHookBody} from "./messages.ts";
import type {Told} from "./messages.ts";
import type {NoticeStore} from "./notice-store.ts";
import type {ScheduleStore, StoredSchedule, StoredTime} from "./schedule-store.ts";

export interface Settler {
  /** Writes what an attempt came to. A schedule or a time that is gone is left alone. */
  settle(owner: OwnerId, schedule: string, due: number, outcome: Outcome): void;
}

interface Parts {
  readonly database: Pick<Database, "transaction">;
  readonly schedules: ScheduleStore;
  readonly notices: Pick<NoticeStore, "add" | "addDelivery">;
  readonly notebooks: Pick<NotebookStore, "find">;
  readonly effects: Pick<Effects, "clock">;
  /** Where people reach the server. */
  address(): string;
}

const longestDelayMs = 6 * 3_600_000;

/** Milliseconds until a time is tried again: the schedule's own delay, doubled with every attempt, six hours at most. */
export function retryDelayMs(delaySeconds: number, attempts: number): number {
  return Math.min(longestDelayMs, delaySeconds * 1000 * 2 ** (attempts - 1));
}

export function createSettler({database, schedules, notices, notebooks, effects, address}: Parts): Settler {
  function tell(owner: OwnerId, schedule: StoredSchedule, time: StoredTime, told: Pick<Told, "kind" | "text"> & Partial<Told>): void {
    const title = notebooks.find(owner, schedule.notebook)?.title ?? "";
    const whole: Told = {run: null, before: null, comparison: null, page: null, ...told, schedule, time, title};
    notices.add(owner, {schedule: schedule.id, run: whole.run?.id ?? null, before: whole.before?.id ?? null, kind: whole.kind, text: whole.text});
    const {webHook} = schedule.settings.notify;
    if (webHook !== null) notices.addDelivery(owner, {schedule: schedule.id, address: webHook, body: toWebHookBody(whole, effects.clock(), address())});
  }

  function fail(owner: OwnerId, schedule: StoredSchedule, time: StoredTime, {run, message}: Extract<Outcome, {type: "failed"}>): void {
    const {id, settings} = schedule;
    const now = effects.clock();
    const columns = {message, ...(run && {run: run.id})};
    if (!time.isByHand && time.attempts <= settings.retries && schedule.status !== "paused") {
      schedules.changeTime(owner, id, time.due, {...columns, status: "retrying", retryAt: now + retryDelayMs(settings.retryDelaySeconds, time.attempts)});
      return;
    }
    schedules.changeTime(owner, id, time.due, {...columns, status: "failed", finishedAt: now});
    const text = `${message}${time.attempts > 1 ? ` (tried ${time.attempts} times)` : ""}`;
    if (settings.notify.onFailure) tell(owner, schedule, time, {kind: "failed", text, run});
    if (time.isByHand) return;
    const failures = schedule.failures + 1;
    schedules.change(owner, id, {failures});
    if (failures < settings.pauseAfterFailures || schedule.status !== "active") return;
    const pausedBecause = `${failures === 1 ? "a time" : `${failures} times in a row`} failed, the last one with: ${message}`;
    schedules.change(owner, id, {status: "paused", pausedBecause, nextAt: null});
    tell(owner, schedule, time, {kind: "paused", text: `The schedule paused itself: ${pausedBecause}`, run});
  }

  function succeed(owner: OwnerId, schedule: StoredSchedule, time: StoredTime, {run, change, unpublished, page}: Extract<Outcome, {type: "succeeded"}>): void {
    const {id, settings} = schedule;
    const told = [change?.comparison?.headline, unpublished && `The page was not renewed: ${unpublished}`].filter(Boolean).join(" ");
    const isChanged = change && change.isChanged;
    schedules.changeTime(owner, id, time.due, {status: "succeeded", run: run.id, message: told || null, isChanged, finishedAt: effects.clock()});
    schedules.change(owner, id, {failures: 0});
    if (change?.comparison && settings.notify.onChange) {
      const {before, comparison} = change;
      tell(owner, schedule, time, {kind: "changed", text: comparison.headline, run, before, comparison, page});
    }
    if (unpublished !== null && settings.notify.onFailure) tell(owner, schedule, time, {kind: "failed", text: `The page was not renewed: ${unpublished}`, run});
  }

  return {
    settle: (owner, id, due, outcome) =>
      database.transaction(() => {
        const schedule = schedules.find(owner, id);
        const time = schedules.findTime(owner, id, due);
        if (!schedule || time?.status !== "started") return;
        if (outcome.type === "failed") fail(owner, schedule, time, outcome);
        else if (outcome.type === "succeeded") succeed(owner, schedule, time, outcome);
        else if (outcome.type === "cancelled")
          schedules.changeTime(owner, id, due, {status: "cancelled", message: outcome.message, finishedAt: effects.clock(), ...(outcome.run && {run: outcome.run.id})});
        // Without a message: it did not fail, and is no new attempt.
        else schedules.changeTime(owner, id, due, {status: "retrying", message: null, retryAt: effects.clock()});
      }),
  };
}
