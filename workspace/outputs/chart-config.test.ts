/** Charts take the page's colours, fit the page, and reach nothing outside it. */
import {compile, type TopLevelSpec} from "vega-lite";
import {expect, test} from "vitest";
import {chartConfig, countRows, prepareSpecification, type ChartTokens, type Specification} from "./chart-config.ts";

const tokens: ChartTokens = {text: "#111", muted: "#666", line: "#ddd", surface: "#fff", categories: ["#00f", "#f50", "#0a7"], low: "#eef", middle: "#eee", font: "Inter"};
const bars = {data: {values: [{a: 1, url: "kept"}]}, mark: "bar", encoding: {x: {field: "a", type: "quantitative"}}} as const;

test("a chart without a width takes the page's", () => {
  expect(prepareSpecification(bars)).toMatchObject({width: "container", autosize: {type: "fit-x", contains: "padding"}});
  expect(prepareSpecification({...bars, width: 200})).toMatchObject({width: 200});
  const beside: Specification = {hconcat: [bars]};
  const faceted: Specification = {...bars, encoding: {...bars.encoding, column: {field: "a"}}};
  for (const several of [beside, faceted]) expect(prepareSpecification(several)).not.toHaveProperty("width");
});

test("addresses, links and metadata are taken out at any depth, and data stays as it is", () => {
  const prepared = prepareSpecification({
    usermeta: {embedOptions: {loader: {}}},
    layer: [{data: {url: "https://example.com/x.csv"}, mark: {type: "point", href: "javascript:alert(1)"}, encoding: {href: {field: "a"}, url: {field: "b"}}}, bars],
  });
  expect(prepared).toMatchObject({layer: [{data: {}, mark: {type: "point"}, encoding: {}}, {data: {values: [{a: 1, url: "kept"}]}}]});
  expect(JSON.stringify(prepared)).not.toMatch(/example|javascript|usermeta/);
});

test("the first category colours single marks, in whatever theme", () => {
  const {spec} = compile({...prepareSpecification(bars)} as unknown as TopLevelSpec, {config: chartConfig(tokens) as never});
  expect(JSON.stringify(spec.marks)).toContain("#00f");
  expect(spec.background).toBe("transparent");
});

test("rows are counted wherever they are", () => {
  expect(countRows({layer: [bars, bars], datasets: {a: [1, 2, 3]}})).toBe(5);
});
