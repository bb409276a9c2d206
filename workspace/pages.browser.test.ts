/** The other pages in a real browser against the real server, and what holds for every page: no barriers, no sideways scrolling, nothing loaded too early. */
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {launchBrowser} from "../e2e/browser.ts";
import {startServer, type TestServer} from "../server/testing/server.ts";
import {buildForTest, type BuiltWorkspace} from "./testing/built-workspace.ts";
import {Person} from "./testing/person.ts";

/** Long enough for a machine that does other things as well. */
const soon = {timeout: 20_000};

let built: BuiltWorkspace;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  built = await buildForTest();
  server = await startServer({workspaceFolder: built.folder, uploadLimitBytes: 100_000});
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  built?.remove();
});

const csv = `day;amount;note\n${Array.from({length: 60}, (_, day) => `${String((day % 28) + 1).padStart(2, "0")}.0${(day % 9) + 1}.2024;${100 + day},5;ok`).join("\n")}\n01.01.2024;1,5\n`;

/** A person with a data set and a notebook that shows a chart, an input, a table, Markdown, a failure. */
async function settle(person: Person, name: string): Promise<{data: string; notebook: string}> {
  const {page} = person;
  await person.signUp(name);
  await page.setInputFiles("input[aria-label='Files to upload']", {name: "sales 2024.csv", mimeType: "text/csv", buffer: Buffer.from(csv)});
  await page.getByRole("link", {name: "See what was found"}).click();
  await page.getByRole("heading", {name: "sales-2024"}).waitFor();
  const data = page.url();
  await page.getByRole("button", {name: "New notebook from this data"}).click();
  await page.locator(".table-view").first().waitFor();
  await page.locator(".chart-canvas svg, .chart-canvas canvas").first().waitFor();
  await page.getByRole("group", {name: "Add a cell at the end"}).getByRole("button", {name: "TypeScript"}).click();
  await person.write('const choice = view(Inputs.range([0, 10], {label: "Threshold", step: 1}))');
  await person.write("const missing: number = (undefined as any).length");
  await page.locator(".cell-error").waitFor();
  return {data, notebook: page.url()};
}

