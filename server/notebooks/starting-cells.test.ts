import {describe, expect, it} from "vitest";
import {isIdentifier} from "#notebooks";
import {toVariableName} from "./starting-cells.ts";

describe("a data set's name as a variable", () => {
  it.each([
    ["prices", "prices"],
    ["Daily sales (2026)", "dailySales2026"],
    ["2026-sales", "table2026Sales"],
    ["größe", "größe"],
    ["class", "classTable"],
    ["data", "dataTable"],
    ["—", "table"],
  ])("of %s is %s", (name, variable) => {
    expect(toVariableName(name)).toBe(variable);
    expect(isIdentifier(variable)).toBe(true);
  });
});
