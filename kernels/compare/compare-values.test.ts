/** Two values are compared in their own terms, through their canonical bytes as runs keep them. */
import * as aq from "arquero";
import {describe, expect, it} from "vitest";
import {encodeValue} from "#kernels/digest";
import {compareBytes} from "./compare-values.ts";

const compare = (before: unknown, after: unknown) => compareBytes(encodeValue(before), encodeValue(after));
const table = (columns: Record<string, unknown[]>): unknown => aq.table(columns);

describe("numbers and texts", () => {
  it("say from what to what, by how much, and in proportion", () => {
    expect(compare(8, 10)).toEqual({type: "number", from: 8, to: 10, difference: 2, relative: 0.25});
    expect(compare(0, 10)).toMatchObject({difference: 10, relative: null});
    expect(compare(-4, -2)).toMatchObject({difference: 2, relative: 0.5});
  });

  it("say which lines came and went, with what stands around them", () => {
    const before = "a\nb\nc\nd\ne\nf\n";
    expect(compare(before, before.replace("d", "D"))).toEqual({
      type: "text", added: 1, removed: 1, omitted: 0,
      lines: [
        {kind: "same", text: "b"}, {kind: "same", text: "c"}, {kind: "removed", text: "d"}, {kind: "added", text: "D"},
        {kind: "same", text: "e"}, {kind: "same", text: "f"},
      ],
    });
  });
});

describe("tables", () => {
  const days = ["2026-01-01", "2026-01-02", "2026-01-03"].map((day) => new Date(day));

  it("are compared row by row by the column that names a row, wherever the rows stand", () => {
    const before = table({day: days, sales: [1, 2, 3], shop: ["a", "a", "b"]});
    const after = table({day: [days[2], new Date("2026-01-04"), days[1]], sales: [3, 4, 20], shop: ["b", "b", "a"]});
    expect(compare(before, after)).toMatchObject({
      type: "table", rows: {from: 3, to: 3}, key: "day", added: 1, removed: 1, changed: 1, reordered: true,
      changedColumns: [{name: "sales", rows: 1}],
      samples: {
        columns: ["day", "sales", "shop"], added: [["2026-01-04", "4", "b"]], removed: [["2026-01-01", "1", "a"]],
        changed: [{row: "2026-01-02", cells: [{column: "sales", from: "2", to: "20"}]}],
      },
    });
  });

  it("without such a column are compared by place where little changed, and by all of their cells where rows came", () => {
    const before = table({x: [1.5, 1.5, 2.5, 3.5]});
    expect(compare(before, table({x: [1.5, 1.5, 9.5, 3.5]}))).toMatchObject({key: null, changed: 1, added: 0, removed: 0});
    expect(compare(before, table({x: [0.5, 1.5, 1.5, 2.5, 3.5]}))).toMatchObject({key: null, changed: 0, added: 1, removed: 0});
    expect(compare(before, table({x: [0.5, 1.5, 1.5, 2.5]}))).toMatchObject({changed: 0, added: 1, removed: 1});
    expect(compare(before, table({x: [1.5, 2.5, 3.5]}))).toMatchObject({changed: 0, added: 0, removed: 1});
  });

  it("tell columns that came and went, and missing cells", () => {
    const change = compare(table({id: [1, 2], a: ["x", null]}), table({id: [1, 2], a: ["x", "y"], b: [1, 2]}));
    expect(change).toMatchObject({columns: {added: ["b"], removed: []}, changed: 1, samples: {changed: [{row: "2", cells: [{column: "a", from: "", to: "y"}]}]}});
  });

  it("may be lists of records too", () => {
    const before = [{name: "a", n: 1}, {name: "b", n: 2}];
    expect(compare(before, [...before, {name: "c", n: 3}])).toMatchObject({type: "table", key: "name", added: 1, removed: 0, changed: 0});
    expect(compare([{n: {deep: [1]}}], [{n: {deep: [2]}}])).toMatchObject({type: "table", changed: 1});
  });

  it("find what was done to them, whatever it was", () => {
    // A table of 500 rows, with deletions, changes and insertions at random places, from a small generator of its own.
    let state = 7;
    const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
    for (let round = 0; round < 20; round += 1) {
      const rows = Array.from({length: 500}, (_, id) => ({id: `row ${id}`, x: Math.floor(random() * 1000), y: random() < 0.1 ? null : `text ${id % 7}`}));
      const [removed, changed, added] = [random(), random(), random()].map((share) => Math.floor(share * 100)) as [number, number, number];
      const shuffled = rows.map((row) => ({row, at: random()})).sort((a, b) => a.at - b.at).map(({row}) => row);
      const kept = shuffled.slice(removed).map((row, index) => (index < changed ? {...row, x: row.x + 1} : row));
      const fresh = Array.from({length: added}, (_, index) => ({id: `new ${index}`, x: 1, y: null}));
      const toTable = (list: readonly object[]): unknown => aq.from(list as object[]);
      expect(compare(toTable(rows), toTable([...kept, ...fresh]))).toMatchObject({key: "id", removed, changed, added});
    }
  });
});