test("signing in and the home page load neither the editor nor the charts", async () => {
  const person = await Person.arrive(browser, server.address);
  const loaded: string[] = [];
  person.page.on("response", (response) => void (response.url().endsWith(".js") && loaded.push(response.url())));
  await person.signUp("grace");
  await person.page.locator(".example-card").first().waitFor();
  const sizes = await Promise.all(loaded.map(async (url) => (await (await person.page.request.get(url)).body()).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
  await person.leave();
});

test("a wrong password is said in words, which go when an account is to be made instead", async () => {
  const person = await Person.arrive(browser, server.address);
  const {page} = person;
  await page.goto("/");
  await page.getByLabel("E-mail").fill("nobody@example.org");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", {name: "Sign in"}).click();
  await page.getByRole("alert").waitFor();
  await page.getByRole("button", {name: "Make one"}).click();
  expect(await page.getByRole("alert").count()).toBe(0);
  await person.leave();
});

test("a file is uploaded, looked at, corrected, and its bad rows are named by line", async () => {
  const person = await Person.arrive(browser, server.address);
  const {page} = person;
  await person.signUp("mary");
  await page.setInputFiles("input[aria-label='Files to upload']", {name: "sales 2024.csv", mimeType: "text/csv", buffer: Buffer.from(csv)});
  await page.getByRole("link", {name: "See what was found"}).click();
  await page.getByRole("heading", {name: "sales-2024"}).waitFor();
  expect(await page.getByLabel("Delimiter").inputValue()).toBe(";");
  expect(await page.getByLabel("Decimal mark").inputValue()).toBe(",");
  expect(await page.getByLabel("Type of day").inputValue()).toBe("date");
  await expect.poll(() => page.locator(".bad-rows li").first().innerText(), soon).toContain("line 62");
  const before = await page.getByRole("button", {name: /Digest of the data set/}).innerText();
  await page.getByLabel("Type of day").selectOption("text");
  await page.getByRole("button", {name: "Read it again this way"}).click();
  await expect.poll(() => page.getByRole("button", {name: /Digest of the data set/}).innerText(), soon).not.toBe(before);
  expect(await page.getByLabel("Type of day").inputValue()).toBe("text");
  await person.leave();
});

test("a file that is too large is refused in words, and another one still goes", async () => {
  const person = await Person.arrive(browser, server.address);
  const {page} = person;
  await person.signUp("kate");
  const upload = (name: string, sizeBytes: number) =>
    page.setInputFiles("input[aria-label='Files to upload']", {name, mimeType: "text/csv", buffer: Buffer.from("number\n".padEnd(sizeBytes, "1\n"))});
  await upload("large.csv", 200_000);
  await expect.poll(() => page.locator(".upload.failed").innerText(), soon).toMatch(/large\.csv[\s\S]*\w{4} \w{2}/);
  await page.getByRole("button", {name: "Dismiss large.csv"}).click();
  expect(await page.locator(".upload").count()).toBe(0);
  await upload("small.csv", 2_000);
  await page.getByRole("link", {name: "See what was found"}).waitFor();
  await person.leave();
});

describe.each([
  {name: "wide and light", colorScheme: "light", viewport: {width: 1440, height: 900}},
  {name: "narrow and dark", colorScheme: "dark", viewport: {width: 390, height: 844}},
] as const)("$name", ({name, colorScheme, viewport}) => {
  let attempts = 0;
  test("no page has a barrier that axe-core finds, nor scrolls sideways", async () => {
    const person = await Person.arrive(browser, server.address, {colorScheme, viewport});
    const {page} = person;
    const found: string[] = [];
    const look = async (what: string) => {
      found.push(...(await person.findBarriers()).map((barrier) => `${what}: ${barrier}`));
      const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overhang > 0) found.push(`${what}: scrolls sideways by ${overhang} pixels`);
    };
    await page.goto("/");
    await page.getByLabel("E-mail").waitFor();
    await look("sign-in");
    const {data, notebook} = await settle(person, `${name.replaceAll(" ", "-")}-${(attempts += 1)}`);
    await look("notebook");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox").waitFor();
    await look("palette");
    await page.keyboard.press("Escape");
    await page.goto(data);
    await page.locator(".rows-table").waitFor();
    await look("data set");
    await page.goto("/");
    await page.locator(".notebook-line").first().waitFor();
    await page.locator(".data-card").first().waitFor();
    await look("home");
    await page.goto(notebook);
    await page.locator(".table-view").first().waitFor();
    expect(found).toEqual([]);
    expect(person.foreignRequests).toEqual([]);
    expect(person.errors).toEqual([]);
    await person.leave();
  }, 120_000);
});

test("a notebook of 250 cells opens in seconds on a busy machine, with few editors", async () => {
  const person = await Person.arrive(browser, server.address);
  const {page} = person;
  await person.signUp("barbara");
  const cells = Array.from({length: 250}, (_, index) => `  <script id="${index + 1}" type="text/x-typescript" pinned="">\n    const step${index} = ${index === 0 ? "1" : `step${index - 1} + 1`}\n  </script>`);
  const file = `<!doctype html>\n<notebook>\n  <title>Long</title>\n${cells.join("\n")}\n</notebook>\n`;
  const made = await page.request.post("/api/notebooks", {data: {file}, headers: {origin: server.address}});
  expect(made.status()).toBe(201);
  const {id} = (await made.json()) as {id: string};
  await page.goto(`/notebooks/${id}`);
  await expect.poll(() => page.locator(".cell").count(), soon).toBe(250);
  await page.reload();
  await page.locator(".cell").first().waitFor();
  const openedMs = await page.evaluate(() => performance.now());
  await expect.poll(() => page.locator(".cell").count(), soon).toBe(250);
  expect(await page.locator(".cm-editor").count()).toBeLessThan(60);
  expect(openedMs).toBeLessThan(5000);
  await person.leave();
});
