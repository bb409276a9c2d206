/** What is told and to whom: notices, and web hooks that are signed, sent again until they are taken, and hold what changed. */
import {createHmac} from "node:crypto";
import {createServer} from "node:http";
import type {IncomingHttpHeaders, Server} from "node:http";
import type {AddressInfo} from "node:net";
import {afterAll, beforeAll, beforeEach, describe, expect, it} from "vitest";
import {defaultScheduleSettings} from "#notebooks";
import {retryDelaysMs, sign} from "./web-hook.ts";
import {Building, ada} from "./testing/schedule-room.ts";

const building = new Building();
const calls: {readonly headers: IncomingHttpHeaders; readonly body: string}[] = [];
let answer = 204;
let web: Server;
let webHook: string;

beforeAll(async () => {
  web = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      calls.push({headers: request.headers, body});
      response.writeHead(answer, answer === 302 ? {location: "/elsewhere"} : {}).end();
    });
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  webHook = `http://hooks.example:${(web.address() as AddressInfo).port}/recto`;
});
beforeEach(() => {
  calls.length = 0;
  answer = 204;
});
afterAll(async () => {
  web.closeAllConnections();
  web.close();
  await building.close();
});

async function room(allowsPrivate = true) {
  const {clock, open} = await building.room({at: "2026-03-02T05:30Z", allowsPrivate});
  const opened = open();
  const notify = {...defaultScheduleSettings.notify, onChange: true, webHook};
  return {clock, ...opened, addSchedule: (notebook: string) => opened.addSchedule(notebook, {notify, retries: 0})};
}

it("the signature is that of the published example of Standard Webhooks", () => {
  const body = '{"test": 2432232314}';
  expect(sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body)).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

describe("a result that changed", () => {
  it("is told in the app and by the web hook, with the comparison, and an unchanged one is not", async () => {
    const {schedules, notices, addNotebook, addSchedule, go, close} = await room();
    const id = addSchedule(addNotebook("const hours = new Date().getUTCHours();"));
    await go("2026-03-02T06:00Z");
    await go("2026-03-02T07:00Z");
    const [later, earlier] = schedules.times(ada, id, {limit: 2});
    expect([earlier?.isChanged, later?.isChanged]).toEqual([null, true]);
    expect(notices.list(ada, 10)).toMatchObject([{kind: "changed", text: "hours: 6 → 7.", run: later!.run, before: earlier!.run, title: "Sales watch"}]);
    expect(calls).toHaveLength(1);
    const body = JSON.parse(calls[0]!.body) as {type: string; data: {comparison: {changes: unknown; whole: {changed: boolean}}; run: object}};
    expect(body).toMatchObject({
      type: "schedule.changed",
      timestamp: "2026-03-02T07:00:00.000Z",
      data: {
        schedule: {id, title: "Sales watch", cron: "0 * * * *"},
        time: {due: "2026-03-02T07:00:00.000Z", attempts: 1},
        text: "hours: 6 → 7.",
        run: {id: later!.run, status: "succeeded", address: `https://recto.example/runs/${later!.run}`},
        comparison: {
          before: earlier!.run,
          address: `https://recto.example/runs/${earlier!.run}/comparison/${later!.run}`,
          changes: [{cell: 1, change: "changed", values: [{name: "hours", text: "6 → 7"}]}],
          whole: {changed: true},
        },
        page: null,
      },
    });
    await close();
  });

  it("is signed with the schedule's secret over the id, the time and the body", async () => {
    const {schedules, addNotebook, addSchedule, go, close} = await room();
    const id = addSchedule(addNotebook("throw new Error('x')"));
    await go("2026-03-02T06:00Z");
    const {headers, body} = calls[0]!;
    const key = Buffer.from(schedules.find(ada, id)!.secret.slice("whsec_".length), "base64");
    const expected = createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
    expect(headers).toMatchObject({
      "webhook-signature": `v1,${expected}`, "webhook-timestamp": String(Date.parse("2026-03-02T06:00Z") / 1000), "content-type": "application/json",
    });
    expect(key.length).toBeGreaterThanOrEqual(24);
    await close();
  });
});

describe("a web hook that is not taken", () => {
  it("is sent again with the same id and body, later each time, until it is", async () => {
    const {clock, notices, addNotebook, addSchedule, go, close} = await room();
    const id = addSchedule(addNotebook("throw new Error('x')"));
    answer = 500;
    await go("2026-03-02T06:00:00Z");
    await go(clock.at + retryDelaysMs[0] - 1);
    expect(calls).toHaveLength(1);
    await go(clock.at + 1);
    answer = 302;
    await go(clock.at + retryDelaysMs[1]);
    answer = 200;
    await go(clock.at + retryDelaysMs[2]);
    await go(clock.at + retryDelaysMs[3]);
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map(({body}) => body)).size).toBe(1);
    expect(new Set(calls.map(({headers}) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(calls.map(({headers}) => headers["webhook-timestamp"])).size).toBe(4);
    expect(notices.list(ada, 10).map(({kind, schedule}) => [kind, schedule])).toEqual([["failed", id]]);
    await close();
  });

  it("at last is given up, which the app says", async () => {
    const {clock, schedules, notices, addNotebook, addSchedule, go, close} = await room();
    const id = addSchedule(addNotebook("throw new Error('x')"));
    answer = 500;
    await go("2026-03-02T06:00:00Z");
    schedules.change(ada, id, {status: "paused", nextAt: null});
    for (const delay of retryDelaysMs) await go(clock.at + delay);
    expect(calls).toHaveLength(retryDelaysMs.length + 1);
    expect(notices.list(ada, 1)).toMatchObject([{kind: "undelivered", text: `The web hook ${new URL(webHook).origin} was called 7 times and did not take a message: it answered with 500.`}]);
    await go(clock.at + 24 * 3_600_000);
    expect(calls).toHaveLength(7);
    await close();
  });

  it("is not called at all at a private address, which the notice says in the end", async () => {
    const {clock, notices, schedules, addNotebook, addSchedule, go, close} = await room(false);
    const id = addSchedule(addNotebook("throw new Error('x')"));
    await go("2026-03-02T06:00:00Z");
    schedules.change(ada, id, {status: "paused", nextAt: null});
    for (const delay of retryDelaysMs) await go(clock.at + delay);
    expect(calls).toEqual([]);
    expect(notices.list(ada, 1)[0]?.text).toContain("hooks.example is at the private address 127.0.0.1");
    await close();
  });
});

it("notices are marked as seen one by one or all together, and nobody else's", async () => {
  const {clock, notices, addNotebook, addSchedule, go, close} = await room();
  addSchedule(addNotebook("throw new Error('x')"));
  await go("2026-03-02T06:00Z");
  await go(clock.at + 3_600_000);
  const [first] = notices.list(ada, 10);
  notices.setSeen("bob" as typeof ada, null);
  expect(notices.countUnseen(ada)).toBe(2);
  notices.setSeen(ada, [first!.id]);
  expect(notices.list(ada, 10).map(({isSeen}) => isSeen)).toEqual([true, false]);
  notices.setSeen(ada, null);
  expect(notices.countUnseen(ada)).toBe(0);
  await close();
});
