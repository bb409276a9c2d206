import {createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {open} from "node:fs/promises";
import {createHash} from "node:crypto";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, describe, expect, it} from "vitest";
import {DuckDBInstance} from "@duckdb/node-api";
import {Dictionary, Field, Float64, Int32, List, Table, tableFromArrays, tableToIPC, Utf8, vectorFromArray} from "apache-arrow";
import type {Columns} from "./columns.ts";
import {createDataReader} from "./data-reader.ts";
import {digestData, toCanonicalParsing} from "./digest-data.ts";
import {inspect} from "./inspect.ts";
import {pageColumns} from "./page-columns.ts";
import {readData} from "./read-data.ts";
import {toArrow, toParquet} from "./table-files.ts";
import {look, sharedFolder, vegaPath} from "./testing/fixtures.ts";
import {toCsv} from "./to-csv.ts";

const folder = mkdtempSync(join(tmpdir(), "recto-test-"));
afterAll(() => rmSync(folder, {recursive: true}));

describe("real files", () => {
  it.each([
    ["stocks.csv", 560, "symbol:text price:number date:date(%b %d %Y)"],
    ["seattle-weather.csv", 1461, "date:date(iso) precipitation:number weather:text"],
    ["weather.csv", 2922, "location:text date:date(iso) wind:number"],
    ["sp500.csv", 123, "date:date(%b %d %Y) price:number"],
    ["github.csv", 955, "time:date(%Y/%m/%d %H:%M:%S) count:number"],
    ["co2-concentration.csv", 741, "Date:date(iso) CO2:number"],
    ["unemployment.tsv", 3218, "id:number rate:number"],
    ["zipcodes.csv", 42_049, "zip_code:text latitude:number"],
    ["flights-2k.json", 2000, "date:date(%Y/%m/%d %H:%M) delay:number origin:text"],
    ["cars.json", 406, "Name:text Year:date(iso) Horsepower:number"],
  ])("%s", async (name, rows, types) => {
    const found = await look(readFileSync(vegaPath(name)), name);
    expect(found).toMatchObject({rows, badRowCount: 0});
    expect(found.types).toEqual(expect.arrayContaining(types.split(/ (?=\w+:)/)));
  });

  it("flights as Arrow and as JSON hold the same delays", async () => {
    const fromArrow = await look(readFileSync(vegaPath("flights-200k.arrow")), "flights.arrow");
    const fromJson = await look(readFileSync(vegaPath("flights-200k.json")), "flights.json");
    expect(fromArrow.rows).toBe(fromJson.rows);
    expect(fromArrow.columns.find(({name}) => name === "delay")?.mean).toBe(fromJson.columns.find(({name}) => name === "delay")?.mean);
  });

  it("flights as Parquet: three million rows", async () => {
    const source = {path: vegaPath("flights-3m.parquet")};
    const shares: number[] = [];
    const found = await inspect(source, {fileName: "flights-3m.parquet", onProgress: (share) => shares.push(share)});
    expect(found).toMatchObject({parsing: {format: "parquet"}, rows: 3_000_000});
    expect(shares.length).toBeGreaterThan(10);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });
});

const dialects = sharedFolder("data", "transactions", "import");

describe.skipIf(dialects === null)("five dialects of bank statements (skipped without the reference data folder)", () => {
  const dialectFolder = dialects ?? "";
  interface Truth {
    readonly files: readonly {
      readonly dialect: string;
      readonly first: string;
      readonly firstRows: number;
      readonly sum: {readonly first: number};
    }[];
  }
  const truth = dialects === null ? {files: []} : (JSON.parse(readFileSync(join(dialectFolder, "truth.json"), "utf8")) as Truth);

  it.each(truth.files)("$dialect", async ({dialect, first, firstRows, sum}) => {
    const found = await look(readFileSync(join(dialectFolder, first)), first);
    expect(found).toMatchObject({rows: firstRows, badRowCount: 0});
    expect(found.types.some((type) => type.includes(":date("))).toBe(true);
    if (dialect !== "iso_signed" && dialect !== "de_semicolon") return;
    const amount = found.columns.find(({name}) => name === "Amount" || name === "Betrag");
    expect((amount?.mean ?? NaN) * found.rows).toBeCloseTo(sum.first, 6);
  });

  it("the malformed file loses nothing and names its faults", async () => {
    const columns = [
      {name: "Date", type: "date"},
      {name: "Amount", type: "number"},
    ] as const;
    const found = await look(readFileSync(join(dialectFolder, "malformed.csv")), "malformed.csv", {columns});
    expect(found.rows).toBe(8);
    expect(found.badRows.map(({line}) => line)).toEqual([2, 4, 8, 9, 10]);
  });
});

