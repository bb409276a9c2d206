/** The account's schedules at home, a line each: what runs, when next, and how it went last. */
import type {Schedule} from "#notebooks";
import {Ago} from "../components/ago.tsx";
import {formatMoment, ScheduleSign, TimeSign} from "./schedule-words.tsx";

export function ScheduleLines({schedules}: {schedules: readonly Schedule[]}) {
  return (
    <ul class="notebook-list schedule-lines">
      {schedules.map((schedule) => (
        <li key={schedule.id} class="notebook-line">
          <a class="notebook-link" href={`/notebooks/${schedule.notebook}/schedules`}>
            <span class="notebook-title">{schedule.title || "Untitled"}</span>
            <span class="quiet">{schedule.next[0] === undefined ? schedule.reading : `next ${formatMoment(schedule.next[0], schedule.timeZone)}`}</span>
            <span>{schedule.latest && schedule.status === "active" && !schedule.isRunning ? <TimeSign time={schedule.latest} /> : <ScheduleSign schedule={schedule} />}</span>
            <span class="notebook-time quiet number">{schedule.latest && <Ago time={schedule.latest.due} />}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
