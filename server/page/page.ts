/** A notebook's run as one self-contained page: what its cells showed as static HTML, and inside it the notebook, its record and its data. */
import {createHash} from "node:crypto";
import type {Cell, CellState, NotebookState, RunRecord} from "#notebooks";
import {ChartDrawer} from "./charts.ts";
import {embedFile} from "./embedded-file.ts";
import {renderDisplay, renderError} from "./render-display.ts";
import {escapeAttribute, escapeText} from "./sanitise.ts";
import {style} from "./style.ts";

export interface PageParts {
  readonly state: NotebookState;
  readonly record: RunRecord;
  /** The notebook's file, with the record and the data inside. */
  readonly file: string;
}

interface Piece {
  /** The cell that the piece belongs to; null for the rest of the page. */
  readonly cell: number | null;
  readonly html: string;
}

/** The page's text. The same parts give the same bytes, which is how a page can be verified. `drawer` draws its charts and stays open. */
export async function renderPage(parts: PageParts, signal: AbortSignal, drawer?: ChartDrawer): Promise<string> {
  return (await renderPieces(parts, signal, drawer)).map(({html}) => html).join("");
}

/** Where a page is not what its parts give, in words; null when it is. */
export async function findChangedDisplay(page: string, parts: PageParts, signal: AbortSignal): Promise<string | null> {
  let position = 0;
  for (const {cell, html} of await renderPieces(parts, signal)) {
    if (!page.startsWith(html, position)) return cell === null ? "the page around the cells is another" : `what it shows of cell ${cell} is another`;
    position += html.length;
  }
  return position === page.length ? null : "there is something behind its end";
}

async function renderPieces({state, record, file}: PageParts, signal: AbortSignal, drawer?: ChartDrawer): Promise<Piece[]> {
  const {notebook} = state;
  const charts = drawer ?? new ChartDrawer();
  try {
    const [first] = notebook.cells;
    const beginning = first && state.cells[first.id]?.result.displays[0]?.content;
    // Most notebooks begin with their title as a heading.
    const hasHeading = beginning?.type === "markdown" && beginning.html.startsWith("<h1");
    const pieces: Piece[] = [{cell: null, html: renderHead(notebook.title, hasHeading)}];
    for (const cell of notebook.cells) {
      signal.throwIfAborted();
      const its = state.cells[cell.id];
      pieces.push({cell: cell.id, html: its ? await renderCell(cell, its, charts, signal) : ""});
    }
    pieces.push({cell: null, html: `${renderFoot(record)}${embedFile(file)}\n</body>\n</html>\n`});
    return pieces;
  } finally {
    if (!drawer) charts.close();
  }
}

function renderHead(title: string, hasHeading: boolean): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; form-action 'none'; base-uri 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="recto">',
    `<title>${escapeText(title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    "<main>",
    hasHeading ? "" : `<h1>${escapeText(title)}</h1>\n`,
  ].join("\n");
}

async function renderCell(cell: Cell, {result}: CellState, charts: ChartDrawer, signal: AbortSignal): Promise<string> {
  const parts: string[] = [];
  for (const [index, display] of result.displays.entries()) {
    const {content} = display;
    const drawn = content.type === "vega-lite" ? await charts.draw(content.specification, signal) : null;
    parts.push(renderDisplay(display, `cell-${cell.id}-${index}`, drawn));
  }
  if (result.error) parts.push(renderError(result.error));
  if (result.blockedBy) parts.push(`<p class="note">Not run: ${escapeText(result.blockedBy.name)} is not there.</p>`);
  for (const {level, text} of result.console) parts.push(`<pre class="console ${escapeAttribute(level)}">${escapeText(text)}</pre>`);
  if (cell.pinned && cell.source !== "") parts.push(`<pre class="source"><code>${escapeText(cell.source)}</code></pre>`);
  return `<section class="cell" id="cell-${cell.id}">\n${parts.join("\n")}\n</section>\n`;
}

function renderFoot({root, seed, now, kernel, data}: RunRecord): string {
  const facts = [
    ["Root", root],
    ["Seed", String(seed)],
    ["Now", new Date(now).toISOString()],
    ["Kernel", `${kernel.version}, ${kernel.engine}`],
    ...data.map(({name, digest, rows}) => [`Data ${name}`, `${digest}, ${rows} rows`]),
  ];
  const list = facts.map(([name, value]) => `<dt>${escapeText(name ?? "")}</dt><dd>${escapeText(value ?? "")}</dd>`).join("");
  return [
    "</main>",
    `<footer><p>This page carries its notebook, its data and the record of its run. <code>recto verify</code> runs it again and compares all of it.</p><dl>${list}</dl></footer>`,
    "",
  ].join("\n");
}
