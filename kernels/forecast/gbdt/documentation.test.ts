import {readFileSync} from "node:fs";
import * as d3 from "d3-array";
import {expect, it} from "vitest";
import {forecast, type Forecast} from "../index.ts";

it("the example of docs/forecast/gbdt.md runs, and knows the days that are closed", async () => {
  const page = readFileSync(new URL("../../../docs/forecast/gbdt.md", import.meta.url), "utf8");
  const source = /```js\n([\s\S]*?)```/.exec(page)![1]!;
  const run = new Function("d3", "forecast", `return (async () => {${source}; return {...next, open};})()`) as (...given: unknown[]) => Promise<Forecast & {open: number[]}>;
  const {mean, open, details, backTest} = await run(d3, forecast);
  mean.forEach((value, h) => expect(Math.abs(value - 40 - 25 * open[112 + h]!)).toBeLessThan(6));
  expect((details.importance as {feature: string}[]).some(({feature}) => feature === "open")).toBe(true);
  expect(backTest!.rows.find(({model}) => model === "gbdt")!.mase).toBeLessThan(backTest!.rows.find(({model}) => model === "seasonalNaive")!.mase);
});
