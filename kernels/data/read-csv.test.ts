import {describe, expect, it} from "vitest";
import type {Columns} from "./columns.ts";
import {defaultLimits} from "./limits.ts";
import {pageColumns} from "./page-columns.ts";
import {type CsvParsing, readCsv} from "./read-csv.ts";

function parsingOf(columns: number, changes: Partial<CsvParsing> = {}): CsvParsing {
  return {
    format: "csv",
    encoding: "utf-8",
    compression: "none",
    delimiter: ",",
    quote: '"',
    header: false,
    skipLines: 0,
    decimalMark: ".",
    thousandsMark: "",
    missing: [],
    columns: Array.from({length: columns}, (_, c) => ({name: `c${c}`, type: "text", dateFormat: null})),
    ...changes,
  };
}

async function read(text: string, parsing: CsvParsing, chunkBytes: number) {
  const {columns, badRows, badRowCount} = await readCsv({bytes: new TextEncoder().encode(text)}, parsing, {
    limits: defaultLimits,
    chunkBytes,
  });
  return {cells: cellsOf(columns), badRows, badRowCount};
}

const cellsOf = (columns: Columns) => pageColumns(columns, {offset: 0, limit: 10_000}).cells;

/** The minimal standard generator, so that a failure can be repeated. */
function toRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

describe("a CSV in pieces", () => {
  it("random tables with quotes, line ends and every alphabet read back, whatever the size of the pieces", async () => {
    const alphabet = ["a", "b", ",", '"', "\n", "\r\n", " ", "é", "漢", "😀", ";", "\0", "'"];
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = toRandom(seed * 7919);
      const width = 2 + random(4);
      const lineEnd = random(2) === 0 ? "\n" : "\r\n";
      const rows = Array.from({length: 1 + random(12)}, () =>
        Array.from({length: width}, () => Array.from({length: random(6)}, () => alphabet[random(alphabet.length)] ?? "").join("")),
      );
      const text = rows
        .map((row) =>
          row.map((field) => (/[",\r\n]/.test(field) || random(3) === 0 ? `"${field.replaceAll('"', '""')}"` : field)).join(","),
        )
        .join(lineEnd);
      const expected = rows.map((row) => row.map((field) => (field === "" ? null : field)));
      for (const chunkBytes of [1, 2, 3, 7, 64, 1 << 20])
        expect(await read(text, parsingOf(width), chunkBytes), `seed ${seed}, pieces of ${chunkBytes}`).toEqual({
          cells: expected,
          badRows: [],
          badRowCount: 0,
        });
    }
  });

  it("damaged tables give the same rows and the same bad rows in pieces as whole", async () => {
    const alphabet = ["a", "1", ",", '"', "\n", "\r", "\r\n", '""', '",', '\n"'];
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = toRandom(seed * 104_729);
      const text = `x${random(2) === 0 ? "\n" : "\r\n"}${Array.from({length: random(60)}, () => alphabet[random(alphabet.length)] ?? "").join("")}`;
      const parsing = parsingOf(1 + random(3), {header: random(2) === 0, skipLines: random(3) === 0 ? 1 : 0});
      const whole = await read(text, parsing, 1 << 20);
      for (const chunkBytes of [1, 3, 10])
        expect(await read(text, parsing, chunkBytes), `${JSON.stringify(text)} in pieces of ${chunkBytes}`).toEqual(whole);
    }
  });

  it("no line is lost: every line with text is a row or part of one, and faults are told once a row", async () => {
    const text = Array.from({length: 5000}, (_, i) => (i % 100 === 7 ? `${i},"open` : i % 100 === 50 ? `${i}` : `${i},"ok, fine"`)).join(
      "\n",
    );
    const {cells, badRowCount, badRows} = await read(text, parsingOf(2), 1000);
    expect(cells.map(([id]) => Number(id))).toEqual(Array.from({length: 5000}, (_, i) => i));
    expect(badRowCount).toBe(100);
    expect(badRows).toHaveLength(100);
    expect(badRows.map(({line}) => line)).toEqual(
      Array.from({length: 5000}, (_, i) => i + 1).filter((line) => (line - 1) % 100 === 7 || (line - 1) % 100 === 50),
    );
  });

  it("numbers with a thousands mark, quotes of another kind and a delimiter of choice", async () => {
    const parsing = parsingOf(2, {
      delimiter: "|",
      quote: "'",
      decimalMark: ",",
      thousandsMark: ".",
      columns: [
        {name: "a", type: "number", dateFormat: null},
        {name: "b", type: "text", dateFormat: null},
      ],
    });
    const {cells} = await read("1.234,5|'it''s | here'\n-0,5|\"x\"\n", parsing, 4);
    expect(cells).toEqual([
      [1234.5, "it's | here"],
      [-0.5, '"x"'],
    ]);
  });
});
