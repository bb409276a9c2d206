/** Publishing, through a real server: the addresses, who may read, what the page holds, verifying, copies, and what is left when the author goes. */
import {createHash} from "node:crypto";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {DataSetDetail, Edition, EditionVerification, NewEdition, NotebookSummary, Publication} from "#notebooks";
import {readNotebook} from "#notebooks/file";
import {readEmbeddedFile} from "../page/embedded-file.ts";
import type {Answer, Client} from "../testing/client.ts";
import {startServer} from "../testing/server.ts";
import type {TestServer} from "../testing/server.ts";

const sources = [
  "# Sales & <profit>\n\nWhat was sold on each of two hundred days, and how it moved.",
  'const sales = data("sales");',
  "sales",
  'const least = view(Inputs.range([0, 10], {label: "Least", value: 3}));',
  "vegaLite({data: {values: sales.objects().slice(0, 20)}, mark: 'line', encoding: {x: {field: 'day', type: 'quantitative'}, y: {field: 'sold', type: 'quantitative'}}})",
  "sales.numRows() * least",
  "aq.table({at: [new Date(Date.UTC(2024, 0, 2, 14))], share: [1 / 3], count: [1234567]})",
];
const rows = Array.from({length: 200}, (_, day) => `${day},${(day * 7) % 13}`);
const csv = `day,sold\n${rows.join("\n")}\n`;

let server: TestServer;
let author: Client;
let notebook: string;
let published: Publication;

const edition: NewEdition = {visibility: "public", showsSource: false, includesData: true};

beforeAll(async () => {
  server = await startServer();
  author = await server.client().signUp("ada");
  notebook = await makeNotebook(author, "Sales & profit", sources);
  const answer = await publish(notebook, edition);
  expect([answer.status, answer.body]).toEqual([201, answer.body]);
  published = answer.body;
});
afterAll(() => server.close());

async function makeNotebook(client: Client, title: string, cells: readonly string[]): Promise<string> {
  await client.send("POST", "/api/data-sets?name=sales&file=sales.csv", csv);
  const script = (source: string, index: number) =>
    `<script id="${index + 1}" type="${source.startsWith("#") ? "text/markdown" : "text/x-typescript"}" pinned>\n${source.replaceAll("</", "<\\/")}\n</script>`;
  const file = `<!doctype html>\n<notebook>\n<title>${title.replaceAll("&", "&amp;")}</title>\n${cells.map(script).join("\n")}\n</notebook>\n`;
  const {body} = await client.send<NotebookSummary>("POST", "/api/notebooks", {file});
  await settle(client, body.id);
  return body.id;
}

async function settle(client: Client, id: string): Promise<string> {
  const page = await client.open(id);
  await page.operate({type: "run", cells: "all"});
  const {root} = (await page.reaches(({proof, kernel}) => proof.root !== null && kernel.status === "idle")).proof;
  await page.close();
  return root ?? "";
}

const publish = (id: string, given: Partial<NewEdition>, client = author): Promise<Answer<Publication>> =>
  client.send<Publication>("POST", `/api/notebooks/${id}/publication`, {...edition, ...given});
const see = (path: string, client: Client = server.client(), headers = {}): Promise<Answer<string>> => client.send<string>("GET", path, undefined, {accept: "text/html", ...headers});
const [latest, first] = [() => published.address, () => published.editions[0]!.address];

