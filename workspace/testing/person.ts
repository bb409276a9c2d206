/** A person at the browser: signs up, makes notebooks, types; and notes what the page asked of other sites and what it complained of. */
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {Browser, BrowserContext, Page} from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeNode {
  readonly html: string;
  readonly failureSummary: string;
}

export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses outside the server that anything was asked of. */
  readonly foreignRequests: string[] = [];
  readonly errors: string[] = [];

  private constructor(context: BrowserContext, page: Page, address: string) {
    this.context = context;
    this.page = page;
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !url.startsWith("data:") && !url.startsWith("blob:")) this.foreignRequests.push(url);
    });
    page.on("console", (message) => message.type() === "error" && message.text().includes("Content Security Policy") && this.errors.push(message.text()));
    page.on("pageerror", (error) => this.errors.push(error.stack ?? error.message));
  }

  static async arrive(browser: Browser, address: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Person> {
    const context = await browser.newContext({baseURL: address, viewport: {width: 1440, height: 900}, reducedMotion: "reduce", ...options});
    const page = await context.newPage();
    return new Person(context, page, address);
  }

  async signUp(name: string): Promise<void> {
    const {page} = this;
    await page.goto("/");
    await page.getByRole("button", {name: "Make one"}).click();
    await page.getByLabel("E-mail").fill(`${name}@example.org`);
    await page.getByLabel("Password").fill(`${name}'s password`);
    await page.getByRole("button", {name: "Make an account"}).click();
    await page.getByRole("button", {name: "New notebook"}).waitFor();
  }

  async openNewNotebook(): Promise<void> {
    await this.page.getByRole("button", {name: "New notebook"}).click();
    await this.page.locator(".cm-editor.cm-focused").waitFor();
  }

  /** Types a source into the focused editor without the help of closing brackets, runs it and goes on. */
  async write(source: string): Promise<void> {
    const {page} = this;
    const cell = await page.waitForFunction(() => document.activeElement?.closest(".cm-editor") && document.activeElement.closest(".cell")?.id);
    await page.keyboard.insertText(source);
    await page.keyboard.press("Shift+Enter");
    await page.waitForFunction((before) => document.activeElement?.closest(".cell") && document.activeElement.closest(".cell")?.id !== before, await cell.jsonValue());
  }

  findBarriers(): Promise<readonly string[]> {
    return findBarriers(this.page);
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}

/** Runs in the page: waits until no colour is between two any more, leaving out what turns for ever. */
async function settleAnimations(): Promise<void> {
  const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map((animation) => animation.finished));
}

/** What axe-core finds on the page as it is, one line for each. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  await page.evaluate(settleAnimations);
  const found = await page.evaluate(async () => {
    const {axe} = globalThis as unknown as {axe: {run(context: unknown, options: unknown): Promise<{violations: {id: string; nodes: AxeNode[]}[]}>}};
    return (await axe.run(document, {resultTypes: ["violations"]})).violations;
  });
  return found.flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => `${id}: ${html.slice(0, 200)} — ${failureSummary}`));
}
