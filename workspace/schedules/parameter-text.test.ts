/** What a person writes as parameters is what the run gets, and is shown again as it was written. */
import {expect, test} from "vitest";
import {parseParameters, toText} from "./parameter-text.ts";

test("a value that is JSON is taken as such, and any other as text", () => {
  const parameters = parseParameters('days = 30\n\n  region=north = west\nopen = true\ncode = "12"\nlist = [1, 2]\nnothing = null');
  expect(parameters).toEqual({days: 30, region: "north = west", open: true, code: "12", list: [1, 2], nothing: null});
});

test("what is shown is read again as the same, also texts that look like something else", () => {
  const parameters = {days: 30, region: "north", code: "12", word: "true", empty: "", quoted: '"a"', deep: {a: [1]}};
  expect(parseParameters(toText(parameters))).toEqual(parameters);
});

test("a line without a name or a value's sign is refused and shown", () => {
  expect(() => parseParameters("days 30")).toThrow('a parameter is written as name = value, got "days 30"');
  expect(() => parseParameters("= 30")).toThrow(RangeError);
});