describe("a published page", () => {
  it("is static HTML at an address that follows the latest and at one that names the root, for anybody, without a cookie", async () => {
    expect(published).toMatchObject({slug: "sales-profit", address: "/p/sales-profit", visibility: "public"});
    expect(first()).toBe(`/p/sales-profit/${published.editions[0]!.root}`);
    const [atLatest, atRoot] = [await see(latest()), await see(first())];
    expect([atLatest.status, atRoot.status]).toEqual([200, 200]);
    expect(atRoot.body).toBe(atLatest.body);
    expect(atLatest.headers.get("set-cookie")).toBeNull();
    expect(atLatest.body).toContain("<h1");
    expect(atLatest.body).toContain("ada · <time");
    const order = ["<h1", "<p>What was sold on each", 'class="byline"', 'class="proof"', 'id="cell-2"'].map((part) => atLatest.body.indexOf(part));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(atLatest.body).toContain('<span class="key">Least</span> 3');
    expect(atLatest.body).toMatch(/<div class="chart" data-chart="[^"]+\/files\/[0-9a-f]{64}\.json"><div class="display"><figure tabindex="0"><svg/);
    expect(atLatest.body).toContain("50 of 200 rows");
    expect(atLatest.body).toContain('<td class="date">2024-01-02 14:00</td><td class="number">0.333333</td><td class="number">1,234,567</td>');
    expect(atLatest.body).toContain("Not verified yet.");
    expect(atLatest.body).not.toMatch(/<!--(?!end of \d+-->)/);
  });

  it("has a policy that lets nothing act but its own script, and no frame around it", async () => {
    const {headers, body} = await see(latest());
    const policy = headers.get("content-security-policy") ?? "";
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? "";
    expect(policy).toContain(`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`);
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(body).not.toMatch(/ on[a-z]+=|javascript:|<script(?! type="module" src=)/i);
  });

  it("tells other programs what it is", async () => {
    const {body} = await see(latest());
    expect(body).toContain('<meta property="og:title" content="Sales &amp; profit">');
    expect(body).toContain('<meta property="og:description" content="What was sold on each of two hundred days, and how it moved.">');
    expect(body).toContain(`<link rel="canonical" href="${server.address}/p/sales-profit">`);
    expect(body).toContain('<meta name="author" content="ada">');
    expect(body).not.toContain("noindex");
  });

  it("has a picture of its first chart, as pixels that other programs show", async () => {
    const {body} = await see(latest());
    const address = /<meta property="og:image" content="([^"]+)">/.exec(body)?.[1] ?? "";
    expect(address).toBe(`${server.address}${first()}/picture.png`);
    const response = await fetch(address);
    const png = Buffer.from(await response.arrayBuffer());
    expect([response.headers.get("content-type"), png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(["image/png", "PNG", 1200, 630]);
  });

  it("is sent compressed, and not at all to who has it", async () => {
    const {headers} = await see(latest(), server.client(), {"accept-encoding": "gzip"});
    expect(headers.get("content-encoding")).toBe("gzip");
    const tag = headers.get("etag") ?? "";
    expect((await see(latest(), server.client(), {"if-none-match": tag})).status).toBe(304);
  });

  it("gives the rows of a table beyond those that it shows, and the chart's specification", async () => {
    const {body} = await see(latest());
    const [, index] = /data-rows="[^"]+\/rows\/([0-9a-f]{64})" data-count="200"/.exec(body) ?? [];
    const stretch = await server.client().send<number[][]>("GET", `${first()}/rows/${index}/3`);
    expect([stretch.status, stretch.body.length, stretch.body[0], stretch.body.at(-1)]).toEqual([200, 50, [150, (150 * 7) % 13], [199, (199 * 7) % 13]]);
    expect(stretch.headers.get("cache-control")).toContain("immutable");
    expect((await see(`${first()}/rows/${index}/4`)).status).toBe(404);
    const [, chart] = /data-chart="[^"]+\/files\/([0-9a-f]{64})\.json"/.exec(body) ?? [];
    expect((await server.client().send<{mark: string}>("GET", `${first()}/files/${chart}.json`)).body.mark).toBe("line");
    const content = createHash("sha256").update("x").digest("hex");
    expect((await see(`${first()}/files/${content}.json`)).status).toBe(404);
  });

  it("gives the whole of a table as a file, in four formats", async () => {
    const {body} = await see(latest());
    const cell = body.slice(body.indexOf('id="cell-3"'), body.indexOf('id="cell-4"'));
    const links = [...cell.matchAll(/<a href="([^"]+\/tables\/[^"]+)" download>([^<]+)</g)].map(([, address = "", name = ""]) => [address, name] as const);
    expect(links.map(([, name]) => name)).toEqual(["CSV", "JSON", "Parquet", "Excel"]);
    const [csvFile, jsonFile] = await Promise.all(links.slice(0, 2).map(([address]) => see(address)));
    expect(csvFile?.body).toBe(csv);
    expect([csvFile?.headers.get("content-disposition"), csvFile?.headers.get("cache-control")]).toEqual(["attachment; filename=sales-profit.csv", expect.stringContaining("immutable")]);
    expect((jsonFile?.body as unknown as object[])[199]).toEqual({day: 199, sold: (199 * 7) % 13});
    for (const [address] of links.slice(2)) expect((await see(address)).status).toBe(200);
    expect((await see(links[0]![0].replace(/[0-9a-f]{64}\.csv$/, `${"0".repeat(64)}.csv`))).status).toBe(404);
  });

  it("turns the pages of a table that has no name too, as long as its notebook shows it", async () => {
    const id = await makeNotebook(author, "No name", ['data("sales").filter((d) => d.sold < 12)']);
    const page = await author.open(id);
    const {body} = await publish(id, {});
    await page.close();
    const html = (await see(body.address)).body;
    const [, index] = /data-rows="[^"]+\/rows\/([0-9a-f]{64})" data-count="185"/.exec(html) ?? [];
    const expected = Array.from({length: 200}, (_, day) => [day, (day * 7) % 13]).filter(([, sold]) => sold! < 12);
    const last = await server.client().send<number[][]>("GET", `${body.editions[0]!.address}/rows/${index}/3`);
    expect(last.body).toEqual(expected.slice(150));
  });

  it("brings its own fonts, which nobody has to ask for twice", async () => {
    const {body} = await see(latest());
    const fonts = [...body.matchAll(/src: url\(([^)]+)\)/g)].map(([, address = ""]) => address);
    expect(fonts).toHaveLength(2);
    for (const address of fonts) {
      const {status, headers} = await see(address);
      expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([200, "font/woff2", "public, max-age=31536000, immutable"]);
    }
  });

  it("shows one cell alone in a frame of any page", async () => {
    const {status, body, headers} = await see(`${latest()}/embed/5`);
    expect(status).toBe(200);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors *");
    expect(headers.get("x-frame-options")).toBeNull();
    expect(body).toContain("<svg");
    expect(body).not.toContain("50 of 200 rows");
    expect(body).toContain(`From <a href="${first()}"`);
    for (const cell of ["99", "x", "-1"]) expect((await see(`${latest()}/embed/${cell}`)).status).toBe(404);
  });
});

