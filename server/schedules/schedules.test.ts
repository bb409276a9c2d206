/** Schedules over HTTP: made, changed, paused, run now, published from, told of; each field checked, and everything its owner's alone. */
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:http";
import type {RequestListener, Server} from "node:http";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {CronReading, HttpProblem, NewSchedule, Notice, NotebookSummary, Publication, RunDetail, Schedule, ScheduledTime} from "#notebooks";
import {startServer} from "../testing/server.ts";
import type {Client} from "../testing/client.ts";
import type {TestServer} from "../testing/server.ts";
import {noticeSchema, readingSchema, scheduleSchema, scheduledTimeSchema} from "./resources.ts";

const folder = mkdtempSync(join(tmpdir(), "recto-source-folder-"));
let server: TestServer;
let client: Client;
let web: Server;
let origin: string;
const answers: {[path: string]: RequestListener} = {
  "/slow.csv": (_request, response) => void response.write("a\n1\n"),
  "/endless.csv": (_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write("1\n".repeat(10_000)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  },
  "/private.csv": (_request, response) => response.writeHead(302, {location: "file:///etc/passwd"}).end(),
};

beforeAll(async () => {
  web = createServer((request, response) => answers[request.url ?? ""]?.(request, response));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  server = await startServer({sourceFolders: [folder], allowPrivateSources: true, sourceTimeoutMs: 1500, uploadLimitBytes: 2 ** 20, logLevel: "silent"});
  client = await server.client().signUp("ada");
});
afterAll(async () => {
  web.closeAllConnections();
  web.close();
  await server.close();
  rmSync(folder, {recursive: true, force: true});
});

async function addNotebook(source: string): Promise<string> {
  const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {title: "Watched"})).body;
  const page = await client.open(id);
  await page.write(1, source);
  await page.close();
  return id;
}

async function addSchedule(source: string, given: Partial<NewSchedule> = {}): Promise<Schedule> {
  const notebook = await addNotebook(source);
  const {status, body} = await client.send<Schedule>("POST", "/api/schedules", {notebook, cron: "0 6 * * *", ...given});
  expect([status, JSON.stringify(body)]).toEqual([201, expect.any(String)]);
  return body;
}

