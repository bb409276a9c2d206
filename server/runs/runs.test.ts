/** Runs over HTTP and from a person's hands: kept, named, restored, deleted, and there again after the server was killed. */
import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {toCell} from "#notebooks";
import type {MadeApiKey, NotebookSummary, RunComparisonDetail, RunDetail, RunSummary} from "#notebooks";
import {projectFolder} from "../options.ts";
import {Client} from "../testing/client.ts";
import {createFolder, startServer} from "../testing/server.ts";
import type {TestServer} from "../testing/server.ts";

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  client = await server.client().signUp("runner");
});
afterAll(() => server.close());

async function restart(): Promise<void> {
  const {cookie} = client;
  await server.restart();
  client = server.client();
  client.cookie = cookie;
}

async function make(...sources: string[]): Promise<string> {
  const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {title: "Run"})).body;
  const page = await client.open(id);
  await page.write(1, sources[0] ?? "");
  for (const [index, source] of sources.slice(1).entries()) {
    await page.operate({type: "insert-cell", cell: toCell({id: index + 2, source}), after: index + 1});
  }
  await page.close();
  return id;
}

const runsOf = async (notebook: string, by = client): Promise<RunSummary[]> => (await by.send<RunSummary[]>("GET", `/api/notebooks/${notebook}/runs`)).body;

async function finished(run: string, by = client): Promise<RunDetail> {
  for (;;) {
    const {body} = await by.send<RunDetail>("GET", `/api/runs/${run}`);
    if (body.status !== "started") return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("a run over HTTP", () => {
  it("takes parameters, is kept, named, and deleted", async () => {
    const notebook = await make("const n = view(Inputs.range([0, 10], {value: 1, step: 1}));", "n * 2");
    const started = await client.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs`, {parameters: {n: 4}});
    expect(started.status).toBe(202);
    expect(started.headers.get("location")).toBe(`/api/runs/${started.body.id}`);
    const run = await finished(started.body.id);
    expect(run).toMatchObject({status: "succeeded", startedBy: "person", starter: null, parameters: {n: 4}, notebook});
    expect(run.content?.results[2]?.displays).toMatchObject([{content: {node: {text: "8"}}}]);
    expect((await client.send<RunSummary>("PATCH", `/api/runs/${run.id}`, {name: "Four"})).body.name).toBe("Four");
    expect(await runsOf(notebook)).toMatchObject([{id: run.id, name: "Four"}]);
    expect((await client.send("DELETE", `/api/runs/${run.id}`)).status).toBe(204);
    expect((await client.send("GET", `/api/runs/${run.id}`)).status).toBe(404);
    expect(await runsOf(notebook)).toEqual([]);
  });

  it("names the program's key that asked for it", async () => {
    const notebook = await make("1");
    const key = (await client.send<MadeApiKey>("POST", "/api/keys", {name: "a program", scopes: ["run"], days: 1})).body;
    const response = await fetch(`${server.address}/api/notebooks/${notebook}/runs`, {method: "POST", headers: {authorization: `Bearer ${key.token}`}});
    const {id} = (await response.json()) as RunSummary;
    expect(await finished(id)).toMatchObject({status: "succeeded", startedBy: "api", starter: key.id});
  });

  it.each([
    ["a parameter list", {parameters: [1]}],
    ["an unknown field", {parameter: {}}],
    ["a seed out of range", {seed: -1}],
    ["a time limit of nothing", {timeLimitSeconds: 0}],
  ])("refuses %s", async (_what, body) => {
    const notebook = await make("1");
    expect((await client.send("POST", `/api/notebooks/${notebook}/runs`, body)).body.code).toBe("invalid-request");
    expect(await runsOf(notebook)).toEqual([]);
  });

  it("pages through the history, newest first", async () => {
    const notebook = await make("1");
    const ids: string[] = [];
    for (const seed of [1, 2, 3]) {
      const {id} = (await client.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs`, {seed})).body;
      await finished(id);
      ids.unshift(id);
    }
    const page = (query: string) => client.send<RunSummary[]>("GET", `/api/notebooks/${notebook}/runs?${query}`);
    expect((await page("limit=2")).body.map(({id}) => id)).toEqual(ids.slice(0, 2));
    expect((await page(`limit=2&before=${ids[1]}`)).body.map(({id}) => id)).toEqual(ids.slice(2));
    expect((await page("limit=0")).status).toBe(400);
  });
});

