/** A server that is killed in the middle of a scheduled run, and of fetching its data: the next one finishes the time, once, and nothing half done is left. */
import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {readdirSync, rmSync} from "node:fs";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {join} from "node:path";
import Sqlite from "better-sqlite3";
import {afterAll, describe, expect, it} from "vitest";
import type {DataSetSummary, NewSchedule, NotebookSummary, RunSummary, Schedule, ScheduledTime} from "#notebooks";
import {projectFolder} from "../options.ts";
import {Client} from "../testing/client.ts";
import {createFolder} from "../testing/server.ts";

const folders: string[] = [];
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, {recursive: true, force: true});
});

class Service {
  readonly folder = createFolder();
  #child: ChildProcess | null = null;
  #cookie = "";

  constructor() {
    folders.push(this.folder);
  }

  /** Starts a server, and gives a client that is signed in, as the one before was. */
  async start(): Promise<Client> {
    const options = JSON.stringify({allowPrivateSources: true, logLevel: "silent"});
    const program = join(projectFolder, "server/testing/server-process.ts");
    this.#child = spawn(process.execPath, [program, this.folder, options], {stdio: ["ignore", "pipe", "inherit"]});
    children.push(this.#child);
    const [line] = (await once(this.#child.stdout!, "data")) as [Buffer];
    const client = new Client(String(line).trim());
    if (this.#cookie === "") await client.signUp("ada");
    else client.cookie = this.#cookie;
    this.#cookie = client.cookie;
    return client;
  }

  async kill(): Promise<void> {
    const gone = once(this.#child!, "exit");
    this.#child!.kill("SIGKILL");
    await gone;
  }

  /** As if a minute had come while no server ran. */
  makeDue(id: string): number {
    const due = Math.floor(Date.now() / 60_000) * 60_000;
    const sqlite = new Sqlite(join(this.folder, "recto.sqlite"));
    sqlite.prepare("UPDATE schedules SET next_at = ? WHERE id = ?").run(due, id);
    sqlite.close();
    return due;
  }
}

async function addSchedule(client: Client, source: string, given: Partial<NewSchedule> = {}): Promise<{readonly notebook: string; readonly id: string}> {
  const notebook = (await client.send<NotebookSummary>("POST", "/api/notebooks", {title: "Watched"})).body.id;
  const page = await client.open(notebook);
  await page.write(1, source);
  await page.close();
  const {status, body} = await client.send<Schedule>("POST", "/api/schedules", {notebook, cron: "* * * * *", ...given});
  expect(status).toBe(201);
  return {notebook, id: body.id};
}

async function until<Found>(find: () => Promise<Found>, fits: (found: Found) => boolean): Promise<Found> {
  for (;;) {
    const found = await find();
    if (fits(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const timesOf = async (client: Client, id: string): Promise<ScheduledTime[]> => (await client.send<ScheduledTime[]>("GET", `/api/schedules/${id}/times`)).body;

describe("a server killed in the middle of a scheduled run", () => {
  it("is followed by one that runs the time again, once, and keeps one whole run", {timeout: 90_000}, async () => {
    const service = new Service();
    const first = await service.start();
    const {id, notebook} = await addSchedule(first, "let sum = 0; for (let i = 0; i < 2e9; i += 1) sum += i; display(sum)");
    await first.send("PATCH", `/api/schedules/${id}`, {status: "paused"});
    await first.send("PATCH", `/api/schedules/${id}`, {status: "active", cron: "0 0 1 1 *"});
    await service.kill();
    const due = service.makeDue(id);

    const second = await service.start();
    const [started] = await until(() => timesOf(second, id), ([time]) => time?.run != null);
    expect(started).toMatchObject({status: "started", due: new Date(due).toISOString().replace(/\.\d+/, ".000")});
    await service.kill();

    const third = await service.start();
    const times = await until(() => timesOf(third, id), ([time]) => time?.finishedAt != null);
    expect(times).toMatchObject([{due: started!.due, status: "succeeded", attempts: 1}]);
    const runs = (await third.send<RunSummary[]>("GET", `/api/notebooks/${notebook}/runs`)).body;
    expect(runs.map(({status}) => status)).toEqual(["succeeded", "interrupted"]);
    expect(runs[0]).toMatchObject({id: times[0]!.run, startedBy: "schedule", starter: id});
    await service.kill();
  });
});

describe("a server killed in the middle of fetching a source", () => {
  it("leaves the data set as it was; the next one fetches it whole and runs the time, once", {timeout: 90_000}, async () => {
    let asks = 0;
    let isSlow = false;
    const web = createServer((_request, response) => {
      asks += 1;
      response.write("amount\n1\n2\n");
      if (!isSlow) response.end(asks > 1 ? "3\n" : "");
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const location = `http://127.0.0.1:${(web.address() as AddressInfo).port}/sales.csv`;
    const service = new Service();
    const first = await service.start();
    const {id} = await addSchedule(first, 'data("sales").numRows()', {cron: "0 0 1 1 *", sources: [{name: "sales", kind: "address", location}]});
    await first.send("POST", `/api/schedules/${id}/runs`);
    await until(() => timesOf(first, id), ([time]) => time?.finishedAt != null);
    const rows = async (client: Client): Promise<number | undefined> => (await client.send<DataSetSummary[]>("GET", "/api/data-sets")).body[0]?.rows;
    expect(await rows(first)).toBe(2);

    isSlow = true;
    await first.send("POST", `/api/schedules/${id}/runs`);
    await until(async () => asks, (count) => count === 2);
    await until(async () => readdirSync(join(service.folder, "temporary")), (names) => names.length > 0);
    await service.kill();
    isSlow = false;

    const second = await service.start();
    const times = await until(() => timesOf(second, id), ([time]) => time?.finishedAt != null);
    expect(times).toMatchObject([{status: "succeeded", attempts: 1, isChanged: true}, {status: "succeeded"}]);
    expect(times[0]!.message).toContain("2 → 3");
    expect([await rows(second), asks]).toEqual([3, 3]);
    await service.kill();
    web.closeAllConnections();
    web.close();
  });
});
