import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {DataSetDetail, DataSetSummary, ExampleSummary, NotebookSummary} from "#notebooks";
import {readNotebook} from "#notebooks/file";
import type {Client} from "../testing/client.ts";
import {startServer} from "../testing/server.ts";
import type {TestServer} from "../testing/server.ts";

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  client = await server.client().signUp("author");
});
afterAll(() => server.close());

const make = async (body: object, by: Client = client): Promise<NotebookSummary> => (await by.send<NotebookSummary>("POST", "/api/notebooks", body)).body;
const list = async (by: Client): Promise<NotebookSummary[]> => (await by.send<NotebookSummary[]>("GET", "/api/notebooks")).body;

/** Opens the notebook, runs all of it, and gives the state with its root. */
async function run(notebook: string, by: Client = client) {
  const page = await by.open(notebook);
  await page.operate({type: "run", cells: "all"});
  const state = await page.reaches(({proof}) => proof.root !== null);
  await page.close();
  return state;
}

describe("a new account", () => {
  it("has the first example and its data set in place, and the notebook runs", async () => {
    const newcomer = await server.client().signUp("newcomer");
    const examples = (await newcomer.send<ExampleSummary[]>("GET", "/api/examples")).body;
    const [notebook, ...others] = await list(newcomer);
    expect(others).toEqual([]);
    expect(notebook?.title).toBe(examples[0]?.title);
    const dataSets = (await newcomer.send<DataSetSummary[]>("GET", "/api/data-sets")).body;
    expect(dataSets.map(({name}) => name)).toEqual(notebook?.data);
    const state = await run(notebook?.id ?? "", newcomer);
    for (const {id} of state.notebook.cells) expect([id, state.cells[id]?.result.status, state.cells[id]?.result.error]).toEqual([id, "done", null]);
  });
});

describe("making a notebook", () => {
  it("gives an empty one with one TypeScript cell", async () => {
    const {id, title, cells} = await make({title: "Mine"});
    expect([title, cells]).toEqual(["Mine", 1]);
    const page = await client.open(id);
    expect(page.state.notebook.cells).toMatchObject([{id: 1, kind: "typescript", source: ""}]);
    expect((await list(client))[0]?.id).toBe(id);
    await page.close();
  });

  it("from each example brings its data sets, once", async () => {
    const examples = (await client.send<ExampleSummary[]>("GET", "/api/examples")).body;
    expect(examples.length).toBeGreaterThanOrEqual(3);
    for (const {id, title} of [...examples, ...examples]) expect((await make({example: id})).title).toBe(title);
    const names = (await client.send<DataSetSummary[]>("GET", "/api/data-sets")).body.map(({name}) => name);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(names.filter((name) => /-\d$/.test(name))).toEqual([]);
  });

  it("from an example that is not there is refused", async () => {
    expect((await client.send("POST", "/api/notebooks", {example: "none"})).status).toBe(404);
  });

  it("about a data set gives cells that load, show and draw it, and run", async () => {
    const upload = await client.send<DataSetDetail>("POST", "/api/data-sets?name=Daily+sales&file=s.csv", "day,sales\n2026-01-01,3\n2026-01-02,4\n");
    const {id, title, data} = await make({dataSet: upload.body.id});
    expect([title, data]).toEqual(["Daily sales", ["Daily sales"]]);
    const state = await run(id);
    expect(state.notebook.cells.map(({source}) => source).slice(1, 3)).toEqual(['const dailySales = data("Daily sales");', "dailySales"]);
    expect(Object.values(state.cells).map(({result}) => [result.status, result.error])).toEqual(Object.values(state.cells).map(() => ["done", null]));
    expect(state.cells[3]?.result.displays[0]?.content).toMatchObject({type: "table", rows: 2});
    expect(state.cells[4]?.result.displays[0]?.content.type).toBe("vega-lite");
  });

  it("as a copy of one's own brings its cells, inputs and latest edits", async () => {
    const {id} = await make({title: "Origin"});
    const page = await client.open(id);
    await page.write(1, "1 + 1");
    await page.operate({type: "set-input", key: "1/0", value: 5});
    await page.close();
    const copy = await make({copyOf: id});
    expect(copy.title).toBe("Copy of Origin");
    const copied = await client.open(copy.id);
    expect(copied.state.notebook.cells[0]?.source).toBe("1 + 1");
    expect(copied.state.inputs).toEqual({"1/0": 5});
    await copied.close();
  });

  it("from a text that is no notebook is refused by the field", async () => {
    const answer = await client.send("POST", "/api/notebooks", {file: "just some words"});
    expect(answer.body).toMatchObject({status: 422, code: "unreadable-file", fields: {file: "is not a notebook"}});
  });
});

