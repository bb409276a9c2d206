import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Account, HttpProblem} from "#notebooks";
import {startServer} from "../testing/server.ts";
import type {TestServer} from "../testing/server.ts";

let server: TestServer;
let now = Date.UTC(2026, 0, 1);
const signInMs = 3_600_000;

beforeAll(async () => {
  let id = 0;
  const effects = {clock: () => now, randomId: () => `id-${Math.floor(Math.random() * 1e12)}-${(id += 1)}`, randomSeed: () => 7};
  server = await startServer({
    effects, signInMs, loginLimits: {failuresPerAccount: 3, failuresPerAddress: 8, accountsPerAddress: 50, windowMs: 900_000},
  });
});
afterAll(() => server.close());

describe("signing up", () => {
  it("gives an account, and a cookie that scripts cannot read and other sites do not send", async () => {
    const client = server.client();
    const answer = await client.send<Account>("POST", "/api/accounts", {email: " Ada@Example.org ", password: "ten letters", name: "Ada"});
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({id: expect.any(String), email: "ada@example.org", name: "Ada"});
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Expires=/);
    expect(cookie).not.toMatch(/Secure/);
    expect((await client.send<Account>("GET", "/api/session")).body).toEqual(answer.body);
  });

  it("is refused for an address that has an account, whatever its case", async () => {
    await server.client().signUp("twice");
    const answer = await server.client().send("POST", "/api/accounts", {email: "TWICE@example.org", password: "another password"});
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({code: "email-taken", fields: {email: expect.stringContaining("account")}});
  });

  it("names every field that is wrong, unknown ones too", async () => {
    const answer = await server.client().send("POST", "/api/accounts", {email: "nobody", password: "short", admin: true});
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(answer.body).toEqual({
      type: "/problems/invalid-request",
      title: "The request is not understood",
      status: 400,
      detail: "the body is not as expected: email: must be an e-mail address; password: must have at least 10 characters; admin: unknown field",
      code: "invalid-request",
      instance: answer.headers.get("x-request-id") ?? "",
      fields: {email: "must be an e-mail address", password: "must have at least 10 characters", admin: "unknown field"},
    } satisfies HttpProblem);
  });
});

describe("signing in", () => {
  it("gives another session id than the one before", async () => {
    const client = await server.client().signUp("rotating");
    const before = client.cookie;
    await client.signIn("rotating");
    expect(client.cookie).not.toBe(before);
    const stale = server.client();
    stale.cookie = before;
    expect((await stale.send("GET", "/api/session")).status).toBe(401);
  });

  it("answers a wrong password and an unknown account alike", async () => {
    await server.client().signUp("known");
    const wrong = await server.client().send("POST", "/api/session", {email: "known@example.org", password: "not it at all"});
    const unknown = await server.client().send("POST", "/api/session", {email: "unknown@example.org", password: "not it at all"});
    expect([wrong.status, wrong.body.code]).toEqual([401, "wrong-credentials"]);
    expect({...wrong.body, instance: ""}).toEqual({...unknown.body, instance: ""});
  });

  it("is refused for a while after too many wrong passwords, with the right one too, and only for that account", async () => {
    await server.client().signUp("guessed");
    await server.client().signUp("spared");
    const guess = (): Promise<{status: number; headers: Headers}> =>
      server.client().send("POST", "/api/session", {email: "guessed@example.org", password: "a guess, no more"});
    expect([(await guess()).status, (await guess()).status, (await guess()).status]).toEqual([401, 401, 401]);
    const refused = await guess();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await expect(server.client().signIn("guessed")).rejects.toThrow(/429/);
    await server.client().signIn("spared");
  });

  it("is refused for a while for an address that failed with many accounts", async () => {
    await server.client().signUp("bystander");
    const statuses: number[] = [];
    for (let number = 0; number < 12; number += 1) {
      const email = `victim-${number}@example.org`;
      statuses.push((await server.client().send("POST", "/api/session", {email, password: "a guess, no more"})).status);
    }
    expect(statuses.at(-1)).toBe(429);
    await expect(server.client().signIn("bystander")).rejects.toThrow(/429/);
  });
});

