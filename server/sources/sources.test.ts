/** What is fetched and what never is: private addresses however they are named, what is slow, endless, too large, or outside the folder. */
import {createServer} from "node:http";
import type {RequestListener, Server} from "node:http";
import type {AddressInfo} from "node:net";
import {mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {createDataSetStore} from "../data-sets/data-set-store.ts";
import {systemEffects} from "../effects.ts";
import {createReader} from "../reader/reader.ts";
import {openDatabase} from "../store/database.ts";
import {openFiles} from "../store/files.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {SourceError, isPublic} from "./address-guard.ts";
import {fetchAddress} from "./fetch-address.ts";
import type {FetchOptions} from "./fetch-address.ts";
import {readFromFolder} from "./read-folder.ts";
import {createSourceFetcher} from "./source-fetcher.ts";

let folder: string;
let files: Files;
let server: Server;
let port: number;
const asked: string[] = [];

const answers: {readonly [path: string]: RequestListener} = {
  "/data.csv": (_request, response) => response.end("a,b\n1,2\n"),
  "/moved": (_request, response) => response.writeHead(302, {location: "/data.csv"}).end(),
  "/private": (_request, response) => response.writeHead(302, {location: `http://127.0.0.1:${port}/secret`}).end(),
  "/private-name": (_request, response) => response.writeHead(302, {location: `http://inside.example:${port}/secret`}).end(),
  "/private-number": (_request, response) => response.writeHead(307, {location: `http://2130706433:${port}/secret`}).end(),
  "/file": (_request, response) => response.writeHead(302, {location: "file:///etc/passwd"}).end(),
  "/ring": (_request, response) => response.writeHead(302, {location: "/ring"}).end(),
  "/slow": (_request, response) => void response.write("a,b\n"),
  "/endless": (_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write("1,2\n".repeat(1000)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  },
  "/large": (_request, response) => response.writeHead(200, {"content-length": "99999999"}).end(),
  "/cut": (_request, response) => {
    response.writeHead(200, {"content-length": "1000"});
    response.write("a,b\n");
    setImmediate(() => response.destroy());
  },
  "/packed": (_request, response) => response.writeHead(200, {"content-encoding": "gzip"}).end("?"),
  "/sign-in": (_request, response) => response.writeHead(200, {"content-type": "text/html; charset=utf-8"}).end("<p>Sign in"),
  "/secret": (_request, response) => response.end("secret"),
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "recto-sources-"));
  files = openFiles(folder, systemEffects);
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const answer = answers[request.url ?? ""];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, {recursive: true, force: true});
});

/** Names as the public internet would have them: `outside.example` is the test's server and passes as public. */
const options = (given: Partial<FetchOptions> = {}): FetchOptions => ({
  files,
  resolve: async (host) => [{address: host === "inside.example" ? "10.1.2.3" : "127.0.0.1", family: 4}],
  allowsPrivate: true,
  limits: {bytes: 1_000_000, milliseconds: 5000},
  signal: new AbortController().signal,
  ...given,
});
const at = (path: string) => `http://outside.example:${port}${path}`;

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  return (error as SourceError).message;
}

describe("an address", () => {
  it("is fetched, through redirects, to a file named by its digest", async () => {
    const direct = await fetchAddress(at("/data.csv"), options());
    expect(direct).toMatchObject({sizeBytes: 8, fileName: "data.csv"});
    expect(String(await files.read(direct.file))).toBe("a,b\n1,2\n");
    expect(await fetchAddress(at("/moved"), options())).toEqual(direct);
  });

  it.each([
    ["/missing", "answered with 404"],
    ["/ring", "redirects more than 5 times"],
    ["/file", "only http: and https: are fetched, got file:"],
    ["/large", "holds more than 1 MB"],
    ["/endless", "holds more than 1 MB"],
    ["/cut", "could not be fetched"],
    ["/packed", "encoded as gzip"],
    ["/sign-in", "answered with a web page"],
  ])("is refused and leaves nothing: %s", async (path, message) => {
    expect(await refusal(fetchAddress(at(path), options({limits: {bytes: 2 ** 20, milliseconds: 5000}})))).toContain(message);
    expect(readdirSync(join(folder, "temporary"))).toEqual([]);
  });

  it("that is slow is given up after the time limit", async () => {
    expect(await refusal(fetchAddress(at("/slow"), options({limits: {bytes: 1000, milliseconds: 150}})))).toContain("did not answer whole within 0.15 s");
    expect(readdirSync(join(folder, "temporary"))).toEqual([]);
  });

  it.each(["ftp://example.org/x", "http://user:word@example.org/", "not an address", "file:///etc/passwd"])("is not fetched at all: %s", async (address) => {
    await refusal(fetchAddress(address, options()));
  });
});