const logs = sharedFolder("data", "loghub");

describe.skipIf(logs === null)("logs (skipped without the reference data folder)", () => {
  it.each(logs === null ? [] : readdirSync(logs).filter((name) => existsSync(join(logs, name, `${name}_2k.log`))))(
    "%s is text of 2,000 lines",
    async (name) => {
      const path = join(logs ?? "", name, `${name}_2k.log`);
      const found = await inspect({path}, {fileName: `${name}_2k.log`});
      expect(found).toMatchObject({parsing: {format: "text"}, rows: 2000});
      const zipped = await inspect({bytes: gzipSync(readFileSync(path))}, {fileName: `${name}_2k.log.gz`});
      expect(zipped).toMatchObject({parsing: {format: "text", compression: "gzip"}, rows: 2000});
    },
  );
});

describe("JSON", () => {
  it("lines: a line that is no JSON is left out and reported", async () => {
    const found = await look('{"a":1}\n{"a":2,"b":"x"}\nnope\n\n{"a":3}\n', "x.jsonl");
    expect(found.cells).toEqual([
      [1, null],
      [2, "x"],
      [3, null],
    ]);
    expect(found.badRows.map(({line, text}) => [line, text])).toEqual([[3, "nope"]]);
  });

  it("integers beyond 2^53 keep their digits, an empty text is a value, null is missing", async () => {
    const found = await look('[{"id": 9007199254740993, "s": ""}, {"id": 1, "s": null}]', "x.json");
    expect(found.types).toEqual(["id:bigint", "s:text"]);
    expect(found.cells).toEqual([
      [{$bigint: "9007199254740993"}, ""],
      [{$bigint: "1"}, null],
    ]);
  });

  it("nested values become JSON text with a note, digits kept", async () => {
    const found = await look('[{"a": {"b": [1, 12345678901234567890]}}]', "x.json");
    expect(found.cells).toEqual([['{"b":[1,12345678901234567890]}']]);
    expect(found.notes[0]).toContain("kept as JSON text");
  });

  it("a value that an explicit type does not fit is reported with the line where its record begins", async () => {
    const found = await look('[\n {"a": 1},\n {"a": "x"}\n]', "x.json", {columns: [{name: "a", type: "number"}]});
    expect(found.cells).toEqual([[1], [null]]);
    expect(found.badRows).toEqual([{line: 3, reason: '"x" in "a" is not a number, and is taken as missing', text: '{"a":"x"}'}]);
  });

  it("one structure is kept as text, one record is a table of one row", async () => {
    const structure = await inspect({path: vegaPath("miserables.json")}, {fileName: "miserables.json"});
    expect(structure).toMatchObject({parsing: {format: "text"}, notes: ["kept as text: the file is JSON, but one structure and no list of records"]});
    expect((await look('{"a": 1, "b": "x"}', "x.json")).cells).toEqual([[1, "x"]]);
    expect((await look('{"a": [1]}\n', "x.jsonl")).cells).toEqual([["[1]"]]);
  });

  it("broken JSON is kept as text, and the place is told", async () => {
    const found = await inspect({bytes: Buffer.from('[\n {"a": 1},\n {"a": }\n]')}, {fileName: "x.json"});
    expect(found.parsing.format).toBe("text");
    expect(found.notes.join(" ")).toContain('at line 3, column 8: "}" does not belong there');
  });
});

