/** A notebook in a real browser against the real server: writing, running, inputs, tables, failures, undo, cuts, two tabs. */
import {once} from "node:events";
import {createServer, type AddressInfo} from "node:net";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {launchBrowser} from "../e2e/browser.ts";
import {startServer, type TestServer} from "../server/testing/server.ts";
import {buildForTest, type BuiltWorkspace} from "./testing/built-workspace.ts";
import {Person} from "./testing/person.ts";

/** Long enough for a machine that does other things as well. */
const soon = {timeout: 20_000};

let built: BuiltWorkspace;
let server: TestServer;
let browser: Browser;
let person: Person;

beforeAll(async () => {
  browser = await launchBrowser();
  built = await buildForTest();
  server = await startServer({workspaceFolder: built.folder, port: await findFreePort()});
  person = await Person.arrive(browser, server.address);
  await person.signUp("ada");
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  built?.remove();
});

/** A port to come back to after a restart. */
async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const {port} = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

const status = (kind: string) => person.page.locator(`.cell[data-status="${kind}"]`);
const goHome = async () => {
  await person.page.goto("/");
  await person.page.getByRole("button", {name: "New notebook"}).waitFor();
};

test("cells are written and run by the keyboard alone, and what they show follows", async () => {
  const {page} = person;
  await person.openNewNotebook();
  await person.write("const a = 20");
  await person.write("const b = a + 1");
  await person.write("`${b} from ${a}`");
  await expect.poll(() => page.locator(".display").allInnerTexts(), soon).toContain("21 from 20");
  await page.keyboard.press("Escape");
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.locator(".cm-editor.cm-focused").last().waitFor();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("const a = 41");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect.poll(() => page.locator(".display").allInnerTexts(), soon).toContain("42 from 41");
});

test("a deleted cell comes back with what was written in it", async () => {
  const {page} = person;
  await goHome();
  await person.openNewNotebook();
  await person.write("const kept = 7");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect.poll(() => page.locator(".cell").count(), soon).toBe(1);
  await page.keyboard.press("z");
  await expect.poll(() => page.locator(".cell").count(), soon).toBe(2);
  await expect.poll(() => page.locator(".cell").first().locator(".code-holder").innerText(), soon).toContain("const kept = 7");
});

test("a dragged slider is the same element throughout, and what reads it follows", async () => {
  const {page} = person;
  await goHome();
  await person.openNewNotebook();
  await person.write('const tau = view(Inputs.range([0, 100], {label: "tau", step: 1, value: 25}))');
  await person.write("tau * 2");
  const slider = page.locator("input[type=range]");
  await slider.waitFor();
  await slider.evaluate((element) => void ((element as HTMLElement).dataset["mark"] = "mine"));
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 0; step <= 20; step++) await page.mouse.move(box.x + box.width * (0.25 + step * 0.025), box.y + box.height / 2);
  await page.mouse.up();
  const tau = Number(await slider.inputValue());
  expect(tau).toBeGreaterThan(60);
  await expect.poll(() => page.locator(".display").allInnerTexts(), soon).toContain(String(tau * 2));
  expect(await slider.getAttribute("data-mark")).toBe("mine");
});

test("a table is sorted, filtered and paged on the server", async () => {
  const {page} = person;
  await goHome();
  await person.openNewNotebook();
  await person.write('aq.from(Array.from({length: 1000}, (_, i) => ({i, square: i * i, word: i % 10 === 3 ? "three" : "other"})))');
  const table = page.locator(".table-view");
  await expect.poll(() => table.locator(".table-foot").innerText(), soon).toContain("1–10 of 1,000 rows");
  await table.getByRole("button", {name: "Next page"}).click();
  await expect.poll(() => table.locator("tbody tr").first().innerText(), soon).toMatch(/^10\s+100\s/);
  await table.getByRole("button", {name: "square"}).click();
  await table.getByRole("button", {name: "square"}).click();
  await expect.poll(() => table.locator("tbody tr").first().innerText(), soon).toMatch(/^999\s+998,001/);
  await table.getByLabel("Rows that contain").fill("three");
  await expect.poll(() => table.locator(".table-foot").innerText(), soon).toContain("of 100 rows of 1,000");
});