describe("a private address", () => {
  it.each([
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[fd00::1]/", "http://0.0.0.0/",
  ])("is refused as it is written: %s", async (address) => {
    expect(await refusal(fetchAddress(address, options({allowsPrivate: false})))).toContain("private address");
  });

  it("is refused behind a name, without being asked", async () => {
    const before = asked.length;
    expect(await refusal(fetchAddress(at("/data.csv"), options({allowsPrivate: false})))).toContain("outside.example is at the private address 127.0.0.1");
    expect(asked).toHaveLength(before);
  });

  it("is refused where only one of a name's addresses is private", async () => {
    const resolve = async () => [{address: "93.184.216.34", family: 4}, {address: "192.168.1.1", family: 4}];
    expect(await refusal(fetchAddress(at("/data.csv"), options({allowsPrivate: false, resolve})))).toContain("192.168.1.1");
  });

  it.each(["/private", "/private-number"])("is refused behind a redirect: %s", async (path) => {
    const before = asked.filter((url) => url === "/secret").length;
    expect(await refusal(fetchAddress(at(path), guardedAfterFirst()))).toContain("private address");
    expect(asked.filter((url) => url === "/secret")).toHaveLength(before);
  });

  it("is refused behind a redirect to a name that resolves to it", async () => {
    expect(await refusal(fetchAddress(at("/private-name"), guardedAfterFirst()))).toContain("inside.example is at the private address 10.1.2.3");
  });

  it("is refused when a name that was public a moment ago resolves to it (DNS rebinding)", async () => {
    let asks = 0;
    const resolve = async () => [{address: (asks += 1) === 1 ? "93.184.216.34" : "127.0.0.1", family: 4}];
    await resolve();
    expect(await refusal(fetchAddress(at("/data.csv"), options({allowsPrivate: false, resolve})))).toContain("private address");
  });
});

/** The first answer comes from the test's own server, which is private itself: what is asked after it is guarded as in service. */
function guardedAfterFirst(): FetchOptions {
  let isFirst = true;
  const given = options();
  return {
    ...given,
    get allowsPrivate() {
      return isFirst;
    },
    resolve: async (host) => {
      const found = await given.resolve(host);
      isFirst = false;
      return found;
    },
  };
}

it.each([
  ["8.8.8.8", true], ["93.184.216.34", true], ["2606:4700::1111", true], ["172.15.0.1", true], ["172.16.0.1", false], ["100.64.0.1", false], ["192.0.2.1", false], ["255.255.255.255", false],
  ["::", false], ["::1", false], ["::ffff:8.8.8.8", false], ["fe80::1%eth0", false], ["2002:7f00:1::", false], ["64:ff9b::7f00:1", false], ["ff02::1", false], ["not an address", false],
])("%s is public: %s", (address, expected) => expect(isPublic(address)).toBe(expected));

describe("a file", () => {
  const root = () => join(folder, "root");
  const read = (path: string, folders = [root()]) => readFromFolder(path, {files, folders, limits: {bytes: 100}, signal: new AbortController().signal});

  beforeAll(() => {
    mkdirSync(join(root(), "sub"), {recursive: true});
    mkdirSync(join(folder, "root-beside"));
    writeFileSync(join(root(), "sub", "sales.csv"), "a,b\n1,2\n");
    writeFileSync(join(root(), "large.csv"), "x".repeat(101));
    writeFileSync(join(folder, "root-beside", "other.csv"), "other");
    writeFileSync(join(folder, "outside.csv"), "outside");
    symlinkSync(join(folder, "outside.csv"), join(root(), "link.csv"));
    symlinkSync(join(root(), "sub", "sales.csv"), join(root(), "inner.csv"));
  });

  it("in the operator's folder is read, by its path from there or its whole path", async () => {
    expect(await read("sub/sales.csv")).toMatchObject({sizeBytes: 8, fileName: "sales.csv"});
    expect(await read(join(root(), "sub", "sales.csv"))).toMatchObject({sizeBytes: 8});
    expect(await read("inner.csv")).toMatchObject({fileName: "sales.csv"});
  });

  it.each(["../outside.csv", "link.csv", "missing.csv", "/etc/passwd", "../root-beside/other.csv", "sub/../../outside.csv", "a\0b"])("outside it is as if it were not there: %j", async (path) => {
    expect(await refusal(read(path))).toContain("there is no file");
  });

  it("that is a folder, or too large, is refused; so is any where no folder is named", async () => {
    expect(await refusal(read("sub"))).toContain("is not a file");
    expect(await refusal(read("large.csv"))).toContain("the most that is read");
    expect(await refusal(read("sub/sales.csv", []))).toContain("--source-folder");
  });
});

