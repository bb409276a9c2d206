/** How a schedule and its times are told in words and signs, the same on every page. */
import type {Notice, Schedule, ScheduledTime} from "#notebooks";
import {Icon, type IconName} from "../components/icon.tsx";

interface Sign {
  readonly icon: IconName;
  readonly tone: string;
  readonly word: string;
}

const timeSigns: {readonly [status in ScheduledTime["status"]]: Sign} = {
  started: {icon: "running", tone: "", word: "Running"},
  retrying: {icon: "restart", tone: "warn", word: "Tried again soon"},
  succeeded: {icon: "done", tone: "ok", word: "Succeeded"},
  failed: {icon: "failed", tone: "error", word: "Failed"},
  cancelled: {icon: "disabled", tone: "", word: "Stopped"},
};

const noticeSigns: {readonly [kind in Notice["kind"]]: Sign} = {
  failed: {icon: "failed", tone: "error", word: "Failed"},
  changed: {icon: "sort", tone: "", word: "Changed"},
  paused: {icon: "disabled", tone: "warn", word: "Paused itself"},
  undelivered: {icon: "alert", tone: "warn", word: "Web hook"},
};

function SignOf({icon, tone, word, isSpinning = false}: Sign & {readonly isSpinning?: boolean}) {
  return <span class={`run-sign ${tone}`}><Icon name={icon} size={15} class={isSpinning ? "spinner" : undefined} /> <span>{word}</span></span>;
}

export const TimeSign = ({time}: {time: ScheduledTime}) => <SignOf {...timeSigns[time.status]} isSpinning={time.status === "started"} />;

export const NoticeSign = ({notice}: {notice: Notice}) => <SignOf {...noticeSigns[notice.kind]} />;

export function ScheduleSign({schedule: {status, pausedBecause, isRunning}}: {schedule: Schedule}) {
  if (isRunning) return <SignOf icon="running" tone="" word="Running" isSpinning />;
  if (status === "active") return <SignOf icon="queued" tone="ok" word="Waiting" />;
  if (status === "ended") return <SignOf icon="done" tone="" word="Ended" />;
  return <SignOf icon="disabled" tone={pausedBecause === null ? "" : "error"} word={pausedBecause === null ? "Paused" : "Paused itself"} />;
}

/** A moment in a time zone: `Mon, 2 Mar 2026, 06:00`, in 24 hours as expressions are read. */
export function formatMoment(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, {weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone}).format(new Date(iso));
}

/** What is said of a time beside its status. */
export function describeScheduledTime({message, isChanged, missed, attempts, isByHand}: ScheduledTime): string {
  const parts = [
    message ?? (isChanged === true ? "The result changed" : isChanged === false ? "The same result" : ""),
    missed > 0 ? `makes up for ${missed >= 1000 ? "1000 or more" : missed} missed` : "",
    attempts > 1 ? `${attempts} attempts` : "",
    isByHand ? "by hand" : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
