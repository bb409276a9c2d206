/** Writes a notebook's file. Given the text that it was read from, it changes what changed and leaves every other byte as it was. */
import type {Cell, Json, Notebook} from "../index.ts";
import {normaliseSource, toCell} from "../index.ts";
import {escapeText, escapedName, toCellAttributes, toFileNotebook, toNotebookAttributes, toStartTag} from "./attributes.ts";
import {toContent} from "./cell-text.ts";
import {isSameData, readData, writeData} from "./embedded-data.ts";
import type {EmbeddedData} from "./embedded-data.ts";
import {attribute, readCells, readRecord, readSource, readTitle} from "./read-notebook.ts";
import {findStructure, recordType} from "./structure.ts";
import type {FileStructure, ScriptPart, Span} from "./structure.ts";

export interface NotebookFileContents {
  readonly notebook: Notebook;
  /** The run record to put in; none by default. */
  readonly record?: object | null;
  /** The data sets to put in; none by default. */
  readonly data?: readonly EmbeddedData[];
  /** The text that the notebook was read from; by default the file is written afresh. */
  readonly original?: string | null;
}

const ignore = (): void => undefined;
const newLine = "\n  ";
const emptyFile = "<!doctype html>\n<notebook>\n  <title>Untitled</title>\n</notebook>\n";

export function writeNotebook({notebook, record = null, data = [], original = null}: NotebookFileContents): string {
  const write = (from: Draft): Draft =>
    setData(setRecord(setCells(setNotebookTag(setTitle(from, notebook.title), notebook), notebook.cells), record), data);
  if (original !== null) {
    const from = new Draft(original);
    const draft = from.structure.notebook === null ? null : write(from);
    if (draft !== null && isReadBack(draft, notebook, record, data)) return draft.text;
  }
  return write(new Draft(emptyFile)).text;
}

/** A text while it is written, with its structure, which is only looked for when it is asked for. */
class Draft {
  readonly text: string;
  private found: FileStructure | null = null;

  constructor(text: string) {
    this.text = text;
  }

  get structure(): FileStructure {
    return (this.found ??= findStructure(this.text));
  }

  get notebook(): NonNullable<FileStructure["notebook"]> {
    const {notebook} = this.structure;
    if (notebook === null) throw new Error("the text lost its <notebook> element while it was written");
    return notebook;
  }

  replace({from, to}: Span, by: string): Draft {
    return new Draft(this.text.slice(0, from) + by + this.text.slice(to));
  }
}

/** Whether a text says what was written: around elements that swallow what stands behind them (an open comment, say) it may not. */
function isReadBack({text, structure}: Draft, notebook: Notebook, record: object | null, data: readonly EmbeddedData[]): boolean {
  if (structure.notebook === null || structure.data.length < data.length) return false;
  const read = toFileNotebook(notebook.title, structure.notebook.attributes, readCells(text, structure, ignore), ignore);
  return (
    isSame(read.cells, notebook.cells.map(toCell)) &&
    isSame(toNotebookAttributes(read), toNotebookAttributes(notebook)) &&
    readTitle(structure.title?.text ?? "Untitled", ignore) === normaliseSource(notebook.title) &&
    isSame(readRecord(text, structure, ignore), record)
  );
}

function setTitle(draft: Draft, given: string): Draft {
  const title = normaliseSource(given);
  const present = draft.structure.title;
  if (present === null) {
    if (title === "Untitled") return draft;
    const {to} = draft.notebook.startTag;
    return draft.replace({from: to, to}, `${newLine}<title>${escapeText(title)}</title>`);
  }
  if (readTitle(present.text, ignore) === title) return draft;
  return draft.replace(present.content, escapeText(title));
}

function setNotebookTag(draft: Draft, notebook: Notebook): Draft {
  const {startTag, attributes} = draft.notebook;
  const present = toNotebookAttributes(toFileNotebook("", attributes, [], ignore));
  const wanted = toNotebookAttributes(notebook);
  return isSame(present, wanted) ? draft : draft.replace(startTag, toStartTag("notebook", wanted));
}

/** A piece of the text that travels with a cell: what stood before it, and the cell itself. */
interface Piece {
  readonly lead: string;
  readonly cell: string;
}