describe("a data set with a source", () => {
  const ada = "ada" as OwnerId;
  const root = () => join(folder, "fresh");
  const reader = createReader();
  afterAll(() => reader.close());
  const source = {name: "sales", kind: "file", location: "feed"} as const;

  async function open() {
    mkdirSync(root(), {recursive: true});
    const database = await openDatabase(join(folder, `${systemEffects.randomId()}.sqlite`));
    database.change(database.shared.insertInto("accounts").values({id: ada, email: ada, name: ada, password_hash: "", created_at: 0}));
    const dataSets = createDataSetStore(database, systemEffects);
    const told: string[] = [];
    const fetcher = createSourceFetcher({
      dataSets, files, reader, guard: options(), folders: [root()], limits: {bytes: 1_000_000, milliseconds: 5000}, changed: (_owner, name) => told.push(name),
    });
    const fetch = (text: string) => {
      writeFileSync(join(root(), "feed"), text);
      return fetcher.fetch(ada, source, new AbortController().signal);
    };
    return {database, dataSets, fetcher, fetch, told, close: () => database.close()};
  }

  it("is made, renewed when the bytes are new, and found by its digest as it was before", async () => {
    const {database, dataSets, fetch, told, close} = await open();
    const first = await fetch("day,amount\n2026-01-01,1\n2026-01-02,2\n");
    expect(first).toMatchObject({name: "sales", fileName: "feed", inspection: {rows: 2}});
    expect(await fetch("day,amount\n2026-01-01,1\n2026-01-02,2\n")).toEqual(first);
    expect(told).toEqual(["sales"]);
    const second = await fetch("day,amount,who\n2026-01-01,1,a\n2026-01-02,2,b\n2026-01-03,4,c\n");
    expect(second).toMatchObject({id: first.id, inspection: {rows: 3}});
    expect(told).toEqual(["sales", "sales"]);
    expect(dataSets.findByName(ada, "sales")?.inspection.digest).toBe(second.inspection.digest);
    expect(dataSets.findByDigest(ada, first.inspection.digest)).toMatchObject({id: first.id, file: first.file, inspection: {rows: 2}});
    expect(database.filesInUse()).toEqual(new Set([first.file, second.file]));
    dataSets.delete(ada, first.id);
    expect([dataSets.findByDigest(ada, first.inspection.digest), database.filesInUse().size]).toEqual([null, 0]);
    close();
  });

  it.each([
    ["is JSON now", '[{"day": "2026-01-01", "amount": 1}]', "it was csv and is json now"],
    ["lacks a column", "day,total\n2026-01-01,1\n", 'the column "amount" is gone'],
    ["holds words for numbers", "day,amount\n2026-01-01,one\n2026-01-02,two\n", 'the column "amount" was number and is text now'],
    ["is no table and no text", "\u0000\u0001\u0002".repeat(200), "cannot be read"],
  ])("stays as it was when its source %s", async (_what, text, message) => {
    const {dataSets, fetch, close} = await open();
    const before = await fetch("day,amount\n2026-01-01,1\n2026-01-02,2\n");
    const refused = await refusal(fetch(text));
    expect(refused).toContain('source "sales": ');
    expect(refused).toContain(message);
    expect(dataSets.findByName(ada, "sales")).toEqual(before);
    close();
  });

  it("keeps what its columns are where the newer values alone would not tell", async () => {
    const {fetch, close} = await open();
    await fetch("code,amount\nA7,1\n12,2\n");
    expect((await fetch("code,amount\n13,\n12,\n")).inspection.parsing).toMatchObject({columns: [{name: "code", type: "text"}, {name: "amount", type: "number"}]});
    close();
  });

  it("says of an address or a folder that can never be fetched that it cannot, before anything is asked", async () => {
    const {fetcher, close} = await open();
    expect(() => fetcher.check({name: "x", kind: "address", location: "ftp://example.org"})).toThrow("only http: and https:");
    expect(() => fetcher.check({name: "x", kind: "address", location: "https://example.org/a.csv"})).not.toThrow();
    close();
  });
});