/** Runs it now, and gives the time when it is over. */
async function runNow({id}: Schedule): Promise<ScheduledTime> {
  const {status, body} = await client.send<ScheduledTime>("POST", `/api/schedules/${id}/runs`);
  expect(status).toBe(202);
  expect(scheduledTimeSchema.safeParse(body).success).toBe(true);
  for (;;) {
    const [time] = (await client.send<ScheduledTime[]>("GET", `/api/schedules/${id}/times?limit=1`)).body;
    if (time && time.finishedAt !== null) return time;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("a schedule", () => {
  it("is made with its defaults, read, changed, paused, resumed and deleted", async () => {
    const made = await addSchedule("1", {cron: "0 9 * * 1-5", timeZone: "Europe/Berlin", notify: {onChange: true}});
    expect(scheduleSchema.safeParse(made).error?.issues ?? []).toEqual([]);
    expect(made).toMatchObject({
      title: "Watched", reading: "At 09:00, Monday through Friday", timeZone: "Europe/Berlin", status: "active", retries: 2, sources: [], latest: null, isRunning: false,
      notify: {onFailure: true, onChange: true, webHook: null},
    });
    expect(made.next).toHaveLength(5);
    const path = `/api/schedules/${made.id}`;
    expect((await client.send<Schedule>("PATCH", path, {cron: "@daily", timeZone: "UTC"})).body).toMatchObject({reading: "At 00:00", notify: {onChange: true}});
    expect((await client.send<Schedule>("PATCH", path, {status: "paused"})).body).toMatchObject({status: "paused", next: [], pausedBecause: null});
    expect((await client.send<Schedule>("PATCH", path, {retries: 0})).body).toMatchObject({status: "paused", retries: 0});
    const resumed = (await client.send<Schedule>("PATCH", path, {status: "active"})).body;
    expect([resumed.status, resumed.next[0]?.slice(11, 16)]).toEqual(["active", "00:00"]);
    expect((await client.send<Schedule[]>("GET", `/api/schedules?notebook=${made.notebook}`)).body).toEqual([resumed]);
    expect((await client.send("DELETE", path)).status).toBe(204);
    expect((await client.send("GET", path)).status).toBe(404);
  });

  it.each([
    [{cron: "61 * * * *"}, "cron", "Invalid value for minute"],
    [{cron: "* * * * *", timeZone: "Mars/Olympus"}, "timeZone", "IANA"],
    [{startsAt: 2, endsAt: 1}, "endsAt", "before the start"],
    [{retries: 11}, "retries", "must be 10 or less"],
    [{sources: [{name: "a", kind: "address", location: "ftp://x"}]}, "sources.0.location", "only http"],
    [{sources: [{name: "a", kind: "file", location: "a.csv"}, {name: "a", kind: "file", location: "b.csv"}]}, "sources.1.name", "two sources"],
    [{notify: {webHook: "not an address"}}, "notify.webHook", "http://"],
    [{colour: "red"}, "colour", "unknown field"],
  ])("is refused, and the field is named: %j", async (given, field, message) => {
    const notebook = await addNotebook("1");
    const {status, body} = await client.send<HttpProblem>("POST", "/api/schedules", {notebook, cron: "0 6 * * *", ...given});
    expect([status, body.code]).toEqual([400, "invalid-request"]);
    expect(body.fields?.[field]).toContain(message);
  });

  it("is nobody else's, nor is its notebook", async () => {
    const {id, notebook} = await addSchedule("1");
    const bob = await server.client().signUp(`bob${id.slice(0, 5)}`.replace(/[^a-z0-9]/gi, ""));
    const asked = [["GET", ""], ["PATCH", ""], ["DELETE", ""], ["GET", "/times"], ["POST", "/runs"], ["POST", "/cancellation"], ["GET", "/secret"], ["POST", "/secret"]];
    for (const [method, path] of asked) expect((await bob.send(method!, `/api/schedules/${id}${path}`, method === "PATCH" ? {} : undefined)).status).toBe(404);
    expect((await bob.send("POST", "/api/schedules", {notebook, cron: "@daily"})).status).toBe(404);
    expect((await bob.send<Schedule[]>("GET", "/api/schedules")).body).toEqual([]);
    expect((await server.client().send("GET", "/api/schedules")).status).toBe(401);
  });

  it("goes with its notebook", async () => {
    const {id, notebook} = await addSchedule("1");
    await client.send("DELETE", `/api/notebooks/${notebook}`);
    expect((await client.send("GET", `/api/schedules/${id}`)).status).toBe(404);
  });

  it("has a secret, which can be replaced", async () => {
    const {id} = await addSchedule("1");
    const secret = async (method: string) => (await client.send<{secret: string}>(method, `/api/schedules/${id}/secret`)).body.secret;
    const before = await secret("GET");
    expect(before).toMatch(/^whsec_[A-Za-z0-9+/]{40,}=*$/);
    const after = await secret("POST");
    expect(after).not.toBe(before);
    expect(await secret("GET")).toBe(after);
  });
});

it("an expression is read in words, with its next times, or with what is wrong", async () => {
  const read = async (cron: string) => (await client.send<CronReading>("GET", `/api/schedules/reading?cron=${encodeURIComponent(cron)}&timeZone=Asia/Tokyo`)).body;
  const good = await read("0 6 * * *");
  expect(readingSchema.safeParse(good).success).toBe(true);
  expect(good).toMatchObject({reading: "At 06:00", problem: null});
  expect(good.next.map((at) => at.slice(11, 16))).toEqual(["21:00", "21:00", "21:00", "21:00", "21:00"]);
  expect(await read("0 6 * *")).toMatchObject({reading: null, next: [], problem: expect.stringContaining("five fields") as string});
});

describe("run now", () => {
  it("runs with the parameters, in the notebook's history", async () => {
    const schedule = await addSchedule('const days = view(Inputs.range([1, 100], {value: 7, step: 1})); display(days)', {parameters: {days: 30}});
    const time = await runNow(schedule);
    expect(time).toMatchObject({status: "succeeded", isByHand: true, attempts: 1});
    const run = (await client.send<RunDetail>("GET", `/api/runs/${time.run}`)).body;
    expect(run).toMatchObject({startedBy: "schedule", starter: schedule.id, parameters: {days: 30}});
  });

  it("with a file under the operator's folder reads it fresh, pinned by its digest", async () => {
    writeFileSync(join(folder, "sales.csv"), "amount\n1\n2\n");
    const schedule = await addSchedule('const total = data("sales").array("amount").reduce((a, b) => a + b, 0);', {sources: [{name: "sales", kind: "file", location: "sales.csv"}]});
    await runNow(schedule);
    writeFileSync(join(folder, "sales.csv"), "amount\n1\n2\n40\n");
    const time = await runNow(schedule);
    expect(time).toMatchObject({status: "succeeded", isChanged: true, message: "total: 3 → 43."});
    const run = (await client.send<RunDetail>("GET", `/api/runs/${time.run}`)).body;
    expect(run.content?.record.data).toMatchObject([{name: "sales", rows: 3}]);
  });

  it.each([
    ["/slow.csv", "did not answer whole within 1.5 s"],
    ["/endless.csv", "holds more than 1 MB"],
    ["/private.csv", "only http: and https: are fetched, got file:"],
  ])("with a source that is no good fails and says why, before anything runs: %s", async (path, message) => {
    const time = await runNow(await addSchedule("1", {sources: [{name: "odd", kind: "address", location: origin + path}]}));
    expect(time).toMatchObject({status: "failed", run: null});
    expect(time.message).toContain(message);
  });

  it("tells of a failure in the app, until it is seen", async () => {
    const schedule = await addSchedule('throw new Error("nothing sold")');
    const time = await runNow(schedule);
    const notices = async () => (await client.send<Notice[]>("GET", "/api/notices")).body.filter((notice) => notice.schedule === schedule.id);
    const [notice] = await notices();
    expect(noticeSchema.safeParse(notice).error?.issues ?? []).toEqual([]);
    expect(notice).toMatchObject({kind: "failed", text: "cell 1: Error: nothing sold", title: "Watched", notebook: schedule.notebook, run: time.run, isSeen: false});
    expect((await client.send("POST", "/api/notices/seen", {ids: [notice!.id]})).status).toBe(204);
    expect(await notices()).toMatchObject([{isSeen: true}]);
  });
});

describe("publishing on success", () => {
  it("renews the page with the readers that it has, and a run that failed never replaces it", async () => {
    const notebook = await addNotebook("Date.now()");
    const open = await client.open(notebook);
    await open.operate({type: "run", cells: "all"});
    await open.reaches(({proof}) => proof.root !== null);
    const {body: schedule} = await client.send<Schedule>("POST", "/api/schedules", {notebook, cron: "@daily", publishes: true});
    expect((await runNow(schedule)).message).toContain("The page was not renewed: the notebook is not published yet");
    await client.send("POST", `/api/notebooks/${notebook}/publication`, {visibility: "unlisted", showsSource: true, includesData: false});
    expect(await runNow(schedule)).toMatchObject({status: "succeeded"});
    const publication = async () => (await client.send<Publication>("GET", `/api/notebooks/${notebook}/publication`)).body;
    const after = await publication();
    expect(after).toMatchObject({visibility: "unlisted", editions: [{showsSource: true}, {showsSource: true}]});
    await open.write(1, 'throw new Error("broken")');
    await open.close();
    expect(await runNow(schedule)).toMatchObject({status: "failed"});
    expect((await publication()).editions).toEqual(after.editions);
  });
});

it("without a folder and without private addresses, neither can be a source or a web hook", async () => {
  const strict = await startServer({logLevel: "silent"});
  const eve = await strict.client().signUp("eve");
  const {id: notebook} = (await eve.send<NotebookSummary>("POST", "/api/notebooks", {})).body;
  const refusal = async (given: object): Promise<string> => (await eve.send<HttpProblem>("POST", "/api/schedules", {notebook, cron: "@daily", ...given})).body.detail;
  expect(await refusal({sources: [{name: "a", kind: "file", location: "a.csv"}]})).toContain("reads no folder");
  expect(await refusal({sources: [{name: "a", kind: "address", location: "http://169.254.169.254/"}]})).toContain("private address");
  expect(await refusal({notify: {webHook: "http://[::1]:9/"}})).toContain("private address");
  await strict.close();
});
