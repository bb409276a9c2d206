/** Results of runs as files, through a real server: what there is, and the same rows in each format. */
import {strFromU8, unzipSync} from "fflate";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {pageColumns, readData} from "#kernels/data";
import type {Json, NotebookSummary, RunResult, RunSummary} from "#notebooks";
import {startServer} from "../testing/server.ts";
import type {Client} from "../testing/client.ts";
import type {TestServer} from "../testing/server.ts";
import {fromTableCell, toTableCell} from "./plain.ts";
import {toResultTable} from "./result-table.ts";
import {toWorkbook} from "./workbook.ts";
import {writeTable} from "./write-result.ts";

const cells = [
  'const sales = data("sales");',
  "const records = [{day: new Date('2024-02-29'), sold: 1.5, what: 'a, \"b\"'}, {day: null, sold: -0, what: ''}, {day: new Date('1899-01-01'), sold: NaN, what: '=1+1'}];",
  "const one = 42n;",
  "const ahead = {mean: Float64Array.of(1, 2, 3), intervals: [{level: 0.8, lower: [0, 1, 2], upper: [2, 3, 4]}], model: 'naive', residuals: [0.5, 0.25]};",
  "const double = (x: number) => 2 * x;",
];

let server: TestServer;
let client: Client;
let run: RunSummary;