test("a failing cell shows the person's own line, and what reads it says what it waits for", async () => {
  const {page} = person;
  await goHome();
  await person.openNewNotebook();
  await person.write("const given = null as any;\nconst peak = given.length;");
  await person.write("peak + 1");
  const failed = status("failed");
  await failed.waitFor();
  expect(await failed.locator(".cell-error-line").innerText()).toMatch(/2\s*const peak = given\.length;/);
  await expect.poll(() => status("blocked").innerText(), soon).toContain("blocked by peak");
  await failed.locator(".cell-error-line").click();
  await page.locator(".cm-editor.cm-focused").last().waitFor();
});

test("what is typed while the connection is cut is kept, said, and sent when it is back", async () => {
  const {page} = person;
  await goHome();
  await person.openNewNotebook();
  await person.write("const before = 1");
  await status("done").first().waitFor();
  await person.context.setOffline(true);
  await server.restart();
  await page.keyboard.insertText("before + 41");
  await expect.poll(() => page.locator(".saved").innerText(), soon).toMatch(/no connection|connecting/);
  await person.context.setOffline(false);
  await expect.poll(() => page.locator(".saved").innerText(), soon).toContain("saved");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect.poll(() => page.locator(".display").allInnerTexts(), soon).toContain("42");
  await page.reload();
  await expect.poll(() => page.locator(".code-holder").allInnerTexts(), soon).toContain("before + 41");
});

test("two tabs see each other's letters, inputs and results", async () => {
  const {page} = person;
  await goHome();
  await person.openNewNotebook();
  await person.write('const shared = view(Inputs.range([0, 10], {label: "shared", step: 1, value: 3}))');
  await page.locator("input[type=range]").waitFor();
  const other = await person.context.newPage();
  await other.goto(page.url());
  await other.locator("input[type=range]").waitFor();
  await page.locator(".cm-editor.cm-focused").last().waitFor();
  await page.keyboard.insertText("shared + 100");
  await expect.poll(() => other.locator(".code-holder").allInnerTexts(), soon).toContain("shared + 100");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect.poll(() => other.locator(".display").allInnerTexts(), soon).toContain("103");
  await other.locator("input[type=number]").fill("8");
  await expect.poll(() => page.locator("input[type=range]").inputValue(), soon).toBe("8");
  await expect.poll(() => page.locator(".display").allInnerTexts(), soon).toContain("108");
  await other.close();
});

test("markup from a cell cannot run, restyle or ask for passwords", async () => {
  const eve = await Person.arrive(browser, server.address);
  const {page} = eve;
  await eve.signUp("eve");
  await eve.openNewNotebook();
  await eve.write(
    'display(html`<h2 id="root" style="position:fixed" class="palette">Heading</h2><img src=x onerror="globalThis.broken = 1"><script>globalThis.broken = 1</script><form action="/"><input type="password"></form><a href="https://example.org/">out</a>`)',
  );
  const output = page.locator(".html-output, .display-html").first();
  await output.waitFor();
  expect(await page.evaluate(() => (globalThis as {broken?: number}).broken)).toBeUndefined();
  expect(await output.locator("form, input, script").count()).toBe(0);
  const heading = output.locator("h2");
  expect(await heading.getAttribute("style")).toBeNull();
  expect(await heading.getAttribute("class")).toBeNull();
  expect(await output.locator("a").getAttribute("rel")).toContain("noopener");
  await eve.leave();
});

test("verifying marks every cell, and the bar says so", async () => {
  const {page} = person;
  await goHome();
  await person.openNewNotebook();
  await person.write("const seeded = [random(), random()]");
  await person.write("seeded[0] < 1");
  await expect.poll(() => page.locator(".display").allInnerTexts(), soon).toContain("true");
  await page.getByRole("button", {name: "Verify", exact: true}).click();
  await expect.poll(() => page.locator(".verdict").innerText(), soon).toContain("The same, cell by cell");
  expect(await page.locator(".verified-cells li.ok").count()).toBe(3);
  await expect.poll(() => page.locator(".status-bar").innerText(), soon).toContain("verified");
});

test("nothing was asked of another site, and no error was thrown in the page", () => {
  expect(person.foreignRequests).toEqual([]);
  expect(person.errors).toEqual([]);
});
