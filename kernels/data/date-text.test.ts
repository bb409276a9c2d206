import {describe, expect, it} from "vitest";
import {toDays} from "./calendar.ts";
import {listDateFormats} from "./date-formats.ts";
import {checkDateFormat, toDateParser} from "./date-text.ts";
import {lookAtCsv} from "./testing/fixtures.ts";

const encoder = new TextEncoder();

function read(format: string, text: string): number {
  const bytes = encoder.encode(text);
  return toDateParser(format)(bytes, 0, bytes.length);
}

describe("a date's text", () => {
  it("counts days as Date does, from year 1 to 9999", () => {
    for (let day = -719_162; day <= 2_932_896; day += 997) {
      const date = new Date(day * 86_400_000);
      expect(toDays(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day);
    }
  });

  it.each([
    ["2026-03-01", "2026-03-01T00:00:00Z"],
    ["2026-03-01T14:05", "2026-03-01T14:05:00Z"],
    ["2026-03-01 14:05:09", "2026-03-01T14:05:09Z"],
    ["2026-03-01T14:05:09.123456Z", "2026-03-01T14:05:09.123Z"],
    ["2026-03-01T14:05:09,5+02:00", "2026-03-01T12:05:09.500Z"],
    ["2026-03-01T14:05:09-0330", "2026-03-01T17:35:09Z"],
    ["2026-03-01T14:05:09+02", "2026-03-01T12:05:09Z"],
    ["2026-03-01 14:05:09 UTC", "2026-03-01T14:05:09Z"],
    ["2026-12-31T24:00", "2027-01-01T00:00:00Z"],
    ["2024-02-29", "2024-02-29T00:00:00Z"],
  ])("ISO 8601: %s", (text, expected) => {
    expect(read("iso", text)).toBe(Date.parse(expected));
  });

  it.each([
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "2026-03-01T25:00",
    "2026-03-01T10:60",
    "2026-03-01X",
    "2026-03-01T10:00Q",
    "26-03-01",
  ])("%s is no ISO date", (text) => {
    expect(read("iso", text)).toBeNaN();
  });

  it.each([
    ["%d/%m/%Y", "31/12/2025", "2025-12-31"],
    ["%m/%d/%Y", "1/9/2025", "2025-01-09"],
    ["%d.%m.%y", "05.06.71", "1971-06-05"],
    ["%d.%m.%y", "05.06.68", "2068-06-05"],
    ["%b %d %Y", "Jan 1 2000", "2000-01-01"],
    ["%d %B %Y", "7 september 2026", "2026-09-07"],
    ["%d-%b-%y", "07-MAY-26", "2026-05-07"],
    ["%Y%m%d", "20260301", "2026-03-01"],
    ["%Y-%m", "2026-03", "2026-03-01"],
    ["%m/%d/%Y %I:%M %p", "3/1/2026 12:05 AM", "2026-03-01T00:05:00Z"],
    ["%m/%d/%Y %I:%M %p", "3/1/2026 1:05 pm", "2026-03-01T13:05:00Z"],
    ["%d/%b/%Y:%H:%M:%S %z", "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z"],
    ["%a %b %d %H:%M:%S %Y", "Sun Dec 04 04:47:44 2005", "2005-12-04T04:47:44Z"],
    ["%Y %j", "2024 366", "2024-12-31"],
    ["epoch-seconds", "1767225600", "2026-01-01"],
    ["epoch-seconds", "1767225600.25", "2026-01-01T00:00:00.250Z"],
    ["epoch-milliseconds", "1767225600001", "2026-01-01T00:00:00.001Z"],
  ])("%s reads %s", (format, text, expected) => {
    expect(read(format, text)).toBe(Date.parse(expected));
  });

  it("a pattern without a year, or with an unknown directive, is refused", () => {
    expect(checkDateFormat("%d/%m")).toContain("no year");
    expect(checkDateFormat("%Y-%Q")).toContain("%Q");
    expect(() => toDateParser("%H")).toThrow(TypeError);
  });

  it("every format that is offered for a text reads it", () => {
    for (const text of ["2026-03-01", "01/02/2026", "1.2.2026 10:30", "March 5, 2026", "Jan 1 2000", "2026/01/14 21:55", "05-Mar-26"]) {
      const formats = listDateFormats(text);
      expect(formats.length).toBeGreaterThan(0);
      for (const format of formats) expect(read(format, text)).not.toBeNaN();
    }
  });
});

describe("finding dates in a CSV", () => {
  it.each([
    ["a day above 12 decides for day first", "d\n03/04/2026\n13/04/2026\n", "%d/%m/%Y"],
    ["a day above 12 decides for month first", "d\n03/04/2026\n04/13/2026\n", "%m/%d/%Y"],
    ["European points", "d\n03.04.2026\n05.04.2026\n", "%d.%m.%Y"],
    ["slashes with the year first", "d\n2012/01/01\n2012/01/02\n", "%Y/%m/%d"],
    ["names of months", "d\nJan 1 2000\nFeb 1 2000\n", "%b %d %Y"],
    ["zones", "d\n2026-01-01T00:00:00+01:00\n2026-01-01T00:00:00Z\n", "iso"],
    ["months", "month\n2026-01\n2026-02\n", "%Y-%m"],
    ["seconds since 1970", "timestamp\n1767225600\n1767312000\n", "epoch-seconds"],
    ["milliseconds since 1970", "createdAt\n1767225600000\n1767312000000\n", "epoch-milliseconds"],
    ["digits under a name that says date", "date\n20260101\n20260228\n", "%Y%m%d"],
  ])("%s", async (_, text, format) => {
    const found = await lookAtCsv(text);
    expect(found.types[0]).toMatch(`:date(${format})`);
    expect(found.badRowCount).toBe(0);
  });

  it("digits that no name calls a time stay numbers", async () => {
    expect((await lookAtCsv("amount\n1767225600\n1767312000\n")).types).toEqual(["amount:number"]);
  });

  it("day and month that cannot be told apart are noted, and the order of the rows is a hint", async () => {
    const steady = await lookAtCsv("d\n01/02/2026\n02/02/2026\n03/02/2026\n01/03/2026\n");
    expect(steady.types).toEqual(["d:date(%d/%m/%Y)"]);
    expect(steady.notes[0]).toContain("cannot be told apart");
    const plain = await lookAtCsv("d\n01/02/2026\n");
    expect(plain.types).toEqual(["d:date(%m/%d/%Y)"]);
  });

  it("a day above 12 that comes late turns the order round", async () => {
    const early = Array.from({length: 6000}, (_, i) => `0${1 + (i % 9)}/0${1 + (Math.floor(i / 700) % 9)}/2026`);
    const found = await lookAtCsv(`d\n${early.join("\n")}\n25/12/2026\n`);
    expect(found.types).toEqual(["d:date(%d/%m/%Y)"]);
    expect(found.columns[0]?.maximum).toBe(Date.UTC(2026, 11, 25));
    expect(found.notes).toEqual([]);
  });

  it("a day that no month has makes the column text, or a bad row where dates are asked for", async () => {
    const text = "d\n2026-02-28\n2026-02-30\n";
    expect((await lookAtCsv(text)).types).toEqual(["d:text"]);
    const asked = await lookAtCsv(text, {columns: [{name: "d", type: "date"}]});
    expect(asked.badRows[0]).toMatchObject({line: 3, text: "2026-02-30"});
    expect(asked.cells[1]).toEqual([null]);
  });
});