const table: Columns = {
  rows: 3,
  columns: [
    {name: "n", type: "number", values: Float64Array.of(1.5, NaN, 0), valid: Uint8Array.of(1, 1, 0)},
    {name: "b", type: "bigint", values: BigInt64Array.of(2n ** 60n, -1n, 0n), valid: Uint8Array.of(1, 1, 0)},
    {name: "t", type: "boolean", values: Uint8Array.of(1, 0, 0), valid: Uint8Array.of(1, 1, 0)},
    {name: "d", type: "date", values: Float64Array.of(Date.UTC(2026, 0, 1, 12), -1, 0), valid: Uint8Array.of(1, 1, 0)},
    {
      name: "s",
      type: "text",
      offsets: Uint32Array.of(0, 3, 5, 5),
      bytes: new Uint8Array(Buffer.from("a,bé")),
      valid: Uint8Array.of(1, 1, 0),
    },
    {name: "k", type: "dictionary", codes: Uint32Array.of(0, 0, 0), dictionary: ["same"], valid: null},
  ],
};
const cellsOf = (columns: Columns) => pageColumns(columns, {offset: 0, limit: 1000}).cells;

describe("tables out and in again", () => {
  it.each([
    ["Arrow", toArrow, "t.arrow"],
    ["Parquet", toParquet, "t.parquet"],
  ] as const)("%s keeps every value and type", async (_, write, name) => {
    const bytes = await write(table);
    const found = await inspect({bytes}, {fileName: name});
    const content = await readData({bytes}, found.parsing);
    if (content.type !== "table") throw new Error("not a table");
    expect(cellsOf(content.columns)).toEqual(cellsOf(table));
    expect(content.columns.columns.map(({type}) => type)).toEqual(["number", "bigint", "boolean", "date", "text", "dictionary"]);
  });

  it("CSV quotes what needs it and reads back to the same values", async () => {
    const text = toCsv(table);
    expect(text.split("\n")[1]).toBe('1.5,1152921504606846976,true,2026-01-01T12:00:00.000Z,"a,b",same');
    const found = await look(text, "t.csv", {columns: [{name: "n", type: "number"}], missing: []});
    expect(found.cells).toEqual(cellsOf(table));
  });

  it("an Arrow stream, nested values and dictionaries of several chunks", async () => {
    const stream = tableToIPC(tableFromArrays({words: ["x", "y"]}).assign(tableFromArrays({n: Int32Array.of(1, 2)})), "stream");
    expect((await look(stream, "t.arrows")).cells).toEqual([
      ["x", 1],
      ["y", 2],
    ]);
    const type = new Dictionary(new Utf8(), new Int32(), 1);
    const [first, second] = [
      ["x", "y"],
      ["y", "z"],
    ].map((words) => new Table({words: vectorFromArray(words, type)}));
    if (first === undefined || second === undefined) throw new Error("no tables");
    const joined = await look(tableToIPC(first.concat(second), "stream"), "t.arrow");
    expect(joined.cells).toEqual([["x"], ["y"], ["y"], ["z"]]);
    expect(joined.table.columns[0]).toMatchObject({type: "dictionary", dictionary: ["x", "y", "z"]});
    const list = vectorFromArray([[1, 2], [3]], new List(new Field("item", new Float64())));
    const nested = await look(tableToIPC(new Table({list}), "file"), "t.arrow");
    expect(nested.cells).toEqual([["[1,2]"], ["[3]"]]);
    expect(nested.notes[0]).toContain("kept as JSON text");
  });

  it("nested values of a Parquet file become JSON text, whole numbers keep to 2^53, times are cut to the millisecond", async () => {
    const path = join(folder, "nested [1].parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT [1, 2] AS l, {'a': 'x', 'b': NULL} AS s, 9007199254740993::BIGINT AS big, 5::BIGINT AS small, 12.345::DECIMAL(9, 3) AS d,
        TIMESTAMP '2026-03-01 12:00:00.123456' AS t, DATE '1969-12-31' AS day, NULL::INTEGER AS n) TO '${path}' (FORMAT PARQUET)`,
    );
    connection.closeSync();
    instance.closeSync();
    const found = await inspect({path}, {fileName: "nested.parquet"});
    expect(found.notes).toHaveLength(2);
    const content = await readData({path}, found.parsing);
    if (content.type !== "table") throw new Error("not a table");
    expect(cellsOf(content.columns)).toEqual([
      ["[1,2]", '{"a":"x","b":null}', {$bigint: "9007199254740993"}, 5, 12.345, {$date: Date.UTC(2026, 2, 1, 12, 0, 0, 123)}, {$date: -86_400_000}, null],
    ]);
  });

  it("a damaged Arrow or Parquet file is refused as damaged", async () => {
    for (const [write, name] of [
      [toArrow, "t.arrow"],
      [toParquet, "t.parquet"],
    ] as const) {
      const bytes = (await write(table)).slice();
      bytes.fill(0xee, 8, bytes.length - 4);
      await expect(inspect({bytes}, {fileName: name})).rejects.toMatchObject({name: "DataError", code: "damaged"});
    }
  });
});

describe("a page of rows", () => {
  it("ends with the table and refuses what is no number of rows", () => {
    expect(pageColumns(table, {offset: 2, limit: 10})).toEqual({offset: 2, rows: 3, cells: [[null, null, null, null, null, "same"]]});
    expect(pageColumns(table, {offset: 9, limit: 10}).cells).toEqual([]);
    expect(() => pageColumns(table, {offset: -1, limit: 1})).toThrow("offset must be an integer of at least 0, and is -1");
  });
});

describe("the digest of a data set", () => {
  const source = {bytes: new TextEncoder().encode("a,b\n1,2\n")};

  it("is SHA-256 over the bytes' digest and the canonical parsing, the same from a path", async () => {
    const {parsing, digest} = await inspect(source, {fileName: "t.csv"});
    const bytesDigest = createHash("sha256").update(source.bytes).digest("hex");
    const canonical =
      '{"format":"csv","encoding":"utf-8","compression":"none","delimiter":",","quote":"\\"","header":true,"skipLines":0,"decimalMark":".",' +
      '"thousandsMark":"","missing":[],"columns":[{"name":"a","type":"number","dateFormat":null},{"name":"b","type":"number","dateFormat":null}]}';
    expect(toCanonicalParsing(parsing)).toBe(canonical);
    expect(digest).toBe(createHash("sha256").update(`recto-data/1\n${bytesDigest}\n${canonical}\n`).digest("hex"));
    const path = join(folder, "digest.csv");
    writeFileSync(path, source.bytes);
    expect(await digestData({path}, parsing)).toBe(digest);
  });

  it("changes with one byte and with one correction, and with nothing else", async () => {
    const first = await inspect(source, {fileName: "t.csv"});
    const other = await inspect({bytes: new TextEncoder().encode("a,b\n1,3\n")}, {fileName: "t.csv"});
    const corrected = await inspect(source, {fileName: "t.csv", parsing: {columns: [{name: "b", type: "text"}]}});
    const renamed = await inspect(source, {fileName: "other.csv"});
    expect(new Set([first.digest, other.digest, corrected.digest]).size).toBe(3);
    expect(renamed.digest).toBe(first.digest);
  });
});

describe("summaries", () => {
  it("by hand: extent, mean, histogram, sparkline, frequent texts", async () => {
    const found = await look("x,k\n0,a\n1,b\n,a\n3,a\n4,\n", "t.csv");
    expect(found.columns[0]).toMatchObject({missing: 1, minimum: 0, maximum: 4, mean: 2, distinct: 4, sparkline: [0, 1, null, 3, 4]});
    expect(found.columns[0]?.histogram).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(found.columns[1]).toMatchObject({
      missing: 1,
      distinct: 2,
      frequent: [
        {value: "a", count: 3},
        {value: "b", count: 1},
      ],
      histogram: [3, 1],
    });
  });
});

describe("a reader in a thread", () => {
  it("gives what reading here gives, one data set after another", async () => {
    const reader = createDataReader();
    const source = {path: vegaPath("stocks.csv")};
    const [there, here] = [await reader.inspect(source, {fileName: "stocks.csv"}), await inspect(source, {fileName: "stocks.csv"})];
    expect(there).toEqual(here);
    const [first, second] = await Promise.all([reader.readData(source, there.parsing), reader.readData(source, there.parsing)]);
    expect(first).toEqual(await readData(source, here.parsing));
    expect(second).toEqual(first);
    expect(await reader.digestData(source, there.parsing)).toBe(here.digest);
    await reader.close();
    await expect(reader.inspect(source, {fileName: "x"})).rejects.toMatchObject({code: "cancelled"});
  });

  it("keeps the kind of an error", async () => {
    const reader = createDataReader();
    await expect(reader.inspect({path: join(folder, "none")}, {fileName: "none"})).rejects.toMatchObject({code: "ENOENT"});
    await expect(reader.inspect({bytes: new Uint8Array(10)}, {fileName: "x", limits: {maximumBytes: 5}})).rejects.toMatchObject({
      name: "DataError",
      code: "too-large",
    });
    await expect(reader.inspect({bytes: new Uint8Array(1)}, {fileName: "x", parsing: {quote: "ab"}})).rejects.toThrow(RangeError);
    await reader.close();
  });

  it("reads 200 MB with progress, while this thread stays free, and in bounded memory", {timeout: 120_000}, async () => {
    const path = join(folder, "large.csv");
    const line = "2026-03-01T12:34:56Z,sensor-12,20.125,a remark of some length that repeats\n";
    const block = Buffer.from(line.repeat(14_000));
    const file = await open(path, "w");
    await file.write("time,sensor,value,remark\n");
    let size = 0;
    while (size < 200_000_000) size += (await file.write(block)).bytesWritten;
    await file.close();
    const reader = createDataReader();
    const shares: number[] = [];
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 20);
    const started = performance.now();
    const parsing = {
      format: "csv",
      encoding: "utf-8",
      compression: "none",
      delimiter: ",",
      quote: '"',
      header: true,
      skipLines: 0,
      decimalMark: ".",
      thousandsMark: "",
      missing: [],
      columns: [
        {name: "time", type: "date", dateFormat: "iso"},
        {name: "sensor", type: "text", dateFormat: null},
        {name: "value", type: "number", dateFormat: null},
        {name: "remark", type: "text", dateFormat: null},
      ],
    } as const;
    const content = await reader.readData({path}, parsing, {onProgress: (share) => shares.push(share)});
    const tookMs = performance.now() - started;
    clearInterval(ticking);
    await reader.close();
    if (content.type !== "table") throw new Error("not a table");
    expect(content.columns.rows).toBe(Math.round(size / line.length));
    expect(content.columns.columns.map(({type}) => type)).toEqual(["date", "dictionary", "number", "dictionary"]);
    expect(shares.length).toBeGreaterThan(3);
    expect(ticks).toBeGreaterThan(tookMs / 20 / 4);
    const bytesPerRow = 8 + 4 + 8 + 4;
    const buffers = content.columns.columns.map(
      (column) => (column.type === "dictionary" ? column.codes : column.type === "text" ? column.bytes : column.values).buffer.byteLength,
    );
    expect(buffers.reduce((sum, length) => sum + length, 0)).toBe(content.columns.rows * bytesPerRow);
  });

  it("stops at once when it is cancelled, and reads the next", async () => {
    const path = join(folder, "large.csv");
    const reader = createDataReader();
    const controller = new AbortController();
    const reading = reader.inspect({path}, {fileName: "large.csv", signal: controller.signal, onProgress: () => controller.abort()});
    await expect(reading).rejects.toMatchObject({code: "cancelled"});
    expect((await reader.inspect({path: vegaPath("stocks.csv")}, {fileName: "stocks.csv"})).rows).toBe(560);
    await reader.close();
  });
});

it("a file is read the same whatever the size of the pieces in which it comes", async () => {
  const path = vegaPath("birdstrikes.csv");
  const whole = readFileSync(path);
  const {parsing} = await inspect({path}, {fileName: "birdstrikes.csv"});
  const parts: Buffer[] = [];
  for await (const part of createReadStream(path, {highWaterMark: 77})) parts.push(part as Buffer);
  const fromPath = await readData({path}, parsing);
  expect(await readData({bytes: whole}, parsing)).toEqual(fromPath);
  if (parsing.format !== "csv") throw new Error("not a CSV");
  expect(await readData({bytes: gzipSync(Buffer.concat(parts))}, {...parsing, compression: "gzip"})).toEqual(fromPath);
});