function setCells(draft: Draft, given: readonly Cell[]): Draft {
  const wanted = given.map(toCell);
  const {text, structure} = draft;
  const present = readCells(text, structure, ignore);
  if (isSame(present, wanted)) return draft;
  const {cells} = structure;
  const start = cells.length > 0 ? cells[0]!.whole.from : (draft.notebook.endTag?.from ?? text.length);
  const head = text.slice(0, start).trimEnd();
  const written = new Map<number, Piece>();
  const byId = new Map(wanted.map((cell) => [cell.id, cell]));
  // What stood before a deleted cell and is more than space (a comment, an unknown element) stays before what follows.
  let left = "";
  let position = head.length;
  present.forEach((cell, i) => {
    const part = cells[i]!;
    const lead = left + text.slice(position, part.whole.from);
    position = part.whole.to;
    const now = byId.get(cell.id);
    left = now !== undefined || lead.trim() === "" ? "" : lead.trimEnd();
    if (now !== undefined) written.set(cell.id, {lead, cell: rewriteCell(text, part, cell, now)});
  });
  const pieces = wanted.map((cell) => written.get(cell.id) ?? {lead: newLine, cell: writeCell(cell)});
  const tail = text.slice(position);
  const end = cells.length === 0 && tail.trimStart().startsWith("</") ? `\n${tail.trimStart()}` : tail;
  return new Draft(head + pieces.map(({lead, cell}) => lead + cell).join("") + left + end);
}

function writeCell(cell: Cell): string {
  const {content, isEscaped} = toContent(normaliseSource(cell.source));
  return `${toStartTag("script", toCellAttributes(cell, isEscaped))}${content}</script>`;
}

/** A cell that was in the file: its start tag and its content are each kept when they still say the same. */
function rewriteCell(text: string, part: ScriptPart, before: Cell, now: Cell): string {
  const hasItsId = attribute(part, "id") === String(now.id);
  if (isSame(before, now) && hasItsId && part.isClosed) return text.slice(part.whole.from, part.whole.to);
  const source = normaliseSource(now.source);
  const isSameSource = readSource(text, part) === source && part.isClosed;
  const wasEscaped = attribute(part, escapedName) !== undefined;
  const {content, isEscaped} = isSameSource
    ? {content: text.slice(part.content.from, part.content.to), isEscaped: wasEscaped}
    : toContent(source);
  const isSameTag = hasItsId && wasEscaped === isEscaped && isSame({...before, source: ""}, {...now, source: ""});
  const startTag = isSameTag
    ? text.slice(part.startTag.from, part.startTag.to)
    : toStartTag("script", toCellAttributes(now, isEscaped));
  return `${startTag}${content}</script>`;
}

function setRecord(draft: Draft, record: object | null): Draft {
  const {records} = draft.structure;
  if (isSame(readRecord(draft.text, draft.structure, ignore), record) && records.length <= 1) return draft;
  const removed = remove(draft, records);
  if (record === null) return removed;
  const json = JSON.stringify(record, null, 2).replaceAll("<", "\\u003c");
  return append(removed, `<script type="${recordType}">\n${json}\n</script>`);
}

function setData(draft: Draft, wanted: readonly EmbeddedData[]): Draft {
  const {data} = draft.structure;
  const present = data.map((part) => ({part, its: readData(draft.text, part, ignore)}));
  // One that cannot be read is not known, and stays.
  const isKept = (its: EmbeddedData | null) => its === null || wanted.some((one) => isSameData(one, its));
  const unwanted = present.filter(({its}) => !isKept(its)).map(({part}) => part);
  const missing = wanted.filter((one) => !present.some(({its}) => its !== null && isSameData(one, its)));
  return missing.reduce((written, one) => append(written, writeData(one)), remove(draft, unwanted));
}

/** The text without scripts, and without the space before each. */
function remove(draft: Draft, parts: readonly ScriptPart[]): Draft {
  if (parts.length === 0) return draft;
  return new Draft(parts.toReversed().reduce((left, {whole}) => left.slice(0, whole.from).trimEnd() + left.slice(whole.to), draft.text));
}

/** The text with an element behind the notebook, where Observable does not look; a notebook that was not closed is closed. */
function append(given: Draft, element: string): Draft {
  const draft = given.notebook.endTag === null ? closeNotebook(given) : given;
  const {records, data} = draft.structure;
  const end = draft.notebook.endTag?.to ?? draft.text.length;
  const position = [...records, ...data].reduce((to, {whole}) => Math.max(to, whole.to), end);
  return draft.replace({from: position, to: position}, `\n${element}`);
}

function closeNotebook({text, structure}: Draft): Draft {
  const open = structure.cells.find(({isClosed}) => !isClosed);
  return new Draft(`${text}${open === undefined ? "" : "\n  </script>"}\n</notebook>\n`);
}

function isSame(a: Json | object | null, b: Json | object | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