describe("a session", () => {
  it("ends by signing out", async () => {
    const client = await server.client().signUp("leaving");
    const {cookie} = client;
    expect((await client.send("DELETE", "/api/session")).status).toBe(204);
    client.cookie = cookie;
    const answer = await client.send("GET", "/api/session");
    expect([answer.status, answer.body.code]).toEqual([401, "not-signed-in"]);
  });

  it("ends after its time without use, and lasts while it is used", async () => {
    const client = await server.client().signUp("sleepy");
    now += signInMs * 0.75;
    expect((await client.send("GET", "/api/session")).status).toBe(200);
    now += signInMs * 0.75;
    expect((await client.send("GET", "/api/session")).status).toBe(200);
    now += signInMs + 1;
    expect((await client.send("GET", "/api/session")).status).toBe(401);
  });

  it("is not kept in the database under the id that the browser has", async () => {
    const client = await server.client().signUp("hashed");
    const id = decodeURIComponent(client.cookie.split("=")[1] ?? "").slice(2).split(".")[0] ?? "";
    expect(id.length).toBeGreaterThan(20);
    const {default: Sqlite} = await import("better-sqlite3");
    const database = new Sqlite(`${server.folder}/recto.sqlite`, {readonly: true});
    const rows = JSON.stringify(database.prepare("SELECT * FROM sign_ins").all());
    database.close();
    expect(rows).not.toContain(id);
  });
});

describe("signing out everywhere", () => {
  it("ends every session of the account and says goodbye to its sockets, and to nobody else's", async () => {
    const here = await server.client().signUp("everywhere");
    const other = await server.client().signUp("unconcerned");
    const notebook = async (client: typeof here): Promise<string> => (await client.send<{id: string}>("POST", "/api/notebooks", {})).body.id;
    const page = await here.open(await notebook(here));
    const otherPage = await other.open(await notebook(other));
    const second = server.client();
    second.cookie = here.cookie;
    const goodbye = page.until((message) => message.type === "goodbye");
    expect((await here.send("DELETE", "/api/sessions")).status).toBe(204);
    expect(await goodbye).toEqual({type: "goodbye", reason: "signed-out"});
    expect(await page.closed).toBe(4001);
    expect((await second.send("GET", "/api/session")).status).toBe(401);
    expect((await other.send("GET", "/api/session")).status).toBe(200);
    expect(otherPage.socket.readyState).toBe(otherPage.socket.OPEN);
    await otherPage.close();
  });

  it("by signing out of one session closes that session's sockets only", async () => {
    const first = await server.client().signUp("two-places");
    const {body} = await first.send<{id: string}>("POST", "/api/notebooks", {});
    const cookie = first.cookie;
    const firstPage = await first.open(body.id);
    expect((await first.send("DELETE", "/api/session")).status).toBe(204);
    expect(await firstPage.closed).toBe(4001);
    first.cookie = cookie;
    await expect(first.open(body.id)).rejects.toMatchObject({status: 401});
  });
});

describe("deleting the account", () => {
  let own: TestServer;
  beforeAll(async () => void (own = await startServer()));
  afterAll(() => own.close());

  it("takes the password, ends every session, and leaves the address free", async () => {
    const client = await own.client().signUp("departing");
    const elsewhere = await own.client().signIn("departing");
    const {body: notebook} = await client.send<{id: string}>("POST", "/api/notebooks", {});
    const page = await client.open(notebook.id);
    expect(await client.send("DELETE", "/api/account", {password: "a guess"})).toMatchObject({status: 401, body: {code: "wrong-credentials"}});
    expect((await own.client().send("DELETE", "/api/account", {password: "departing's password"})).status).toBe(401);
    expect((await client.send("DELETE", "/api/account", {password: "departing's password"})).status).toBe(204);
    await page.closed;
    for (const each of [client, elsewhere]) expect((await each.send("GET", "/api/session")).status).toBe(401);
    expect((await own.client().send("POST", "/api/session", {email: "departing@example.org", password: "departing's password"})).status).toBe(401);
    await client.signUp("departing");
    expect((await client.send<{id: string}[]>("GET", "/api/notebooks")).body.map(({id}) => id)).not.toContain(notebook.id);
  });
});
