import {readFileSync, readdirSync} from "node:fs";
import {request as httpRequest} from "node:http";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {DataSetDetail, DataSetRows, HttpProblem, NotebookSummary} from "#notebooks";
import {projectFolder} from "../options.ts";
import type {Client} from "../testing/client.ts";
import {startServer} from "../testing/server.ts";
import type {TestServer} from "../testing/server.ts";

let server: TestServer;
let client: Client;
const uploadLimitBytes = 400_000;
const stocks = readFileSync(join(projectFolder, "node_modules", "vega-datasets", "data", "stocks.csv"));

beforeAll(async () => {
  server = await startServer({uploadLimitBytes});
  client = await server.client().signUp("uploader");
});
afterAll(() => server.close());

async function upload(file: string, bytes: string | Uint8Array, name?: string): Promise<DataSetDetail> {
  const query = new URLSearchParams({file, ...(name !== undefined && {name})});
  const answer = await client.send<DataSetDetail>("POST", `/api/data-sets?${query}`, bytes, {"content-type": "application/octet-stream"});
  if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const temporaryFiles = (): string[] => readdirSync(join(server.folder, "temporary"));

describe("an upload", () => {
  it("of a real CSV tells its columns, types and rows, and gives the bytes back as they were", async () => {
    const dataSet = await upload("stocks.csv", stocks);
    expect(dataSet).toMatchObject({name: "stocks", fileName: "stocks.csv", format: "csv", rows: 560, badRowCount: 0, sizeBytes: stocks.length, usedBy: []});
    expect(dataSet.columns.map(({name, type}) => [name, type])).toEqual([["symbol", "text"], ["date", "date"], ["price", "number"]]);
    expect(dataSet.inspection.columns[2]).toMatchObject({minimum: 5.97, maximum: 707});
    const file = await fetch(`${server.address}/api/data-sets/${dataSet.id}/file`, {headers: {cookie: client.cookie}});
    expect(file.headers.get("content-disposition")).toBe('attachment; filename=stocks.csv');
    expect(Buffer.from(await file.arrayBuffer()).equals(stocks)).toBe(true);
    expect(temporaryFiles()).toEqual([]);
  });

  it("with a name that is taken gets a number", async () => {
    const names = [await upload("taken.csv", "a\n1\n"), await upload("taken.csv", "a\n2\n"), await upload("taken.csv", "a\n3\n")].map(({name}) => name);
    expect(names).toEqual(["taken", "taken-2", "taken-3"]);
  });

  it("of compressed lines is a text", async () => {
    const dataSet = await upload("server.log.gz", gzipSync("one\ntwo\nthree\n"));
    expect(dataSet).toMatchObject({name: "server", format: "text", rows: 3});
    const rows = (await client.send<DataSetRows>("GET", `/api/data-sets/${dataSet.id}/rows?offset=1&limit=5`)).body;
    expect(rows).toEqual({columns: [{name: "line", type: "text"}], page: {offset: 1, rows: 3, cells: [["two"], ["three"]]}});
  });

  it("beyond the limit is refused by its announced length, and leaves nothing behind", async () => {
    const answer = await client.send("POST", "/api/data-sets?name=large", new Uint8Array(uploadLimitBytes + 1));
    expect([answer.status, answer.body.code]).toEqual([413, "too-large"]);
    expect(answer.body.detail).toBe("the file is larger than 0.4 MB, the most that this server takes");
    expect(temporaryFiles()).toEqual([]);
  });

  it("beyond the limit is refused when no length was announced, and leaves nothing behind", async () => {
    const problem = await stream(Array.from({length: 20}, () => Buffer.alloc(30_000, "a,b\n")));
    expect([problem.status, problem.code]).toEqual([413, "too-large"]);
    expect(temporaryFiles()).toEqual([]);
  });

  it("that is cut off leaves nothing behind", async () => {
    const {hostname, port} = new URL(server.address);
    const headers = {cookie: client.cookie, origin: server.address, "content-length": "100000"};
    const request = httpRequest({method: "POST", hostname, port, path: "/api/data-sets?name=cut", headers});
    const ended = new Promise((resolve) => request.on("error", resolve));
    await new Promise((resolve) => request.write("a,b\n1,2\n", resolve));
    await expect.poll(temporaryFiles).toHaveLength(1);
    request.destroy();
    await ended;
    await expect.poll(temporaryFiles).toEqual([]);
    const names = (await client.send<DataSetDetail[]>("GET", "/api/data-sets")).body.map(({name}) => name);
    expect(names).not.toContain("cut");
  });

  it("of bytes that are no table and no text is refused with a reason", async () => {
    const answer = await client.send("POST", "/api/data-sets?file=picture.bin", Uint8Array.from({length: 5000}, (_, index) => (index * 7919) % 256));
    expect([answer.status, answer.body.code]).toEqual([422, "unreadable-file"]);
    expect(answer.body.detail).toMatch(/picture\.bin/);
  });

  it("of an empty file is taken with a note", async () => {
    const dataSet = await upload("empty.csv", "");
    expect(dataSet.rows).toBe(0);
    expect(dataSet.inspection.notes.join()).toMatch(/empty/);
  });

  it("with a name of control characters or a file name of folders is refused by the field", async () => {
    const wrongName = await client.send("POST", `/api/data-sets?name=${encodeURIComponent("a\u0000b")}`, "a\n1\n");
    expect(wrongName.body).toMatchObject({status: 400, fields: {name: expect.stringContaining("control characters")}});
    const wrongFile = await client.send("POST", `/api/data-sets?file=${encodeURIComponent("../../etc/passwd")}`, "a\n1\n");
    expect(wrongFile.body).toMatchObject({status: 400, fields: {file: expect.stringContaining("folders")}});
  });
});

describe("a page of rows", () => {
  it("holds dates, numbers and texts in the order of the columns", async () => {
    const {id} = await upload("page.csv", "day,count,label\n2026-01-02,1.5,a\n2026-01-03,,b\n2026-01-04,3,c\n");
    const rows = (await client.send<DataSetRows>("GET", `/api/data-sets/${id}/rows?offset=0&limit=2`)).body;
    expect(rows.columns).toEqual([{name: "day", type: "date"}, {name: "count", type: "number"}, {name: "label", type: "text"}]);
    expect(rows.page).toEqual({
      offset: 0,
      rows: 3,
      cells: [[{$date: Date.UTC(2026, 0, 2)}, 1.5, "a"], [{$date: Date.UTC(2026, 0, 3)}, null, "b"]],
    });
    expect((await client.send<DataSetRows>("GET", `/api/data-sets/${id}/rows?offset=9`)).body.page.cells).toEqual([]);
    expect((await client.send("GET", `/api/data-sets/${id}/rows?limit=1001`)).body).toMatchObject({status: 400, fields: {limit: "must be at most 1000"}});
  });
});

describe("a correction", () => {
  it("of a column's type reads the bytes anew and makes another digest", async () => {
    const before = await upload("codes.csv", "code\n007\n008\n");
    const {parsing} = before.inspection;
    if (parsing.format !== "csv") throw new Error(`expected a CSV, got ${parsing.format}`);
    const columns = parsing.columns.map((column) => ({...column, type: column.type === "text" ? ("number" as const) : ("text" as const)}));
    const answer = await client.send<DataSetDetail>("PATCH", `/api/data-sets/${before.id}`, {parsing: {...parsing, columns}});
    expect(answer.status).toBe(200);
    expect(answer.body.columns[0]?.type).toBe(columns[0]?.type);
    expect(answer.body.digest).not.toBe(before.digest);
  });

  it("of the name is refused when the name is taken", async () => {
    const first = await upload("first.csv", "a\n1\n");
    await upload("second.csv", "a\n1\n");
    const refused = await client.send("PATCH", `/api/data-sets/${first.id}`, {name: "second"});
    expect([refused.status, refused.body.code]).toEqual([409, "name-taken"]);
    const renamed = await client.send<DataSetDetail>("PATCH", `/api/data-sets/${first.id}`, {name: "renamed"});
    expect(renamed.body.name).toBe("renamed");
  });

  it("with an unknown or senseless field is refused by its name", async () => {
    const {id, inspection} = await upload("refused.csv", "a\n1\n");
    const answer = await client.send("PATCH", `/api/data-sets/${id}`, {parsing: {...inspection.parsing, delimeter: ";"}});
    expect(answer.body).toMatchObject({status: 400, fields: {"parsing.delimeter": "unknown field"}});
    const wrong = await client.send("PATCH", `/api/data-sets/${id}`, {parsing: {...inspection.parsing, delimiter: ";;"}});
    expect(wrong.body).toMatchObject({status: 400, fields: {"parsing.delimiter": expect.stringContaining("at most 1 character")}});
  });
});

describe("deleting", () => {
  it("a data set that notebooks use is refused by their titles, unless forced", async () => {
    const {id} = await upload("used.csv", "a\n1\n");
    const notebook = (await client.send<NotebookSummary>("POST", "/api/notebooks", {dataSet: id, title: "The user"})).body;
    expect(notebook.data).toEqual(["used"]);
    expect((await client.send<DataSetDetail>("GET", `/api/data-sets/${id}`)).body.usedBy).toEqual([{id: notebook.id, title: "The user"}]);
    const refused = await client.send("DELETE", `/api/data-sets/${id}`);
    expect([refused.status, refused.body.code]).toEqual([409, "data-set-used"]);
    expect(refused.body.detail).toContain('"The user"');
    expect((await client.send("DELETE", `/api/data-sets/${id}?force=1`)).status).toBe(204);
    expect((await client.send("GET", `/api/data-sets/${id}`)).status).toBe(404);
  });
});

/** Uploads without an announced length. */
function stream(parts: readonly Buffer[]): Promise<HttpProblem> {
  return new Promise((resolve, reject) => {
    const {hostname, port} = new URL(server.address);
    const headers = {cookie: client.cookie, origin: server.address, "transfer-encoding": "chunked"};
    const request = httpRequest({method: "POST", hostname, port, path: "/api/data-sets?name=streamed", headers}, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve(JSON.parse(text) as HttpProblem));
    });
    request.on("error", reject);
    for (const part of parts) request.write(part);
    request.end();
  });
}
