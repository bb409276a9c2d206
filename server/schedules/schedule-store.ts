/** Schedules and their due times in the database. The key of a due time is what makes it run once: whoever writes its row takes it up. */
import type {ScheduleSettings, ScheduleStatus, ScheduledTime, ScheduledTimeStatus} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {OwnerId, ScheduleTable, ScheduledTimeTable} from "../store/schema.ts";

export interface StoredSchedule {
  readonly id: string;
  readonly notebook: string;
  readonly settings: ScheduleSettings;
  readonly status: ScheduleStatus;
  /** Why it paused itself; null when it did not. */
  readonly pausedBecause: string | null;
  /** Milliseconds since 1970; null when it waits for no time. */
  readonly nextAt: number | null;
  /** Times in a row that failed. */
  readonly failures: number;
  /** What web hooks are signed with. */
  readonly secret: string;
  readonly createdAt: number;
}

export interface StoredTime {
  readonly schedule: string;
  /** Milliseconds since 1970, as are the other times. */
  readonly due: number;
  readonly status: ScheduledTimeStatus;
  readonly isByHand: boolean;
  readonly attempts: number;
  /** How often the server ended in the middle of it. */
  readonly interruptions: number;
  readonly run: string | null;
  readonly message: string | null;
  readonly isChanged: boolean | null;
  readonly missed: number;
  readonly finishedAt: number | null;
}

export type ScheduleColumns = Partial<Pick<StoredSchedule, "settings" | "status" | "pausedBecause" | "nextAt" | "failures" | "secret">>;

/** What an attempt came to, or `started` while it is under way. */
export interface TimeColumns {
  readonly status: ScheduledTimeStatus;
  readonly run?: string | null;
  readonly message?: string | null;
  readonly isChanged?: boolean | null;
  /** When it is to be tried again. */
  readonly retryAt?: number | null;
  readonly finishedAt?: number | null;
}

export interface ScheduleStore {
  /** Newest first. */
  list(owner: OwnerId, notebook?: string): StoredSchedule[];
  find(owner: OwnerId, id: string): StoredSchedule | null;
  create(owner: OwnerId, given: Pick<StoredSchedule, "notebook" | "settings" | "nextAt" | "secret" | "status">): StoredSchedule;
  change(owner: OwnerId, id: string, columns: ScheduleColumns): boolean;
  delete(owner: OwnerId, id: string): boolean;
  /**
   * Writes a due time as `started`, when the schedule is at no other time, and in the same transaction when the next one is. Null: it was taken up
   * before, or the schedule is at another time or gone; the next time is written all the same.
   */
  takeUp(owner: OwnerId, id: string, time: {readonly due: number; readonly isByHand: boolean; readonly missed: number; readonly nextAt: number | null}): StoredTime | null;
  /** Takes a time up that is to be tried again; null when it is not, or no longer. A time that the server ended in the middle of is no new attempt. */
  takeUpAgain(owner: OwnerId, id: string, due: number): StoredTime | null;
  changeTime(owner: OwnerId, id: string, due: number, columns: TimeColumns): boolean;
  /** Newest first; only those before a moment where one is given. */
  times(owner: OwnerId, id: string, query: {readonly limit: number; readonly before?: number}): StoredTime[];
  findTime(owner: OwnerId, id: string, due: number): StoredTime | null;
  /** The time that the schedule is at: it runs, or will be tried again. */
  openTime(owner: OwnerId, id: string): StoredTime | null;
  /** The latest time before this one that succeeded with a run. */
  lastGood(owner: OwnerId, id: string, before: number): StoredTime | null;
  /** Every owner's schedules that wait for a time. */
  waiting(): {readonly owner: OwnerId; readonly id: string}[];
  /** Marks the times that a server left in the middle to be taken up again at once; gives their number. */
  resumeStarted(): number;
}

/** Due times of a schedule that are kept; older ones are forgotten, their runs stay in the notebook's history. */
const timesKept = 1000;

