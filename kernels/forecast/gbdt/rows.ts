/**
 * The rows that boosting learns from: one for each origin and step ahead, what was known at the origin on the left, how far the value lay from a base on the right.
 *
 * Every number is taken relative to the base and divided by the series' scale (its mean absolute seasonal step), so that series of every size teach one model
 * and trees, which cannot go beyond what they saw, meet a series that grows at the same place as before.
 */
import {chooseCalendar, type CalendarColumn} from "../calendar.ts";
import type {FeatureTable} from "./boosting.ts";

/** What the value to come is measured from: the level now, the same step of the last season, or that carried on along the recent slope. */
export type Base = "level" | "season" | "trend";

export interface RowSeries {
  readonly values: Float64Array;
  readonly season: number;
  /** Of the values and the steps ahead, ms since 1970. */
  readonly times: Float64Array | null;
  /** Of the values and the steps ahead. */
  readonly covariates: readonly {readonly name: string; readonly values: Float64Array}[];
  /** Whole days since 1970 on which each holiday acts. */
  readonly holidays: readonly {readonly name: string; readonly days: ReadonlySet<number>}[];
}

/** Where a row stands: the series, the last step known, the steps ahead of it. */
export interface RowPlace {
  readonly series: number;
  readonly origin: number;
  readonly step: number;
}

interface Prepared extends RowSeries {
  readonly scale: number;
  /** Sums of the first i values and of their squares, the first value taken off for precision. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

const lags = 6;
const seasonsBack = 3;
const dayMs = 86_400_000;

/** Mean absolute step between a season's same places; where there is none, of neighbours, then the size of the values, then 1. */
export function scaleOf(values: Float64Array, season: number): number {
  for (const lag of values.length > season ? [season, 1] : [1]) {
    let sum = 0;
    for (let t = lag; t < values.length; t += 1) sum += Math.abs(values[t]! - values[t - lag]!);
    if (sum > 0) return sum / (values.length - lag);
  }
  return Math.abs(values[0] ?? 0) || 1;
}

/** Makes rows of many series for one kind of base. */
export class RowMaker {
  readonly names: readonly string[];
  readonly categories: readonly string[];
  readonly #series: readonly Prepared[];
  readonly #base: Base;
  readonly #calendar: readonly CalendarColumn[];
  readonly #windows: readonly number[];

  constructor(series: readonly RowSeries[], base: Base) {
    this.#base = base;
    this.#series = series.map((one) => ({...one, scale: scaleOf(one.values, one.season), ...toSums(one.values)}));
    const season = Math.max(...series.map((one) => one.season));
    this.#calendar = series.every(({times}) => times !== null) ? chooseCalendar(series[0]!.times!) : [];
    this.#windows = [...new Set(season > 1 ? [3, 7, season, 2 * season] : [3, 7, 14])].sort((a, b) => a - b);
    const first = series[0]!;
    this.categories = series.length > 1 && series.length <= 254 ? ["series"] : [];
    this.names = [
      "step", ...(season > 1 ? ["place in season"] : []), ...Array.from({length: lags}, (_, k) => `lag ${k + 1}`), ...(season > 1 ? Array.from({length: seasonsBack}, (_, k) => `lag of ${k + 1} season${k > 0 ? "s" : ""}`) : []),
      ...this.#windows.flatMap((window) => [`mean of ${window}`, `deviation of ${window}`]), "slope", ...this.#calendar.map(({name}) => name),
      ...first.covariates.flatMap(({name}) => [name, `change of ${name}`]), ...first.holidays.map(({name}) => name), ...this.categories,
    ];
  }

  /** The columns of some rows. */
  table(places: readonly RowPlace[]): FeatureTable {
    const columns = this.names.map(() => new Float64Array(places.length));
    const row = new Float64Array(this.names.length);
    places.forEach((place, i) => {
      this.#write(place, row);
      for (let k = 0; k < row.length; k += 1) columns[k]![i] = row[k]!;
    });
    return {names: this.names, columns, categories: this.categories};
  }

