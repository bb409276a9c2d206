/** `recto export`: runs a notebook and writes what it came to, for those who have no Recto. */
import {resolveTables} from "#kernels/compile";
import type {Session} from "#kernels/session";
import {toCell, type DisplayContent, type Notebook, type TableColumn} from "#notebooks";
import {readOption, readPairs, refuse, type Command, type CommandContext} from "./command.ts";
import {DataFiles} from "./data-files.ts";
import {CommandError, exitCodes} from "./exit-code.ts";
import {findNearest} from "./nearest.ts";
import {openFile, writeWhole, type OpenedFile} from "./notebook-file.ts";
import {renderPage} from "../page/page.ts";
import {toCellText} from "../page/render-display.ts";
import {isGood, readRunOptions, runOptions, writeRun} from "./run.ts";
import {runNotebook, withEngine} from "./run-notebook.ts";

const formats = ["html", "json", "csv"];

export const exportCommand: Command = {
  name: "export",
  summary: "Run a notebook and write a page, its results as JSON, or one of its tables as CSV.",
  positionals: ["FILE"],
  options: [
    {name: "format", value: "FORMAT", description: "html, json or csv (default html)."},
    {name: "cell", value: "NAME", description: "For csv: the name of the table."},
    {name: "out", value: "FILE", description: "Write to this file (default: stdout)."},
    ...runOptions,
  ],
  notes: [
    "html is one page without scripts that shows what the cells show; it carries the notebook, the record and the data,",
    "so that recto verify PAGE works on it. json holds the record and each cell's result. csv is the table that NAME gives.",
  ],
  async run(given, context) {
    const format = readOption(given, "format") ?? "html";
    if (!formats.includes(format)) throw refuse(exportCommand, `--format is one of ${formats.join(", ")}, got ${JSON.stringify(format)}`);
    const name = readOption(given, "cell");
    if ((format === "csv") !== (name !== undefined)) throw refuse(exportCommand, "--format csv and --cell NAME go together");
    const opened = await openFile(given.positionals[0] ?? "", context.remark);
    const data = new DataFiles(opened.file.data, readPairs(exportCommand, given, "data"), context.signal);
    const options = readRunOptions(exportCommand, given, opened, data, context.clock());
    const {text, isWhole} = await withEngine(async (engine) => {
      const notebook = name === undefined ? options.notebook : await addTable(options.notebook, name, engine.compiler);
      return runNotebook({...options, notebook}, engine, context, async (session) => ({
        text: name === undefined ? await write(format, opened, session, data, context) : await writeCsv(session, name, context.signal),
        isWhole: isGood(session.record()),
      }));
    });
    const out = readOption(given, "out");
    if (out === undefined) context.print(text.replace(/\n$/, ""));
    else await writeWhole(out, text);
    if (!isWhole) context.remark("a cell failed or did not come to its end");
    return isWhole ? exitCodes.success : exitCodes.runFailed;
  },
};

async function write(format: string, opened: OpenedFile, session: Session, data: DataFiles, {signal}: CommandContext): Promise<string> {
  if (format === "json") return `${JSON.stringify(toResults(session), null, 2)}\n`;
  const file = await writeRun(opened, session, data, true);
  return renderPage({state: session.state, record: session.record(), file}, signal);
}

/** The record, and of each cell its status, error and the values of its names where they are plain and JSON can hold them. */
function toResults(session: Session): object {
  const {notebook, cells} = session.state;
  return {
    title: notebook.title,
    record: session.record(),
    cells: notebook.cells.map(({id}) => {
      const result = cells[id]?.result;
      return {id, status: result?.status, error: result?.error ?? null, names: result?.names ?? [], displays: result?.displays ?? []};
    }),
  };
}

/** The notebook with a cell behind its end that shows the table of that name. */
async function addTable(notebook: Notebook, name: string, compiler: Parameters<Parameters<typeof withEngine>[0]>[0]["compiler"]): Promise<Notebook> {
  const compiled = resolveTables(await compiler.compile(notebook.cells));
  const names = compiled.flatMap(({outputs}) => outputs);
  if (!names.includes(name)) {
    const nearest = findNearest(name, names);
    const hint = nearest === null ? `known are ${names.join(", ") || "none"}` : `did you mean ${nearest}?`;
    throw new CommandError(exitCodes.usage, `no cell gives the name ${JSON.stringify(name)}, ${hint}`);
  }
  const id = Math.max(0, ...notebook.cells.map((cell) => cell.id)) + 1;
  return {...notebook, cells: [...notebook.cells, toCell({id, kind: "javascript", source: name})]};
}

const pageRows = 5_000;

async function writeCsv(session: Session, name: string, signal: AbortSignal): Promise<string> {
  const id = session.state.notebook.cells.at(-1)?.id ?? 0;
  const result = session.state.cells[id]?.result;
  const content: DisplayContent | undefined = result?.displays[0]?.content;
  if (content?.type !== "table") {
    const reason = result?.blockedBy ? "it has no value, since its cell failed" : "its value is not a table";
    throw new CommandError(exitCodes.runFailed, `${JSON.stringify(name)} cannot be written as CSV: ${reason}`);
  }
  const lines = [content.columns.map((column: TableColumn) => toField(column.name)).join(",")];
  for (let offset = 0; offset < content.rows; offset += pageRows) {
    const query = {offset, limit: pageRows, sort: null, filter: ""};
    const reply = await session.request({type: "page-table", cell: id, display: 0, query}, () => undefined, signal);
    if (reply.type !== "page-table") throw new CommandError(exitCodes.runFailed, reply.type === "failed" ? reply.message : "the table could not be read");
    const {cells} = reply.page;
    if (cells.length === 0) throw new CommandError(exitCodes.runFailed, `the table ended at row ${offset} of ${content.rows}`);
    for (const row of cells) lines.push(row.map((cell) => toField(toCellText(cell))).join(","));
    offset += cells.length - pageRows;
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** A field of RFC 4180. */
function toField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
