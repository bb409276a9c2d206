/** A person makes a schedule, runs it now, sees the result in its history, and is told when a run failed. */
import {join} from "node:path";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {Person} from "../workspace/testing/person.ts";
import {launchBrowser} from "./browser.ts";
import {cellAt, openNewNotebook, write} from "./page.ts";
import {RectoServer} from "./recto-server.ts";

const server = new RectoServer("schedules");
let browser: Browser;
let person: Person;
let page: Page;
let notebook = "";

beforeAll(async () => {
  [browser] = await Promise.all([launchBrowser(), server.start()]);
  person = await Person.arrive(browser, server.address, {timezoneId: "Europe/Berlin"});
  page = person.page;
  page.setDefaultTimeout(20_000);
  await person.signUp("planner");
  notebook = await openNewNotebook(page);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await server.close();
});

async function picture(name: string): Promise<void> {
  const to = process.env["RECTO_SCREENSHOTS"];
  if (to !== undefined) await page.screenshot({path: join(to, `${name}.png`), fullPage: true});
}

const card = () => page.locator(".schedule-card");
const times = () => card().getByRole("list", {name: "Times"}).getByRole("listitem");

describe("a person who plans", () => {
  it("makes a schedule from the notebook's menu, reading what the expression says and its next five times", async () => {
    await write(page, 0, "const days = view(Inputs.range([1, 100], {value: 7, step: 1}));");
    await write(page, 1, "const total = days * 6;");
    await write(page, 2, "md`The total is **${total}**.`");
    await cellAt(page, 2).getByText("The total is 42.").waitFor();
    await page.getByRole("button", {name: "The notebook", exact: true}).click();
    await page.getByRole("menuitem", {name: "Schedules"}).click();
    await page.getByRole("heading", {name: "Schedules"}).waitFor();
    await page.getByRole("button", {name: "Make one"}).click();
    const dialog = page.getByRole("dialog", {name: "New schedule"});
    const reading = dialog.locator("#cron-reading");
    await dialog.getByLabel("Cron expression").fill("0 6 * *");
    await reading.getByText("five fields").waitFor();
    await dialog.getByLabel("Cron expression").fill("30 9 * * 1-5");
    await reading.getByText("At 09:30, Monday through Friday").waitFor();
    expect(await dialog.getByLabel("Time zone").inputValue()).toBe("Europe/Berlin");
    const next = reading.getByRole("listitem");
    await expect.poll(() => next.count()).toBe(5);
    for (const text of await next.allTextContents()) expect(text).toContain("09:30");
    await dialog.getByLabel("Parameters").fill("days = 30");
    await dialog.getByText("Tell me when its result changed").click();
    expect(await person.findBarriers()).toEqual([]);
    await picture("schedule-dialog");
    await dialog.getByRole("button", {name: "Make the schedule"}).click();
    await card().getByText("At 09:30, Monday through Friday").waitFor();
    await card().getByText("No time has come yet.").waitFor();
  });

  it("runs it now and sees the result in its history, and the run as it was", async () => {
    await card().getByRole("button", {name: "Run now"}).click();
    await times().first().getByText("Succeeded").waitFor();
    await times().first().getByText("by hand").waitFor();
    expect(await person.findBarriers()).toEqual([]);
    await picture("schedules");
    await times().first().getByRole("link").click();
    await page.waitForURL("**/runs/*");
    await page.getByText("The total is 180.").waitFor();
  });

  it("changes it with the keyboard alone, and is told what changed", async () => {
    await page.goto(`${notebook}/schedules`);
    await page.getByRole("button", {name: /^Actions for the schedule/}).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", {name: "Change it"}).waitFor();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", {name: "Change the schedule"});
    const parameters = dialog.getByLabel("Parameters");
    expect(await parameters.inputValue()).toBe("days = 30");
    await parameters.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText("days = 10");
    await dialog.getByLabel("Cron expression").focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor({state: "detached"});
    await card().getByRole("button", {name: "Run now"}).click();
    await times().first().getByText("30 → 10").waitFor();
    await page.goto("/");
    await page.getByRole("button", {name: "Notices, 1 new"}).click();
    const notices = page.getByRole("region", {name: "Notices"});
    await notices.getByText("30 → 10").waitFor();
    await picture("notices");
    await notices.getByText("30 → 10").click();
    await page.waitForURL("**/comparison/*");
    await page.getByText("180").first().waitFor();
    await page.goto("/");
    await page.getByRole("button", {name: "Notices", exact: true}).waitFor();
  });

  it("is told when a run failed and why, pauses the schedule and resumes it, and finds it at home", async () => {
    await page.goto("/");
    await page.getByRole("heading", {name: "Schedules"}).waitFor();
    await page.locator(".schedule-lines a").click();
    await card().waitFor();
    await page.getByRole("button", {name: /^Actions for the schedule/}).click();
    await page.getByRole("menuitem", {name: "Change it"}).click();
    const dialog = page.getByRole("dialog", {name: "Change the schedule"});
    await dialog.getByLabel("Parameters").fill("weeks = 3");
    await dialog.getByRole("button", {name: "Change it"}).click();
    await dialog.waitFor({state: "detached"});
    await card().getByRole("button", {name: "Run now"}).click();
    await times().first().getByText("Failed").waitFor();
    await times().first().getByText(/weeks/).waitFor();
    await card().getByRole("button", {name: "Pause"}).click();
    await card().getByText("Paused").waitFor();
    await picture("schedules-paused");
    await card().getByRole("button", {name: "Resume"}).click();
    await card().getByText(/next .*09:30/).waitFor();
    await page.setViewportSize({width: 390, height: 844});
    await page.emulateMedia({colorScheme: "dark"});
    await page.goto("/schedules");
    await card().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await person.findBarriers()).toEqual([]);
    await picture("schedules-narrow-dark");
    await card().getByRole("button", {name: /^Actions/}).click();
    await page.getByRole("menuitem", {name: "Change it"}).click();
    await page.getByRole("dialog", {name: "Change the schedule"}).waitFor();
    expect(await person.findBarriers()).toEqual([]);
    await picture("schedule-dialog-narrow-dark");
    expect([person.errors, person.foreignRequests]).toEqual([[], []]);
  });
});
