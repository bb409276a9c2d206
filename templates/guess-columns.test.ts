/** Which column plays which part: from types first, then names, then what the columns hold. */
import {describe, expect, it} from "vitest";
import type {ColumnRole, ColumnRoleKind} from "#notebooks";
import {guessColumns} from "./index.ts";
import type {GuessedColumn} from "./index.ts";

const role = (name: string, kind: ColumnRoleKind): ColumnRole => ({name, role: kind, title: name, description: name, isRequired: true});
const all = [role("time", "time"), role("value", "value"), role("category", "category"), role("text", "text")];

function column(name: string, type: GuessedColumn["type"], given: Partial<GuessedColumn> = {}): GuessedColumn {
  return {name, type, missing: 0, distinct: 100, minimum: null, maximum: null, frequent: [], ...given};
}

describe("guessColumns", () => {
  it("finds the four parts of a usual table", () => {
    const columns = [
      column("id", "number"),
      column("region", "text", {distinct: 4}),
      column("message", "text", {frequent: [{value: "the parcel was left with a neighbour", count: 1}]}),
      column("amount", "number"),
      column("sold_at", "date"),
    ];
    expect(guessColumns(all, columns, 100)).toEqual({time: "sold_at", value: "amount", category: "region", text: "message"});
  });

  it("takes an id for a value only where there is no other number", () => {
    expect(guessColumns([role("value", "value")], [column("id", "number"), column("humidity", "number")], 100)).toEqual({value: "humidity"});
    expect(guessColumns([role("value", "value")], [column("id", "number")], 100)).toEqual({value: "id"});
  });

  it("never takes a column of another type, or one without a value, and says null", () => {
    const columns = [column("date", "text"), column("value", "text"), column("amount", "number", {distinct: 0, missing: 100})];
    expect(guessColumns([role("time", "time"), role("value", "value")], columns, 100)).toEqual({time: null, value: null});
  });

  it("takes no column twice, and two values in the order of the table", () => {
    const columns = [column("first", "number"), column("second", "number")];
    expect(guessColumns([role("a", "value"), role("b", "value"), role("c", "value")], columns, 100)).toEqual({a: "first", b: "second", c: null});
  });

  it("prefers the complete column to one that mostly is missing", () => {
    expect(guessColumns([role("value", "value")], [column("a", "number", {missing: 90}), column("b", "number")], 100)).toEqual({value: "b"});
  });

  it("takes no category that has one value, or as many as there are rows of a long table", () => {
    const columns = [column("country", "text", {distinct: 1}), column("name", "text", {distinct: 5000})];
    expect(guessColumns([role("category", "category")], columns, 5000)).toEqual({category: null});
  });

  it("takes numbers for a category only where the name says that they are labels, and there are few of them", () => {
    const numbers = [column("height", "number", {distinct: 10}), column("label", "number", {distinct: 10})];
    expect(guessColumns([role("category", "category")], numbers, 100)).toEqual({category: "label"});
    expect(guessColumns([role("category", "category")], [column("label", "number", {distinct: 90})], 100)).toEqual({category: null});
  });
});
