/** The models by name; to add one, add a line. */
import {damped, holt, naive, seasonalNaive, ses, theta} from "./models.ts";
import type {Model} from "./model.ts";
import {prophet} from "./prophet/prophet.ts";

const all: readonly Model[] = [naive, seasonalNaive, ses, holt, damped, theta, prophet];

const byName: ReadonlyMap<string, Model> = new Map(all.map((model) => [model.name, model]));

export const modelNames: readonly string[] = all.map(({name}) => name);

/** @throws TypeError when there is no such model. */
export function findModel(name: string): Model {
  const model = byName.get(name);
  if (!model) throw new TypeError(`model must be one of auto, ${modelNames.join(", ")}, got ${String(name)}`);
  return model;
}
