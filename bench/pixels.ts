/** From a hand on a slider to the new number on the screen: input event, socket, kernel, socket, drawn frame; in the real browser. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createServer} from "#server";
import {launchBrowser} from "../e2e/browser.ts";
import type {Row} from "./row.ts";

const warmUps = 20;
const rounds = 200;
const targetMs = 16;

const file = `<!doctype html>
<notebook>
  <title>Chain</title>
  <script id="1" type="text/x-typescript">
    const a = view(Inputs.range([0, 1000], {step: 1, value: 0}));
  </script>
  <script id="2" type="text/x-typescript">
    const b = a + 1;
  </script>
  <script id="3" type="text/x-typescript">
    display(\`sum \${a + b}\`)
  </script>
</notebook>
`;

export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-"));
  const server = await createServer({port: 0, folder, logLevel: "silent"});
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({viewport: {width: 1440, height: 900}});
    const page = await context.newPage();
    await page.goto(server.address);
    const notebook = await page.evaluate(async (text) => {
      const post = async (path: string, body: object) => (await fetch(path, {method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(body)})).json();
      await post("/api/accounts", {email: "bench@example.org", password: "a long password"});
      return ((await post("/api/notebooks", {file: text})) as {id: string}).id;
    }, file);
    await page.goto(`${server.address}/notebooks/${notebook}`);
    await page.getByText("sum 1", {exact: true}).waitFor();
    const latencies = await page.evaluate(async (count) => {
      const slider = document.querySelector<HTMLInputElement>('[data-cell="1"] input[type="range"]')!;
      const shown = document.querySelector<HTMLElement>('[data-cell="3"]')!;
      const taken: number[] = [];
      for (let value = 1; value <= count; value += 1) {
        // Begins at a frame, as the event of a real hand does.
        await new Promise(requestAnimationFrame);
        const started = performance.now();
        slider.valueAsNumber = value;
        slider.dispatchEvent(new Event("input", {bubbles: true}));
        await new Promise<void>((resolve) => {
          const look = () => {
            if (!shown.innerText.includes(`sum ${2 * value + 1}`)) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve());
          };
          const observer = new MutationObserver(look);
          observer.observe(shown, {subtree: true, childList: true, characterData: true});
          look();
        });
        taken.push(performance.now() - started);
      }
      return taken;
    }, warmUps + rounds);
    const sorted = latencies.slice(warmUps).sort((a, b) => a - b);
    const median = sorted[rounds >> 1] ?? NaN;
    const slow = sorted[Math.floor(rounds * 0.95)] ?? NaN;
    return [{
      name: "slider to pixels in the browser through a chain of three cells, p50 (frames of 16.7 ms included)",
      measured: `${median.toFixed(1)} ms (p95 ${slow.toFixed(1)} ms)`,
      target: `≤ ${targetMs} ms`,
      ratio: median / targetMs,
      reached: median <= targetMs,
    }];
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