describe("verifying", () => {
  it("runs it again for anybody, once for all who ask, and the page then says when and by which kernel", async () => {
    const ask = (): Promise<Answer<EditionVerification>> => server.client().send<EditionVerification>("POST", `/api/published${first().slice(2)}/verification`);
    const [one, two] = await Promise.all([ask(), ask()]);
    expect(one.body.report).toMatchObject({same: true, firstDifference: null, expectedRoot: published.editions[0]!.root});
    expect(one.body.report.cells.map(({id, same}) => [id, same])).toEqual([1, 2, 3, 4, 5, 6, 7].map((id) => [id, true]));
    expect(two.body.report.verifiedAt).toBe(one.body.report.verifiedAt);
    expect((await ask()).body).toEqual({report: one.body.report, isFresh: false});
    const {body} = await see(latest());
    expect(body).toMatch(/<strong class="ok">Verified<\/strong> <time datetime="[^"]+">[^<]+ UTC<\/time> by kernel/);
  });

  it("takes no word from another site's page", async () => {
    const answer = await server.client().send("POST", `/api/published${first().slice(2)}/verification`, undefined, {origin: "https://elsewhere.example"});
    expect(answer.status).toBe(403);
  });
});

describe("the download", () => {
  it("holds the notebook, its record and, where the author allows it, its data", async () => {
    const {body, headers} = await see(`${first()}/download`);
    expect(headers.get("content-disposition")).toBe("attachment; filename=sales-profit.html");
    const file = readNotebook(readEmbeddedFile(body) ?? "");
    expect(file.record).toMatchObject({root: published.editions[0]!.root});
    expect(file.data.map(({name, bytes}) => [name, Buffer.from(bytes).toString()])).toEqual([["sales", csv]]);
    expect(body).not.toContain("<script");
  });

  it("holds no data where the author keeps it", async () => {
    const kept = await makeNotebook(author, "Kept", ['data("sales").numRows()']);
    const {body} = await publish(kept, {includesData: false});
    const file = readNotebook(readEmbeddedFile((await see(`${body.editions[0]!.address}/download`)).body) ?? "");
    expect([file.data, (file.record as {root?: string} | null)?.root]).toEqual([[], body.editions[0]!.root]);
  });
});

describe("a copy", () => {
  it("is made by readers who are signed in, with the data that was published, and comes to the same root", async () => {
    const path = `/api/published${first().slice(2)}/copies`;
    expect((await server.client().send("POST", path)).status).toBe(401);
    const reader = await server.client().signUp("reader");
    const copy = (await reader.send<NotebookSummary>("POST", path)).body;
    expect([copy.title, copy.data]).toEqual(["Copy of Sales & profit", ["sales"]]);
    const [own] = (await reader.send<DataSetDetail[]>("GET", "/api/data-sets")).body.filter(({name}) => name === "sales");
    expect(own?.rows).toBe(200);
  });

  it("grants no data that was not published", async () => {
    const {body: list} = await author.send<Publication[]>("GET", "/api/publications");
    const kept = list.find(({title}) => title === "Kept")!;
    const reader = await server.client().signUp("curious");
    await reader.send<NotebookSummary>("POST", `/api/published${kept.editions[0]!.address.slice(2)}/copies`);
    expect((await reader.send<DataSetDetail[]>("GET", "/api/data-sets")).body.map(({name}) => name)).not.toContain("sales");
  });
});

