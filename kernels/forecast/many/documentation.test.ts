import {readFileSync} from "node:fs";
import * as aq from "arquero";
import * as d3 from "d3-array";
import {expect, it} from "vitest";
import {forecast, type ManyForecasts} from "../index.ts";

it("the example of docs/forecast.md on many series runs, and its columns are those it names", async () => {
  const page = readFileSync(new URL("../../../docs/forecast.md", import.meta.url), "utf8");
  const source = /## Many series[\s\S]*?```js\n([\s\S]*?)```/.exec(page)![1]!;
  const run = new Function("d3", "aq", "forecast", `return (async () => {${source}; return {many, ahead, cards, test};})()`) as (...given: unknown[]) => Promise<{many: ManyForecasts; ahead: aq.ColumnTable; cards: aq.ColumnTable; test: aq.ColumnTable}>;
  const {many, ahead, cards, test} = await run(d3, aq, forecast);
  expect([many.failed, ahead.numRows(), cards.numRows()]).toEqual([0, 56, 4]);
  for (const table of [ahead, cards, test]) expect(source).toContain(`// ${table.columnNames().join(", ")}\n`);
});
