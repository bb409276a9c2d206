/** What the calendar says of a time (UTC), as columns that a model can learn from. */

export interface CalendarColumn {
  readonly name: string;
  readonly read: (time: Date) => number;
}

const dayMs = 86_400_000;

const all: readonly (CalendarColumn & {readonly longestStepMs: number})[] = [
  {name: "month", read: (time) => time.getUTCMonth() + 1, longestStepMs: 93 * dayMs},
  {name: "day of month", read: (time) => time.getUTCDate(), longestStepMs: 8 * dayMs},
  {name: "day of year", read: (time) => Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / dayMs) + 1, longestStepMs: 8 * dayMs},
  {name: "day of week", read: (time) => ((time.getUTCDay() + 6) % 7) + 1, longestStepMs: 2 * dayMs},
  {name: "hour", read: (time) => time.getUTCHours(), longestStepMs: 12 * dayMs / 24},
];

/** The columns that differ from step to step in a series of such steps. */
export function chooseCalendar(times: Float64Array): CalendarColumn[] {
  if (times.length < 2) return [];
  const step = (times[times.length - 1]! - times[0]!) / (times.length - 1);
  return all.filter(({longestStepMs}) => step <= longestStepMs).map(({name, read}) => ({name, read}));
}
