/** The examples of the pages on models and dates run, and come to what the pages say. */
import {readFileSync} from "node:fs";
import * as d3 from "d3-array";
import {describe, expect, it} from "vitest";
import {forecast, type Forecast} from "./index.ts";

/** Runs the example of a page and gives the last name that it makes. */
async function runExample(page: string): Promise<Forecast> {
  const text = readFileSync(new URL(`../../docs/forecast/${page}.md`, import.meta.url), "utf8");
  const example = /```js\n([\s\S]*?)```/.exec(text)![1]!;
  const last = [...example.matchAll(/const (\w+) =/g)].at(-1)![1]!;
  const run = new Function("forecast", "d3", `return (async () => {\n${example}\nreturn ${last};\n})();`) as (call: typeof forecast, library: typeof d3) => Promise<Forecast>;
  return run(forecast, d3);
}

describe("the example of", () => {
  it("docs/forecast/arima.md finds an order with a season, and forecasts twelve steps", async () => {
    const {mean, form} = await runExample("arima");
    expect([mean.length, form]).toEqual([12, expect.stringMatching(/^ARIMA\(\d,\d,\d\)\(\d,\d,\d\)\[12\]/)]);
  });
  it("docs/forecast/mstl.md takes a day and a week off", async () => {
    const {mean, form} = await runExample("mstl");
    expect([mean.length, form]).toEqual([24, expect.stringMatching(/^STL\(24, 168\) \+ ETS/)]);
  });
  it("docs/forecast/dates.md has month ends ahead, and April filled in", async () => {
    const {times, series} = await runExample("dates");
    expect([times!.map((time) => time.toISOString().slice(0, 10)), series!.step, series!.filled]).toEqual([["2023-08-31", "2023-09-30"], "month end", [3]]);
  });
});
