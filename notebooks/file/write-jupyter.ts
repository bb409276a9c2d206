/** Writes a notebook as Jupyter's `.ipynb`: TypeScript and JavaScript as code, Markdown as Markdown, everything else as raw text that Jupyter leaves alone. */
import type {Cell, Notebook} from "../index.ts";
import type {CellExtras, JupyterCell, NotebookExtras} from "./jupyter-format.ts";

const rawTypes: {readonly [kind: string]: string} = {html: "text/html", sql: "application/sql"};

/** The text of the file: JSON with one space of indent, as Jupyter itself writes it. What Jupyter has no place for lies under `metadata.recto`. */
export function writeJupyter({title, runMode, cells, data, attributes}: Notebook): string {
  const recto: NotebookExtras = {runMode, data, attributes};
  const language = cells.some(({kind}) => kind === "typescript") || !cells.some(({kind}) => kind === "javascript") ? "typescript" : "javascript";
  const isTypeScript = language === "typescript";
  const document = {
    cells: cells.map((cell) => toJupyterCell(cell, language)),
    metadata: {
      kernelspec: isTypeScript
        ? {display_name: "Deno", language, name: "deno"}
        : {display_name: "JavaScript (Node.js)", language, name: "javascript"},
      language_info: {file_extension: isTypeScript ? ".ts" : ".js", mimetype: isTypeScript ? "text/x.typescript" : "text/javascript", name: language},
      recto,
      title,
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function toJupyterCell(cell: Cell, language: string): JupyterCell {
  const {id, kind, pinned, hidden, disabled, output, attributes} = cell;
  const recto: CellExtras = {id, kind, pinned, hidden, disabled, output, attributes};
  const given = {id: `cell-${id}`, source: toLines(cell.source)};
  if (kind === "markdown") return {cell_type: "markdown", ...given, metadata: {recto}};
  if (kind === "typescript" || kind === "javascript") {
    const vscode = kind === language ? {} : {vscode: {languageId: kind}};
    return {cell_type: "code", execution_count: null, ...given, metadata: {...vscode, recto}, outputs: []};
  }
  const type = rawTypes[kind] ?? attributes.find(([name]) => name === "type")?.[1] ?? "text/plain";
  return {cell_type: "raw", ...given, metadata: {raw_mimetype: type, recto}};
}

function toLines(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}
