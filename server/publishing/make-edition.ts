/** Makes an edition of a kept run: every file that its page, its download and its verification need, written before a row names them. */
import type {Display, DisplayContent, Json, NotebookState, RunContent, RunDetail} from "#notebooks";
import {emptyAnalysis, toNotebookState} from "#notebooks";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import {readValue} from "../exchange/kept-value.ts";
import {fromTableCell} from "../exchange/plain.ts";
import {toResultTable} from "../exchange/result-table.ts";
import type {ResultTable} from "../exchange/result-table.ts";
import {Problem} from "../http/problem.ts";
import type {ChartAnswer} from "../page/chart-process.ts";
import {ChartDrawer} from "../page/charts.ts";
import {renderPage} from "../page/page.ts";
import type {Reader} from "../reader/reader.ts";
import type {RunStore} from "../runs/run-store.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId, RunValueTable} from "../store/schema.ts";
import type {EditionParts, PinnedData} from "./publication-store.ts";
import {renderPicture} from "./picture.ts";
import type {PictureParts} from "./picture.ts";
import {renderPublishedPage, toDay, toDisplayId, toDrawingFile} from "./render-page.ts";
import type {DisplayExtras} from "./render-page.ts";
import type {ReadShown} from "./shown-rows.ts";
import {keepRows} from "./table-rows.ts";

export interface EditionRequest {
  readonly owner: OwnerId;
  readonly author: string;
  readonly run: RunDetail;
  readonly slug: string;
  readonly publishedAt: string;
  readonly showsSource: boolean;
  readonly includesData: boolean;
  /** Reads tables from the notebook, where it is open and shows what the run showed. */
  readonly readShown: ReadShown | null;
}

export interface EditionMaker {
  /** Throws the problem `not-publishable` when the run proves nothing, or a data set is no longer as the run read it. */
  make(request: EditionRequest, signal: AbortSignal): Promise<EditionParts>;
}

interface Parts {
  readonly runs: Pick<RunStore, "values">;
  readonly dataSets: Pick<DataSetStore, "findByDigest">;
  readonly files: Files;
  readonly reader: Pick<Reader, "pack">;
}

interface PlacedDisplay {
  readonly cell: number;
  readonly index: number;
  readonly display: Display;
}

type Chart = Extract<DisplayContent, {type: "vega-lite"}>;

/** A drawing of more characters than this stands in a file of its own, and comes when it is scrolled to. */
const largestDrawing = 48 * 1024;

