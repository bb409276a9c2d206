/** Makes a notebook of a template: its own notebook with the chosen data set, columns and parameters written into it. */
import {toCell} from "#notebooks";
import type {Cell, ChosenColumns, ColumnRole, DataReference, Json, Notebook, TemplateManifest, TemplateParameter} from "#notebooks";
import {toParameterValues} from "./manifest.ts";

/** What the template is applied to. */
export interface TemplateChoice {
  /** The data set that is read; null for a template that needs none. */
  readonly data: DataReference | null;
  /** Columns by the role's name; a role that is left out is null, which a required one must not be. */
  readonly columns: ChosenColumns;
  /** Parameters by name; the default where one is left out. */
  readonly parameters: {readonly [name: string]: unknown};
  /** The notebook's title; the template's own when absent. */
  readonly title?: string;
}

/** A choice with which a template cannot be used; `field` is the role or parameter that is wrong. */
export class TemplateChoiceError extends Error {
  override readonly name = "TemplateChoiceError";
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

/**
 * The notebook of a template with a choice written into it. In the template's notebook every role and every parameter is the only thing of a cell
 * of its own, `const NAME = …;`, and the data set is read by one name.
 * @throws TemplateChoiceError when a required column is missing, a name is unknown, or a parameter is out of its range.
 */
export function instantiate(manifest: TemplateManifest, template: Notebook, choice: TemplateChoice): Notebook {
  const {data, columns, title = template.title} = choice;
  if (data === null && manifest.needs !== "nothing") throw new TemplateChoiceError("dataSet", `the template needs a data set: a ${manifest.needs}`);
  const settings = new Map<string, string>();
  const roles = new Set(manifest.columns.map(({name}) => name));
  for (const name of Object.keys(columns)) {
    if (!roles.has(name)) throw new TemplateChoiceError(name, `a column is for one of ${[...roles].join(", ") || "no role"}, got ${JSON.stringify(name)}`);
  }
  for (const role of manifest.columns) {
    const column = columns[role.name] ?? null;
    if (column === null && role.isRequired) throw new TemplateChoiceError(role.name, `the template needs a column for ${role.title}: ${role.description}`);
    settings.set(role.name, toRoleSource(role, column));
  }
  const values = checkedParameters(manifest, choice.parameters);
  for (const parameter of manifest.parameters) settings.set(parameter.name, toParameterSource(parameter, values[parameter.name] as Json));
  const from = template.data[0]?.name ?? null;
  const cells = template.cells.map((cell) => toChosenCell(cell, settings, from, data?.name ?? null));
  if (settings.size > 0) throw new TypeError(`the template ${manifest.id} has no cell for ${[...settings.keys()].join(", ")}`);
  return {...template, title, cells, data: data === null ? [] : [data]};
}

function checkedParameters(manifest: TemplateManifest, given: TemplateChoice["parameters"]): {readonly [name: string]: Json} {
  try {
    return toParameterValues(manifest, given);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const field = Object.keys(given).find((name) => error.message.includes(name)) ?? "parameters";
    throw new TemplateChoiceError(field, error.message, {cause: error});
  }
}

function toChosenCell(cell: Cell, settings: Map<string, string>, from: string | null, to: string | null): Cell {
  if (cell.kind !== "typescript") return cell;
  const name = /^const ([A-Za-z]\w*) = [^\n]*;$/.exec(cell.source)?.[1];
  const setting = name === undefined ? undefined : settings.get(name);
  if (name !== undefined && setting !== undefined) {
    settings.delete(name);
    return toCell({...cell, source: setting});
  }
  if (from === null || to === null) return cell;
  return toCell({...cell, source: cell.source.replaceAll(`data(${JSON.stringify(from)})`, () => `data(${JSON.stringify(to)})`)});
}

/** An optional column keeps the type of one that may be missing, so that the cells below read the same either way. */
function toRoleSource({name, isRequired}: ColumnRole, column: string | null): string {
  const value = column === null ? "null" : JSON.stringify(column);
  return isRequired ? `const ${name} = ${value};` : `const ${name} = ${value} as string | null;`;
}

function toParameterSource({name, title, type, minimum, maximum, step, choices}: TemplateParameter, value: Json): string {
  const label = `label: ${JSON.stringify(title)}`;
  const given = `value: ${JSON.stringify(value)}`;
  if (type === "boolean") return `const ${name} = view(Inputs.toggle({${label}, ${given}}));`;
  if (type === "choice") return `const ${name} = view(Inputs.select([${(choices ?? []).map((text) => JSON.stringify(text)).join(", ")}], {${label}, ${given}}));`;
  if (type === "text") return `const ${name} = view(Inputs.text({${label}, ${given}}));`;
  const stepped = step === undefined ? "" : `, step: ${step}`;
  if (minimum !== undefined && maximum !== undefined) return `const ${name} = view(Inputs.range([${minimum}, ${maximum}], {${label}${stepped}, ${given}}));`;
  return `const ${name} = view(Inputs.number({${label}${stepped}, ${given}}));`;
}
