/** A person publishes a notebook in the browser, and readers read it, turn its pages, have it verified, copy it, and see one cell of it in another page. */
import {execFile} from "node:child_process";
import {readFile, writeFile} from "node:fs/promises";
import {createServer, type Server} from "node:http";
import type {AddressInfo} from "node:net";
import {join} from "node:path";
import {promisify} from "node:util";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {findBarriers} from "../workspace/testing/person.ts";
import {launchBrowser} from "./browser.ts";
import {cellAt, openNewNotebook, signUp, write} from "./page.ts";
import {projectFolder, RectoServer} from "./recto-server.ts";

const server = new RectoServer("publishing");
let browser: Browser;
let author: Page;
let notebook: string;
let address: string;
const complaints: string[] = [];

/** A page of somebody new, whose complaints about what it may not do are noted. */
async function arrive(): Promise<Page> {
  const page = await (await browser.newContext({viewport: {width: 1440, height: 900}})).newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return page;
}

/** Publishes the notebook that is open, and gives the address that follows its latest edition. */
async function publish(page: Page): Promise<string> {
  await page.getByRole("button", {name: "Publish", exact: true}).click();
  const dialog = page.getByRole("dialog", {name: "Publish"});
  await dialog.getByRole("button", {name: "Publish", exact: true}).click();
  const link = dialog.getByRole("link", {name: /^\/p\//}).first();
  await link.waitFor();
  return server.address + (await link.getAttribute("href"));
}

beforeAll(async () => {
  [browser] = await Promise.all([launchBrowser(), server.start()]);
  author = await arrive();
  await signUp(author, server.address, "ada@example.org", "a long password");
  const csv = join(server.folder, "sales.csv");
  await writeFile(csv, `day,sold\n${Array.from({length: 120}, (_, day) => `${day},${(day * 7) % 13}`).join("\n")}\n`);
  await author.locator('input[type="file"]').first().setInputFiles(csv);
  await author.getByRole("link", {name: "See what was found"}).waitFor();
  notebook = await openNewNotebook(author);
  await author.getByLabel("Title").fill("Sales by day");
  await author.getByLabel("Title").press("Enter");
  await write(author, 0, 'const sales = data("sales")');
  await write(author, 1, "sales");
  await write(author, 2, "vegaLite({data: {values: sales.objects()}, mark: 'bar', encoding: {x: {field: 'day', type: 'ordinal', axis: null}, y: {field: 'sold', type: 'quantitative'}}})");
  await cellAt(author, 2).locator(".chart-canvas").waitFor();
}, 240_000);

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe("a published notebook", () => {
  it("is published from the notebook's bar, and the dialog tells its addresses", async () => {
    await author.getByRole("button", {name: "Publish", exact: true}).click();
    const dialog = author.getByRole("dialog", {name: "Publish"});
    await dialog.getByLabel("Publish the data sets with it").check();
    await dialog.getByRole("button", {name: "Publish", exact: true}).click();
    const link = dialog.getByRole("link", {name: "/p/sales-by-day", exact: true});
    await link.waitFor();
    expect(await findBarriers(author)).toEqual([]);
    address = server.address + (await link.getAttribute("href"));
    await dialog.getByRole("button", {name: "Close"}).click();
    await author.goto(server.address);
    await author.getByRole("heading", {name: "Published"}).waitFor();
  });

  it("is read by somebody without an account, who turns the pages of its table and points at its chart", async () => {
    const reader = await arrive();
    await reader.goto(address);
    await reader.getByRole("heading", {name: "Sales by day"}).waitFor();
    await reader.getByText("rows 1–50 of 120").waitFor();
    await reader.getByRole("button", {name: "Next rows"}).click();
    await reader.getByText("rows 51–100 of 120").waitFor();
    expect(await reader.locator("tbody td").first().textContent()).toBe("50");
    await reader.locator("[data-chart] figure").hover();
    await reader.locator(".chart-canvas svg").waitFor();
    await reader.locator(".chart-canvas .mark-rect path").nth(3).hover();
    await reader.locator("#vg-tooltip-element.visible").waitFor();
    expect(await reader.locator("details.code[open]").count()).toBe(0);
    await reader.getByRole("button", {name: "Show code"}).click();
    expect(await reader.locator("details.code[open]").count()).toBe(3);
    const [excel] = await Promise.all([reader.waitForEvent("download"), reader.getByRole("link", {name: "Excel"}).click()]);
    expect(excel.suggestedFilename()).toBe("sales-by-day.xlsx");
    await reader.context().close();
  });

  it("is verified by a reader, cell by cell, and says so to the next one", async () => {
    const reader = await arrive();
    await reader.goto(address);
    await reader.getByText("Not verified yet.").waitFor();
    await reader.getByRole("button", {name: "Verify"}).click();
    await reader.getByText("every cell came out the same").waitFor();
    const cells = await reader.locator(".cell").count();
    expect(await reader.locator(".sign.same").count()).toBe(cells);
    const next = await arrive();
    await next.goto(address);
    await next.getByText("every cell came out the same").waitFor();
    expect(await next.locator(".sign.same").count()).toBe(cells);
    await Promise.all([reader.context().close(), next.context().close()]);
  });

  it("does not give a tick to a cell that failed and failed again: it says that the failure was confirmed", async () => {
    const page = await author.context().newPage();
    await page.goto(server.address);
    await openNewNotebook(page);
    await page.getByLabel("Title").fill("A failing cell");
    await page.getByLabel("Title").press("Enter");
    await write(page, 0, "const sum = 1 + 1");
    await write(page, 1, 'throw new Error("no sales today")');
    await cellAt(page, 1).locator(".cell-output").getByText("Error: no sales today").waitFor();
    const published = await publish(page);
    await page.close();
    const reader = await arrive();
    await reader.goto(published);
    await reader.getByRole("button", {name: "Verify"}).click();
    await reader.getByText("every cell came out the same, the cell that failed too").waitFor();
    await reader.getByText("Run again: it failed in the same way.").waitFor();
    expect(await reader.locator(".sign").evaluateAll((signs) => signs.map(({textContent, className}) => [textContent, className]))).toEqual([["✓", "sign same"], ["=", "sign confirmed"]]);
    const color = await reader.locator(".sign.confirmed").evaluate((sign) => getComputedStyle(sign).color);
    expect(color).toBe(await reader.locator(".byline").evaluate((line) => getComputedStyle(line).color));
    expect(await findBarriers(reader)).toEqual([]);
    await reader.reload();
    await reader.getByText("Run again: it failed in the same way.").waitFor();
    await reader.context().close();
  });

  it("has an amber badge for readers once its author's data set is another, and none when it is as it was", async () => {
    const reader = await arrive();
    const correctType = async (from: string, to: string): Promise<void> => {
      await author.goto(server.address);
      await author.locator(".data-card", {hasText: "sales"}).getByRole("link").first().click();
      const type = author.getByLabel("Type of sold");
      expect(await type.inputValue()).toBe(from);
      await type.selectOption(to);
      await author.getByRole("button", {name: "Read it again this way"}).click();
      await author.getByText("Read again: 120 rows").waitFor();
    };
    await reader.goto(address);
    const badge = reader.locator(".proof li", {hasText: "sales"}).locator(".badge");
    expect(await badge.count()).toBe(0);
    await correctType("number", "text");
    await reader.reload();
    await badge.waitFor();
    expect(await badge.textContent()).toBe("changed since");
    expect(await badge.evaluate((element) => getComputedStyle(element).color)).toBe("rgb(125, 82, 0)");
    expect(await findBarriers(reader)).toEqual([]);
    await correctType("text", "number");
    await reader.reload();
    await reader.getByRole("heading", {name: "Sales by day"}).waitFor();
    expect(await badge.count()).toBe(0);
    await reader.context().close();
  });

  it("becomes a notebook of a reader who signs in, with the data, which runs", async () => {
    const reader = await arrive();
    await reader.goto(address);
    await reader.getByRole("button", {name: "Make a copy"}).click();
    await reader.getByText("A copy belongs to an account").waitFor();
    await reader.getByRole("link", {name: "sign in, and come back here."}).click();
    await reader.getByRole("button", {name: "Make one"}).click();
    await reader.getByLabel("E-mail").fill("grace@example.org");
    await reader.getByLabel("Password").fill("another password");
    await reader.getByRole("button", {name: "Make an account"}).click();
    await reader.waitForURL(address);
    await reader.getByRole("button", {name: "Make a copy"}).click();
    await reader.waitForURL(/\/notebooks\//);
    await reader.locator(".chart-canvas").waitFor();
    await reader.context().close();
  });

  it("gives the frame of one cell, which another site shows; the whole page is not framed", async () => {
    const writer = await arrive();
    await writer.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await writer.goto(address);
    const chart = writer.locator("#cell-3");
    await chart.hover();
    const embed = chart.getByRole("button", {name: "Embed"});
    await embed.click();
    await chart.getByRole("button", {name: "Copied"}).waitFor();
    const copied = await writer.evaluate(() => navigator.clipboard.readText());
    const needed = (await chart.boundingBox())?.height ?? 0;
    expect(copied).toMatch(/^<iframe src="http[^"]+\/p\/sales-by-day\/[0-9a-f]{64}\/embed\/3" title="Sales by day" width="100%" height="\d+" style="border: 0"><\/iframe>$/);
    await writer.context().close();
    const other: Server = createServer((_request, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<div style="width: 700px">${copied.replace("<iframe", '<iframe id="cell"')}</div><iframe id="whole" src="${address}" width="800" height="400"></iframe>`);
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    // The browser complains of the whole page in a frame, as it should.
    const reader = await (await browser.newContext()).newPage();
    await reader.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
    const frame = reader.frameLocator("#cell");
    await frame.locator("svg").first().waitFor();
    // Nothing of the cell is cut off, and the line that says where it is from is seen without scrolling.
    expect((await reader.locator("#cell").boundingBox())?.height).toBeGreaterThan(needed);
    expect(await frame.locator("html").evaluate((page) => page.scrollHeight <= page.clientHeight)).toBe(true);
    expect(await frame.locator(".from").textContent()).toContain("From Sales by day, ada");
    expect(await reader.frameLocator("#whole").locator(".cell").count()).toBe(0);
    await reader.context().close();
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });

  it("has no barrier that axe-core finds, nor scrolls sideways, wide and narrow, light and dark", async () => {
    for (const [width, colorScheme] of [[1440, "light"], [390, "dark"]] as const) {
      const reader = await (await browser.newContext({viewport: {width, height: 844}, colorScheme, reducedMotion: "reduce"})).newPage();
      for (const path of [address, `${address}/embed/3`, `${server.address}/p/nothing-here`]) {
        await reader.goto(path);
        // A frame stands under the headings of the page around it.
        const barriers = (await findBarriers(reader)).filter((barrier) => !path.includes("/embed/") || !barrier.startsWith("page-has-heading-one"));
        expect(barriers, `${path} ${width}`).toEqual([]);
        expect(await reader.evaluate(() => document.documentElement.scrollWidth), `${path} ${width}`).toBeLessThanOrEqual(width);
      }
      await reader.context().close();
    }
  });

  it("needs no script: who has none reads everything that it shows first", async () => {
    const context = await browser.newContext({javaScriptEnabled: false});
    const reader = await context.newPage();
    await reader.goto(address);
    expect(await reader.locator("figure svg").count()).toBe(1);
    expect(await reader.locator("tbody tr").count()).toBe(50);
    expect(await reader.getByRole("button", {name: "Verify"}).isVisible()).toBe(false);
    await context.close();
  });

  it("is downloaded with its data, and the file is checked offline by the command line", async () => {
    const reader = await arrive();
    await reader.goto(address);
    const [download] = await Promise.all([reader.waitForEvent("download"), reader.getByRole("link", {name: "Download with record and data"}).click()]);
    const file = join(server.folder, download.suggestedFilename());
    await download.saveAs(file);
    const verify = (path: string) => promisify(execFile)(process.execPath, [join(projectFolder, "bin/recto.js"), "verify", path]);
    expect((await verify(file)).stdout).toContain("same");
    const other = join(server.folder, "other.html");
    await writeFile(other, (await readFile(file, "utf8")).replace(">3<", ">4<"));
    await expect(verify(other)).rejects.toMatchObject({code: 1});
    await reader.context().close();
  });

  it("says that it is gone when its author withdraws it", async () => {
    await author.goto(notebook);
    await author.getByRole("button", {name: "Publish", exact: true}).click();
    await author.getByRole("button", {name: "Withdraw it"}).waitFor();
    await author.goto(server.address);
    await author.getByRole("button", {name: "Actions for the page Sales by day"}).click();
    await author.getByRole("menuitem", {name: "Withdraw"}).click();
    await author.getByRole("button", {name: "Withdraw", exact: true}).click();
    await author.getByText("Withdrawn: the page is gone").waitFor();
    const reader = await arrive();
    const answer = await reader.goto(address);
    expect(answer?.status()).toBe(410);
    await reader.getByRole("heading", {name: "This page was withdrawn"}).waitFor();
    await reader.context().close();
  });

  it("did nothing that its policy forbids", () => {
    expect(complaints).toEqual([]);
  });
});

describe("an API key", () => {
  it("is made in the settings, shown once, works, and is refused once it was revoked", async () => {
    await author.goto(`${server.address}/settings`);
    await author.getByLabel("What it is for").fill("nightly report");
    await author.getByRole("button", {name: "Make a key"}).click();
    expect(await findBarriers(author)).toEqual([]);
    const token = (await author.locator(".new-token code").textContent()) ?? "";
    const ask = async (): Promise<number> => (await fetch(`${server.address}/api/notebooks`, {headers: {authorization: `Bearer ${token}`}})).status;
    expect(await ask()).toBe(200);
    await author.reload();
    await author.getByRole("cell", {name: "nightly report", exact: true}).waitFor();
    expect(await author.locator(".new-token").count()).toBe(0);
    await author.getByRole("button", {name: "Revoke nightly report"}).click();
    await author.getByRole("button", {name: "Revoke the key"}).click();
    await author.getByText("No keys yet.").waitFor();
    expect(await ask()).toBe(401);
  });
});

describe("the results of a notebook", () => {
  it("are taken as files from its menu", async () => {
    await author.goto(notebook);
    await cellAt(author, 2).locator(".chart-canvas").waitFor();
    await author.getByRole("button", {name: "The notebook"}).click();
    await author.getByRole("menuitem", {name: "Results as files"}).click();
    await author.getByRole("link", {name: "sales as Parquet"}).waitFor();
    expect(await findBarriers(author)).toEqual([]);
    const [parquet] = await Promise.all([author.waitForEvent("download"), author.getByRole("link", {name: "sales as Parquet"}).click()]);
    expect(parquet.suggestedFilename()).toBe("sales.parquet");
    expect((await readFile(await parquet.path())).toString("latin1", 0, 4)).toBe("PAR1");
  });
});

describe("a notebook of Jupyter's", () => {
  it("is brought in from home, runs, and goes out again", async () => {
    const cells = [
      {cell_type: "markdown", metadata: {}, source: ["# Brought in\n"]},
      {cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: ["const twice = 2 * 21;\n", "display(twice)"]},
    ];
    const path = join(server.folder, "brought.ipynb");
    await writeFile(path, JSON.stringify({cells, metadata: {language_info: {name: "typescript"}}, nbformat: 4, nbformat_minor: 5}));
    await author.goto(server.address);
    await author.locator('input[type="file"]').first().setInputFiles(path);
    await author.waitForURL(/\/notebooks\//);
    await author.getByRole("heading", {name: "Brought in"}).waitFor();
    await author.getByRole("button", {name: "Run all"}).click();
    await cellAt(author, 1).locator(".cell-output").getByText("42").waitFor();
    await author.getByRole("button", {name: "The notebook"}).click();
    const [download] = await Promise.all([author.waitForEvent("download"), author.getByRole("menuitem", {name: "Download for Jupyter"}).click()]);
    const again = JSON.parse(await readFile(await download.path(), "utf8")) as {nbformat: number; cells: {cell_type: string; source: string | string[]}[]};
    expect(again.nbformat).toBe(4);
    expect(again.cells.map((cell) => [cell.cell_type, [cell.source].flat().join("").trim()])).toEqual([["markdown", "# Brought in"], ["code", "const twice = 2 * 21;\ndisplay(twice)"]]);
  });
});

describe("an account", () => {
  it("is deleted in the settings, with its password", async () => {
    await author.goto(`${server.address}/settings`);
    await author.getByLabel("Password").fill("a long password");
    await author.getByRole("button", {name: "Delete the account"}).click();
    await author.getByRole("button", {name: "Delete everything"}).click();
    await author.getByRole("button", {name: "Sign in"}).waitFor();
    await author.getByLabel("E-mail").fill("ada@example.org");
    await author.getByLabel("Password").fill("a long password");
    await author.getByRole("button", {name: "Sign in"}).click();
    await author.getByRole("alert").waitFor();
  });
});
