/** Reads Jupyter's `.ipynb` (nbformat 4): cells in TypeScript, JavaScript and Markdown; everything else is kept as text. A file that is nearly right is read with warnings. */
import {cellKinds, isAttributeName, isIdentifier, limits, toCell, toNotebook} from "../index.ts";
import type {Cell, CellKind, DataReference, Notebook} from "../index.ts";
import {parseJson} from "./attributes.ts";
import {toScriptType} from "./jupyter-format.ts";
import {readTitle} from "./read-notebook.ts";

export interface JupyterFile {
  readonly notebook: Notebook;
  /** What was not as it should be and how it was taken, for a person. */
  readonly warnings: readonly string[];
}

type Fields = {readonly [name: string]: unknown};
type Warn = (warning: string) => void;

/** Whether a text is JSON, as Jupyter's files are, and so no file of Recto's or Observable's, which begin with a tag. */
export function isJupyter(text: string): boolean {
  return /^[\s\uFEFF]*\{/.test(text);
}

/** The notebook of a file's text. Never refuses: a text that is no Jupyter notebook gives an empty one and a warning. */
export function readJupyter(text: string): JupyterFile {
  const warnings: string[] = [];
  const warn: Warn = (warning) => void warnings.push(warning);
  const document = asFields(parseJson(text.replace(/^\uFEFF/, "")));
  const given = document?.["cells"];
  if (document === null || !Array.isArray(given)) {
    const version = Number(document?.["nbformat"]);
    warn(version > 0 && version < 4 ? `the file is of Jupyter's format ${version}: open and save it in Jupyter, which makes it format 4` : "the file has no list of cells");
    return {notebook: toNotebook({}), warnings};
  }
  if (document["nbformat"] !== 4) warn(`the file is of Jupyter's format ${JSON.stringify(document["nbformat"])} and is read as format 4`);
  const metadata = asFields(document["metadata"]) ?? {};
  const language = readLanguage(metadata);
  const ids = new CellIds();
  const cells = given.map((cell, index) => readCell(asFields(cell) ?? {}, index, language, ids, warn));
  const extras = asFields(metadata["recto"]) ?? {};
  return {
    notebook: toNotebook({
      title: readTitle(asText(metadata["title"]) ?? findHeading(cells) ?? "Untitled", warn),
      runMode: extras["runMode"] === "manual" ? "manual" : "automatic",
      cells,
      data: readData(extras["data"]),
      attributes: readAttributes(extras["attributes"]),
    }),
    warnings,
  };
}

function readCell(fields: Fields, index: number, language: string, ids: CellIds, warn: Warn): Cell {
  const metadata = asFields(fields["metadata"]) ?? {};
  const extras = asFields(metadata["recto"]);
  const source = asText(fields["source"]);
  if (source === null) warn(`cell ${index + 1} of the page has no source and is empty`);
  const id = ids.take(extras?.["id"], fields["id"]);
  if (extras !== null && cellKinds.includes(extras["kind"] as CellKind)) {
    const output = asText(extras["output"]);
    return toCell({
      id,
      kind: extras["kind"] as CellKind,
      source: source ?? "",
      ...(typeof extras["pinned"] === "boolean" && {pinned: extras["pinned"]}),
      hidden: extras["hidden"] === true,
      disabled: extras["disabled"] === true,
      output: output !== null && isIdentifier(output) ? output : null,
      attributes: readAttributes(extras["attributes"]),
    });
  }
  const text = source ?? "";
  switch (fields["cell_type"]) {
    case "markdown":
      return toCell({id, kind: "markdown", source: keepText(inlineAttachments(text, asFields(fields["attachments"]) ?? {}))});
    case "code":
      return toCodeCell(id, text, asText(asFields(metadata["vscode"])?.["languageId"]) ?? language);
    case "raw":
      return toRawCell(id, text, asText(metadata["raw_mimetype"]) ?? asText(metadata["format"]) ?? "text/plain");
    default:
      warn(`cell ${index + 1} of the page is of the type ${JSON.stringify(fields["cell_type"])} and is kept as text`);
      return toRawCell(id, text, "text/plain");
  }
}

function toCodeCell(id: number, source: string, language: string): Cell {
  if (language === "typescript" || language === "javascript") return toCell({id, kind: language, source});
  return toCell({id, kind: "other", source, pinned: true, attributes: [["type", toScriptType(language)]]});
}

function toRawCell(id: number, source: string, type: string): Cell {
  if (type === "text/markdown") return toCell({id, kind: "markdown", source: keepText(source)});
  if (type === "text/html") return toCell({id, kind: "html", source: keepText(source)});
  const isKept = /^[a-z]+\/[a-z0-9+.-]+$/.test(type) && type !== "text/x-typescript" && type !== "application/sql";
  return toCell({id, kind: "other", source, pinned: true, attributes: [["type", isKept ? type : "text/plain"]]});
}

/** Text in which `${` begins no expression: Jupyter shows it as it is. A backslash that is there already does the same. */
function keepText(text: string): string {
  return text.replace(/(\\*)\$\{/g, (whole, backslashes: string) => (backslashes.length % 2 === 0 ? `${backslashes}\\\${` : whole));
}

/** Pictures that lie in the cell become part of its text. */
function inlineAttachments(text: string, attachments: Fields): string {
  return text.replace(/attachment:([^\s)"'>]+)/g, (whole, name: string) => {
    const bundle = asFields(attachments[name]) ?? asFields(attachments[decode(name)]) ?? {};
    const type = Object.keys(bundle).find((key) => /^image\/(?:png|jpeg|gif|webp)$/.test(key));
    const bytes = type === undefined ? null : asText(bundle[type]);
    return bytes === null ? whole : `data:${type};base64,${bytes.replace(/\s+/g, "")}`;
  });
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}

/** Numbers for cells: the one that was written, or the next. */
class CellIds {
  readonly #used = new Set<number>();
  #greatest = 0;

  take(given: unknown, jupyterId: unknown): number {
    const named = typeof jupyterId === "string" ? /^cell-([1-9]\d{0,9})$/.exec(jupyterId)?.[1] : undefined;
    const wanted = typeof given === "number" ? given : Number(named ?? 0);
    const isUsable = Number.isInteger(wanted) && wanted > 0 && wanted < limits.cellId && !this.#used.has(wanted);
    const id = isUsable ? wanted : this.#greatest + 1;
    this.#used.add(id);
    this.#greatest = Math.max(this.#greatest, id);
    return id;
  }
}

function readLanguage(metadata: Fields): string {
  const language = asText(asFields(metadata["language_info"])?.["name"]) ?? asText(asFields(metadata["kernelspec"])?.["language"]);
  return (language ?? "python").toLowerCase();
}

/** The first heading of the first Markdown cell, for a file without a title. */
function findHeading(cells: readonly Cell[]): string | null {
  const first = cells.find(({kind}) => kind === "markdown");
  return first === undefined ? null : (/^#{1,2}\s+(.+?)\s*#*$/m.exec(first.source)?.[1] ?? null);
}

function readData(given: unknown): readonly DataReference[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((entry): DataReference[] => {
    const {name, digest} = asFields(entry) ?? {};
    if (typeof name !== "string" || name === "") return [];
    return [{name, digest: typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest) ? digest : null}];
  });
}

function readAttributes(given: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((pair: unknown): (readonly [string, string])[] => {
    if (!Array.isArray(pair) || typeof pair[0] !== "string" || typeof pair[1] !== "string" || !isAttributeName(pair[0])) return [];
    return [[pair[0], pair[1]]];
  });
}

function asFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** A text or its lines; null for anything else. */
function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : null;
}