export function createScheduleStore(database: Database, effects: Pick<Effects, "clock" | "randomId">): ScheduleStore {
  const {ownedBy, all, first, change} = database;
  const select = (owner: OwnerId) => ownedBy(owner).selectFrom("schedules").selectAll();
  const selectTimes = (owner: OwnerId, schedule: string) => ownedBy(owner).selectFrom("scheduled_times").selectAll().where("schedule", "=", schedule);

  const find = (owner: OwnerId, id: string): StoredSchedule | null => toSchedule(first(select(owner).where("id", "=", id)));
  const findTime = (owner: OwnerId, id: string, due: number): StoredTime | null => toTime(first(selectTimes(owner, id).where("due", "=", due)));
  const openTime = (owner: OwnerId, id: string): StoredTime | null =>
    toTime(first(selectTimes(owner, id).where("status", "in", ["started", "retrying"]).limit(1)));

  function changeSchedule(owner: OwnerId, id: string, {settings, status, pausedBecause, nextAt, failures, secret}: ScheduleColumns): boolean {
    const set = {
      ...(settings && {settings: JSON.stringify(settings)}),
      ...(status && {status}),
      ...(pausedBecause !== undefined && {paused_because: pausedBecause}),
      ...(nextAt !== undefined && {next_at: nextAt}),
      ...(failures !== undefined && {failures}),
      ...(secret !== undefined && {secret}),
    };
    return change(ownedBy(owner).updateTable("schedules").set(set).where("id", "=", id)) === 1;
  }

  function changeTime(owner: OwnerId, id: string, due: number, {status, run, message, isChanged, retryAt = null, finishedAt}: TimeColumns): boolean {
    const set = {
      status, retry_at: retryAt,
      ...(run !== undefined && {run}),
      ...(message !== undefined && {message}),
      ...(isChanged !== undefined && {changed: isChanged === null ? null : Number(isChanged)}),
      ...(finishedAt !== undefined && {finished_at: finishedAt}),
    };
    return change(ownedBy(owner).updateTable("scheduled_times").set(set).where("schedule", "=", id).where("due", "=", due)) === 1;
  }

  function trimTimes(owner: OwnerId, schedule: string): void {
    const last = first(selectTimes(owner, schedule).orderBy("due", "desc").limit(1).offset(timesKept));
    if (last) change(ownedBy(owner).deleteFrom("scheduled_times").where("schedule", "=", schedule).where("due", "<=", last.due));
  }

  return {
    list(owner, notebook) {
      const query = select(owner).orderBy("created_at", "desc").orderBy("id");
      return all(notebook === undefined ? query : query.where("notebook", "=", notebook)).map((row) => toSchedule(row));
    },
    find,
    create(owner, {notebook, settings, nextAt, secret, status}) {
      const row: ScheduleTable = {
        id: effects.randomId(), owner, notebook, settings: JSON.stringify(settings), status, paused_because: null, next_at: nextAt, failures: 0, secret,
        created_at: effects.clock(),
      };
      change(ownedBy(owner).insertInto("schedules").values(row));
      return toSchedule(row);
    },
    change: changeSchedule,
    delete: (owner, id) => change(ownedBy(owner).deleteFrom("schedules").where("id", "=", id)) === 1,
    takeUp: (owner, id, {due, isByHand, missed, nextAt}) =>
      database.transaction(() => {
        const schedule = find(owner, id);
        if (!schedule) return null;
        if (!isByHand) changeSchedule(owner, id, {nextAt, ...(nextAt === null && schedule.status === "active" && {status: "ended"})});
        if (openTime(owner, id)) return null;
        const row: ScheduledTimeTable = {
          schedule: id, owner, due, status: "started", by_hand: Number(isByHand), attempts: 1, interruptions: 0, retry_at: null, run: null, message: null,
          changed: null, missed, finished_at: null,
        };
        if (change(ownedBy(owner).insertInto("scheduled_times").values(row).onConflict((conflict) => conflict.doNothing())) === 0) return null;
        trimTimes(owner, id);
        return toTime(row);
      }),
    takeUpAgain: (owner, id, due) =>
      database.transaction(() => {
        const time = findTime(owner, id, due);
        if (time?.status !== "retrying") return null;
        // What failed has a message; what was cut short by the server's end has none, and the run that it had may have been kept whole.
        const again = time.message === null ? {} : {attempts: time.attempts + 1, run: null, message: null};
        const query = ownedBy(owner).updateTable("scheduled_times").set({status: "started", retry_at: null, ...again});
        change(query.where("schedule", "=", id).where("due", "=", due));
        return findTime(owner, id, due);
      }),
    changeTime,
    times(owner, id, {limit, before}) {
      const query = selectTimes(owner, id).orderBy("due", "desc").limit(limit);
      return all(before === undefined ? query : query.where("due", "<", before)).map((row) => toTime(row));
    },
    findTime,
    openTime,
    lastGood: (owner, id, before) =>
      toTime(first(selectTimes(owner, id).where("due", "<", before).where("status", "=", "succeeded").where("run", "is not", null).orderBy("due", "desc").limit(1))),
    waiting: () => database.findWaitingSchedules(),
    resumeStarted: () => database.resumeScheduledTimes(effects.clock()),
  };
}

function toSchedule(row: ScheduleTable): StoredSchedule;
function toSchedule(row: ScheduleTable | undefined): StoredSchedule | null;
function toSchedule(row: ScheduleTable | undefined): StoredSchedule | null {
  if (!row) return null;
  const {id, notebook, status, paused_because: pausedBecause, next_at: nextAt, failures, secret, created_at: createdAt} = row;
  return {id, notebook, status, pausedBecause, nextAt, failures, secret, createdAt, settings: JSON.parse(row.settings) as ScheduleSettings};
}

function toTime(row: ScheduledTimeTable): StoredTime;
function toTime(row: ScheduledTimeTable | undefined): StoredTime | null;
function toTime(row: ScheduledTimeTable | undefined): StoredTime | null {
  if (!row) return null;
  const {schedule, due, status, attempts, interruptions, run, message, missed, finished_at: finishedAt} = row;
  return {
    schedule, due, status, attempts, interruptions, run, message, missed, finishedAt,
    isByHand: row.by_hand === 1,
    isChanged: row.changed === null ? null : row.changed === 1,
  };
}

export function toScheduledTime({due, status, isByHand, attempts, run, message, isChanged, missed, finishedAt}: StoredTime): ScheduledTime {
  return {due: toIso(due), status, isByHand, attempts, run, message, isChanged, missed, finishedAt: finishedAt === null ? null : toIso(finishedAt)};
}
