import {vega} from "vega-embed";
import {expressionInterpreter} from "vega-interpreter";
import {compile, type TopLevelSpec} from "vega-lite";
import {expect, test} from "vitest";
import {correctDates} from "./chart-dates.ts";

correctDates();

const days = [Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 19)] as const;

async function readDomain(domain: readonly unknown[]): Promise<number[]> {
  const specification = {
    data: {values: [{at: days[0], value: 1}, {at: days[1], value: 2}]}, mark: "line",
    encoding: {x: {field: "at", type: "temporal", scale: {domain}}, y: {field: "value", type: "quantitative"}},
  };
  const {spec} = compile(specification as unknown as TopLevelSpec);
  const view = new vega.View(vega.parse(spec, undefined, {ast: true}), {renderer: "none", expr: expressionInterpreter});
  await view.runAsync();
  return (view as unknown as {scale(name: string): {domain(): Date[]}}).scale("x").domain().map(Number);
}

test.each([
  ["milliseconds", days],
  ["texts", ["2024-01-01", "2024-02-19"]],
  ["parts of dates", [{year: 2024, month: 1, date: 1, utc: true}, {year: 2024, month: 2, date: 19, utc: true}]],
])("a time axis reaches over a domain given as %s", async (_, domain) => {
  expect(await readDomain(domain)).toEqual([...days]);
});
