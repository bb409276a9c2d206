/** Makes a template of a notebook: what stands in a cell of its own, a column's name or an input, becomes what can be chosen. */
import type {ColumnRole, ColumnRoleKind, Notebook, TemplateManifest, TemplateParameter} from "#notebooks";
import type {GuessedColumn} from "./guess-columns.ts";

/** The data set that the notebook reads, as far as a template needs to know it. */
export interface KnownData {
  readonly format: "table" | "text";
  readonly columns: readonly GuessedColumn[];
}

export interface FoundTemplate {
  readonly manifest: Pick<TemplateManifest, "needs" | "columns" | "parameters">;
  /** The notebook, naming the one data set that it reads. */
  readonly notebook: Notebook;
}

/** The name of the one data set that a notebook's cells read; null for none. Throws a RangeError when there are several, or a query names it. */
export function findDataName(notebook: Notebook): string | null {
  const cells = notebook.cells.filter(({disabled}) => !disabled);
  const code = cells.filter(({kind}) => kind === "typescript" || kind === "javascript");
  const names = new Set(code.flatMap(({source}) => [...source.matchAll(/\bdata\(("(?:[^"\\\n]|\\.)*")\)/g)].map(([, literal]) => JSON.parse(literal as string) as string)));
  const queried = notebook.data.find(({name}) => cells.some(({kind, source}) => kind === "sql" && source.includes(name)));
  if (queried) throw new RangeError(`a template's queries read tables of other cells: a SQL cell names the data set ${JSON.stringify(queried.name)} itself`);
  if (names.size > 1) throw new RangeError(`a template reads one data set, this notebook reads ${[...names].map((name) => JSON.stringify(name)).join(", ")}`);
  return [...names][0] ?? null;
}

/**
 * What a person will choose: a cell `const NAME = "column";` of a column of the data becomes a role, and a cell
 * `const NAME = view(Inputs.range(…));` (or `number`, `text`, `toggle`, `select` of texts) a parameter. Other cells stay as they are.
 */
export function fromNotebook(notebook: Notebook, data: KnownData | null): FoundTemplate {
  const name = findDataName(notebook);
  const sources = notebook.cells.filter(({kind, disabled}) => kind === "typescript" && !disabled).map(({source}) => source);
  const columns = data?.format === "table" ? sources.flatMap((source) => toRole(source, data.columns) ?? []) : [];
  const parameters = sources.flatMap((source) => toParameter(source) ?? []);
  return {
    manifest: {needs: name === null || data === null ? "nothing" : data.format, columns, parameters},
    notebook: {...notebook, data: name === null ? [] : [{name, digest: null}]},
  };
}

function toRole(source: string, columns: readonly GuessedColumn[]): ColumnRole | null {
  const [, name, literal, optional] = /^const ([a-z]\w*) = ("(?:[^"\\\n]|\\.)*")( as string \| null)?;$/.exec(source) ?? [];
  if (name === undefined || literal === undefined) return null;
  const column = columns.find((one) => one.name === JSON.parse(literal));
  if (!column) return null;
  return {name, role: toKind(column), title: toTitle(name), description: `as ${column.name} in the notebook that the template was made of`, isRequired: optional === undefined};
}

function toKind({type, distinct}: GuessedColumn): ColumnRoleKind {
  if (type === "date") return "time";
  if (type === "number") return "value";
  return type === "boolean" || distinct <= 50 ? "category" : "text";
}

/** `tauOfDay` → `Tau of day`. */
function toTitle(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toParameter(source: string): TemplateParameter | null {
  const [, name, kind, given] = /^const ([a-z]\w*) = view\(Inputs\.(range|number|text|toggle|select)\(([^\n]*)\)\);$/.exec(source) ?? [];
  const parts = name === undefined || given === undefined ? null : readLiterals(given);
  if (parts === null || name === undefined) return null;
  const options = parts.at(-1);
  if (typeof options !== "object" || options === null || Array.isArray(options)) return null;
  const {label = toTitle(name), value, step, ...others} = options as {[option: string]: unknown};
  if (typeof label !== "string" || Object.keys(others).length > 0) return null;
  const titled = {name, title: label};
  const stepped = typeof step === "number" ? {step} : {};
  const [first] = parts;
  if (kind === "range" && isNumbers(first) && typeof value === "number") return {...titled, type: "number", default: value, minimum: first[0], maximum: first[1], ...stepped};
  if (kind === "number" && parts.length === 1 && typeof value === "number") return {...titled, type: "number", default: value, ...stepped};
  if (step !== undefined) return null;
  if (kind === "text" && parts.length === 1 && typeof value === "string") return {...titled, type: "text", default: value};
  if (kind === "toggle" && parts.length === 1 && typeof value === "boolean") return {...titled, type: "boolean", default: value};
  if (kind === "select" && Array.isArray(first) && first.every((choice) => typeof choice === "string") && typeof value === "string" && first.includes(value))
    return {...titled, type: "choice", default: value, choices: first};
  return null;
}

const isNumbers = (value: unknown): value is [number, number] => Array.isArray(value) && value.length === 2 && value.every((number) => typeof number === "number");

/** Arguments that are written out as literals with plain keys; null for anything else. */
function readLiterals(text: string): unknown[] | null {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|([A-Za-z_]\w*)(?=\s*:)/g, (whole, key: string | undefined) => (key === undefined ? whole : JSON.stringify(key)));
  try {
    return JSON.parse(`[${quoted}]`) as unknown[];
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