describe("what a person runs", () => {
  it("is kept once for each root, with what was executed, and is left alone when it is run to the same root", async () => {
    const notebook = await make("const a = 1;", "a + 1");
    const page = await client.open(notebook);
    await page.operate({type: "run", cells: "all"});
    const first = (await page.reaches(({proof}) => proof.root !== null)).proof.root;
    const kept = (await client.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs/shown`)).body;
    expect(kept).toMatchObject({root: first, startedBy: "person", status: "succeeded", cells: {total: 2, executed: 2, reused: 0}});
    expect((await client.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs/shown`)).body.id).toBe(kept.id);
    await page.write(2, "a + 2");
    await page.operate({type: "run", cells: [2]});
    const second = (await page.reaches(({proof, cells}) => proof.root !== null && proof.root !== first && cells[2]?.result.status === "done")).proof.root;
    await client.send("POST", `/api/notebooks/${notebook}/runs/shown`);
    expect(await runsOf(notebook)).toMatchObject([{root: second, cells: {executed: 1, reused: 1}}, {root: first}]);
    await page.close();
  });

  it("is kept without being asked for, once the person pauses", async () => {
    const notebook = await make("const a = 5;");
    const page = await client.open(notebook);
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof}) => proof.root !== null);
    let runs: RunSummary[] = [];
    while (runs.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      runs = await runsOf(notebook);
    }
    expect(runs).toMatchObject([{root: page.state.proof.root, startedBy: "person"}]);
    await page.close();
  });
});

describe("a notebook that runs because it is opened", () => {
  it("is not kept again where it comes to what it was, although another run came between", async () => {
    const notebook = await make("const n = view(Inputs.range([0, 10], {value: 1, step: 1}));");
    const page = await client.open(notebook);
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof}) => proof.root !== null);
    await client.send("POST", `/api/notebooks/${notebook}/runs/shown`);
    await page.close();
    await finished((await client.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs`, {parameters: {n: 4}})).body.id);
    // A notebook that is closed keeps what is news: the server is stopped before and after it is opened again.
    await restart();
    const again = await client.open(notebook);
    await again.reaches(({proof, kernel}) => proof.root !== null && kernel.status === "idle");
    await again.close();
    await restart();
    expect(await runsOf(notebook)).toMatchObject([{parameters: {n: 4}}, {parameters: {}}]);
  });

  it("is kept as opened where nobody touched it, and as a person's once somebody runs it", async () => {
    const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {file: '<!doctype html><notebook><title>Given</title><script id="1" type="module">Date.now()</script></notebook>'})).body;
    const page = await client.open(id);
    const opened = (await page.reaches(({proof}) => proof.root !== null)).proof.root;
    const kept = (await client.send<RunSummary>("POST", `/api/notebooks/${id}/runs/shown`)).body;
    expect(kept).toMatchObject({root: opened, startedBy: "opening", starter: null});
    await page.write(1, "2");
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof}) => proof.root !== null && proof.root !== opened);
    await client.send("POST", `/api/notebooks/${id}/runs/shown`);
    expect(await runsOf(id)).toMatchObject([{startedBy: "person"}, {startedBy: "opening"}]);
    await page.close();
  });
});

describe("comparing two runs", () => {
  const run = async (notebook: string, body: object): Promise<string> => {
    const {id} = (await client.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs`, body)).body;
    await finished(id);
    return id;
  };
  const compare = async (before: string, after: string) => (await client.send<RunComparisonDetail>("GET", `/api/runs/${before}/comparison/${after}`)).body;

  it("says which cells' values changed and how, and of the others nothing", async () => {
    const notebook = await make(
      "const n = view(Inputs.range([0, 10], {value: 1, step: 1}));",
      'const days = aq.table({day: [1, 2, 3], sales: [5, 5 * n, 6]});',
      "const same = 7;",
      "days",
      "n * 100",
    );
    const [before, after] = [await run(notebook, {parameters: {n: 1}}), await run(notebook, {parameters: {n: 2}})];
    const comparison = await compare(before, after);
    expect(comparison).toMatchObject({changed: true, before: {id: before}, after: {id: after}});
    expect(comparison.settings).toMatchObject([{what: "parameter", name: "n", from: "1", to: "2"}, {what: "input", name: "1/0"}]);
    expect(comparison.cells.map(({id, change}) => [id, change])).toEqual([[1, "changed"], [2, "changed"], [3, "same"], [4, "changed"], [5, "changed"]]);
    const table = {type: "table", key: "day", changed: 1, samples: {changed: [{row: "2", cells: [{column: "sales", from: "5", to: "10"}]}]}};
    expect(comparison.cells[1]?.values).toMatchObject([{name: "days", change: table}]);
    expect(comparison.cells[3]?.displays).toMatchObject([{index: 0, change: table}]);
    expect(comparison.cells[4]?.displays).toMatchObject([{change: {type: "number", from: 100, to: 200}}]);
    expect(comparison.headline).toBe("n: 1 → 2, and 3 other cells changed.");
    expect(await compare(before, before)).toMatchObject({changed: false, headline: "Nothing changed."});
  });

  it("says which anomalies came and how a forecast moved", async () => {
    const notebook = await make(
      "const spike = view(Inputs.range([0, 100], {value: 0, step: 1}));",
      "const series = Float64Array.from({length: 400}, (_, t) => 10 + Math.sin(t / 8) + ((t * 7919) % 13) / 50 + (t === 300 ? spike : 0) + (t > 390 ? spike / 10 : 0));",
      "const found = await rnse(series);",
      "const ahead = await forecast(series, {horizon: 6});",
    );
    const [before, after] = [await run(notebook, {parameters: {spike: 0}}), await run(notebook, {parameters: {spike: 40}})];
    const {cells, headline} = await compare(before, after);
    const came = cells[2]?.values[0]?.change;
    expect(came).toMatchObject({type: "anomalies", came: expect.arrayContaining([expect.objectContaining({index: 300})]) as unknown});
    expect(cells[3]?.values).toMatchObject([{name: "ahead", change: {type: "forecast", grown: 0, compared: 6, horizon: {from: 6, to: 6}}}]);
    const moved = cells[3]?.values[0]?.change;
    expect(moved?.type === "forecast" ? moved.shift : null).toBeGreaterThan(1);
    expect(headline).toMatch(/^found: \d+ anomal(y|ies) came/);
  });

  it("takes values only whose bytes have their digest", async () => {
    const notebook = await make("const n = view(Inputs.range([0, 10], {value: 1, step: 1}));", "const long = new Float64Array(10_000).fill(n);");
    const [before, after] = [await run(notebook, {parameters: {n: 1}}), await run(notebook, {parameters: {n: 2}})];
    const {cells} = await compare(before, after);
    expect(cells[1]?.values).toMatchObject([{name: "long", change: {type: "series", changed: 10_000}}]);
    const digest = (await finished(after)).content?.results[2]?.names[0]?.digest ?? "";
    writeFileSync(join(server.folder, "files", digest.slice(0, 2), digest), "something else");
    expect((await compare(before, after)).cells[1]?.values).toMatchObject([{name: "long", change: {type: "other"}}]);
  });

  it("is refused for a run that never settled", async () => {
    const notebook = await make("1");
    const wrong = await run(notebook, {parameters: {none: 1}});
    expect((await client.send("GET", `/api/runs/${wrong}/comparison/${wrong}`)).body.code).toBe("not-settled");
  });
});

