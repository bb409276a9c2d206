/** API keys: what they may do, until when, and that nobody learns them from the database. */
import {readFileSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Account, ApiKey, KeyScope, MadeApiKey, NotebookSummary} from "#notebooks";
import {startServer} from "../testing/server.ts";
import type {Client} from "../testing/client.ts";
import type {TestServer} from "../testing/server.ts";

const dayMs = 86_400_000;
let server: TestServer;
let now = Date.UTC(2026, 0, 1);
let owner: Client;

beforeAll(async () => {
  let id = 0;
  server = await startServer({effects: {clock: () => now, randomId: () => `id-${(id += 1)}`, randomSeed: () => 7}, signInMs: 1000 * dayMs});
  owner = await server.client().signUp("owner");
});
afterAll(() => server.close());

async function make(scopes: readonly KeyScope[], days = 30): Promise<MadeApiKey> {
  const {status, body} = await owner.send<MadeApiKey>("POST", "/api/keys", {name: "a program", scopes, days});
  expect(status).toBe(201);
  return body;
}

/** Asks with a key and without a cookie or an origin, as a program does. */
async function ask(token: string, method: string, path: string, body?: object): Promise<{status: number; body: {code?: string; detail?: string}; headers: Headers}> {
  const response = await fetch(server.address + path, {
    method,
    headers: {authorization: `Bearer ${token}`, ...(body && {"content-type": "application/json"})},
    ...(body && {body: JSON.stringify(body)}),
  });
  const text = await response.text();
  return {status: response.status, headers: response.headers, body: text === "" ? {} : (JSON.parse(text) as {code?: string})};
}

describe("a key", () => {
  it("acts for the account that made it, without a cookie, and makes no session", async () => {
    const {token} = await make(["read"]);
    const answer = await ask(token, "GET", "/api/session");
    expect(answer.body).toEqual((await owner.send<Account>("GET", "/api/session")).body);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect((await ask(token, "GET", "/api/notebooks")).body).toEqual((await owner.send<NotebookSummary[]>("GET", "/api/notebooks")).body);
  });

  it("does what its scopes name and nothing else", async () => {
    const [reading, writing] = [await make(["read"]), await make(["write"])];
    expect(await ask(reading.token, "POST", "/api/notebooks", {})).toMatchObject({status: 403, body: {code: "missing-scope", detail: 'the API key may not do this: it lacks the scope "write"'}});
    const made = await ask(writing.token, "POST", "/api/notebooks", {title: "By key"});
    expect(made.status).toBe(201);
    expect(await ask(writing.token, "GET", "/api/notebooks")).toMatchObject({status: 403, body: {detail: expect.stringContaining('"read"')}});
  });

  it("makes no other key, lists none, and signs nobody out", async () => {
    const {token, id} = await make(["read", "run", "write"]);
    for (const [method, path, body] of [["GET", "/api/keys"], ["POST", "/api/keys", {name: "x", scopes: ["read"], days: 1}], ["DELETE", `/api/keys/${id}`], ["DELETE", "/api/sessions"]] as const)
      expect(await ask(token, method, path, body), `${method} ${path}`).toMatchObject({status: 403, body: {code: "missing-scope"}});
    expect((await owner.send("GET", "/api/session")).status).toBe(200);
  });

  it("counts alone: beside a cookie that is in force it is refused when it is not, and not widened when it is", async () => {
    const {token} = await make(["read"]);
    const wrong = await owner.send("GET", "/api/notebooks", undefined, {authorization: "Bearer recto_nothing"});
    expect(wrong.body).toMatchObject({status: 401, code: "wrong-key"});
    expect((await owner.send("POST", "/api/notebooks", {}, {authorization: `Bearer ${token}`})).body).toMatchObject({status: 403});
  });

  it("opens no socket", async () => {
    const {token} = await make(["read", "run", "write"]);
    const {id} = (await owner.send<NotebookSummary>("POST", "/api/notebooks", {})).body;
    await expect(server.client().open(id, {authorization: `Bearer ${token}`})).rejects.toMatchObject({status: 401});
  });
});

describe("the end of a key", () => {
  it("comes at its time", async () => {
    const {token, expiresAt} = await make(["read"], 7);
    expect(expiresAt).toBe(new Date(now + 7 * dayMs).toISOString());
    now += 7 * dayMs - 1;
    expect((await ask(token, "GET", "/api/notebooks")).status).toBe(200);
    now += 1;
    const answer = await ask(token, "GET", "/api/notebooks");
    expect(answer).toMatchObject({status: 401, body: {code: "wrong-key"}});
    expect(answer.headers.get("www-authenticate")).toContain("invalid_token");
  });

  it("comes at once when it is revoked, and only its own account can do that", async () => {
    const {token, id} = await make(["read"]);
    const other = await server.client().signUp("other");
    expect((await other.send("DELETE", `/api/keys/${id}`)).status).toBe(404);
    expect((await other.send<ApiKey[]>("GET", "/api/keys")).body).toEqual([]);
    expect((await ask(token, "GET", "/api/notebooks")).status).toBe(200);
    expect((await owner.send("DELETE", `/api/keys/${id}`)).status).toBe(204);
    expect((await ask(token, "GET", "/api/notebooks")).status).toBe(401);
  });
});

describe("what is kept", () => {
  it("tells when a key was used, to the minute, and never the key again", async () => {
    const {token, ...made} = await make(["run"], 90);
    const find = async () => (await owner.send<ApiKey[]>("GET", "/api/keys")).body.find(({id}) => id === made.id);
    expect(await find()).toEqual({...made, usedAt: null});
    expect(token.endsWith(made.ending)).toBe(true);
    const firstUse = now;
    await ask(token, "GET", "/api/notebooks");
    now += 59_000;
    await ask(token, "GET", "/api/notebooks");
    expect((await find())?.usedAt).toBe(new Date(firstUse).toISOString());
    now += 1000;
    await ask(token, "GET", "/api/notebooks");
    expect((await find())?.usedAt).toBe(new Date(now).toISOString());
  });

  it("holds no key in any file of the server", async () => {
    const {token} = await make(["read"]);
    const files = readdirSync(server.folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
    const holding = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(token.slice(6, 40)));
    expect([files.length > 1, holding]).toEqual([true, []]);
  });

  it("names every field that is wrong", async () => {
    const answer = await owner.send("POST", "/api/keys", {name: " ", scopes: ["read", "read", "own"], days: 0.5, admin: true});
    expect(answer.body).toMatchObject({
      status: 400,
      fields: {name: "must not be empty", "scopes.2": "must be one of read, run, write", days: "must be a whole number", admin: "unknown field"},
    });
    expect((await owner.send("POST", "/api/keys", {name: "x", scopes: [], days: 367})).body).toMatchObject({
      fields: {scopes: "must name at least one scope", days: "must be at most 366"},
    });
  });
});
