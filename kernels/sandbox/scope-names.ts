/** What each name in scope is, for one execution. */
import {Chart} from "./charts.ts";
import {callAnalysis, makeRoom} from "./calls.ts";
import {makeConsole, writeFailure} from "./console.ts";
import {findData} from "./data-sets.ts";
import {show, tellConsole, tellProgress, viewInput} from "./showing.ts";
import {Inputs} from "./inputs.ts";
import {aq, d3} from "./libraries.ts";
import {findLibrary, lateLibraryNames} from "./late-libraries.ts";
import {html, md} from "./markup.ts";
import {defineScopeName} from "./scope.ts";
import type {Execution} from "./execution.ts";
import {onCallbackFailure} from "./timers.ts";
import {noteRead, readSettings} from "./world.ts";

onCallbackFailure((player, error) => {
  if (player && "console" in player) writeFailure(player as Execution, error, tellConsole);
});

const vegaLite = (specification: unknown): Chart => {
  if (specification === null || typeof specification !== "object") throw new TypeError("vegaLite takes a specification as an object");
  return new Chart(specification);
};

const rooms = {rnse: makeRoom("rnse", true), forecast: makeRoom("forecast", true), risk: makeRoom("risk", false), fl: makeRoom("fl", false)};

/** What all cells share; frozen before any cell runs. */
export const sharedScope = {aq, d3, vegaLite, Inputs, md, html, ...rooms} as const;

for (const [name, value] of Object.entries(sharedScope)) defineScopeName(name, () => value);

for (const name of lateLibraryNames) defineScopeName(name, () => findLibrary(name));

defineScopeName("display", (execution) => (value: unknown) => {
  show(execution, value);
  return value;
});
defineScopeName("view", (execution) => (input: unknown) => viewInput(execution, input));
defineScopeName("progress", (execution) => (share: unknown, text: unknown = "") => {
  tellProgress(execution, typeof share === "number" && Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : null, String(text).slice(0, 200));
});
defineScopeName("console", (execution) => makeConsole(execution, tellConsole));
defineScopeName("invalidation", (execution) => execution.invalidation);
defineScopeName("random", (execution) => () => {
  noteRead(execution, "seed");
  return execution.random.next();
});
defineScopeName("seed", (execution) => {
  noteRead(execution, "seed");
  return readSettings().seed;
});
defineScopeName("now", (execution) => {
  noteRead(execution, "now");
  return new Date(readSettings().now);
});

function readData(execution: Parameters<typeof noteRead>[0], name: string): unknown {
  const found = findData(name);
  if (!found) throw new Error(`data("${name}"): the name of a data set is a text in the cell itself, so that it is known before the cell runs`);
  noteRead(execution, `data:${name}`);
  return found.read();
}

defineScopeName("data", (execution) => (name: unknown) => readData(execution, String(name)));

interface SqlQuery {
  readonly text: string;
  readonly parameters: readonly unknown[];
  readonly tables: {readonly [name: string]: unknown};
  readonly dataNames: readonly string[];
}

defineScopeName("__sql", (execution) => ({text, parameters, tables, dataNames}: SqlQuery) => {
  const all: {[name: string]: unknown} = {...tables};
  for (const name of dataNames) all[name] = readData(execution, name);
  return callAnalysis("sql", [text, parameters, all]);
});
