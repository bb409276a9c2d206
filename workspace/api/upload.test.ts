/** A file's name becomes a data set's name. */
import {expect, test} from "vitest";
import {toDataName} from "./upload.ts";

test("a data set is named by its file, without extensions and punctuation", () => {
  expect(toDataName("Sales 2024 (final).csv")).toBe("sales-2024-final");
  expect(toDataName("access.log.gz")).toBe("access");
  expect(toDataName("Größe.parquet")).toBe("größe");
  expect(toDataName("....csv")).toBe("data");
});
