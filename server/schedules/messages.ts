/** What is told of a scheduled run: the notice's sentence, and the message that a web hook gets. */
import {describeChange} from "#kernels/compare";
import type {Notice, RunComparison, RunSummary} from "#notebooks";
import {toIso} from "../effects.ts";
import type {StoredSchedule, StoredTime} from "./schedule-store.ts";

export interface Told {
  readonly kind: Extract<Notice["kind"], "failed" | "changed" | "paused">;
  readonly schedule: StoredSchedule;
  readonly title: string;
  readonly time: StoredTime;
  readonly text: string;
  readonly run: RunSummary | null;
  /** With what it was compared, where the result changed. */
  readonly before: RunSummary | null;
  readonly comparison: RunComparison | null;
  /** Where the notebook is published; null where it is not. */
  readonly page: string | null;
}

/** A comparison of more JSON than this is told in words alone. */
const comparisonBytes = 200_000;
const changesTold = 50;

/** The body of the web hook, as JSON. `address` is where people reach the server. */
export function toWebHookBody({kind, schedule, title, time, text, run, before, comparison, page}: Told, at: number, address: string): string {
  const {id, notebook, settings} = schedule;
  const data = {
    schedule: {id, notebook, title, cron: settings.cron, timeZone: settings.timeZone, parameters: settings.parameters},
    time: {due: toIso(time.due), isByHand: time.isByHand, attempts: time.attempts, missed: time.missed},
    text,
    run: run && {id: run.id, status: run.status, message: run.message, root: run.root, address: `${address}/runs/${run.id}`},
    comparison: comparison && toComparison(comparison, before, run, address),
    page: page && `${address}${page}`,
  };
  return JSON.stringify({type: `schedule.${kind}`, timestamp: toIso(at), data});
}

function toComparison(comparison: RunComparison, before: RunSummary | null, after: RunSummary | null, address: string): object {
  const {headline, cells} = comparison;
  const whole = JSON.stringify(comparison);
  return {
    headline,
    before: before?.id ?? null,
    address: before && after ? `${address}/runs/${before.id}/comparison/${after.id}` : null,
    changes: cells.filter(({change}) => change !== "same").slice(0, changesTold).map(({id, change, values, displays}) => ({
      cell: id,
      change,
      values: values.map((value) => ({name: value.name, text: describeChange(value.change)})),
      displays: displays.map((display) => ({index: display.index, text: describeChange(display.change)})),
    })),
    whole: Buffer.byteLength(whole) <= comparisonBytes ? comparison : null,
  };
}