describe("a notebook's file", () => {
  it("with its record and data makes, in another account, a notebook that comes to the same root", async () => {
    const upload = await client.send<DataSetDetail>("POST", "/api/data-sets?name=measures&file=m.csv", "value\n1\n2\n3.5\n");
    const {id} = await make({title: "Travelling"});
    const page = await client.open(id);
    await page.write(1, 'const measures = data("measures"); const sum = measures.numRows() + Math.random() + Date.now();');
    await page.operate({type: "run", cells: "all"});
    const {root} = (await page.reaches(({proof}) => proof.root !== null)).proof;
    await page.close();
    const {body: text, headers} = await client.send<string>("GET", `/api/notebooks/${id}/file?record=1&data=1`);
    expect(headers.get("content-disposition")).toBe("attachment; filename=travelling.html");
    const file = readNotebook(text);
    expect(file.record).toMatchObject({format: "recto-run/1", root, verifiable: true});
    expect(file.notebook.data).toEqual([{name: "measures", digest: upload.body.digest}]);
    expect(file.data.map(({name, bytes}) => [name, Buffer.from(bytes).toString()])).toEqual([["measures", "value\n1\n2\n3.5\n"]]);

    const reader = await server.client().signUp("other-author");
    const received = await make({file: text}, reader);
    expect(received.data).toEqual(["measures"]);
    expect((await run(received.id, reader)).proof.root).toBe(root);
  });

  it("read in keeps what it does not know, and its own data set where the reader has another of that name", async () => {
    const reader = await server.client().signUp("collector");
    await reader.send("POST", "/api/data-sets?name=measures&file=m.csv", "value\n100\n");
    const original = '<!doctype html>\n<!-- a remark -->\n<notebook theme="slate">\n  <title>Kept</title>\n  <script id="1" type="module">\n    1 + 1\n  </script>\n</notebook>\n';
    const kept = await make({file: original}, reader);
    expect((await reader.send<string>("GET", `/api/notebooks/${kept.id}/file`)).body).toBe(original);

    const {id} = await make({title: "Pinned"});
    const page = await client.open(id);
    await page.write(1, 'const total = aq.op; const first = data("measures").get("value", 0); display(first)');
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof}) => proof.root !== null);
    await page.close();
    const text = (await client.send<string>("GET", `/api/notebooks/${id}/file?record=1&data=1`)).body;
    const received = await make({file: text}, reader);
    const state = await run(received.id, reader);
    expect(state.cells[1]?.result.displays[0]?.content).toMatchObject({type: "inspect", node: {text: "1"}});
    const names = (await reader.send<DataSetSummary[]>("GET", "/api/data-sets")).body.map(({name}) => name);
    expect(names.filter((name) => name.startsWith("measures")).toSorted()).toEqual(["measures", "measures-2"]);
  });

  it("has a record that says it proves nothing while a cell was never run", async () => {
    const source = '  <script id="1" type="text/x-typescript">\n    1 + 1\n  </script>';
    const {id} = await make({file: `<!doctype html>\n<notebook data-recto-run-mode="manual">\n  <title>Asked</title>\n${source}\n</notebook>\n`});
    const {body} = await client.send<string>("GET", `/api/notebooks/${id}/file?record=1`);
    expect(readNotebook(body).record).toMatchObject({verifiable: false, cells: [{status: "unfinished"}]});
  });

  it("for Jupyter holds the cells, and read in again makes the same notebook", async () => {
    const {id} = await make({title: "To Jupyter"});
    const page = await client.open(id);
    await page.write(1, "const answer: number = 42; answer");
    await page.close();
    const {body: text, headers} = await client.send<string>("GET", `/api/notebooks/${id}/file?format=ipynb`);
    expect(headers.get("content-disposition")).toBe("attachment; filename=to-jupyter.ipynb");
    const received = await client.open((await make({file: text})).id);
    const original = await client.open(id);
    expect(received.state.notebook).toEqual(original.state.notebook);
    await received.close();
    await original.close();
    const answer = await client.send("GET", `/api/notebooks/${id}/file?format=ipynb&record=1`);
    expect(answer.body).toMatchObject({status: 400, detail: expect.stringContaining("neither record nor data")});
    expect((await client.send("POST", "/api/notebooks", {file: '{"nbformat": 3}'})).body).toMatchObject({status: 422, detail: expect.stringContaining("format 3")});
  });

  it("takes 0 or 1 for what is asked to be inside, and nothing else", async () => {
    const {id} = await make({});
    const answer = await client.send("GET", `/api/notebooks/${id}/file?record=2`);
    expect(answer.body).toMatchObject({status: 400, fields: {record: "must be 0 or 1"}});
  });
});

describe("deleting a notebook", () => {
  it("says goodbye to its pages and leaves nothing of it", async () => {
    const {id} = await make({title: "Short-lived"});
    const page = await client.open(id);
    const goodbye = page.until((message) => message.type === "goodbye");
    expect((await client.send("DELETE", `/api/notebooks/${id}`)).status).toBe(204);
    expect(await goodbye).toEqual({type: "goodbye", reason: "deleted"});
    expect(await page.closed).toBe(4004);
    expect((await client.send("GET", `/api/notebooks/${id}`)).status).toBe(404);
    await expect(client.open(id)).rejects.toMatchObject({status: 404});
  });
});