describe("who may read", () => {
  it("named readers, signed in, and nobody else; to others there is no such page", async () => {
    const id = await makeNotebook(author, "For two", ["1 + 1"]);
    const {body} = await publish(id, {visibility: "named", readers: [" Friend@Example.org "]});
    const [friend, stranger] = [await server.client().signUp("friend"), await server.client().signUp("stranger")];
    const statuses = async (path: string) => Promise.all([author, friend, stranger, server.client()].map(async (client) => (await see(path, client)).status));
    expect(await statuses(body.address)).toEqual([200, 200, 404, 404]);
    expect(await statuses(`${body.editions[0]!.address}/download`)).toEqual([200, 200, 404, 404]);
    expect(await statuses(`${body.address}/embed/1`)).toEqual([404, 404, 404, 404]);
    expect((await stranger.send("POST", `/api/published${body.editions[0]!.address.slice(2)}/verification`)).status).toBe(404);
    expect((await stranger.send("POST", `/api/published${body.editions[0]!.address.slice(2)}/copies`)).status).toBe(404);
    const page = await see(body.address, friend);
    expect([page.headers.get("cache-control"), page.headers.get("x-robots-tag")]).toEqual(["private, no-store", "noindex, nofollow"]);
    await author.send("PATCH", `/api/publications/${body.id}`, {readers: ["stranger@example.org"]});
    expect(await statuses(body.address)).toEqual([200, 404, 200, 404]);
  });

  it("an unlisted page is found by nobody who was not told its address, and asks not to be listed", async () => {
    const id = await makeNotebook(author, "Hidden", ["2"]);
    const {body} = await publish(id, {visibility: "unlisted"});
    expect(body.slug).toMatch(/^hidden-[a-z0-9]{16,}$/);
    const page = await see(body.address);
    expect([page.status, page.headers.get("x-robots-tag"), page.body.includes('content="noindex"')]).toEqual([200, "noindex, nofollow", true]);
    expect((await see("/p/hidden")).status).toBe(404);
  });

  it("another account changes and withdraws nothing", async () => {
    const other = await server.client().signUp("meddler");
    for (const [method, path, body] of [["PATCH", `/api/publications/${published.id}`, {visibility: "named"}], ["DELETE", `/api/publications/${published.id}`], ["GET", `/api/notebooks/${notebook}/publication`], ["POST", `/api/notebooks/${notebook}/publication`, edition]] as const)
      expect((await other.send(method, path, body)).status, `${method} ${path}`).toBe(404);
    expect((await see(latest())).status).toBe(200);
  });
});

describe("a later edition", () => {
  it("moves the readable address, and leaves the old one as it was but for a word that there is a newer", async () => {
    const id = await makeNotebook(author, "Moving", ["1 + 1"]);
    const {body: before} = await publish(id, {});
    const page = await author.open(id);
    await page.write(1, "2 + 2");
    await page.close();
    await settle(author, id);
    const {body: after} = await publish(id, {});
    expect(after.editions.map(({root}) => root)).toEqual([expect.not.stringContaining(before.editions[0]!.root), before.editions[0]!.root]);
    expect((await see(after.address)).body).toContain(after.editions[0]!.root);
    const old = (await see(before.editions[0]!.address)).body;
    expect(old).toContain("Older edition");
    expect(old).toContain('<span class="value-number">2</span>');
  });

  it("says amber when a data set has since changed, or is gone", async () => {
    const upload = await author.send<DataSetDetail>("POST", "/api/data-sets?name=aging&file=a.csv", "a\n1\n");
    const id = await makeNotebook(author, "Aging", ['const its = data("aging"); its.numRows()']);
    const {body} = await publish(id, {});
    const badge = async (): Promise<string | undefined> => /<span class="badge warn">([^<]*)</.exec((await see(body.address)).body)?.[1];
    expect(await badge()).toBeUndefined();
    await author.send("DELETE", `/api/data-sets/${upload.body.id}?force=1`);
    expect(await badge()).toBe("deleted since");
    await author.send("POST", "/api/data-sets?name=aging&file=a.csv", "a\n1\n2\n");
    expect(await badge()).toBe("changed since");
    const verified = await server.client().send<EditionVerification>("POST", `/api/published${body.editions[0]!.address.slice(2)}/verification`);
    expect(verified.body.report).toMatchObject({firstDifference: null, same: true});
  });
});