export function createEditionMaker({runs, dataSets, files, reader}: Parts): EditionMaker {
  const keepJson = (value: unknown): Promise<string> => files.put(Buffer.from(JSON.stringify(value)));

  function pin(owner: OwnerId, {record}: RunContent): PinnedData[] {
    return record.data.map(({name, digest, rows}) => {
      const dataSet = dataSets.findByDigest(owner, digest);
      if (!dataSet) throw new Problem("not-publishable", `the data set ${JSON.stringify(name)} is no longer as the run read it: run the notebook again`);
      const {file, fileName, inspection} = dataSet;
      return {name, digest, rows, file, fileName, parsing: inspection.parsing};
    });
  }

  async function writeDownload(content: RunContent, data: readonly PinnedData[], charts: ChartDrawer, signal: AbortSignal): Promise<string> {
    const {record} = content;
    const references = new Map(content.notebook.data.map((reference) => [reference.name, reference]));
    for (const {name, digest} of record.data) references.set(name, {name, digest});
    const notebook = {...content.notebook, data: [...references.values()]};
    const packed = data.map(({name, digest, file, fileName, parsing}) => ({name, digest, fileName, parsing: parsing as Json, path: files.path(file)}));
    const file = await reader.pack({notebook, record, original: null, data: packed});
    return files.put(Buffer.from(await renderPage({state: toState(content), record, file}, signal, charts)));
  }

  /** Keeps the chart's specification for those who want to point at it, and its drawing where that is large. */
  async function keepChart({specification}: Chart, drawn: ChartAnswer, assets: Set<string>): Promise<DisplayExtras> {
    const chart = await keepJson(specification);
    assets.add(chart);
    if (!("svg" in drawn) || drawn.svg.length <= largestDrawing) return {drawn, chart, drawing: null, rows: null};
    const drawing = await files.put(Buffer.from(toDrawingFile(drawn.svg)));
    assets.add(drawing);
    return {drawn: null, chart, drawing, rows: null};
  }

  /** The table of a value that the run kept. */
  async function readKept(digest: string | null, values: ReadonlyMap<string, RunValueTable>): Promise<ResultTable | null> {
    const value = digest === null ? undefined : values.get(digest);
    const bytes = value && (value.bytes ?? (value.file === null ? null : await files.read(value.file)));
    return value && bytes ? toResultTable(readValue({digest: value.digest, bytes})) : null;
  }

  /** Keeps the rows of a table, those too that the page has no place for, from the value that is shown or from the kernel that shows it. */
  async function keepTable({cell, index, display: {content, digest}}: PlacedDisplay, values: ReadonlyMap<string, RunValueTable>, readShown: ReadShown | null, assets: Set<string>): Promise<DisplayExtras | null> {
    if (content.type !== "table") return null;
    const {page, columns, rows} = content;
    const onPage: ResultTable | null = page.cells.length === rows ? {columns, rows, read: (row, column) => fromTableCell(page.cells[row]?.[column] ?? null)} : null;
    const table = onPage ?? (await readKept(digest, values)) ?? (await readShown?.(cell, index, columns, rows)) ?? null;
    if (!table || table.rows !== rows) return null;
    const kept = await keepRows(table, files);
    assets.add(kept.index);
    assets.add(kept.file);
    return {drawn: null, chart: null, drawing: null, rows: kept};
  }

  async function collect({owner, run, readShown}: EditionRequest, content: RunContent, card: Omit<PictureParts, "svg">, charts: ChartDrawer, signal: AbortSignal) {
    const values = new Map(runs.values(owner, run.id).map((value) => [value.digest, value]));
    const extras = new Map<string, DisplayExtras>();
    const assets = new Set<string>();
    let first: string | null = null;
    for (const {id} of content.notebook.cells) {
      for (const [index, display] of (content.results[id]?.displays ?? []).entries()) {
        signal.throwIfAborted();
        const {content: shown} = display;
        if (shown.type === "vega-lite") {
          const drawn = await charts.draw(shown.specification, signal);
          if ("svg" in drawn) first ??= drawn.svg;
          extras.set(toDisplayId(id, index), await keepChart(shown, drawn, assets));
        } else {
          const its = await keepTable({cell: id, index, display}, values, readShown, assets);
          if (its) extras.set(toDisplayId(id, index), its);
        }
      }
    }
    const painted = first === null ? null : await charts.paint(renderPicture({...card, svg: first}), signal);
    // A page is published without its picture rather than not at all.
    const picture = painted && "png" in painted ? await files.put(Buffer.from(painted.png, "base64")) : null;
    return {extras, assets, picture};
  }

  return {
    async make(request, signal) {
      const {owner, author, run, slug, publishedAt, showsSource, includesData} = request;
      const {content} = run;
      if (!content || !content.record.verifiable || run.root === null)
        throw new Problem("not-publishable", "the run proves nothing, since a cell was stopped or never ended: run the notebook again");
      const data = pin(owner, content);
      const title = content.notebook.title || "Untitled";
      const card = {title, author, day: toDay(publishedAt), root: run.root};
      const charts = new ChartDrawer();
      try {
        const {extras, assets, picture} = await collect(request, content, card, charts, signal);
        const description = describe(content);
        const address = `/p/${slug}/${run.root}`;
        const page = renderPublishedPage({content, author, description, publishedAt, address, showsSource, extras});
        return {
          root: run.root, run: run.id, title, author, description, showsSource, includesData, data, picture,
          kernel: content.record.kernel,
          content: await keepJson(content),
          page: await files.put(Buffer.from(page)),
          download: await writeDownload(content, includesData ? data : [], charts, signal),
          assets: [...assets],
        };
      } finally {
        charts.close();
      }
    },
  };
}

/** The state that the run ended in, as far as a page shows it. */
function toState({notebook, inputs, record, results}: RunContent): NotebookState {
  const state = toNotebookState({notebook, inputs, seed: record.seed, now: record.now, revision: 0, nextCellId: 1});
  const cells = notebook.cells.flatMap(({id}) => {
    const result = results[id];
    return result ? [[id, {version: 0, submitted: null, analysis: emptyAnalysis, result}] as const] : [];
  });
  return {...state, cells: Object.fromEntries(cells)};
}

/** The beginning of the first text of the notebook, in a sentence or two. */
function describe({notebook, results}: RunContent): string {
  for (const {id} of notebook.cells) {
    for (const {content} of results[id]?.displays ?? []) {
      if (content.type !== "markdown") continue;
      const text = content.html.replace(/<h[1-6][\s\S]*?<\/h[1-6]>/g, " ").replace(/<[^>]*>/g, " ").replace(/&[a-z#0-9]+;/gi, " ").replace(/\s+/g, " ").trim();
      if (text.length > 20) return text.length <= 200 ? text : `${text.slice(0, 199).replace(/\s+\S*$/, "")}…`;
    }
  }
  return `A notebook with ${notebook.cells.length} cells, and the record of its run.`;
}
