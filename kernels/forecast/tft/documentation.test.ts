import {readFileSync} from "node:fs";
import * as d3 from "d3-array";
import {expect, it} from "vitest";
import {forecast, type ManyForecasts, type ManyOptions, type SeriesGiven} from "../index.ts";

it("the example of docs/forecast/tft.md calls what there is", async () => {
  const page = readFileSync(new URL("../../../docs/forecast/tft.md", import.meta.url), "utf8");
  const source = /```js\n([\s\S]*?)```/.exec(page)![1]!;
  const run = new Function("d3", "forecast", `return (async () => {${source}; return {many, looked, stores};})()`) as (...given: unknown[]) => Promise<{many: ManyForecasts; looked: {variable: string; weight: number}[]; stores: {values: number[]}[]}>;
  // Two of the stores and no back-test: the training of all takes half a minute.
  const some = {many: (series: SeriesGiven, options: ManyOptions) => forecast.many((series as readonly number[][]).slice(0, 2), {...options, origins: 0})};
  const {many, looked, stores} = await run(d3, some);
  expect([many.failed, many.forecasts.mean.length, looked.map(({variable}) => variable).sort().join()]).toEqual([0, 8, "last season,place in season,promotion,time from now"]);
  const worst = Math.max(...many.forecasts.mean.map((mean, i) => Math.abs(mean / stores[i >> 2]!.values[56 + (i % 4)]! - 1)));
  expect(worst).toBeLessThan(0.8);
});
