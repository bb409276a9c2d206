/** A schedule: a notebook that runs by itself at the times of a cron expression, what it fetches before, and what it tells after. */
import type {Json} from "./value.ts";

/** Where the bytes of a data set come from, fetched before every run. */
export interface DataSource {
  /** What `data("name")` takes. */
  readonly name: string;
  /** `address`: HTTP or HTTPS; `file`: a path under a folder that the operator names. */
  readonly kind: "address" | "file";
  /** The address, or the path: absolute, or from the operator's folder. */
  readonly location: string;
}

export interface ScheduleSettings {
  /** Five fields (minute, hour, day, month, weekday), or a name such as `@daily`. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Values for inputs by the name that views them. */
  readonly parameters: {readonly [name: string]: Json};
  /** Milliseconds since 1970; null for no limit. Times before the start and after the end are not due. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** How often a time that failed is tried again, and how long before the first of these in seconds; the pause doubles each time. */
  readonly retries: number;
  readonly retryDelaySeconds: number;
  readonly timeLimitSeconds: number;
  /** Times in a row that may fail before the schedule pauses itself. */
  readonly pauseAfterFailures: number;
  /** Publishes what succeeded, where the notebook is published. */
  readonly publishes: boolean;
  readonly sources: readonly DataSource[];
  readonly notify: {
    readonly onFailure: boolean;
    readonly onChange: boolean;
    /** An address that gets a signed POST; null for notices in the app alone. */
    readonly webHook: string | null;
  };
}

/** `active`: waits for its next time; `paused`: by a person, or by itself after failures; `ended`: no time is left. */
export type ScheduleStatus = "active" | "paused" | "ended";

/** `retrying`: failed and will be tried again. A time that the server ended in the middle of stays `started`, and is taken up again. */
export type ScheduledTimeStatus = "started" | "retrying" | "succeeded" | "failed" | "cancelled";

/** One due time and what became of it. */
export interface ScheduledTime {
  /** ISO 8601, UTC. */
  readonly due: string;
  readonly status: ScheduledTimeStatus;
  readonly isByHand: boolean;
  readonly attempts: number;
  /** Id of the latest attempt's run; null when none could begin. */
  readonly run: string | null;
  /** Why it did not succeed, or what changed, in words. */
  readonly message: string | null;
  /** Whether the result differs from that of the run before; null when there is none to compare. */
  readonly isChanged: boolean | null;
  /** Due times before it that nobody was there for: they are made up for by this one. */
  readonly missed: number;
  readonly finishedAt: string | null;
}

/** An entry of `GET /api/schedules`, and the answer of `POST /api/schedules`. */
export interface Schedule extends ScheduleSettings {
  readonly id: string;
  readonly notebook: string;
  readonly title: string;
  readonly status: ScheduleStatus;
  /** Why it paused itself; null when it did not. */
  readonly pausedBecause: string | null;
  /** The cron expression in words. */
  readonly reading: string;
  /** The next times, at most five, ISO 8601, UTC. */
  readonly next: readonly string[];
  readonly isRunning: boolean;
  readonly failuresInARow: number;
  readonly latest: ScheduledTime | null;
  readonly createdAt: string;
}

/** `GET /api/schedules/:id/secret`: what its web hooks are signed with, in the form of Standard Webhooks. */
export interface WebHookSecret {
  readonly secret: string;
}

/** `POST /api/schedules`: settings that are absent have their default. */
export type NewSchedule = {readonly notebook: string; readonly cron: string} & Partial<Omit<ScheduleSettings, "notify">> & {
  readonly notify?: Partial<ScheduleSettings["notify"]>;
};

/** `PATCH /api/schedules/:id`. */
export type ScheduleChanges = Partial<Omit<ScheduleSettings, "notify">> & {readonly notify?: Partial<ScheduleSettings["notify"]>; readonly status?: "active" | "paused"};

/** `GET /api/schedules/reading?cron=&timeZone=`: what an expression says, before anything is made of it. */
export interface CronReading {
  readonly reading: string | null;
  readonly next: readonly string[];
  /** Why it cannot be read; null when it can. */
  readonly problem: string | null;
}

/** An entry of `GET /api/notices`: something that a schedule tells its owner. */
export interface Notice {
  readonly id: string;
  readonly schedule: string;
  readonly notebook: string;
  readonly title: string;
  readonly run: string | null;
  /** The run that it was compared with, when its result changed. */
  readonly before: string | null;
  readonly kind: "failed" | "changed" | "paused" | "undelivered";
  readonly text: string;
  readonly at: string;
  readonly isSeen: boolean;
}

export const defaultScheduleSettings: Omit<ScheduleSettings, "cron"> = {
  timeZone: "UTC",
  parameters: {},
  startsAt: null,
  endsAt: null,
  retries: 2,
  retryDelaySeconds: 60,
  timeLimitSeconds: 600,
  pauseAfterFailures: 5,
  publishes: false,
  sources: [],
  notify: {onFailure: true, onChange: false, webHook: null},
};