describe("what is gone", () => {
  const gone = async (path: string) => {
    const page = await see(path);
    return [page.status, page.body.includes("This page was withdrawn"), (await server.client().send("GET", path, undefined, {accept: "application/json"})).body];
  };

  it("answers 410 when the author withdrew it, and nobody gets its address", async () => {
    const id = await makeNotebook(author, "Withdrawn", ["1"]);
    const {body} = await publish(id, {});
    expect((await author.send("DELETE", `/api/publications/${body.id}`)).status).toBe(204);
    for (const path of [body.address, body.editions[0]!.address, `${body.editions[0]!.address}/download`]) expect(await gone(path)).toEqual([410, true, expect.objectContaining({code: "withdrawn"})]);
    expect((await publish(id, {slug: "withdrawn"})).body).toMatchObject({status: 409, code: "name-taken", fields: {slug: "is taken"}});
    expect((await publish(id, {})).body.slug).toBe("withdrawn-2");
  });

  it("answers 410 when the notebook was deleted", async () => {
    const id = await makeNotebook(author, "Deleted", ["1"]);
    const {body} = await publish(id, {});
    expect((await author.send("DELETE", `/api/notebooks/${id}`)).status).toBe(204);
    expect(await gone(body.address)).toEqual([410, true, expect.objectContaining({code: "withdrawn"})]);
    expect((await author.send<Publication[]>("GET", "/api/publications")).body.map(({title}) => title)).not.toContain("Deleted");
  });
});

describe("an author who leaves", () => {
  it("leaves addresses that say that the page is gone", async () => {
    const leaving = await server.client().signUp("leaving");
    const id = await makeNotebook(leaving, "Left behind", ["1"]);
    const {body} = await publish(id, {}, leaving);
    expect((await see(body.address)).status).toBe(200);
    expect((await leaving.send("DELETE", "/api/account", {password: "leaving's password"})).status).toBe(204);
    for (const path of [body.address, body.editions[0]!.address, `${body.editions[0]!.address}/download`, `${body.address}/embed/1`]) expect((await see(path)).status, path).toBe(410);
    expect((await server.client().send("POST", `/api/published${body.editions[0]!.address.slice(2)}/verification`)).status).toBe(410);
  });
});

describe("what cannot be published", () => {
  it("is a run that another notebook made, one that proves nothing, and one whose data is no more", async () => {
    const id = await makeNotebook(author, "Refused", ["1"]);
    expect((await publish(id, {run: published.editions[0]!.root})).status).toBe(404);
    const {body: kept} = await author.send<{id: string}>("POST", `/api/notebooks/${notebook}/runs/shown`);
    expect((await publish(id, {run: kept.id})).status).toBe(404);
    const upload = await author.send<DataSetDetail>("POST", "/api/data-sets?name=passing&file=a.csv", "a\n1\n");
    const reading = await makeNotebook(author, "Reading", ['data("passing").numRows()']);
    const {body: run} = await author.send<{id: string}>("POST", `/api/notebooks/${reading}/runs/shown`);
    await author.send("DELETE", `/api/data-sets/${upload.body.id}?force=1`);
    expect((await publish(reading, {run: run.id})).body).toMatchObject({status: 409, code: "not-publishable", detail: expect.stringContaining('"passing" is no longer as the run read it')});
  });

  it("names every field that is wrong", async () => {
    const answer = await author.send("POST", `/api/notebooks/${notebook}/publication`, {visibility: "secret", readers: ["nobody"], slug: "Not a slug", owner: 1});
    expect(answer.body).toMatchObject({
      status: 400,
      fields: {visibility: "must be one of public, unlisted, named", "readers.0": "must be an e-mail address", slug: expect.stringContaining("lower-case"), showsSource: "must be true or false", owner: "unknown field"},
    });
    expect((await publish(notebook, {slug: "another"})).body).toMatchObject({fields: {slug: "stays sales-profit"}});
  });
});

describe("the list", () => {
  it("tells an author what is published, edition by edition", async () => {
    const {body} = await author.send<Publication>("GET", `/api/notebooks/${notebook}/publication`);
    expect(body.editions).toEqual([
      {
        root: published.editions[0]!.root, title: "Sales & profit", author: "ada", publishedAt: expect.any(String), address: first(), showsSource: false, includesData: true,
        data: [{name: "sales", digest: expect.any(String), rows: 200, now: "same"}],
        verified: {same: true, at: expect.any(String), kernel: {version: expect.any(String), engine: expect.any(String)}},
      } satisfies Edition,
    ]);
    expect((await author.send<Publication[]>("GET", "/api/publications")).body.some(({id}) => id === body.id)).toBe(true);
  });
});
