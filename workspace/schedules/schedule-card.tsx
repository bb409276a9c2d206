/** One schedule: what it says, how it goes, what can be done with it, and the times that were taken up. */
import {useEffect, useState} from "preact/hooks";
import type {Schedule, ScheduledTime} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {copyText} from "../components/clipboard.ts";
import {confirmAction} from "../components/confirm.tsx";
import {Icon} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {showToast} from "../components/toast.tsx";
import {describeScheduledTime, formatMoment, ScheduleSign, TimeSign} from "./schedule-words.tsx";

interface ScheduleCardProps {
  readonly schedule: Schedule;
  /** Whether the notebook is named: on the page of all schedules. */
  readonly isNamed: boolean;
  readonly changed: () => void;
  readonly edit: () => void;
}

const timesShown = 20;

export function ScheduleCard({schedule, isNamed, changed, edit}: ScheduleCardProps) {
  const {id, notebook, title, reading, timeZone, cron, status, pausedBecause, next, isRunning, sources, publishes, notify} = schedule;
  const [isNextOpen, setNextOpen] = useState(false);
  const heading = isNamed ? title || "Untitled" : reading;
  const follows = [
    sources.length > 0 && `fetches ${sources.map(({name}) => name).join(", ")}`,
    publishes && "renews the page",
    notify.onChange && "tells of changes",
    notify.webHook !== null && `calls ${new URL(notify.webHook).host}`,
  ].filter(Boolean);

  const act = (what: string, work: () => Promise<unknown>) => async () => {
    try {
      await work();
    } catch (error) {
      showToast(`${what}: ${describeError(error)}`);
    }
    changed();
  };
  const runNow = act("It was not run", () => resources.runSchedule(id));
  const stop = act("It was not stopped", () => resources.stopSchedule(id));
  const pause = act("It was not changed", () => resources.changeSchedule(id, {status: status === "active" ? "paused" : "active"}));
  const copySecret = act("The secret was not copied", async () => {
    await copyText((await resources.scheduleSecret(id)).secret);
    showToast("The secret that web hooks are signed with is copied");
  });
  const remove = act("It was not deleted", async () => {
    const agreed = await confirmAction({title: "Delete the schedule?", detail: "Its runs stay in the notebook's history.", verb: "Delete the schedule"});
    if (agreed) await resources.deleteSchedule(id);
  });

  return (
    <li class="schedule-card">
      <div class="schedule-head">
        <div class="schedule-what">
          <h2>{isNamed ? <a href={`/notebooks/${notebook}/schedules`}>{heading}</a> : heading}</h2>
          <p class="quiet schedule-facts">
            {isNamed && <span>{reading}</span>}
            <code title="Cron expression">{cron}</code>
            <span>{timeZone}</span>
            {follows.map((one) => <span key={String(one)}>{one}</span>)}
          </p>
        </div>
        <div class="actions">
          {isRunning
            ? <button type="button" class="button" onClick={() => void stop()}><Icon name="stop" /> Stop</button>
            : <button type="button" class="button" onClick={() => void runNow()}><Icon name="play" /> Run now</button>}
          {status !== "ended" && <button type="button" class="button" onClick={() => void pause()}>{status === "active" ? "Pause" : "Resume"}</button>}
          <MenuButton
            label={`Actions for the schedule ${heading}`}
            align="end"
            items={() => (
              <>
                <MenuItem icon={<Icon name="edited" />} onSelect={edit}>Change it</MenuItem>
                <MenuItem icon={<Icon name="page" />} href={`/notebooks/${notebook}`}>Open the notebook</MenuItem>
                {notify.webHook !== null && <MenuItem icon={<Icon name="copy" />} onSelect={() => void copySecret()}>Copy the secret of its web hook</MenuItem>}
                <hr />
                <MenuItem danger icon={<Icon name="trash" />} onSelect={() => void remove()}>Delete</MenuItem>
              </>
            )}
          >
            <Icon name="more" />
          </MenuButton>
        </div>
      </div>
      <p class="schedule-state">
        <ScheduleSign schedule={schedule} />
        {next[0] !== undefined && <span>next {formatMoment(next[0], timeZone)}</span>}
        {next.length > 1 && <button type="button" class="link" aria-expanded={isNextOpen} onClick={() => setNextOpen(!isNextOpen)}>{isNextOpen ? "Fold the next times" : "The next five"}</button>}
      </p>
      {isNextOpen && <ol class="next-times number" aria-label="The next times">{next.map((at) => <li key={at}>{formatMoment(at, timeZone)}</li>)}</ol>}
      {pausedBecause !== null && <p class="notice error"><Icon name="alert" /><span>It paused itself: {pausedBecause}</span></p>}
      <Times schedule={schedule} />
    </li>
  );
}

/** The latest times, with the result of each. */
function Times({schedule: {id, timeZone, latest, isRunning}}: {schedule: Schedule}) {
  const [times, setTimes] = useState<readonly ScheduledTime[]>(latest ? [latest] : []);
  const [isWhole, setWhole] = useState(false);
  const limit = isWhole ? 500 : timesShown;
  useEffect(() => {
    let isStale = false;
    resources.scheduledTimes(id, limit).then((found) => !isStale && setTimes(found), (error: unknown) => showToast(describeError(error)));
    return () => void (isStale = true);
  }, [id, limit, latest?.due, latest?.status, latest?.run, isRunning]);
  if (times.length === 0) return <p class="quiet schedule-empty">No time has come yet.</p>;
  return (
    <>
      <ul class="time-list" aria-label="Times">
        {times.map((time) => {
          const content = (
            <>
              <TimeSign time={time} />
              <span class="quiet time-detail" title={time.message ?? undefined}>{describeScheduledTime(time)}</span>
              <span class="number time-due">{formatMoment(time.due, timeZone)}</span>
              <span class="quiet number time-ago">{time.finishedAt && <Ago time={time.finishedAt} />}</span>
            </>
          );
          return <li key={time.due}>{time.run === null ? <div class="time-line">{content}</div> : <a class="time-line" href={`/runs/${time.run}`}>{content}</a>}</li>;
        })}
      </ul>
      {!isWhole && times.length === timesShown && <button type="button" class="link" onClick={() => setWhole(true)}>Older times</button>}
    </>
  );
}
