/** Outcomes of many series → columns: a table of forecasts, a table of the series, and the back-tests of all in short. */
import type {BackTestRow} from "../back-test.ts";
import type {NamedSeries} from "./given-series.ts";
import type {Outcome, ShortForecast} from "./one-of-many.ts";

/** A row for each series that was forecast and each step ahead, in the order given. */
export interface ForecastColumns {
  readonly series: readonly string[];
  /** 1 to `horizon`. */
  readonly step: Int32Array;
  /** The time of each step ahead, when every series has times. */
  readonly time?: readonly Date[];
  readonly mean: Float64Array;
  /** The ends of the intervals, such as `lower95` and `upper95`. */
  readonly [end: `lower${number}` | `upper${number}`]: Float64Array;
}

/** A row for each series given; null where there is no such figure. */
export interface SeriesColumns {
  readonly series: readonly string[];
  /** How many values it has. */
  readonly values: Int32Array;
  /** Of the back-test: of the model, and of the better of the naive forecasts. */
  readonly mase: readonly (number | null)[];
  readonly naiveMase: readonly (number | null)[];
  readonly smape: readonly (number | null)[];
  readonly coverage: readonly (number | null)[];
  readonly form: readonly (string | null)[];
  /** Why it could not be forecast. */
  readonly reason: readonly (string | null)[];
}

/** The back-tests of all series together. */
export interface ManyBackTest {
  /** How many series were long enough for one. */
  readonly series: number;
  /** Means over these series: the naive forecasts, then the model. */
  readonly rows: readonly BackTestRow[];
  /** Share of these series where the model beats every naive forecast. */
  readonly betterShare: number;
  readonly warning: string | null;
}

const isForecast = (outcome: Outcome): outcome is ShortForecast => !("reason" in outcome);

export function toForecastColumns(series: readonly NamedSeries[], outcomes: readonly Outcome[], horizon: number, levels: readonly number[]): ForecastColumns {
  const made = outcomes.flatMap((outcome, k) => (isForecast(outcome) ? [{name: series[k]!.name, outcome}] : []));
  const lay = (read: (one: ShortForecast) => Float64Array): Float64Array => {
    const column = new Float64Array(made.length * horizon);
    made.forEach(({outcome}, k) => column.set(read(outcome), k * horizon));
    return column;
  };
  const ends = levels.flatMap((level, k) => {
    const percent = Number((level * 100).toFixed(6));
    return [[`lower${percent}`, lay(({intervals}) => intervals[k]!.lower)], [`upper${percent}`, lay(({intervals}) => intervals[k]!.upper)]] as const;
  });
  const hasTimes = made.length > 0 && made.every(({outcome}) => outcome.times !== null);
  return {
    series: made.flatMap(({name}) => new Array<string>(horizon).fill(name)),
    step: Int32Array.from({length: made.length * horizon}, (_, i) => (i % horizon) + 1),
    ...(hasTimes ? {time: made.flatMap(({outcome}) => Array.from(outcome.times!, (time) => new Date(time)))} : {}),
    mean: lay(({mean}) => mean),
    ...Object.fromEntries(ends),
  };
}

export function toSeriesColumns(series: readonly NamedSeries[], outcomes: readonly Outcome[]): SeriesColumns {
  const card = (read: (rows: readonly BackTestRow[]) => number) => outcomes.map((outcome) => (isForecast(outcome) && outcome.backTest ? read(outcome.backTest.rows) : null));
  const own = (rows: readonly BackTestRow[]): BackTestRow => rows[rows.length - 1]!;
  return {
    series: series.map(({name}) => name),
    values: Int32Array.from(series, ({values}) => values.length),
    mase: card((rows) => own(rows).mase),
    naiveMase: card((rows) => Math.min(...rows.slice(0, -1).map(({mase}) => mase))),
    smape: card((rows) => own(rows).smape),
    coverage: card((rows) => own(rows).coverage),
    form: outcomes.map((outcome) => (isForecast(outcome) ? outcome.form : null)),
    reason: outcomes.map((outcome) => (isForecast(outcome) ? null : outcome.reason)),
  };
}

/** Null when no series has a back-test. */
export function toManyBackTest(outcomes: readonly Outcome[]): ManyBackTest | null {
  const cards = outcomes.flatMap((outcome) => (isForecast(outcome) && outcome.backTest ? [outcome.backTest.rows] : []));
  if (cards.length === 0) return null;
  const meanOf = (k: number, name: "mase" | "smape" | "coverage") => cards.reduce((sum, rows) => sum + rows[k]![name], 0) / cards.length;
  const rows = cards[0]!.map(({model}, k): BackTestRow => ({model, mase: meanOf(k, "mase"), smape: meanOf(k, "smape"), coverage: meanOf(k, "coverage")}));
  const own = rows[rows.length - 1]!;
  const better = rows.slice(0, -1).find(({mase}) => mase <= own.mase);
  const won = cards.filter((card) => card.slice(0, -1).every(({mase}) => mase > card[card.length - 1]!.mase)).length;
  const warning = better ? `a naive forecast (${better.model}) does as well over all series: MASE ${better.mase.toFixed(2)} against ${own.mase.toFixed(2)}` : null;
  return {series: cards.length, rows, betterShare: won / cards.length, warning};
}
