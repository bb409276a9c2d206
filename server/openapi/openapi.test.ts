/** The OpenAPI document: every route is in it, every path of it exists, and the server answers as it says. */
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {ZodType} from "zod";
import {createApi, toMounts} from "../app.ts";
import type {Parts} from "../parts.ts";
import {startServer} from "../testing/server.ts";
import type {Client} from "../testing/client.ts";
import type {TestServer} from "../testing/server.ts";
import {findRoutes} from "./document.ts";

/** Parts that answer anything: the routes are only listed, and never asked. */
const anything: object = new Proxy(() => anything, {get: (_target, name) => (name === "middleware" ? [() => undefined] : name === Symbol.toPrimitive ? () => 1 : anything)});
const mounts = toMounts(anything as Parts);
const routes = findRoutes(mounts);

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly requestBody?: unknown;
  readonly responses: {readonly [status: string]: {readonly content?: {readonly [type: string]: {readonly schema: object}}}};
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: {readonly [path: string]: {readonly [method: string]: Operation}};
  readonly components: {readonly schemas: {readonly [name: string]: object}};
}

let server: TestServer;
let client: Client;
let document: OpenApi;

beforeAll(async () => {
  server = await startServer();
  client = await server.client().signUp("reader");
  document = (await server.client().send<OpenApi>("GET", "/api/openapi.json")).body;
});
afterAll(() => server.close());

const addressOf = (path: string): string => path.replace(/:([A-Za-z]+)/g, "{$1}");

describe("the document", () => {
  it("lists every route that is served, and says of each what it does", () => {
    expect(routes.filter(({description}) => description === null).map(({method, path}) => `${method} ${path}`)).toEqual([]);
    const listed = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(listed.toSorted()).toEqual(routes.map(({method, path}) => `${method} ${addressOf(path)}`).toSorted());
  });

  it("misses no routes that hang somewhere else", () => {
    const routers = createApi(anything as Parts).stack.filter(({handle}) => "stack" in handle).map(({handle}) => handle.name);
    expect(routers).toHaveLength(mounts.length);
  });

  it("names no path that the server does not have", async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const address = `/api${path.replace(/\{[A-Za-z]+\}/g, "none")}`;
      for (const method of Object.keys(methods)) {
        if (path === "/session" || path === "/sessions") continue;
        const {status, body} = await client.send<{detail?: string}>(method.toUpperCase(), address, method === "post" || method === "patch" ? {} : undefined);
        expect(`${status} ${body?.detail ?? ""}`, `${method} ${path}`).not.toMatch(/there is nothing at|^5\d\d/);
      }
    }
  });

  it("refers to schemas that are in it, and gives every operation a name of its own", () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
    expect([...referred].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({operationId}) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.openapi).toBe("3.1.0");
    expect(ids).toContain("getNotebooksByIdFile");
  });

  it("says where an API key is taken and which bodies are JSON", () => {
    expect(document.paths["/notebooks"]?.["get"]).toMatchObject({description: "An API key needs the scope `read`.", security: [{key: []}, {session: []}]});
    expect(document.paths["/keys"]?.["post"]?.security).toEqual([{session: []}]);
    expect(document.paths["/session"]?.["post"]?.security).toEqual([{}, {session: []}]);
    expect(document.paths["/data-sets"]?.["post"]?.requestBody).toEqual({content: {"application/octet-stream": {schema: {}}}});
    expect(document.paths["/keys"]?.["post"]?.requestBody).toMatchObject({content: {"application/json": {schema: {required: ["name", "scopes", "days"], additionalProperties: false}}}});
  });
});

describe("what the server answers", () => {
  const answerOf = (method: string, path: string): ZodType => routes.find((route) => route.method === method && route.path === path)!.description!.answer!;

  it("is as the document says, field by field", async () => {
    const upload = await client.send<{id: string}>("POST", "/api/data-sets?name=sales&file=s.csv", "day,sales,who\n2026-01-01,3,a\n2026-01-02,x,b\n");
    const made = await client.send<{id: string}>("POST", "/api/notebooks", {title: "Made"});
    const key = await client.send("POST", "/api/keys", {name: "k", scopes: ["read"], days: 1});
    const asked: [string, string, unknown][] = [
      ["post", "/data-sets", upload.body],
      ["post", "/notebooks", made.body],
      ["post", "/keys", key.body],
      ...(await Promise.all(
        [["/session", "/session"], ["/notebooks", "/notebooks"], ["/notebooks/:id", `/notebooks/${made.body.id}`], ["/examples", "/examples"], ["/keys", "/keys"],
          ["/data-sets", "/data-sets"], ["/data-sets/:id", `/data-sets/${upload.body.id}`], ["/data-sets/:id/rows", `/data-sets/${upload.body.id}/rows`]]
          .map(async ([path, address]): Promise<[string, string, unknown]> => ["get", path!, (await client.send<unknown>("GET", `/api${address}`)).body]),
      )),
    ];
    for (const [method, path, body] of asked) expect(answerOf(method, path).safeParse(body).error?.issues ?? [], `${method} ${path}`).toEqual([]);
  });
});
