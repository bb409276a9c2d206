/**
 * The combination: the mean of several simple forecasts, with intervals that were checked against what came.
 *
 * Answers: what to expect when nobody has the time to look. Members by the length of the season: members.ts. Means of different forecasts err less than each of them (Makridakis,
 * Spiliotis & Assimakopoulos 2020, the M4 competition). Assumes what its members assume. Least n: 3. Missing values: none allowed.
 */
import {fitConstant, isConstant} from "../constant.ts";
import type {Model} from "../model.ts";
import {averageOf, fitMembers} from "./members.ts";
import {spreadOf} from "./spread.ts";

export const auto: Model = {
  name: "auto",
  leastValues: () => 3,
  fit(series, {horizon}) {
    const {values} = series;
    if (isConstant(values)) return fitConstant(values, horizon);
    const members = fitMembers(series, horizon);
    const mean = averageOf(members.map(({fit}) => fit.mean));
    return {
      mean,
      fitted: averageOf(members.map(({fit}) => fit.fitted)),
      deviation: spreadOf(series, horizon, members, mean),
      form: `mean of ${members.map(({name, fit}) => fit.form ?? name).join(", ")}`,
      parameters: {},
      details: {members: members.map(({name, fit}) => ({name, mean: fit.mean}))},
    };
  },
};