describe("rows that are named by rising numbers", () => {
  it("are found side by side, whatever came and went between them", () => {
    const before = [1, 2, 5, 7, 11, 13];
    const after = [0, 2, 5, 6, 7, 8, 13, 20];
    const toTable = (ids: number[], at: number): unknown => table({id: ids, x: ids.map((id) => (id === 7 ? at : id / 2))});
    expect(compare(toTable(before, 1), toTable(after, 2))).toMatchObject({key: "id", added: 4, removed: 2, changed: 1, reordered: false});
  });

  it("and rows without a name are found as often as they occur", () => {
    const before = table({x: [0.5, 0.5, 0.5, 1.5, 0.5, 1.5]});
    expect(compare(before, table({x: [1.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]}))).toMatchObject({key: null, added: 3, removed: 1, changed: 0});
    const many = (count: number): unknown => table({x: Array.from({length: count}, () => 0.5)});
    expect(compare(many(20_000), many(50_000))).toMatchObject({added: 30_000, removed: 0});
  });
});

describe("results of the analyses", () => {
  const anomaly = (index: number, confidence = 0.9) => ({index, confidence, text: `tick ${index}`});

  it("say which anomalies came, went and moved", () => {
    const change = compare({anomalies: [anomaly(10), anomaly(50), anomaly(90)], ticks: 100}, {anomalies: [anomaly(10), anomaly(52), anomaly(70)], ticks: 100});
    expect(change).toMatchObject({
      type: "anomalies", from: 3, to: 3, counts: {came: 1, went: 1, moved: 1, kept: 1},
      came: [{index: 70}], went: [{index: 90}], moved: [{from: {index: 50}, to: {index: 52}}],
    });
  });

  it("say how a forecast moved at the same places of the series, and where it left the earlier interval", () => {
    const forecast = (mean: number[], values: number) => ({
      mean: Float64Array.from(mean), fitted: new Float64Array(values), models: ["theta"],
      intervals: [{level: 0.9, lower: Float64Array.from(mean, (one) => one - 1), upper: Float64Array.from(mean, (one) => one + 1)}],
    });
    expect(compare(forecast([10, 11, 12], 30), forecast([10.5, 11.5, 15], 30))).toMatchObject({
      type: "forecast", grown: 0, compared: 3, shift: 4 / 3, largest: {step: 2, from: 12, to: 15}, outside: {steps: 1, level: 0.9}, models: null,
    });
    // One more value: the first step now is the second step then.
    expect(compare(forecast([10, 11, 12], 30), forecast([11, 12, 13], 31))).toMatchObject({grown: 1, compared: 2, shift: 0, largest: null, outside: {steps: 0}});
  });
});

describe("other values", () => {
  it("say where inside they differ", () => {
    expect(compare({a: [1, {b: 2}], "odd name": true}, {a: [1, {b: 3}], c: null})).toEqual({
      type: "structure", omitted: 0,
      changes: [
        {path: ".a[1].b", from: "2", to: "3"},
        {path: '["odd name"]', from: "true", to: null},
        {path: ".c", from: null, to: "null"},
      ],
    });
  });

  it("are series where they are long lists of numbers", () => {
    const before = Float64Array.from({length: 100}, (_, index) => index);
    const after = before.slice();
    after[40] = 45;
    expect(compare(before, after)).toEqual({
      type: "series", length: {from: 100, to: 100}, changed: 1, largest: {index: 40, from: 40, to: 45}, mean: {from: 49.5, to: 49.55},
    });
  });

  it("of another kind are told in words, and rings end", () => {
    expect(compare(1, "one")).toEqual({type: "other", from: "1", to: '"one"'});
    expect(compareBytes(null, encodeValue(2))).toEqual({type: "other", from: null, to: "2"});
    const ring = (name: string): object => {
      const value: {name: string; self?: object} = {name};
      value.self = value;
      return value;
    };
    expect(compare(ring("a"), ring("b"))).toMatchObject({type: "structure", changes: [{path: ".name", from: '"a"', to: '"b"'}]});
  });
});