describe("restoring a version", () => {
  it("brings source and inputs back for everybody on the notebook, after keeping the present ones, even when they were never run", async () => {
    const notebook = await make("const a = 1;", "a + 1");
    const page = await client.open(notebook);
    await page.operate({type: "run", cells: "all"});
    await page.reaches(({proof}) => proof.root !== null);
    const kept = (await client.send<RunSummary>("POST", `/api/notebooks/${notebook}/runs/shown`)).body;
    await page.write(1, "const a = 'half typed");
    await page.operate({type: "delete-cell", id: 2});
    expect((await client.send("POST", `/api/runs/${kept.id}/restore`)).status).toBe(204);
    const restored = await page.reaches(({notebook: {cells}, proof}) => cells.length === 2 && proof.root === kept.root);
    expect(restored.notebook.cells.map(({source}) => source)).toEqual(["const a = 1;", "a + 1"]);
    const [present] = await runsOf(notebook);
    const before = await finished(present?.id ?? "");
    expect(before).toMatchObject({status: "cancelled", root: null, message: "kept before an earlier version was restored"});
    expect(before.content?.notebook.cells.map(({source}) => source)).toEqual(["const a = 'half typed"]);
    await client.send("POST", `/api/runs/${before.id}/restore`);
    await page.reaches(({notebook: {cells}}) => cells.length === 1 && cells[0]?.source === "const a = 'half typed");
    await page.close();
  });
});

describe("the server killed in the middle of a run", () => {
  const processes: ChildProcess[] = [];
  const folder = createFolder();
  afterAll(() => {
    for (const child of processes) child.kill("SIGKILL");
    rmSync(folder, {recursive: true, force: true});
  });

  async function start(): Promise<{child: ChildProcess; address: string}> {
    const child = spawn(process.execPath, [join(projectFolder, "server/testing/server-process.ts"), folder], {stdio: ["ignore", "pipe", "inherit"]});
    processes.push(child);
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    return {child, address: String(line).trim()};
  }

  it("leaves a run that is interrupted and nothing of it half kept, and the notebook runs again", async () => {
    const first = await start();
    const person = await new Client(first.address).signUp("unlucky");
    const {id} = (await person.send<NotebookSummary>("POST", "/api/notebooks", {})).body;
    const page = await person.open(id);
    await page.write(1, "const slow = await new Promise((resolve) => setTimeout(() => resolve(7), 3000));");
    await page.close();
    const run = (await person.send<RunSummary>("POST", `/api/notebooks/${id}/runs`, {})).body;
    expect(run.status).toBe("started");
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const second = await start();
    const again = new Client(second.address);
    again.cookie = person.cookie;
    const after = await finished(run.id, again);
    expect(after).toMatchObject({status: "interrupted", content: null, root: null});
    expect(after.finishedAt).not.toBeNull();
    const next = (await again.send<RunSummary>("POST", `/api/notebooks/${id}/runs`, {})).body;
    expect(await finished(next.id, again)).toMatchObject({status: "succeeded"});
    expect((await runsOf(id, again)).map(({status}) => status)).toEqual(["succeeded", "interrupted"]);
  });
});
