/** The models by name; to add one, add its name and itself. */
import {arima} from "./arima/arima.ts";
import {auto} from "./auto/auto.ts";
import {ces} from "./ces/ces.ts";
import {ets} from "./ets/ets.ts";
import type {Model} from "./model.ts";
import {gbdt} from "./gbdt/gbdt.ts";
import {mstl} from "./mstl/mstl.ts";
import {drift, naive, seasonalNaive} from "./naive.ts";
import {prophet} from "./prophet/prophet.ts";
import {damped, holt, ses} from "./smoothing.ts";
import {dynamicTheta, optimisedTheta} from "./theta/optimised-theta.ts";
import {tft} from "./tft/tft.ts";
import {theta} from "./theta/theta.ts";

export type ModelName =
  | "auto" | "naive" | "seasonalNaive" | "drift" | "ses" | "holt" | "damped" | "theta" | "optimisedTheta" | "dynamicTheta" | "ets" | "ces" | "arima" | "mstl" | "prophet" | "gbdt" | "tft";

const byName: {readonly [name in ModelName]: Model} = {auto, naive, seasonalNaive, drift, ses, holt, damped, theta, optimisedTheta, dynamicTheta, ets, ces, arima, mstl, prophet, gbdt, tft};

export const modelNames = Object.keys(byName) as readonly ModelName[];

/** @throws TypeError when there is no such model. */
export function findModel(name: string): Model {
  if (!Object.hasOwn(byName, name)) throw new TypeError(`model must be one of ${modelNames.join(", ")}, got ${String(name)}`);
  return byName[name as ModelName];
}
