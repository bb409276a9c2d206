/** Reads a notebook's file: Observable's HTML format, with Recto's record and data behind the notebook. A file that is nearly right is read with warnings. */
import type {Cell, Json, Notebook} from "../index.ts";
import {limits, normaliseSource} from "../index.ts";
import {escapedName, parseJson, toFileCell, toFileNotebook} from "./attributes.ts";
import {toSource} from "./cell-text.ts";
import {readData} from "./embedded-data.ts";
import type {EmbeddedData} from "./embedded-data.ts";
import {findStructure, recordType} from "./structure.ts";
import type {FileStructure, ScriptPart} from "./structure.ts";

export interface NotebookFile {
  readonly notebook: Notebook;
  /** The run record as JSON; check it with the digest room's `parseRecord`. */
  readonly record: Json | null;
  readonly data: readonly EmbeddedData[];
  /** What was not as it should be and how it was taken, for a person. */
  readonly warnings: readonly string[];
  /** The file's text: give it back when writing, and all that did not change stays byte for byte. */
  readonly original: string;
}

/** The notebook of a file's text. Never refuses: a text without a notebook gives an empty one and a warning. */
export function readNotebook(text: string): NotebookFile {
  const warnings: string[] = [];
  const warn = (warning: string) => void warnings.push(warning);
  const structure = findStructure(text);
  if (structure.notebook === null) warn("the file has no <notebook> element");
  else if (structure.notebook.endTag === null) warn("the <notebook> element is not closed");
  const cells = readCells(text, structure, warn);
  const title = structure.title === null ? undefined : readTitle(structure.title.text, warn);
  return {
    notebook: toFileNotebook(title, structure.notebook?.attributes ?? [], cells, warn),
    record: readRecord(text, structure, warn),
    data: structure.data.map((part) => readData(text, part, warn)).filter((data) => data !== null),
    warnings,
    original: text,
  };
}

/** The cells of the file's scripts; a missing, repeated or senseless id is replaced as Notebook Kit replaces it. */
export function readCells(text: string, {cells}: FileStructure, warn: (text: string) => void): readonly Cell[] {
  const used = new Set<number>();
  let greatest = 0;
  return cells.map((part, i) => {
    const given = Math.floor(Number(attribute(part, "id")));
    const isUsable = given > 0 && given <= limits.cellId && !used.has(given);
    const id = isUsable ? given : greatest + 1;
    greatest = Math.max(greatest, id);
    used.add(id);
    if (!isUsable) warn(`cell ${i + 1} of the page has no id of its own and gets ${id}`);
    if (!part.isClosed) warn(`cell ${id} is not closed`);
    return toFileCell(id, part.attributes, readSource(text, part));
  });
}

export function readSource(text: string, part: ScriptPart): string {
  return toSource(text.slice(part.content.from, part.content.to), attribute(part, escapedName) !== undefined);
}

export function attribute(part: ScriptPart, name: string): string | undefined {
  return part.attributes.find(([its]) => its === name)?.[1];
}

/** The title as the notebook has it: normalised, and not longer than a title may be. */
export function readTitle(text: string, warn: (text: string) => void): string {
  const title = normaliseSource(text);
  if (title.length <= limits.titleCharacters) return title;
  warn(`the title has ${title.length} characters and is cut to ${limits.titleCharacters}`);
  return title.slice(0, limits.titleCharacters).toWellFormed();
}

export function readRecord(text: string, {records}: FileStructure, warn: (text: string) => void): Json | null {
  const [part] = records;
  if (part === undefined) return null;
  if (records.length > 1) warn(`the file has ${records.length} run records, and the first is taken`);
  const record = parseJson(text.slice(part.content.from, part.content.to));
  if (typeof record === "object" && record !== null && "format" in record && record.format === "recto-run/1") return record as Json;
  warn(`the script of type ${recordType} holds no run record of format recto-run/1`);
  return null;
}
