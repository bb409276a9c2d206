/** The parts of the room put together. */
import type {Effects} from "../effects.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {Guard} from "../sources/ask-address.ts";
import type {Database} from "../store/database.ts";
import {createAttempts} from "./attempt.ts";
import type {AttemptParts} from "./attempt.ts";
import {createNoticeStore} from "./notice-store.ts";
import type {NoticeStore} from "./notice-store.ts";
import {createScheduleStore} from "./schedule-store.ts";
import type {ScheduleStore} from "./schedule-store.ts";
import {createScheduler, systemTimer} from "./scheduler.ts";
import type {Scheduler, Timer} from "./scheduler.ts";
import {createSettler} from "./settle.ts";
import {createWebHooks} from "./web-hook.ts";

interface Parts extends Omit<AttemptParts, "schedules"> {
  readonly database: Database;
  readonly notebooks: Pick<NotebookStore, "find">;
  readonly guard: Guard;
  readonly effects: Effects;
  /** Where people reach the server. */
  address(): string;
  readonly timer?: Timer;
}

export interface Scheduling {
  readonly schedules: ScheduleStore;
  readonly notices: NoticeStore;
  readonly scheduler: Scheduler;
}

export function createScheduling(parts: Parts): Scheduling {
  const {database, notebooks, guard, effects, log, address, timer = systemTimer} = parts;
  const schedules = createScheduleStore(database, effects);
  const notices = createNoticeStore(database, effects);
  const webHooks = createWebHooks({schedules, notices, guard, effects, log});
  const attempt = createAttempts({...parts, schedules});
  const settler = createSettler({database, schedules, notices, notebooks, effects, address});
  const scheduler = createScheduler({database, schedules, runner: parts.runner, webHooks, effects, timer, log, attempt, settler});
  return {schedules, notices, scheduler};
}