beforeAll(async () => {
  server = await startServer();
  client = await server.client().signUp("ada");
  await client.send("POST", "/api/data-sets?name=sales&file=sales.csv", "day,sold\n2024-01-01,3\n2024-01-02,\n2024-01-03,5\n");
  const file = `<!doctype html>\n<notebook>\n<title>Results</title>\n${cells.map((source, index) => `<script id="${index + 1}" type="text/x-typescript">\n${source}\n</script>`).join("\n")}\n</notebook>\n`;
  const {body} = await client.send<NotebookSummary>("POST", "/api/notebooks", {file});
  const {body: started} = await client.send<RunSummary>("POST", `/api/notebooks/${body.id}/runs`, {});
  do {
    run = (await client.send<RunSummary>("GET", `/api/runs/${started.id}`)).body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (run.status === "started");
});
afterAll(() => server.close());

const address = (cell: number, file: string): string => `/api/runs/${run.id}/results/${cell}/${file}`;

async function take(path: string): Promise<{readonly type: string | null; readonly name: string | null; readonly bytes: Uint8Array}> {
  const response = await fetch(server.address + path, {headers: {cookie: client.cookie}});
  expect(response.status, path).toBe(200);
  return {type: response.headers.get("content-type"), name: response.headers.get("content-disposition"), bytes: new Uint8Array(await response.arrayBuffer())};
}

const textOf = async (path: string): Promise<string> => Buffer.from((await take(path)).bytes).toString("utf8");

describe("what there is of a run", () => {
  it("are its values, with the tables that they are or that lie in them; functions are no values", async () => {
    const {body} = await client.send<RunResult[]>("GET", `/api/runs/${run.id}/results`);
    const told = body.map(({cell, name, table, formats}) => [cell, name, table && table.rows, table && table.columns.map((column) => `${column.name}: ${column.type}`).join(", "), formats.length]);
    expect(told).toEqual([
      [1, "sales", 3, "day: date, sold: number", 4],
      [2, "records", 3, "day: date, sold: number, what: text", 4],
      [3, "one", null, null, 1],
      [4, "ahead", 3, "mean: number, lower_80: number, upper_80: number", 4],
      [4, "ahead.intervals", 1, "level: number, lower: text, upper: text", 4],
      [4, "ahead.residuals", 2, "value: number", 4],
    ]);
    expect(body[0]?.address).toBe(`/api/runs/${run.id}/results/1/sales`);
  });

  it("is nobody else's", async () => {
    const other = await server.client().signUp("grace");
    for (const path of [`/api/runs/${run.id}/results`, address(1, "sales.csv")]) expect((await other.send("GET", path)).status).toBe(404);
    expect((await server.client().send("GET", address(1, "sales.csv"))).status).toBe(401);
  });
});

describe("a result as a file", () => {
  it("is CSV, with missing values empty and dates as ISO 8601", async () => {
    const file = await take(address(1, "sales.csv"));
    expect([file.type, file.name]).toEqual(["text/csv; charset=utf-8", "attachment; filename=sales.csv"]);
    expect(Buffer.from(file.bytes).toString("utf8")).toBe("day,sold\n2024-01-01,3\n2024-01-02,\n2024-01-03,5\n");
    expect(await textOf(address(2, "records.csv"))).toBe('day,sold,what\n2024-02-29,1.5,"a, ""b"""\n,0,""\n1899-01-01,NaN,=1+1\n');
  });

  it("is JSON, one record a row; a value that is no table comes as it is", async () => {
    expect(JSON.parse(await textOf(address(2, "records.json")))).toEqual([
      {day: "2024-02-29T00:00:00.000Z", sold: 1.5, what: 'a, "b"'}, {day: null, sold: 0, what: ""}, {day: "1899-01-01T00:00:00.000Z", sold: null, what: "=1+1"},
    ]);
    expect(JSON.parse(await textOf(address(3, "one.json")))).toBe("42");
    expect(JSON.parse(await textOf(address(4, "ahead.json")))).toEqual([{mean: 1, lower_80: 0, upper_80: 2}, {mean: 2, lower_80: 1, upper_80: 3}, {mean: 3, lower_80: 2, upper_80: 4}]);
    expect(JSON.parse(await textOf(address(4, "ahead.residuals.json")))).toEqual([{value: 0.5}, {value: 0.25}]);
  });

  it("is Parquet, with the columns' types, which reads back as the same table", async () => {
    const {bytes} = await take(address(2, "records.parquet"));
    expect(Buffer.from(bytes).toString("latin1", 0, 4)).toBe("PAR1");
    const content = await readData({bytes}, {format: "parquet"});
    if (content.type !== "table") throw new TypeError("not a table");
    expect(content.columns.columns.map(({name, type}) => [name, type])).toEqual([["day", "date"], ["sold", "number"], ["what", "text"]]);
    expect(pageColumns(content.columns, {offset: 0, limit: 9}).cells).toEqual([
      [{$date: Date.UTC(2024, 1, 29)}, 1.5, 'a, "b"'], [null, {$number: "-0"}, ""], [{$date: Date.UTC(1899, 0, 1)}, {$number: "NaN"}, "=1+1"],
    ]);
  });

  it("is an Excel workbook, in which text stays text and dates are dates", async () => {
    const file = await take(address(2, "records.xlsx"));
    expect(file.type).toBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    const parts = unzipSync(file.bytes);
    const [sheet, texts, book] = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"].map((path) => strFromU8(parts[path] ?? new Uint8Array()));
    const strings = [...(texts ?? "").matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text);
    const values = [...(sheet ?? "").matchAll(/<c r="([A-Z]+\d+)"([^>]*)>(?:<v>([^<]*)<\/v>)?/g)].map(([, at, kind, value]) => [at, kind?.includes('t="s"') ? strings[Number(value)] : value]);
    const day = (Date.UTC(2024, 1, 29) - Date.UTC(1899, 11, 30)) / 86_400_000;
    expect(Object.fromEntries(values)).toMatchObject({
      A1: "day", B1: "sold", C1: "what", A2: String(day), B2: "1.5", C2: 'a, "b"', B3: "0", A4: "1899-01-01T00:00:00.000Z", B4: "NaN", C4: "=1+1",
    });
    expect(sheet).not.toContain("<f>");
    expect(book).toContain('name="records"');
  });

  it("is refused in words when it is no table, is not there, or has no such format", async () => {
    expect((await client.send("GET", address(3, "one.csv"))).body).toMatchObject({status: 422, code: "not-exportable", detail: '"one" is no table'});
    for (const file of ["sales.doc", "sales", "nothing.csv", "double.json"]) expect((await client.send("GET", address(file === "double.json" ? 5 : 1, file))).status, file).toBe(file === "double.json" ? 422 : 404);
    expect((await client.send("GET", address(2, "sales.csv"))).status).toBe(404);
  });
});

describe("tables of any value", () => {
  it("take every row's type, not that of the first rows alone", async () => {
    const mixed = toResultTable([...Array.from({length: 300}, (_, index) => ({v: index})), {v: "text"}])!;
    expect(mixed.columns).toEqual([{name: "v", type: "number"}]);
    const csv = Buffer.from(await writeTable(mixed, "v", "csv")).toString();
    expect(csv.split("\n").slice(299, 302)).toEqual(["298", "299", "text"]);
    const big = toResultTable([{v: 2n ** 70n}])!;
    expect(Buffer.from(await writeTable(big, "v", "csv")).toString()).toBe("v\n1180591620717411303424\n");
  });

  it("are none where there is no list of one kind of thing", () => {
    for (const value of [1, "a", null, [], {}, [[1], [2]], [{}, 1], {a: [1], b: "x"}, new Map([["a", 1]])]) expect(toResultTable(value), JSON.stringify(value)).toBeNull();
  });

  it("carry a value over a page's cell and back", () => {
    for (const value of ["a", 1.5, -0, NaN, Infinity, true, null, 12n, new Date(5)]) expect(fromTableCell(JSON.parse(JSON.stringify(toTableCell(value))) as Json)).toEqual(value);
  });

  it("that Excel cannot hold are refused before they are made", async () => {
    const rows = (count: number) => ({columns: [{name: "v", type: "number"}] as const, rows: count, read: () => 1});
    await expect(toWorkbook(rows(1_048_576), "v")).rejects.toThrow("a sheet of Excel holds 1048575 rows");
    await expect(toWorkbook({...rows(1), columns: [{name: "v", type: "text"}], read: () => "x".repeat(40_000)}, "v")).rejects.toThrow("holds 32767 letters, and a text has 40000");
  });
});
