/** Nobody reaches what is another's: not by any route, not by a socket, not by a data set's name or digest. */
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {DataSetDetail, NotebookSummary, RunSummary} from "#notebooks";
import type {Client} from "./testing/client.ts";
import {startServer} from "./testing/server.ts";
import type {TestServer} from "./testing/server.ts";

let server: TestServer;
let owner: Client;
let stranger: Client;
let notebook: string;
let run: string;
let dataSet: DataSetDetail;

beforeAll(async () => {
  server = await startServer();
  owner = await server.client().signUp("owner");
  stranger = await server.client().signUp("stranger");
  notebook = (await owner.send<NotebookSummary>("POST", "/api/notebooks", {title: "Private"})).body.id;
  run = (await owner.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs`, {})).body.id;
  dataSet = (await owner.send<DataSetDetail>("POST", "/api/data-sets?name=salaries&file=salaries.csv", "name,salary\nada,100\ngrace,200\n")).body;
});
afterAll(() => server.close());

/** Every route that names a thing; `N`, `R` and `D` stand for the owner's notebook, run and data set. */
const routes: readonly [method: string, path: string, body?: object][] = [
  ["GET", "/api/notebooks/N"],
  ["GET", "/api/notebooks/N/file"],
  ["GET", "/api/notebooks/N/file?record=1&data=1"],
  ["DELETE", "/api/notebooks/N"],
  ["POST", "/api/notebooks", {copyOf: "N"}],
  ["POST", "/api/notebooks", {dataSet: "D"}],
  ["GET", "/api/notebooks/N/runs"],
  ["POST", "/api/notebooks/N/runs", {}],
  ["POST", "/api/notebooks/N/runs/shown"],
  ["GET", "/api/runs/R"],
  ["GET", "/api/runs/R/comparison/R"],
  ["PATCH", "/api/runs/R", {name: "mine"}],
  ["POST", "/api/runs/R/cancellation"],
  ["POST", "/api/runs/R/restore"],
  ["DELETE", "/api/runs/R"],
  ["GET", "/api/data-sets/D"],
  ["PATCH", "/api/data-sets/D", {name: "mine"}],
  ["PATCH", "/api/data-sets/D", {parsing: {format: "text", encoding: "utf-8", compression: "none"}}],
  ["GET", "/api/data-sets/D/rows"],
  ["GET", "/api/data-sets/D/file"],
  ["DELETE", "/api/data-sets/D"],
  ["DELETE", "/api/data-sets/D?force=1"],
];

const fill = (text: string): string => text.replace(/\bN\b/, notebook).replace(/\bR\b/g, run).replace(/\bD\b/, dataSet.id);
const fillBody = (body?: object): object | undefined => body && (JSON.parse(fill(JSON.stringify(body))) as object);

describe("another user's things", () => {
  it.each(routes)("answer 404: %s %s %j", async (method, path, body) => {
    const answer = await stranger.send(method, fill(path), fillBody(body));
    expect([answer.status, answer.body.code]).toEqual([404, "not-found"]);
  });

  it.each(routes)("answer 401 to who is not signed in: %s %s %j", async (method, path, body) => {
    const answer = await server.client().send(method, fill(path), fillBody(body));
    expect([answer.status, answer.body.code]).toEqual([401, "not-signed-in"]);
  });

  it("answer as things that do not exist, word for word", async () => {
    const others = await stranger.send("GET", `/api/notebooks/${notebook}`);
    const nobodys = await stranger.send("GET", "/api/notebooks/AAAAAAAAAAAAAAAAAAAAAA");
    expect({...others.body, instance: ""}).toEqual({...nobodys.body, instance: ""});
  });

  it("are in nobody else's lists", async () => {
    const notebooks = (await stranger.send<NotebookSummary[]>("GET", "/api/notebooks")).body;
    const dataSets = (await stranger.send<DataSetDetail[]>("GET", "/api/data-sets")).body;
    expect(notebooks.map(({id}) => id)).not.toContain(notebook);
    expect(dataSets.map(({id}) => id)).not.toContain(dataSet.id);
  });

  it("are still there, unchanged, for their owner", async () => {
    const found = await owner.send<DataSetDetail>("GET", `/api/data-sets/${dataSet.id}`);
    expect(found.body).toEqual(dataSet);
    expect((await owner.send<NotebookSummary>("GET", `/api/notebooks/${notebook}`)).body.title).toBe("Private");
  });
});

describe("a socket", () => {
  it("on another user's notebook is refused with 404", async () => {
    await expect(stranger.open(notebook)).rejects.toMatchObject({status: 404});
  });

  it("without a session is refused with 401", async () => {
    await expect(server.client().open(notebook)).rejects.toMatchObject({status: 401});
  });

  it("opened from another site's page is refused with 403, and without an Origin too", async () => {
    await expect(owner.open(notebook, {origin: "https://evil.example"})).rejects.toMatchObject({status: 403});
    await expect(owner.open(notebook, {origin: ""})).rejects.toMatchObject({status: 403});
  });

  it("addressed by a name that is not the server's is refused with 421", async () => {
    await expect(owner.open(notebook, {host: "rebound.example"})).rejects.toMatchObject({status: 421});
  });
});

describe("another user's data set", () => {
  it("is not found by its name, nor by its digest, from a cell", async () => {
    const {body} = await stranger.send<NotebookSummary>("POST", "/api/notebooks", {});
    const page = await stranger.open(body.id);
    expect(await page.operate({type: "set-data", name: "salaries", digest: dataSet.digest})).toMatchObject({type: "acknowledged"});
    await page.write(1, 'const stolen = data("salaries"); display(stolen)');
    await page.operate({type: "run", cells: "all"});
    const state = await page.reaches(({cells}) => cells[1]?.result.status === "failed");
    expect(state.cells[1]?.result.error?.message).toMatch(/salaries/);
    await page.close();
  });
});
