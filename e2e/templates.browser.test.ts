/** A template along its whole path in a real browser: a file comes in, a template fits it, one click, and a report stands there that can be edited. */
import {readFileSync} from "node:fs";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {libraryTemplates} from "#templates";
import {startServer, type TestServer} from "../server/testing/server.ts";
import {buildForTest, type BuiltWorkspace} from "../workspace/testing/built-workspace.ts";
import {Person} from "../workspace/testing/person.ts";
import {launchBrowser} from "./browser.ts";

let built: BuiltWorkspace;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  built = await buildForTest();
  server = await startServer({workspaceFolder: built.folder});
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  built?.remove();
});

const sample = (id: string) => libraryTemplates().find(({manifest}) => manifest.id === id)!.sample!;

test("a person uploads a file, runs what fits it with one click, and edits what came", async () => {
  const person = await Person.arrive(browser, server.address);
  const {page} = person;
  await person.signUp("ada");
  await page.setInputFiles("input[aria-label='Files to upload']", {name: "visits.csv", mimeType: "text/csv", buffer: readFileSync(sample("anomaly-watch").path)});
  await page.getByRole("link", {name: "See what was found"}).click();
  await page.getByRole("heading", {name: "Analyse with"}).waitFor();
  await page.getByText("visits as the value").first().waitFor();
  await page.getByRole("button", {name: "Run Anomaly watch"}).click();
  await page.getByText(/values of visits stand out/).waitFor({timeout: 30_000});
  await page.locator(".chart-canvas svg, .chart-canvas canvas").first().waitFor();
  expect(page.url()).toMatch(/\/notebooks\/[\w-]+$/);
  const headline = page.getByText(/values of visits/).first();
  const before = await headline.innerText();
  await page.locator("input[type=number]").first().fill("0.9");
  await expect.poll(() => headline.innerText(), {timeout: 20_000}).not.toBe(before);
  expect(person.errors).toEqual([]);
  expect(person.foreignRequests).toEqual([]);
  await person.leave();
});

test("from the home page a person chooses the data, the columns and the parameters, and makes a template of the notebook", async () => {
  const person = await Person.arrive(browser, server.address, {viewport: {width: 390, height: 844}});
  const {page} = person;
  await person.signUp("bea");
  await page.setInputFiles("input[aria-label='Files to upload']", {name: "sales.csv", mimeType: "text/csv", buffer: readFileSync(sample("data-profile").path)});
  await page.getByRole("link", {name: "See what was found"}).waitFor();
  await page.getByRole("button", {name: /^Anomaly watch/}).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Data set").selectOption({label: "sales"});
  await dialog.getByLabel("Column for the value").selectOption("price");
  await dialog.getByLabel("Threshold").fill("0.2");
  await dialog.getByRole("button", {name: "Run"}).click();
  await page.getByText(/values of price/).first().waitFor({timeout: 30_000});
  await page.goto("/");
  await page.getByRole("button", {name: "Actions for Anomaly watch: sales"}).click();
  await page.getByRole("menuitem", {name: "Make a template of it"}).click();
  await page.getByRole("button", {name: "Delete the template Anomaly watch: sales"}).waitFor();
  expect(person.errors).toEqual([]);
  await person.leave();
});

test("without a mouse, and without data of one's own, a person opens a template, leaves it, and runs it on its sample", async () => {
  const person = await Person.arrive(browser, server.address);
  const {page} = person;
  await person.signUp("cleo");
  await page.getByRole("button", {name: /^Demand forecast/}).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const tabTo = async (words: RegExp) => {
    for (let count = 0; count < 80 && !words.test(await focused()); count += 1) await page.keyboard.press("Tab");
    expect(await focused()).toMatch(words);
  };
  await tabTo(/^Demand forecast/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", {name: "Demand forecast"}).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({state: "detached"});
  expect(await focused()).toMatch(/^Demand forecast/);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", {name: "Demand forecast"});
  const dataSet = dialog.getByLabel("Data set");
  await dataSet.focus();
  await page.keyboard.press("End");
  expect(await dataSet.evaluate((list: HTMLSelectElement) => list.selectedOptions[0]?.text)).toBe("The sample that comes with it");
  await tabTo(/^Run$/);
  await page.keyboard.press("Enter");
  await page.getByText(/departures should add up to/).waitFor({timeout: 30_000});
  await page.getByRole("heading", {name: "What to do next"}).waitFor();
  expect(person.errors).toEqual([]);
  await person.leave();
});

test("the gallery, the choice, what a data set can be analysed with, and a report have no barriers, wide and light, narrow and dark", async () => {
  const person = await Person.arrive(browser, server.address);
  const {page} = person;
  await person.signUp("dora");
  await page.setInputFiles("input[aria-label='Files to upload']", {name: "visits.csv", mimeType: "text/csv", buffer: readFileSync(sample("anomaly-watch").path)});
  await page.getByRole("link", {name: "See what was found"}).waitFor();
  const inBothLooks = async (isThere: () => Promise<void>) => {
    for (const {width, colorScheme} of [{width: 1440, colorScheme: "light"}, {width: 390, colorScheme: "dark"}] as const) {
      await page.setViewportSize({width, height: 844});
      await page.emulateMedia({colorScheme});
      await isThere();
      // Colours fade from one scheme to the other.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await page.waitForFunction(() => document.getAnimations().every(({playState}) => playState !== "running"));
      expect(await person.findBarriers()).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  };
  await inBothLooks(() => page.getByRole("button", {name: /^Federated round/}).waitFor());
  await page.getByRole("link", {name: "See what was found"}).click();
  await inBothLooks(() => page.getByRole("button", {name: "Run Anomaly watch"}).waitFor());
  await page.getByText(/more templates? do(es)? not fit/).click();
  expect(await page.locator(".template-others li").allInnerTexts()).toContain("Federated round: it has no column for the label: what is to be told from the numbers of a row");
  await page.getByRole("button", {name: "Change the columns of Anomaly comparison"}).click();
  await inBothLooks(() => page.getByRole("dialog").getByLabel("Column for the series").waitFor());
  await page.getByRole("dialog").getByRole("button", {name: "Run"}).click();
  await page.getByRole("heading", {name: "How far to trust it"}).waitFor({timeout: 30_000});
  await page.locator(".chart-canvas svg, .chart-canvas canvas").first().waitFor();
  await inBothLooks(async () => {
    await page.reload();
    await page.getByText(/values of visits stand out/).waitFor();
  });
  expect(person.errors).toEqual([]);
  await person.leave();
});
