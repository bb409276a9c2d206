/** Values in tables read as a person writes them. */
import {expect, test} from "vitest";
import {formatDate, formatTableCell, fractionDigits} from "./table-cell.ts";

test("numbers, dates, big integers and what JSON cannot carry", () => {
  expect(formatTableCell(1234567.891)).toBe("1,234,567.891");
  expect([2024, 12024].map((number) => formatTableCell(number))).toEqual(["2024", "12,024"]);
  expect(formatTableCell(1234567.891, 0, "de")).toBe("1.234.567,891");
  expect(formatTableCell({$bigint: "9007199254740993"})).toBe("9,007,199,254,740,993");
  expect(formatTableCell({$number: "-Infinity"})).toBe("-Infinity");
  expect(formatTableCell({$date: 0})).toBe("1970-01-01");
  expect([formatTableCell(null), formatTableCell(false), formatTableCell("a")]).toEqual(["", "false", "a"]);
  expect(formatTableCell(1e-9)).toBe("1.0000e-9");
  expect(formatTableCell([1, {a: 2}])).toBe('[1,{"a":2}]');
});

test("a time is as exact as it needs to be", () => {
  expect([0, 60_000, 61_000, 61_001].map(formatDate)).toEqual(["1970-01-01", "1970-01-01 00:01", "1970-01-01 00:01:01", "1970-01-01 00:01:01.001"]);
  expect(formatDate(NaN)).toBe("Invalid date");
});

test("numbers of a column share their digits after the point", () => {
  const column = [5, 12.8, null, 0.25, 1e-9, "a"];
  expect(fractionDigits(column)).toBe(2);
  expect(column.map((cell) => formatTableCell(cell, fractionDigits(column)))).toEqual(["5.00", "12.80", "", "0.25", "1.0000e-9", "a"]);
  expect(fractionDigits([1 / 3])).toBe(6);
});
