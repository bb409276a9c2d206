/** One display of a cell as static HTML. */
import {formatTableCell, fractionDigits, type Display, type DisplayContent, type InputDisplay, type InspectNode, type Json, type TableCell} from "#notebooks";
import type {ChartAnswer} from "./chart-process.ts";
import {escapeText, sanitise} from "./sanitise.ts";

/** How a column's cells are written, by all of its cells that are shown. */
export type ColumnText = (cells: readonly TableCell[]) => (cell: TableCell) => string;

/** As people write numbers and times, for reading: not every digit is there. The page turns its pages in the same form. */
export const readableColumn: ColumnText = (cells) => {
  const digits = fractionDigits(cells);
  return (cell) => formatTableCell(cell, digits, "en-US");
};

const exactColumn: ColumnText = () => toCellText;

/** `id` names the display in the page; `drawn` is its chart. */
export function renderDisplay({content, cut}: Display, id: string, drawn: ChartAnswer | null, columnText = exactColumn): string {
  const note = cut === null ? "" : `<p class="note">${escapeText(cut)}</p>`;
  return `<div class="display">${renderContent(content, id, drawn, columnText)}${note}</div>`;
}

function renderContent(content: DisplayContent, id: string, drawn: ChartAnswer | null, columnText: ColumnText): string {
  switch (content.type) {
    case "inspect":
      return `<div class="inspect">${renderNode(content.node)}</div>`;
    case "text":
      return `<pre>${escapeText(content.text)}</pre>`;
    case "markdown":
    case "html":
      return sanitise(content.html, id);
    case "table":
      return renderTable(content, columnText);
    case "vega-lite":
      if (drawn && "svg" in drawn) return `<figure tabindex="0">${sanitise(drawn.svg, id)}</figure>`;
      return `<p class="error">The chart could not be drawn: ${escapeText(drawn?.failed ?? "it was not asked for")}</p>`;
    case "input":
      return renderInput(content);
    case "error":
      return renderError(content.error);
  }
}

export function renderError({name, message, line}: {readonly name: string; readonly message: string; readonly line: number | null}): string {
  const place = line === null ? "" : ` (line ${line})`;
  return `<p class="error">${escapeText(`${name}: ${message}${place}`)}</p>`;
}

function renderNode({type, text, children, omitted}: InspectNode): string {
  const own = `<span class="value-${type}">${escapeText(text)}</span>`;
  if (!children || children.length === 0) return own;
  const items = children.map(({key, value}) => `<li><span class="key">${escapeText(key)}</span>: ${renderNode(value)}</li>`);
  if (omitted !== undefined && omitted > 0) items.push(`<li class="note">… ${omitted} more</li>`);
  return `<details open><summary>${own}</summary><ul>${items.join("")}</ul></details>`;
}

function renderTable({columns, rows, page}: Extract<DisplayContent, {type: "table"}>, columnText: ColumnText): string {
  const texts = columns.map((_, index) => columnText(page.cells.map((row) => row[index] ?? null)));
  const head = columns.map(({name, type}) => `<th class="${type}" scope="col">${escapeText(name)}</th>`).join("");
  const body = page.cells.map((row) => {
    return `<tr>${row.map((cell, index) => `<td class="${columns[index]?.type ?? "other"}">${escapeText((texts[index] ?? toCellText)(cell))}</td>`).join("")}</tr>`;
  });
  const shown = page.cells.length;
  const caption = shown === rows ? `${rows} rows` : `${shown} of ${rows} rows`;
  return `<div class="table" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

/** A cell of a table as text: see `TableCell`. */
export function toCellText(cell: TableCell): string {
  if (cell === null) return "";
  if (typeof cell !== "object") return String(cell);
  if (Array.isArray(cell)) return JSON.stringify(cell);
  const fields = cell as {readonly [key: string]: Json};
  if (typeof fields.$date === "number") return toDateText(fields.$date);
  if (typeof fields.$bigint === "string") return fields.$bigint;
  if (typeof fields.$number === "string") return fields.$number;
  return JSON.stringify(cell);
}

function toDateText(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "Invalid Date";
  const text = date.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text;
}

function renderInput({kind, argument, options, value}: InputDisplay): string {
  const label = typeof options.label === "string" ? options.label : kind;
  return `<p class="input"><span class="key">${escapeText(label)}</span> ${escapeText(toInputText(kind, argument, value))}</p>`;
}

const choices: ReadonlySet<string> = new Set(["select", "radio", "checkbox"]);

/** An input's value in words: of choices, the labels of the chosen. */
function toInputText(kind: string, argument: Json, value: Json): string {
  if (choices.has(kind) && Array.isArray(argument)) {
    const chosen: readonly Json[] = Array.isArray(value) ? value : [value];
    return chosen.map((index) => (typeof index === "number" ? toCellText(argument[index] ?? null) : toCellText(index))).join(", ");
  }
  return toCellText(value);
}
