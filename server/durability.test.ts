/** What was acknowledged is there again: after a stop, after `kill -9`, and in a folder that only one server has. */
import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {rmSync} from "node:fs";
import {join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {toCell} from "#notebooks";
import type {DataSetDetail, NotebookSummary} from "#notebooks";
import {projectFolder} from "./options.ts";
import {createServer} from "./server.ts";
import {FolderInUse} from "./store/folder-lock.ts";
import {Client} from "./testing/client.ts";
import {createFolder, startServer} from "./testing/server.ts";

const folders: string[] = [];
const processes: ChildProcess[] = [];

afterEach(() => {
  for (const child of processes.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
});

function newFolder(): string {
  const folder = createFolder();
  folders.push(folder);
  return folder;
}

async function startProcess(folder: string): Promise<{child: ChildProcess; address: string}> {
  const child = spawn(process.execPath, [join(projectFolder, "server/testing/server-process.ts"), folder], {stdio: ["ignore", "pipe", "inherit"]});
  processes.push(child);
  const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`the server ended with ${String(code)}`)));
  const [line] = (await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), ended])) as [Buffer];
  ended.catch(() => undefined);
  return {child, address: String(line).trim()};
}

describe("a server stopped and started again", () => {
  it("has accounts, sessions, data sets, notebooks, results and the root as they were, and runs nothing anew", async () => {
    const server = await startServer();
    const client = await server.client().signUp("returning");
    const dataSet = (await client.send<DataSetDetail>("POST", "/api/data-sets?name=prices&file=prices.csv", "price\n1\n2\n3\n")).body;
    const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {title: "Kept"})).body;
    const page = await client.open(id);
    await page.write(1, 'const prices = data("prices"); const big = new Float64Array(20_000).fill(1.5); const at = Date.now();');
    await page.operate({type: "insert-cell", cell: toCell({id: 2, source: "[prices.numRows(), big.length, at]"}), after: 1});
    await page.operate({type: "run", cells: "all"});
    const before = await page.reaches(({proof}) => proof.root !== null);
    expect(before.cells[2]?.result.displays).toHaveLength(1);
    await page.close();

    await server.restart();
    const again = server.client();
    again.cookie = client.cookie;
    expect((await again.send<DataSetDetail>("GET", `/api/data-sets/${dataSet.id}`)).body).toMatchObject({digest: dataSet.digest, usedBy: [{id}]});
    expect((await again.send<NotebookSummary>("GET", `/api/notebooks/${id}`)).body).toMatchObject({title: "Kept", root: before.proof.root, data: ["prices"]});
    const reopened = await again.open(id);
    const after = await reopened.reaches(({proof}) => proof.root !== null);
    expect(after.notebook).toEqual(before.notebook);
    expect(after.proof.root).toBe(before.proof.root);
    for (const cell of [1, 2]) {
      expect(after.cells[cell]?.result.displays).toEqual(before.cells[cell]?.result.displays);
      expect(after.cells[cell]?.result.startedAt).toBe(before.cells[cell]?.result.startedAt);
    }
    await reopened.close();
    await server.close();
  });

  it("says goodbye to open pages", async () => {
    const server = await startServer();
    const client = await server.client().signUp("watching");
    const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {})).body;
    const page = await client.open(id);
    const goodbye = page.until((message) => message.type === "goodbye");
    await server.close();
    expect(await goodbye).toEqual({type: "goodbye", reason: "shutting-down"});
    expect(await page.closed).toBe(1001);
  });
});

describe("kill -9 of the server in the middle of edits", () => {
  it("loses no edit that was acknowledged, and breaks none in two", async () => {
    const folder = newFolder();
    const first = await startProcess(folder);
    const client = await new Client(first.address).signUp("interrupted");
    const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {})).body;
    const page = await client.open(id);
    let acknowledged = 0;
    const enough = 700;
    const lost = (async () => {
      for (let number = 1; ; number += 1) {
        const answer = await page.operate({type: "set-input", key: `1/${number}`, value: {number, text: "x".repeat(50)}});
        if (answer.type !== "acknowledged") throw new Error(answer.message);
        acknowledged = number;
        if (number === enough) first.child.kill("SIGKILL");
      }
    })();
    await expect(lost).rejects.toThrow(/closed/);
    expect(acknowledged).toBeGreaterThanOrEqual(enough);

    const second = await startProcess(folder);
    const again = new Client(second.address);
    again.cookie = client.cookie;
    const reopened = await again.open(id);
    const inputs = Object.keys(reopened.state.inputs);
    expect(inputs.length).toBeGreaterThanOrEqual(acknowledged);
    expect(inputs.length).toBeLessThanOrEqual(acknowledged + 1);
    for (let number = 1; number <= acknowledged; number += 1) expect(reopened.state.inputs[`1/${number}`]).toEqual({number, text: "x".repeat(50)});
    expect(reopened.state.revision).toBe(inputs.length);
    await reopened.close();
  });

  it("keeps text typed letter by letter, and what is typed after the restart", async () => {
    const folder = newFolder();
    const first = await startProcess(folder);
    const client = await new Client(first.address).signUp("typing");
    const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {})).body;
    const page = await client.open(id);
    const text = "const answer = 42; // and a comment that is long enough to be worth losing";
    for (let length = 1; length <= text.length; length += 1) expect((await page.write(1, text.slice(0, length))).type).toBe("acknowledged");
    first.child.kill("SIGKILL");
    await page.closed;

    const second = await startProcess(folder);
    const again = new Client(second.address);
    again.cookie = client.cookie;
    const reopened = await again.open(id);
    expect(reopened.state.notebook.cells[0]?.source).toBe(text);
    await reopened.write(1, `${text}!`);
    second.child.kill("SIGKILL");
    await reopened.closed;

    const third = await startProcess(folder);
    const last = new Client(third.address);
    last.cookie = client.cookie;
    expect((await last.open(id)).state.notebook.cells[0]?.source).toBe(`${text}!`);
  });
});

describe("a second server on the same folder", () => {
  it("refuses to start and says who has the folder, until the first one is gone, even by kill -9", async () => {
    const folder = newFolder();
    const first = await startProcess(folder);
    const start = () => createServer({port: 0, folder, logLevel: "silent", workspaceFolder: null});
    const refusal = await start().then(() => null, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(FolderInUse);
    expect((refusal as Error).message).toContain(`process ${first.child.pid}, ${first.address}`);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    await (await start()).close();
  });
});
