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
  await page.locator("input[type=range]").first().waitFor();
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
