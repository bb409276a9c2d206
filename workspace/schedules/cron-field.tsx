/** When a schedule is due: the expression and the time zone, with what they say and the next five times as they are typed. */
import {useEffect, useState} from "preact/hooks";
import type {CronReading} from "#notebooks";
import {resources} from "../api/resources.ts";
import {Icon} from "../components/icon.tsx";
import {formatMoment} from "./schedule-words.tsx";

export interface When {
  readonly cron: string;
  readonly timeZone: string;
  readonly startsAt: number | null;
  readonly endsAt: number | null;
}

const pauseMs = 200;
const common: readonly (readonly [string, string])[] = [
  ["*/15 * * * *", "Every 15 minutes"],
  ["0 * * * *", "Every hour"],
  ["0 6 * * *", "Every day at 6"],
  ["0 9 * * 1-5", "Every working day at 9"],
  ["0 7 * * 1", "Every Monday at 7"],
  ["0 6 1 * *", "On the first of each month"],
];
const zones: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function CronField({when, change}: {when: When; change: (when: Partial<When>) => void}) {
  const [reading, setReading] = useState<CronReading | null>(null);
  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(() => {
      resources.readCron(when).then(
        (read) => !isStale && setReading(read),
        (error: unknown) => !isStale && setReading({reading: null, next: [], problem: error instanceof Error ? error.message : String(error)}),
      );
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [when.cron, when.timeZone, when.startsAt, when.endsAt]);
  const isCommon = common.some(([cron]) => cron === when.cron);
  const problem = reading?.problem ?? null;

  return (
    <div class="cron-field">
      <label class="field">
        How often
        <select class="select" value={isCommon ? when.cron : ""} onChange={(event) => event.currentTarget.value !== "" && change({cron: event.currentTarget.value})}>
          {common.map(([cron, words]) => <option key={cron} value={cron}>{words}</option>)}
          <option value="">As written</option>
        </select>
      </label>
      <label class="field">
        Cron expression
        <input class="input cron-input" required maxLength={200} spellcheck={false} autocomplete="off" value={when.cron} aria-invalid={problem !== null} aria-describedby="cron-reading" onInput={(event) => change({cron: event.currentTarget.value})} />
      </label>
      <label class="field">
        Time zone
        <input class="input" list="time-zones" required spellcheck={false} autocomplete="off" value={when.timeZone} onInput={(event) => change({timeZone: event.currentTarget.value})} />
        <datalist id="time-zones">{zones.map((zone) => <option key={zone} value={zone} />)}</datalist>
      </label>
      <div id="cron-reading" class={`cron-reading${problem === null ? "" : " fault"}`} aria-live="polite">
        {problem !== null ? <p><Icon name="alert" size={14} /> {problem}</p> : reading === null ? <p class="quiet">Reading…</p> : (
          <>
            <p class="cron-words">{reading.reading}</p>
            {reading.next.length === 0 ? <p class="quiet">There is no time left.</p> : (
              <ol class="next-times number" aria-label="The next times">{reading.next.map((at) => <li key={at}>{formatMoment(at, when.timeZone)}</li>)}</ol>
            )}
          </>
        )}
      </div>
    </div>
  );
}
