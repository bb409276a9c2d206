/** Measures a published page of twenty cells with five charts, as a browser without any of it meets it: its first paint, and what goes over the wire. */
import {readFileSync} from "node:fs";
import type {Browser} from "playwright-core";
import type {NotebookSummary, Publication, RunSummary} from "#notebooks";
import {launchBrowser} from "../e2e/browser.ts";
import {RectoServer} from "../e2e/recto-server.ts";
import type {Row} from "./row.ts";

const rounds = 15;
const targets = {paintMs: 300, kilobytes: 200};

const chart = (title: string, mark: string, encoding: object): string =>
  `vegaLite({title: ${JSON.stringify(title)}, data: {values: rows}, mark: ${JSON.stringify(mark)}, encoding: ${JSON.stringify(encoding)}})`;
const day = {field: "date", type: "temporal"};
const month = {field: "date", type: "ordinal", timeUnit: "month"};
const of = (field: string, aggregate?: string) => ({field, type: "quantitative", ...(aggregate && {aggregate})});

const cells: readonly (readonly [type: string, source: string])[] = [
  ["text/markdown", "# Four years of weather\n\nWhat the days of Seattle were like from 2012 to 2015: warm, wet and windy, and when."],
  ["text/x-typescript", 'const weather = data("weather");'],
  ["text/x-typescript", "const rows = weather.objects();"],
  ["text/markdown", "## Temperature"],
  ["text/x-typescript", chart("The warmest hour of every day", "line", {x: day, y: of("temp_max")})],
  ["text/x-typescript", chart("By month", "bar", {x: month, y: of("temp_max", "mean")})],
  ["text/x-typescript", "weather"],
  ["text/markdown", "## Rain\n\nIt rains in *winter*, and how much it rains on a day says little of the next."],
  ["text/x-typescript", chart("Rain by month", "area", {x: month, y: of("precipitation", "sum")})],
  ["text/x-typescript", "const wet = rows.filter((row) => row.precipitation > 0);"],
  ["text/x-typescript", "({days: rows.length, wet: wet.length, share: wet.length / rows.length})"],
  ["text/x-typescript", 'const least = view(Inputs.range([0, 60], {label: "Least rain", value: 20, step: 1}));'],
  ["text/x-typescript", "wet.filter((row) => row.precipitation >= least)"],
  ["text/markdown", "## Wind"],
  ["text/x-typescript", chart("Wind and rain", "point", {x: of("wind"), y: of("precipitation"), color: {field: "weather", type: "nominal"}})],
  ["text/x-typescript", chart("Kinds of days", "bar", {x: month, y: {aggregate: "count", type: "quantitative"}, color: {field: "weather", type: "nominal"}})],
  ["text/x-typescript", "const windy = rows.filter((row) => row.wind > 6);"],
  ["text/x-typescript", "windy.length"],
  ["text/x-typescript", "windy.slice(0, 10)"],
  ["text/markdown", "The data is of the National Centers for Environmental Information."],
];

export async function run(): Promise<Row[]> {
  const server = new RectoServer("bench-publishing");
  const [browser] = await Promise.all([launchBrowser(), server.start()]);
  try {
    const address = await publish(server.address);
    const visits: Visit[] = [];
    for (let round = 0; round < rounds; round += 1) visits.push(await visit(browser, address));
    const median = (of: (visit: Visit) => number): number => visits.map(of).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
    const [paint, kilobytes, whole] = [median(({paintMs}) => paintMs), median(({bytes}) => bytes) / 1000, median(({wholeBytes}) => wholeBytes) / 1000];
    return [
      {
        ...toRow("first paint of a published page of 20 cells with 5 charts, nothing cached, the median of 15", paint, targets.paintMs, "ms"),
        measured: `${paint.toFixed(0)} ms, the least ${Math.min(...visits.map(({paintMs}) => paintMs)).toFixed(0)} ms`,
      },
      toRow("what it brings to be shown (page, script, fonts)", kilobytes, targets.kilobytes, "kB"),
      toRow("the same, read to its end (charts that stand in files of their own too)", whole, targets.kilobytes, "kB"),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

function toRow(name: string, value: number, target: number, unit: string): Row {
  return {name, measured: `${value.toFixed(0)} ${unit}`, target: `≤ ${target} ${unit}`, ratio: value / target, reached: value <= target};
}

async function publish(server: string): Promise<string> {
  const {cookie: account} = await ask(server, "", "POST", "/api/accounts", {email: "bench@example.org", password: "a long password"});
  const csv = readFileSync(new URL("../node_modules/vega-datasets/data/seattle-weather.csv", import.meta.url), "utf8");
  await ask(server, account, "POST", "/api/data-sets?name=weather&file=weather.csv", csv);
  const script = ([type, source]: readonly [string, string], index: number): string => `<script id="${index + 1}" type="${type}" pinned>\n${source}\n</script>`;
  const file = `<!doctype html>\n<notebook>\n<title>Four years of weather</title>\n${cells.map(script).join("\n")}\n</notebook>\n`;
  const notebook = (await ask<NotebookSummary>(server, account, "POST", "/api/notebooks", {file})).body;
  let kept = (await ask<RunSummary>(server, account, "POST", `/api/notebooks/${notebook.id}/runs`, {})).body;
  while (kept.status === "started") {
    await new Promise((resolve) => setTimeout(resolve, 50));
    kept = (await ask<RunSummary>(server, account, "GET", `/api/runs/${kept.id}`)).body;
  }
  if (kept.status !== "succeeded") throw new Error(`the notebook did not run: ${kept.message ?? kept.status}`);
  const given = {run: kept.id, visibility: "public", showsSource: false, includesData: false};
  const publication = (await ask<Publication>(server, account, "POST", `/api/notebooks/${notebook.id}/publication`, given)).body;
  return server + publication.address;
}

async function ask<Body>(server: string, cookie: string, method: string, path: string, body?: object | string): Promise<{readonly body: Body; readonly cookie: string}> {
  const type = typeof body === "string" ? "text/csv" : "application/json";
  const sent = body === undefined ? {} : {body: typeof body === "string" ? body : JSON.stringify(body)};
  const response = await fetch(server + path, {method, headers: {origin: server, cookie, ...(body !== undefined && {"content-type": type})}, ...sent});
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return {body: (await response.json()) as Body, cookie: response.headers.getSetCookie()[0]?.split(";")[0] ?? ""};
}

interface Visit {
  readonly paintMs: number;
  readonly bytes: number;
  readonly wholeBytes: number;
}

/** Somebody without any of it opens the page, and then reads it to its end. */
async function visit(browser: Browser, address: string): Promise<Visit> {
  const context = await browser.newContext({viewport: {width: 1440, height: 900}});
  try {
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    let bytes = 0;
    network.on("Network.loadingFinished", ({encodedDataLength}) => void (bytes += encodedDataLength));
    await network.send("Network.enable");
    await page.goto(address, {waitUntil: "networkidle"});
    const paintMs = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN);
    const atFirst = bytes;
    await page.evaluate(async () => {
      for (let y = 0; y < document.body.scrollHeight; y += 600) {
        scrollTo(0, y);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(300);
    return {paintMs, bytes: atFirst, wholeBytes: bytes};
  } finally {
    await context.close();
  }
}
