/** The variables of a step: what is observed of the past, and what is known ahead too, in the units of the window that looks at it. */
import {chooseCalendar} from "../calendar.ts";
import type {Holiday, PreparedSeries} from "../model.ts";

/** The part of the past that a window looks at, and what its numbers are measured by. */
export interface Window {
  /** Its place among the series. */
  readonly number: number;
  readonly series: PreparedSeries;
  /** The last step known. */
  readonly origin: number;
  /** Mean of the last season, without a season the last value. */
  readonly level: number;
  readonly scale: number;
}

export interface Variable {
  readonly name: string;
  readonly columns: number;
  /** Writes its columns for a step (an index of the series, at most `horizon` beyond the origin) from a place on. */
  readonly write: (window: Window, step: number, out: {[at: number]: number}, at: number) => void;
}

export interface Variables {
  readonly observed: readonly Variable[];
  readonly known: readonly Variable[];
}

const periods: {readonly [name: string]: number} = {month: 12, "day of month": 31, "day of year": 366, "day of week": 7, hour: 24};
const dayMs = 86_400_000;

/** The value at a step, or one or more seasons before it where the step is not known yet; without a season the last value known. */
export function seasonBefore({series: {values, season}, origin}: Window, step: number): number {
  if (season === 1) return values[Math.max(0, Math.min(origin, step - 1))]!;
  const back = step > origin ? Math.ceil((step - origin) / season) : 1;
  const at = step - season * back;
  return at >= 0 ? values[at]! : values[Math.max(0, Math.min(origin, step))]!;
}

/** The variables of some series, which have the same covariates. */
export function chooseVariables(series: readonly PreparedSeries[], holidays: readonly Holiday[], horizon: number): Variables {
  const first = series[0]!;
  const measure = (value: number, {level, scale}: Window) => Math.max(-50, Math.min(50, (value - level) / scale));
  const observed: Variable[] = [
    {name: "value", columns: 1, write: (window, step, out, at) => (out[at] = measure(window.series.values[Math.max(0, step)]!, window))},
    {name: "change", columns: 1, write: (window, step, out, at) => (out[at] = step > 0 ? measure(window.level + window.series.values[step]! - window.series.values[step - 1]!, window) : 0)},
  ];
  const known: Variable[] = [{name: "time from now", columns: 1, write: ({origin}, step, out, at) => (out[at] = (step - origin) / horizon)}];
  if (series.some(({season}) => season > 1)) {
    known.push({name: "last season", columns: 1, write: (window, step, out, at) => (out[at] = measure(seasonBefore(window, step), window))});
    known.push(circle("place in season", ({series: {season}}, step) => step / season));
  }
  if (series.every(({times}) => times !== null)) {
    for (const {name, read} of chooseCalendar(first.times!)) known.push(circle(name, ({series: {times}}, step) => read(new Date(times![Math.max(0, step)]!)) / periods[name]!));
    for (const holiday of holidays) {
      const days = toDays(holiday);
      known.push({name: holiday.name, columns: 1, write: ({series: {times}}, step, out, at) => (out[at] = days.has(Math.floor(times![Math.max(0, step)]! / dayMs)) ? 1 : 0)});
    }
  }
  first.covariates.forEach(({name}, k) => {
    const sizes = new Map(series.map((one) => [one, toSize(one.covariates[k]!.values)]));
    known.push({
      name, columns: 1,
      write({series: one}, step, out, at) {
        const {mean, deviation} = sizes.get(one)!;
        out[at] = (one.covariates[k]!.values[Math.max(0, step)]! - mean) / deviation;
      },
    });
  });
  return {observed, known};
}

/** A turn as sine and cosine, so that its end lies beside its start. */
function circle(name: string, read: (window: Window, step: number) => number): Variable {
  return {
    name, columns: 2,
    write(window, step, out, at) {
      const angle = 2 * Math.PI * read(window, step);
      out[at] = Math.sin(angle);
      out[at + 1] = Math.cos(angle);
    },
  };
}

function toDays({dates, lowerWindow = 0, upperWindow = 0}: Holiday): ReadonlySet<number> {
  return new Set(dates.flatMap((date) => Array.from({length: upperWindow - lowerWindow + 1}, (_, k) => Date.parse(date) / dayMs + lowerWindow + k)));
}

function toSize(values: Float64Array): {readonly mean: number; readonly deviation: number} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return {mean, deviation: deviation > 0 ? deviation : 1};
}
