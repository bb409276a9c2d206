/** The first evening of a newcomer, in a real browser against the real command: from sign-up to a verified run on their own data. */
import {spawnSync} from "node:child_process";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {Browser, BrowserContext, Page} from "playwright-core";
import {afterAll, afterEach, beforeAll, describe, expect, it} from "vitest";
import {launchBrowser} from "./browser.ts";
import {cellAt, openNewNotebook, signUp, write} from "./page.ts";
import {projectFolder, RectoServer} from "./recto-server.ts";

const server = new RectoServer("newcomer");
let browser: Browser;

/** A file of one's own: a pump's daily flow with one day that it stood still, semicolons and decimal commas as a spreadsheet writes them. */
function writePump(): string {
  const rows = Array.from({length: 400}, (_, day) => {
    const date = new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10);
    const flow = day === 300 ? 0 : 100 + 10 * Math.sin((2 * Math.PI * day) / 7) + ((day * 7919) % 13) / 10;
    return `${date};${flow.toFixed(2).replace(".", ",")}`;
  });
  const path = join(server.folder, "pump.csv");
  writeFileSync(path, `day;flow\n${rows.join("\n")}\n`);
  return path;
}

beforeAll(async () => {
  [browser] = await Promise.all([launchBrowser(), server.start()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await server.close();
});

const anomalyCount = async (page: Page) => Number(/(\d+) anomalies/.exec(await cellAt(page, 3).innerText())?.[1]);

let context: BrowserContext;
let page: Page;

/** What the page looked like when a test failed, in the folder that RECTO_SCREENSHOTS names. */
afterEach(async ({task}) => {
  const to = process.env["RECTO_SCREENSHOTS"];
  if (to !== undefined && page !== undefined && !page.isClosed()) await page.screenshot({path: join(to, `${task.name.slice(0, 40).replace(/\W+/g, "-")}.png`)});
});

describe("a newcomer", () => {
  let notebookAddress = "";
  let rootDigest = "";

  it("signs up, and finds an example notebook and its data already there", async () => {
    context = await browser.newContext({viewport: {width: 1440, height: 900}, acceptDownloads: true});
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await signUp(page, server.address, "newcomer@example.org", "a pump that stood still");
    await page.getByRole("heading", {name: /Welcome|Notebooks/}).first().waitFor();
    await page.locator('a[href^="/data-sets/"], a[href^="/data/"]').first().waitFor();
  });

  it("uploads a CSV of their own, and its semicolons and decimal commas are found", async () => {
    await page.locator('input[type="file"]').first().setInputFiles(writePump());
    await page.getByText("400 rows, 2 columns").waitFor();
  });

  it("writes cells that load it, call rnse, and draw the anomalies over the series", async () => {
    notebookAddress = await openNewNotebook(page);
    await write(page, 0, 'const pump = data("pump");\ndisplay(pump)');
    await cellAt(page, 0).getByText("2025-01-01").first().waitFor();
    await write(page, 1, 'const tau = view(Inputs.range([0.01, 1], {label: "tau", step: 0.01, value: 0.25}));');
    await cellAt(page, 1).locator('input[type="range"]').waitFor();
    await write(page, 2, 'const flow = Float64Array.from(pump.array("flow"));\nconst found = await rnse(flow, {tau});');
    await write(page, 3, "display(`${found.anomalies.length} anomalies, beta ${found.beta.toFixed(3)} at tau ${tau}`)");
    await cellAt(page, 3).getByText(/\d+ anomalies, beta .* at tau 0.25/).waitFor();
    await write(page, 4, [
      'const points = aq.from(pump.objects().map((row, t) => ({day: row.day, flow: row.flow, anomaly: found.anomalies.some((entry) => entry.index === t)})));',
      "display(vegaLite({",
      '  data: {values: points.objects()}, height: 240, layer: [',
      '    {mark: "line", encoding: {x: {field: "day", type: "temporal"}, y: {field: "flow", type: "quantitative"}}},',
      '    {transform: [{filter: "datum.anomaly"}], mark: {type: "point", color: "crimson", filled: true, size: 90}, encoding: {x: {field: "day", type: "temporal"}, y: {field: "flow", type: "quantitative"}}},',
      "  ],",
      "}));",
    ].join("\n"));
    await cellAt(page, 4).locator("svg, canvas").first().waitFor();
    expect(await anomalyCount(page)).toBeGreaterThan(0);
  });

  it("moves the slider, and everything below follows", async () => {
    await cellAt(page, 1).locator('input[type="range"]').fill("0.6");
    await cellAt(page, 3).getByText(/at tau 0.6/).waitFor();
  });

  it("closes the browser, comes back after the server was started anew, and finds it all", async () => {
    const state = await context.storageState();
    await context.close();
    await server.stop();
    await server.start();
    context = await browser.newContext({viewport: {width: 1440, height: 900}, storageState: state, acceptDownloads: true});
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(notebookAddress);
    await cellAt(page, 3).getByText(/at tau 0.6/).waitFor();
    await cellAt(page, 0).getByText("2025-01-01").first().waitFor();
    await cellAt(page, 4).locator("svg, canvas").first().waitFor();
    expect(await cellAt(page, 1).locator('input[type="range"]').inputValue()).toBe("0.6");
  });

  it("presses Verify and sees each cell confirmed", async () => {
    await page.getByRole("button", {name: "Verify"}).click();
    await page.getByText("The same, cell by cell").waitFor();
    expect(await page.locator(".verified-cells li.ok").count()).toBe(6);
    expect(await page.locator(".verified-cells li.error").count()).toBe(0);
  });

  it("downloads the notebook with its record and data, and the command line verifies it offline to the same root", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.keyboard.press("Control+k").then(async () => {
        await page.getByRole("dialog", {name: "Every action"}).waitFor();
        await page.keyboard.insertText("Download with record and data");
        await page.keyboard.press("Enter");
      }),
    ]);
    const file = join(server.folder, "downloaded.html");
    await download.saveAs(file);
    const record = /<script type="application\/vnd\.recto\.run\+json"[^>]*>([\s\S]*?)<\/script>/.exec(readFileSync(file, "utf8"));
    rootDigest = (JSON.parse(record![1]!) as {root: string}).root;
    const verified = spawnSync("npx", ["--no", "recto", "verify", file, "--root", rootDigest], {cwd: projectFolder, encoding: "utf8"});
    expect(verified.stderr + verified.stdout).toContain(rootDigest.slice(0, 8));
    expect(verified.status).toBe(0);
  });

  it("and a byte changed in the file is named by the command line", () => {
    const file = join(server.folder, "downloaded.html");
    const changed = join(server.folder, "changed.html");
    writeFileSync(changed, readFileSync(file, "utf8").replace("toFixed(3)", "toFixed(2)"));
    const verified = spawnSync("npx", ["--no", "recto", "verify", changed], {cwd: projectFolder, encoding: "utf8"});
    expect(verified.status).toBe(1);
    expect(verified.stdout + verified.stderr).toMatch(/cell 4/);
  });
});
