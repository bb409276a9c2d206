/** A published page as static HTML: what the run's cells showed, with places that are filled when it is served. */
import {createHash} from "node:crypto";
import type {Cell, CellResult, Display, RunContent} from "#notebooks";
import {resultFormatNames, resultFormats} from "#notebooks";
import type {ChartAnswer} from "../page/chart-process.ts";
import {readableColumn, renderDisplay, renderError} from "../page/render-display.ts";
import {escapeAttribute, escapeText, sanitise} from "../page/sanitise.ts";
import {pageStyle} from "./page-style.ts";
import type {KeptRows} from "./table-rows.ts";

/** Filled in when the page is served: addresses and what search engines may do. */
export const headPlace = "<!--head-->";
/** Filled in when the page is served: the style is the present one's, however old the page. */
export const stylePlace = "<!--style-->";
/** Filled in when the page is served: whether it was verified, and how the data is now. */
export const proofPlace = "<!--proof-->";

export const styleHash = createHash("sha256").update(pageStyle).digest("base64");

/** What a display has beside its HTML. */
export interface DisplayExtras {
  readonly drawn: ChartAnswer | null;
  /** The digest of the chart's specification, for those who want to point at it; null for other displays. */
  readonly chart: string | null;
  /** The digest of a drawing that is too large to stand in the page; null when it stands in it. */
  readonly drawing: string | null;
  /** The rows of a table; null when they were not kept. */
  readonly rows: Pick<KeptRows, "index" | "rows" | "isWhole"> | null;
}

export interface PublishedParts {
  readonly content: RunContent;
  readonly author: string;
  readonly description: string;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
  /** The address that never changes: `/p/SLUG/ROOT`. */
  readonly address: string;
  readonly showsSource: boolean;
  /** By `toDisplayId`. */
  readonly extras: ReadonlyMap<string, DisplayExtras>;
}

/** What a cell shows holds no comments: they are dropped where markup is made safe. */
const endOf = (cell: number): string => `<!--end of ${cell}-->`;

export const toDisplayId = (cell: number, index: number): string => `cell-${cell}-${index}`;

export function renderPublishedPage(parts: PublishedParts): string {
  const {content, author, publishedAt} = parts;
  const {notebook, record} = content;
  const title = notebook.title || "Untitled";
  const cells = notebook.cells.map((cell) => renderCell(cell, content.results[cell.id], parts));
  // A title comes before who wrote it, and whether it was verified.
  const heading = hasOwnHeading(content) ? cells.shift() : `<h1>${escapeText(title)}</h1>`;
  return [
    renderHead(parts, title),
    "<body>",
    '<nav class="bar" aria-label="Recto"><a class="mark-word" href="/">Recto</a><span>Published notebook</span></nav>',
    "<main>",
    `<header>${heading ?? ""}`,
    `<p class="byline">${escapeText(author)} · <time datetime="${publishedAt}">${toDay(publishedAt)}</time></p></header>`,
    proofPlace,
    cells.join(""),
    "</main>",
    renderFoot(record),
    "</body>",
    "</html>\n",
  ].join("\n");
}

/** One cell alone, for the frame of another page. Null: there is no such cell, or it shows nothing. */
export function renderEmbeddedCell(page: string, cell: number): string | null {
  const begin = page.search(new RegExp(`<section class="cell( bare)?" id="cell-${cell}"`));
  if (begin < 0) return null;
  const end = page.indexOf(endOf(cell), begin);
  const head = page.slice(0, page.indexOf("<body>"));
  return `${head}<body class="embed">\n<main>\n${page.slice(begin, end)}\n${proofPlace}\n</main>\n</body>\n</html>\n`;
}

