/** Inputs' values cross the wire and come back as they were. */
import {expect, test} from "vitest";
import {areSameValues, toElementValue, toExtent, toInputValue, toLabels} from "./input-values.ts";

test("plain values and choices go as they are", () => {
  for (const value of [0.25, "abc", true, null, [0, 2]]) expect(toInputValue(toElementValue("checkbox", value))).toEqual(value);
});

test("a date goes as milliseconds and comes back as a date", () => {
  const day = new Date("2024-02-29T00:00:00Z");
  expect(toInputValue(day)).toEqual({$date: day.getTime()});
  expect(toElementValue("date", {$date: day.getTime()})).toEqual(day);
});

test("what is no value is not sent as one", () => {
  expect(toInputValue(undefined)).toBeUndefined();
  expect(toInputValue(NaN)).toBeNull();
  expect(toInputValue(new Date(NaN))).toBeNull();
});

test("values are the same by what they hold", () => {
  expect(areSameValues([1, 2], [1, 2])).toBe(true);
  expect(areSameValues({$date: 1}, {$date: 2})).toBe(false);
  expect(areSameValues(undefined, null)).toBe(false);
});

test("arguments are read as their kind needs them", () => {
  expect(toExtent([0, 1])).toEqual([0, 1]);
  expect(toExtent([0, null])).toEqual([0, null]);
  expect(toExtent(null)).toEqual([]);
  expect(toLabels(["a", ["b", null]])).toEqual(["a", "b"]);
  expect(toLabels("Go")).toEqual(["Go"]);
});
