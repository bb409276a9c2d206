/** Every model has a page; the examples of the pages run, and come to what the pages say. */
import {existsSync, readdirSync, readFileSync} from "node:fs";
import * as d3 from "d3-array";
import {describe, expect, it} from "vitest";
import {fitForm} from "./ets/fit-form.ts";
import {forecast, modelNames, type Forecast} from "./index.ts";
import {findModel} from "./registry.ts";
import {airPassengers} from "./testing/series.ts";

const read = (path: string): string => readFileSync(new URL(`../../docs/${path}.md`, import.meta.url), "utf8");
const exampleOf = (page: string): string => /```js\n([\s\S]*?)```/.exec(read(`forecast/${page}`))![1]!;

/** Runs the example of a page and gives what it makes, by name. */
async function runExample(page: string): Promise<ReadonlyMap<string, unknown>> {
  const example = exampleOf(page);
  const names = [...example.matchAll(/^const \{?(\w+)\}? =/gm)].map((match) => match[1]!);
  const run = new Function("forecast", "d3", `return (async () => {\n${example}\nreturn {${names.join(", ")}};\n})();`) as (call: typeof forecast, library: typeof d3) => Promise<object>;
  return new Map(Object.entries(await run(forecast, d3)));
}

/** A value as the page writes it: numbers with as many decimals as the page has. */
function write(value: unknown, printed: string): string {
  const decimals = /\.(\d+)/.exec(printed)?.[1]!.length ?? 0;
  return typeof value === "string" ? value : Array.from(value as ArrayLike<number>, (number) => number.toFixed(decimals)).join(", ");
}

/** Pages whose example has a test in the model's own folder are left to it. */
const pages = readdirSync(new URL("../../docs/forecast/", import.meta.url))
  .map((file) => file.replace(/\.md$/, ""))
  .filter((page) => !existsSync(new URL(`./${page}/documentation.test.ts`, import.meta.url)));

/** What a page says of the last thing that its example makes. */
const says: {readonly [page: string]: (last: Forecast) => void} = {
  arima: ({mean, form}) => expect([mean.length, form]).toEqual([12, expect.stringMatching(/^ARIMA\(\d,\d,\d\)\(\d,\d,\d\)\[12\]/)]),
  mstl: ({mean, form}) => expect([mean.length, form]).toEqual([24, expect.stringMatching(/^STL\(24, 168\) \+ ETS/)]),
  dates: ({times, series}) =>
    expect([times!.map((time) => time.toISOString().slice(0, 10)), series!.step, series!.filled]).toEqual([["2023-08-31", "2023-09-30"], "month end", [3]]),
};

describe("the example of", () => {
  it.each(pages)("docs/forecast/%s.md runs, and comes to what the page says", async (page) => {
    const made = await runExample(page);
    for (const [, name, field, printed] of exampleOf(page).matchAll(/^const \{?(\w+)\}? = .*; \/\/ (\w+): (.+)$/gm)) {
      const value = made.get(name!);
      expect(`${name}: ${write(name === field ? value : (value as {[field: string]: unknown})[field!], printed!)}`).toBe(`${name}: ${printed}`);
    }
    says[page]?.([...made.values()].at(-1) as Forecast);
  });
});

describe("the page of", () => {
  it.each(modelNames)("%s is linked from docs/forecast.md, and has its parts and the smallest n of the model", (name) => {
    const page = new RegExp(`\\[\`${name}\`\\]\\(forecast/(\\w+)\\.md\\)`).exec(read("forecast"))?.[1];
    expect(page, "linked page").toBeDefined();
    const text = read(`forecast/${page}`);
    expect(text).toMatch(new RegExp(`["\`]${name}["\`]`));
    const parts = [...text.matchAll(/\*\*([^*]+?)\.?\*\*/g)].map((match) => match[1]);
    for (const part of [/^What it answers$/, /^Formula in words$/, /^Assumes$/, /^Smallest n$/, /^Missing values$/, /^Source$/]) expect(parts).toContainEqual(expect.stringMatching(part));
    const smallest = /\*\*Smallest n\.\*\*([\s\S]*?)\*\*/.exec(text)![1]!;
    expect(smallest.match(/\d+/g)).toContain(String(Math.max(3, findModel(name).leastValues(1))));
  });
  it("ETS has the criteria that it says on the air passengers", () => {
    const aicOf = (trend: "A" | "Ad"): string => fitForm(Float64Array.from(airPassengers), {error: "M", trend, season: "M"}, 12)!.aic.toFixed(1);
    const text = read("forecast/ets");
    expect(text).toContain(`its ETS(M,Ad,M) has an AIC of ${aicOf("Ad")}`);
    expect(text).toContain(`it chooses ${forecast(airPassengers, {horizon: 1, season: 12, model: "ets"}).form}, with ${aicOf("A")}`);
  });
});