function renderHead({author, description, publishedAt}: PublishedParts, title: string): string {
  const meta = (name: string, content: string) => `<meta ${name} content="${escapeAttribute(content)}">`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeText(title)}</title>`,
    meta('name="author"', author),
    meta('name="description"', description),
    meta('property="og:type"', "article"),
    meta('property="og:title"', title),
    meta('property="og:description"', description),
    meta('property="og:site_name"', "Recto"),
    meta('property="article:published_time"', publishedAt),
    headPlace,
    stylePlace,
    "</head>",
  ].join("\n");
}

/** Most notebooks begin with their title as a heading. */
function hasOwnHeading({notebook, results}: RunContent): boolean {
  const [first] = notebook.cells;
  const content = first && results[first.id]?.displays[0]?.content;
  return content?.type === "markdown" && content.html.startsWith("<h1");
}

function renderCell(cell: Cell, result: CellResult | undefined, parts: PublishedParts): string {
  if (!result) return "";
  const shown: string[] = result.displays.map((display, index) => renderPublishedDisplay(display, toDisplayId(cell.id, index), parts));
  if (result.error) shown.push(renderError(result.error));
  if (result.blockedBy) shown.push(`<p class="note">Not run: ${escapeText(result.blockedBy.name)} is not there.</p>`);
  for (const {level, text} of result.console) shown.push(`<pre class="console ${escapeAttribute(level)}">${escapeText(text)}</pre>`);
  const isBare = shown.length === 0;
  if (cell.source.trim() !== "" && (cell.pinned || shown.length === 0 || cell.kind !== "markdown")) {
    const isOpen = parts.showsSource && cell.pinned;
    shown.push(`<details class="code"${isOpen ? " open" : ""}><summary>Code</summary><pre><code>${escapeText(cell.source)}</code></pre></details>`);
  }
  if (shown.length === 0) return "";
  return `<section class="cell${isBare ? " bare" : ""}" id="cell-${cell.id}" data-cell="${cell.id}">\n${shown.join("\n")}\n</section>${endOf(cell.id)}\n`;
}

function renderPublishedDisplay(display: Display, id: string, {address, extras}: PublishedParts): string {
  const {drawn = null, chart = null, drawing = null, rows = null} = extras.get(id) ?? {};
  if (chart !== null) {
    const picture = drawing === null ? renderDisplay(display, id, drawn) : `<figure tabindex="0"><img src="${escapeAttribute(address)}/files/${drawing}.svg" alt="Chart" loading="lazy"></figure>`;
    return `<div class="chart" data-chart="${escapeAttribute(address)}/files/${chart}.json">${picture}</div>`;
  }
  const html = renderDisplay(display, id, null, readableColumn);
  if (rows === null) return html;
  const files = rows.isWhole ? renderFiles(`${address}/tables/${rows.index}`) : "";
  return `<div class="rows" data-rows="${escapeAttribute(address)}/rows/${rows.index}" data-count="${rows.rows}">${html}${files}</div>`;
}

/** The whole table as a file. */
function renderFiles(address: string): string {
  return `<p class="files">Download ${resultFormats.map((format) => `<a href="${escapeAttribute(address)}.${format}" download>${resultFormatNames[format]}</a>`).join(" ")}</p>`;
}

function renderFoot({root, seed, now, kernel, data}: RunContent["record"]): string {
  const facts = [
    ["Root", root],
    ["Seed", String(seed)],
    ["Now", new Date(now).toISOString()],
    ["Kernel", `${kernel.version}, ${kernel.engine}`],
    ...data.map(({name, digest, rows}) => [`Data ${name}`, `${digest}, ${rows} rows`]),
  ];
  const list = facts.map(([name, value]) => `<dt>${escapeText(name ?? "")}</dt><dd class="digest">${escapeText(value ?? "")}</dd>`).join("");
  return `<footer><p>This page shows one run. Its root is the digest of everything that went in and came out: whoever runs it again and gets the same root has the same numbers.</p><dl>${list}</dl></footer>`;
}

/** Such as "26 November 2026", in UTC. */
export function toDay(iso: string): string {
  return new Date(iso).toLocaleDateString("en-GB", {day: "numeric", month: "long", year: "numeric", timeZone: "UTC"});
}

/** A drawing that stands in a file of its own, with the colours that it takes from the page otherwise. */
export function toDrawingFile(svg: string): string {
  const colors = /:root \{[\s\S]*?\}/.exec(pageStyle)?.[0] ?? "";
  const clean = sanitise(svg, "chart");
  return clean.replace(/^<svg([^>]*)>/, (_, attributes: string) => {
    const namespace = attributes.includes("xmlns=") ? "" : ' xmlns="http://www.w3.org/2000/svg"';
    return `<svg${namespace}${attributes}><style>${colors.replace(":root", "svg")}</style>`;
  });
}
