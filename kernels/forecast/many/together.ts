/** Series of a model that learns from all of them: those that cannot be used are named, the others fitted together, and once more without their last steps for the back-test. */
import {backTest, cut, type BackTest} from "../back-test.ts";
import {toIntervals} from "../intervals.ts";
import type {Fit, FitOptions, Model, PreparedSeries} from "../model.ts";
import {prepareSeries, type Settings} from "../prepare.ts";
import {toStage} from "../stage.ts";
import type {NamedSeries} from "./given-series.ts";
import {timesAhead, toFailure, type Failure, type Outcome} from "./one-of-many.ts";

type FitMany = (series: readonly PreparedSeries[], options: FitOptions) => readonly Fit[];

/** The outcomes in the order of the series. With origins above 0, the last `horizon` steps of each series long enough are forecast from what lies before them. */
export function forecastTogether(series: readonly NamedSeries[], fitMany: FitMany, settings: Settings, origins: number): {readonly outcomes: Outcome[]; readonly details: Fit["details"]} {
  const prepared = series.map((one): PreparedSeries | Failure => {
    try {
      return prepareSeries(one.values, one, settings);
    } catch (error) {
      return toFailure(error);
    }
  });
  const usable = prepared.filter((one) => !("reason" in one)) as PreparedSeries[];
  const odd = usable.find(({covariates}) => covariates.map(({name}) => name).join("\n") !== usable[0]!.covariates.map(({name}) => name).join("\n"));
  if (odd) throw new RangeError(`${settings.model.name} requires the same covariates for every series`);
  if (usable.length === 0) return {outcomes: prepared as Failure[], details: {}};
  const half = origins > 0 ? 0.5 : 1;
  const fits = fitMany(usable, toStage(settings.options, 0, half));
  const cards = origins > 0 ? testTogether(usable, fitMany, settings, toStage(settings.options, half, 1)) : new Map<PreparedSeries, BackTest | null>();
  let next = 0;
  const outcomes = prepared.map((one): Outcome => {
    if ("reason" in one) return one;
    const fit = fits[next]!;
    next += 1;
    return {mean: fit.mean, intervals: toIntervals(fit, one.values, settings.options.levels), times: timesAhead(one), form: fit.form ?? null, backTest: cards.get(one) ?? null};
  });
  return {outcomes, details: fits[0]!.details};
}

/** The back-test cards of the series that are long enough, from one fit of all of them without their last steps. */
function testTogether(series: readonly PreparedSeries[], fitMany: FitMany, {model, options: {horizon}}: Settings, options: FitOptions): Map<PreparedSeries, BackTest | null> {
  const least = (season: number) => Math.max(4, 2 * season, model.leastValues(season));
  const long = series.filter(({values, season}) => values.length - horizon >= least(season));
  if (long.length === 0) return new Map();
  const fits = fitMany(long.map((one) => cut(one, one.values.length - horizon, horizon)), {...options, levels: [0.95]});
  return new Map(long.map((one, k): [PreparedSeries, BackTest | null] => {
    const known: Model = {name: model.name, leastValues: (season) => model.leastValues(season), fit: () => fits[k]!};
    return [one, backTest(known, one, options, 1)];
  }));
}
