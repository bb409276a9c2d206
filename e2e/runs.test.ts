/** A person looks back: the history keeps what they ran, opens it as it was, says what changed, and brings a version back. */
import {spawn} from "node:child_process";
import {once} from "node:events";
import {join} from "node:path";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {Person} from "../workspace/testing/person.ts";
import {launchBrowser} from "./browser.ts";
import {cellAt, openNewNotebook, write} from "./page.ts";
import {projectFolder, RectoServer} from "./recto-server.ts";

const server = new RectoServer("runs");
let browser: Browser;
let person: Person;
let page: Page;
let notebook = "";

beforeAll(async () => {
  [browser] = await Promise.all([launchBrowser(), server.start()]);
  person = await Person.arrive(browser, server.address);
  page = person.page;
  page.setDefaultTimeout(20_000);
  await person.signUp("historian");
  notebook = await openNewNotebook(page);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await server.close();
});

async function picture(name: string): Promise<void> {
  const to = process.env["RECTO_SCREENSHOTS"];
  if (to !== undefined) await page.screenshot({path: join(to, `${name}.png`)});
}

const lines = () => page.locator(".run-line");

async function openHistory(count: number): Promise<void> {
  await page.goto(`${notebook}/runs`);
  await page.getByRole("heading", {name: "History"}).waitFor();
  // What is shown is kept when the person has paused.
  await expect.poll(async () => {
    if ((await lines().count()) < count) await page.reload();
    await page.getByRole("heading", {name: "History"}).waitFor();
    return lines().count();
  }, {timeout: 20_000, interval: 500}).toBe(count);
}

const first = "const rows = aq.table({day: [1, 2, 3], sales: [5, 6, 7]}); const total = 18;";
const second = "const rows = aq.table({day: [1, 2, 3, 4], sales: [5, 60, 7, 8]}); const total = 80;";

describe("a person who looks back", () => {
  it("finds their run in the history, reached from the notebook's menu", async () => {
    await write(page, 0, first);
    await write(page, 1, "rows");
    await write(page, 2, "md`Sales were **${total}** in all.`");
    await cellAt(page, 2).getByText("Sales were 18 in all.").waitFor();
    await page.getByRole("button", {name: "The notebook", exact: true}).click();
    await page.getByRole("menuitem", {name: "History"}).click();
    await page.waitForURL(/\/runs$/);
    await openHistory(1);
    await lines().first().getByText("Succeeded").waitFor();
    expect(await lines().first().innerText()).toContain("by hand");
  });

  it("gives the version a name", async () => {
    await lines().first().getByRole("button", {name: /^Actions for/}).click();
    await page.getByRole("menuitem", {name: "Name this version"}).click();
    await page.getByLabel("Name of the version").fill("Before the correction");
    await page.keyboard.press("Enter");
    await lines().first().getByText("Before the correction").waitFor();
  });

  it("changes the notebook and compares: which cells changed, and how, row by row and number by number", async () => {
    await page.goto(notebook);
    await cellAt(page, 0).locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(second);
    await page.keyboard.press("Shift+Enter");
    await cellAt(page, 2).getByText("Sales were 80 in all.").waitFor();
    await openHistory(2);
    await picture("history");
    for (const index of [0, 1]) await lines().nth(index).getByRole("checkbox").check();
    await page.getByRole("button", {name: "Compare the two"}).click();
    const main = page.locator("main");
    await page.getByRole("heading", {name: "total: 18 → 80"}).waitFor();
    const said = (await main.innerText()).replace(/\s+/g, " ");
    expect(said).toContain("1 row added 1 row changed");
    expect(said).toContain("matched by day");
    expect(said).toContain("sales 6 → 60");
    expect(said).toContain("Sales were 80 in all.");
    expect(await person.findBarriers()).toEqual([]);
    await picture("comparison");
  });

  it("opens the earlier run as it was, with nothing in it that could be changed", async () => {
    await page.getByRole("link", {name: /^Before/}).click();
    await page.getByText("Sales were 18 in all.").waitFor();
    expect(await page.locator("main").innerText()).toContain("sales: [5, 6, 7]");
    expect(await page.locator(".cm-editor").count()).toBe(0);
    await page.locator(".rows-table").waitFor();
    expect(await person.findBarriers()).toEqual([]);
    await picture("past-run");
  });

  it("restores it: the notebook is as it was, and the version before is kept", async () => {
    await page.getByRole("button", {name: "Restore this version"}).click();
    await page.getByRole("button", {name: "Restore it"}).click();
    await cellAt(page, 2).getByText("Sales were 18 in all.").waitFor();
    expect(await cellAt(page, 0).locator(".code-holder").innerText()).toContain("sales: [5, 6, 7]");
    await openHistory(3);
    expect(await lines().nth(1).innerText()).toContain("Succeeded");
  });

  it("runs it from the history, and deletes that run again", async () => {
    await page.getByRole("button", {name: "Run now"}).click();
    await expect.poll(() => lines().count(), {timeout: 20_000}).toBe(4);
    await lines().first().getByText("Succeeded").waitFor();
    expect(await lines().first().innerText()).toContain("by hand");
    await lines().first().getByRole("button", {name: /^Actions for/}).click();
    await page.getByRole("menuitem", {name: "Delete"}).click();
    await page.getByRole("button", {name: "Delete the run"}).click();
    await expect.poll(() => lines().count(), {timeout: 20_000}).toBe(3);
  });

  it("does all of it on a narrow screen and in the dark, without barriers", async () => {
    await page.setViewportSize({width: 390, height: 844});
    await page.emulateMedia({colorScheme: "dark"});
    await openHistory(3);
    expect(await person.findBarriers()).toEqual([]);
    await picture("history-narrow-dark");
    for (const index of [0, 1]) await lines().nth(index).getByRole("checkbox").check();
    await page.getByRole("button", {name: "Compare the two"}).click();
    await page.getByRole("heading", {name: /→/}).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await person.findBarriers()).toEqual([]);
    await picture("comparison-narrow-dark");
    expect(person.errors).toEqual([]);
  });
});

describe("two servers on one database file", () => {
  it("cannot be: the second command ends with the reason, and the first goes on", async () => {
    const second = spawn(process.execPath, [join(projectFolder, "bin/recto.js"), "serve", "--port", "0", "--data", server.dataFolder], {stdio: ["ignore", "ignore", "pipe"]});
    const said: Buffer[] = [];
    second.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    const [code] = (await once(second, "close")) as [number];
    expect(code).not.toBe(0);
    expect(Buffer.concat(said).toString()).toMatch(/data folder .* is used by another server \(process \d+, http:.*\): stop it first, or choose another folder/);
    expect((await fetch(`${server.address}/api/templates`)).status).toBe(401);
  });
});
