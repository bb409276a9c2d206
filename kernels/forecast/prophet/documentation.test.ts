import {readFileSync} from "node:fs";
import * as d3 from "d3-array";
import {expect, it} from "vitest";
import {forecast, type Forecast} from "../index.ts";

it("the example of docs/forecast/prophet.md runs, and knows Sundays and Christmas", async () => {
  const page = readFileSync(new URL("../../../docs/forecast/prophet.md", import.meta.url), "utf8");
  const source = /```js\n([\s\S]*?)```/.exec(page)![1]!;
  const run = new Function("d3", "forecast", `return (async () => {${source}; return next;})()`) as (...given: unknown[]) => Promise<Forecast>;
  const {mean, components, backTest} = await run(d3, forecast);
  expect(components.map(({name}) => name)).toEqual(["trend", "weekly", "christmas"]);
  const weekly = components[1]!.values;
  // 2022-01-02 was a Sunday: 60 below the other days, which are a seventh of that above the mean.
  expect(weekly[1]! - weekly[2]!).toBeLessThan(-50);
  expect(components[2]!.values[358]).toBeGreaterThan(100);
  expect(mean).toHaveLength(14);
  expect(backTest!.rows.find(({model}) => model === "prophet")!.mase).toBeLessThan(0.6);
});
