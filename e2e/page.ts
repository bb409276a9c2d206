/** What a person does at the workspace's pages, for tests: makes an account, opens a notebook, writes cells. */
import type {Locator, Page} from "playwright-core";

/** Makes an account and waits for home with its first notebook. */
export async function signUp(page: Page, address: string, email: string, password: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("button", {name: "Make one"}).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", {name: "Make an account"}).click();
  await page.locator('a[href^="/notebooks/"]').first().waitFor();
}

/** Opens a new notebook from home and gives its address. */
export async function openNewNotebook(page: Page): Promise<string> {
  await page.getByRole("button", {name: "New notebook"}).click();
  await page.locator(".cm-editor.cm-focused").waitFor();
  return page.url();
}

export const cellAt = (page: Page, index: number): Locator => page.locator("[data-cell]").nth(index);

/** What is typed into a cell, as the page shows it. */
export const sourceOf = (page: Page, index: number): Locator => cellAt(page, index).locator(".code-holder");

/** Types into a cell and runs it, as a person does; the cursor is then in the next one. */
export async function write(page: Page, index: number, source: string): Promise<void> {
  await cellAt(page, index).locator(".cm-content").click();
  await page.keyboard.insertText(source);
  await page.keyboard.press("Shift+Enter");
}

/** Presses keys one after the other. */
export async function pressAll(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}
