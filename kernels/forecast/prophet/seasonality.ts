/** Prophet's seasons: a periodic curve as a sum of sines and cosines of the time since 1970. */

/** Whether a component is added to the trend or multiplies it. */
export type Mode = "additive" | "multiplicative";

export interface Seasonality {
  readonly name: string;
  /** In days, or in steps where the series has no dates. */
  readonly period: number;
  /** Pairs of sine and cosine, 1 or more. */
  readonly order: number;
  /** Standard deviation of the coefficients' prior; 10 when absent. */
  readonly prior?: number;
  readonly mode?: Mode;
}

/** The seasons that Prophet takes by itself for dated series: yearly from 2 years on, weekly from 2 weeks of steps below a week, daily from 2 days of steps below a day. */
export function chooseSeasonalities(days: Float64Array): Seasonality[] {
  const span = days[days.length - 1]! - days[0]!;
  let step = Infinity;
  for (let i = 1; i < days.length; i += 1) if (days[i]! > days[i - 1]!) step = Math.min(step, days[i]! - days[i - 1]!);
  const chosen: Seasonality[] = [];
  if (span >= 730) chosen.push({name: "yearly", period: 365.25, order: 10});
  if (span >= 14 && step < 7) chosen.push({name: "weekly", period: 7, order: 3});
  if (span >= 2 && step < 1) chosen.push({name: "daily", period: 1, order: 4});
  return chosen;
}

/** The columns sin(2πit/p), cos(2πit/p) for i = 1 … order. */
export function toFourierColumns(times: Float64Array, {period, order}: Seasonality): Float64Array[] {
  return Array.from({length: 2 * order}, (_, k) => {
    const turns = (2 * Math.PI * ((k >> 1) + 1)) / period;
    return times.map((time) => (k % 2 === 0 ? Math.sin(turns * time) : Math.cos(turns * time)));
  });
}
