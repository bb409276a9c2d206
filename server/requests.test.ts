/** What every request meets before its route: names, origins, bodies, headers. */
import {request as httpRequest} from "node:http";
import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {HttpProblem} from "#notebooks";
import type {Client} from "./testing/client.ts";
import {startServer} from "./testing/server.ts";
import type {TestServer} from "./testing/server.ts";

let server: TestServer;
let client: Client;

beforeAll(async () => {
  const workspaceFolder = mkdtempSync(join(tmpdir(), "recto-workspace-"));
  mkdirSync(join(workspaceFolder, "assets"));
  writeFileSync(join(workspaceFolder, "index.html"), "<!doctype html><title>Recto</title>");
  writeFileSync(join(workspaceFolder, "assets", "main-1a2b.js"), "export {};");
  server = await startServer({workspaceFolder});
  client = await server.client().signUp("requester");
});
afterAll(() => server.close());

/** A request with headers that fetch does not let through. */
function raw(method: string, path: string, headers: Record<string, string>): Promise<{status: number; body: HttpProblem}> {
  return new Promise((resolve, reject) => {
    const {hostname, port} = new URL(server.address);
    const request = httpRequest({method, path, hostname, port, headers}, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({status: response.statusCode ?? 0, body: JSON.parse(text) as HttpProblem}));
    });
    request.on("error", reject).end();
  });
}

describe("a change", () => {
  it("from another site's page is refused", async () => {
    const answer = await client.send("POST", "/api/notebooks", {}, {origin: "https://evil.example"});
    expect([answer.status, answer.body.code]).toEqual([403, "wrong-origin"]);
  });

  it("from another port of the same machine is refused", async () => {
    const answer = await client.send("POST", "/api/notebooks", {}, {origin: "http://127.0.0.1:1"});
    expect([answer.status, answer.body.code]).toEqual([403, "wrong-origin"]);
  });

  it("without an Origin is refused when the browser says that it crosses sites, and taken from programs", async () => {
    const {host} = new URL(server.address);
    const headers = {host, cookie: client.cookie};
    expect((await raw("DELETE", "/api/notebooks/none", {...headers, "sec-fetch-site": "cross-site"})).body.code).toBe("wrong-origin");
    expect((await raw("DELETE", "/api/notebooks/none", {...headers, "sec-fetch-site": "same-site"})).body.code).toBe("wrong-origin");
    expect((await raw("DELETE", "/api/notebooks/none", headers)).body.code).toBe("not-found");
  });
});

describe("a request", () => {
  it("to a name that is not the server's is refused, reading too", async () => {
    const answer = await raw("GET", "/api/session", {host: "rebound.example:80", cookie: client.cookie});
    expect([answer.status, answer.body.code]).toEqual([421, "wrong-host"]);
  });

  it("with a body of another type than JSON is refused", async () => {
    const answer = await client.send("POST", "/api/session", "email=a@b.org&password=x", {"content-type": "application/x-www-form-urlencoded"});
    expect([answer.status, answer.body.code]).toEqual([415, "unsupported-media-type"]);
  });

  it("with JSON that does not parse is refused", async () => {
    const answer = await client.send("POST", "/api/session", "{", {"content-type": "application/json"});
    expect([answer.status, answer.body.code]).toEqual([400, "invalid-json"]);
  });

  it("with a body beyond the limit is refused", async () => {
    const answer = await client.send("POST", "/api/session", {email: "a@b.org", password: "x".repeat(300_000)});
    expect([answer.status, answer.body.code]).toEqual([413, "too-large"]);
  });

  it("with an unknown field is refused by its name", async () => {
    const answer = await client.send("POST", "/api/notebooks", {titel: "Misspelt"});
    expect(answer.body).toMatchObject({status: 400, code: "invalid-request", fields: {titel: "unknown field"}});
  });

  it("with two beginnings for a notebook is refused", async () => {
    const answer = await client.send("POST", "/api/notebooks", {example: "a", copyOf: "b"});
    expect(answer.body).toMatchObject({status: 400, fields: {body: expect.stringContaining("at most one")}});
  });

  it("to an address of the interface that is not there answers a problem, not the page", async () => {
    const answer = await client.send("GET", "/api/nothing", undefined, {accept: "text/html"});
    expect([answer.status, answer.body.code]).toEqual([404, "not-found"]);
  });
});

describe("an answer", () => {
  it("of the page forbids foreign scripts, evaluation and frames", async () => {
    const policy = (await client.send("GET", "/notebooks/any", undefined, {accept: "text/html"})).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy.replace("style-src 'self' 'unsafe-inline'", "")).not.toContain("unsafe-inline");
  });

  it("of an address that cannot be decoded is the workspace, which says that there is no such page", async () => {
    const page = await client.send<string>("GET", "/notebooks/%E0%A4%A", undefined, {accept: "text/html"});
    expect([page.status, page.body]).toEqual([200, "<!doctype html><title>Recto</title>"]);
  });

  it("of a page's address is the workspace, never kept without asking; of a hashed asset, kept for ever", async () => {
    const page = await client.send<string>("GET", "/notebooks/any", undefined, {accept: "text/html"});
    expect([page.status, page.body, page.headers.get("cache-control")]).toEqual([200, "<!doctype html><title>Recto</title>", "no-cache"]);
    const asset = await client.send<string>("GET", "/assets/main-1a2b.js");
    expect([asset.status, asset.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    expect((await client.send("GET", "/assets/gone.js", undefined, {accept: "text/html"})).status).toBe(404);
  });

  it("of the interface is kept by nobody, and names the request for the log", async () => {
    const answer = await client.send("GET", "/api/notebooks");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-request-id")).toMatch(/^[\w-]{22}$/);
    expect(answer.headers.get("x-powered-by")).toBeNull();
  });
});

describe("a server behind a proxy with TLS", () => {
  it("takes changes from its public address alone, and gives cookies that travel over HTTPS only", async () => {
    const behind = await startServer({publicAddress: "https://recto.example.org"});
    expect(behind.address).toBe("https://recto.example.org");
    const {address} = JSON.parse(readFileSync(join(behind.folder, "server.json"), "utf8")) as {address: string};
    const post = (origin: string): Promise<Response> =>
      fetch(`${address}/api/accounts`, {
        method: "POST",
        headers: {origin, "content-type": "application/json", "x-forwarded-proto": "https"},
        body: JSON.stringify({email: "ada@example.org", password: "ten letters"}),
      });
    expect((await post("https://other.example.org")).status).toBe(403);
    const answer = await post("https://recto.example.org");
    expect(answer.status).toBe(201);
    expect(answer.headers.get("set-cookie")).toMatch(/; Secure/);
    expect(answer.headers.get("strict-transport-security")).toMatch(/max-age=\d+/);
    await behind.close();
  });
});

describe("GET /healthz", () => {
  it("tells that the server is alive, its kernel's versions and its protections, to anybody", async () => {
    const answer = await server.client().send<object>("GET", "/healthz");
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: "ok",
      kernel: {version: expect.any(String), engine: expect.any(String)},
      protections: expect.arrayContaining([{name: expect.any(String), active: expect.any(Boolean), detail: expect.any(String)}]),
    });
  });
});
