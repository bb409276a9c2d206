/** Which attributes of the file mean what: Observable's own, Recto's additions that Observable ignores, and the rest, which is kept. */
import {isAttributeName, isIdentifier, toCell, toNotebook} from "../index.ts";
import type {Cell, CellKind, DataReference, Notebook} from "../index.ts";

type Attributes = readonly (readonly [name: string, value: string])[];

const types: {readonly [kind in Exclude<CellKind, "other">]: string} = {
  typescript: "text/x-typescript",
  javascript: "module",
  markdown: "text/markdown",
  html: "text/html",
  sql: "application/sql",
};

const disabledName = "data-recto-disabled";
export const escapedName = "data-recto-escaped";
const runModeName = "data-recto-run-mode";
const dataName = "data-recto-data";

function toKind(type: string | undefined): CellKind {
  if (type === undefined || type === "") return "javascript";
  const kinds = Object.keys(types) as (keyof typeof types)[];
  return kinds.find((kind) => types[kind] === type) ?? "other";
}

/** The cell of a script's attributes, its source and the id that it gets. */
export function toFileCell(id: number, attributes: Attributes, source: string): Cell {
  const given = new Map(attributes);
  const kind = toKind(given.get("type"));
  const output = given.get("output");
  const isNamed = output !== undefined && isIdentifier(output);
  const known = ["id", "pinned", "hidden", disabledName, escapedName, ...(kind === "other" ? [] : ["type"]), ...(isNamed ? ["output"] : [])];
  return toCell({
    id,
    kind,
    source,
    pinned: given.has("pinned"),
    hidden: given.has("hidden"),
    disabled: given.has(disabledName),
    output: isNamed ? output : null,
    attributes: attributes.filter(([name]) => !known.includes(name)),
  });
}

/** The attributes of a cell's script, in the order in which Notebook Kit writes them. */
export function toCellAttributes(cell: Cell, isEscaped: boolean): Attributes {
  const rest = cell.attributes.filter(([name]) => isAttributeName(name) && !isWritten(name, cell));
  const type = cell.kind === "other" ? (cell.attributes.find(([name]) => name === "type")?.[1] ?? "text/plain") : types[cell.kind];
  return [
    ["id", String(cell.id)],
    ["type", type],
    ...flag("pinned", cell.pinned),
    ...flag("hidden", cell.hidden),
    ...(cell.output === null ? [] : [["output", cell.output] as const]),
    ...rest,
    ...flag(disabledName, cell.disabled),
    ...flag(escapedName, isEscaped),
  ];
}

function isWritten(name: string, cell: Cell): boolean {
  return ["id", "type", "pinned", "hidden", disabledName, escapedName].includes(name) || (name === "output" && cell.output !== null);
}

function flag(name: string, isSet: boolean): Attributes {
  return isSet ? [[name, ""]] : [];
}

/** The notebook of its element's attributes, without cells; `warn` hears what could not be read. */
export function toFileNotebook(title: string | undefined, attributes: Attributes, cells: readonly Cell[], warn: (text: string) => void): Notebook {
  const given = new Map(attributes);
  return toNotebook({
    title,
    runMode: given.get(runModeName) === "manual" ? "manual" : "automatic",
    cells,
    data: toDataReferences(given.get(dataName), warn),
    attributes: attributes.filter(([name]) => name !== runModeName && name !== dataName),
  });
}

export function toNotebookAttributes({runMode, data, attributes}: Notebook): Attributes {
  const references = data.map(({name, digest}) => [name, digest]);
  return [
    ...attributes.filter(([name]) => isAttributeName(name) && name !== runModeName && name !== dataName),
    ...(runMode === "manual" ? [[runModeName, "manual"] as const] : []),
    ...(data.length > 0 ? [[dataName, JSON.stringify(references)] as const] : []),
  ];
}

function toDataReferences(text: string | undefined, warn: (text: string) => void): readonly DataReference[] {
  if (text === undefined) return [];
  const references = parseJson(text);
  const isReference = (pair: unknown) =>
    Array.isArray(pair) &&
    pair.length === 2 &&
    typeof pair[0] === "string" &&
    pair[0] !== "" &&
    (pair[1] === null || (typeof pair[1] === "string" && /^[0-9a-f]{64}$/.test(pair[1])));
  if (Array.isArray(references) && references.every(isReference)) {
    return (references as readonly (readonly [string, string | null])[]).map(([name, digest]) => ({name, digest}));
  }
  warn(`the attribute ${dataName} is not a list of names and digests`);
  return [];
}

/** JSON, or undefined for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A start tag; values with double quotes are put between single ones where that is possible. */
export function toStartTag(name: string, attributes: Attributes): string {
  return `<${name}${attributes.map(([name, value]) => ` ${name}=${quote(value)}`).join("")}>`;
}

function quote(value: string): string {
  const escaped = value.replaceAll("&", "&amp;").replaceAll("\r", "&#13;").replaceAll("\u00a0", "&nbsp;");
  return escaped.includes('"') && !escaped.includes("'") ? `'${escaped}'` : `"${escaped.replaceAll('"', "&quot;")}"`;
}

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\u00a0", "&nbsp;");
}