  /** What each row is to predict. */
  targets(places: readonly RowPlace[]): Float64Array {
    return Float64Array.from(places, (place) => {
      const {values, scale} = this.#series[place.series]!;
      return (values[place.origin + place.step]! - this.base(place)) / scale;
    });
  }

  /** A prediction in the series' unit. */
  restore(place: RowPlace, prediction: number): number {
    return this.base(place) + prediction * this.#series[place.series]!.scale;
  }

  base({series, origin, step}: RowPlace): number {
    const one = this.#series[series]!;
    const {values, season} = one;
    const back = Math.ceil(step / season);
    const before = origin + step - season * back;
    const last = before >= 0 ? values[before]! : values[origin]!;
    if (this.#base === "level") return season > 1 ? meanOf(one, origin, season) : values[origin]!;
    return this.#base === "season" ? last : last + slopeOf(one, origin) * (season > 1 && before >= 0 ? season * back : step);
  }

  #write(place: RowPlace, row: Float64Array): void {
    const one = this.#series[place.series]!;
    const {values, season, times, covariates, holidays, scale} = one;
    const {origin, step} = place;
    const target = origin + step;
    const base = this.base(place);
    const relative = (at: number) => (at >= 0 ? (values[at]! - base) / scale : NaN);
    let k = 0;
    const add = (value: number): void => {
      row[k] = value;
      k += 1;
    };
    add(step);
    if (this.names[k] === "place in season") add(season > 1 ? target % season : NaN);
    for (let lag = 0; lag < lags; lag += 1) add(relative(origin - lag));
    if (this.names[k] === "lag of 1 season") {
      const back = Math.ceil(step / season) - 1;
      for (let j = 1; j <= seasonsBack; j += 1) add(season > 1 ? relative(target - season * (back + j)) : NaN);
    }
    for (const window of this.#windows) {
      const isKnown = origin + 1 >= window;
      add(isKnown ? (meanOf(one, origin, window) - base) / scale : NaN);
      add(isKnown ? deviationOf(one, origin, window) / scale : NaN);
    }
    add(slopeOf(one, origin) / scale);
    const time = times && this.#calendar.length > 0 ? new Date(times[target]!) : null;
    if (time) for (const {read} of this.#calendar) add(read(time));
    for (const {values: known} of covariates) {
      add(known[target]!);
      add(known[target]! - known[origin]!);
    }
    for (const {days} of holidays) add(times && days.has(Math.floor(times[target]! / dayMs)) ? 1 : 0);
    if (this.categories.length > 0) add(place.series);
  }
}

function toSums(values: Float64Array): {sums: Float64Array; squares: Float64Array} {
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  values.forEach((value, i) => {
    const off = value - values[0]!;
    sums[i + 1] = sums[i]! + off;
    squares[i + 1] = squares[i]! + off * off;
  });
  return {sums, squares};
}

/** Of the window that ends at the origin, or of as much of it as there is. */
function meanOf({values, sums}: Prepared, origin: number, window: number): number {
  const from = Math.max(0, origin + 1 - window);
  return values[0]! + (sums[origin + 1]! - sums[from]!) / (origin + 1 - from);
}

function deviationOf({sums, squares}: Prepared, origin: number, window: number): number {
  const from = origin + 1 - window;
  const mean = (sums[origin + 1]! - sums[from]!) / window;
  return Math.sqrt(Math.max(0, (squares[origin + 1]! - squares[from]!) / window - mean * mean));
}

/** Steps a step: between the means of the last two seasons, without a season over the last 4 steps. */
function slopeOf(one: Prepared, origin: number): number {
  const {values, season} = one;
  if (season > 1 && origin + 1 >= 2 * season) return (meanOf(one, origin, season) - meanOf(one, origin - season, season)) / season;
  const back = Math.min(4, origin);
  return season === 1 && back > 0 ? (values[origin]! - values[origin - back]!) / back : 0;
}
