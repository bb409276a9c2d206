/** What a template declares of itself: its words, its parameters, and the data that it needs. */
import type {Json} from "#notebooks";

export type ColumnRoleKind = "time" | "value" | "category" | "text";

/** A column that the template needs of the data set, by the part it plays. */
export interface ColumnRole {
  /** The name by which the template's notebook knows the column: a cell `const NAME = "column";` holds it. */
  readonly name: string;
  readonly role: ColumnRoleKind;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
}

/** A value that a person may set before the run; it becomes the input of that name. */
export interface TemplateParameter {
  /** The name of the input: a cell `const NAME = view(…);` holds it. */
  readonly name: string;
  readonly title: string;
  readonly type: "number" | "text" | "boolean" | "choice";
  readonly default: Json;
  /** For numbers: the extent, and the distance between two values of the slider. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number;
  /** For choices: what can be chosen. */
  readonly choices?: readonly string[];
}

export interface TemplateManifest {
  /** Also the name of the template's folder. */
  readonly id: string;
  readonly title: string;
  /** A sentence or two on the question that it answers. */
  readonly description: string;
  /** What the data set must be: a table, a text (lines of a log), or none when the template makes its own numbers. */
  readonly needs: "table" | "text" | "nothing";
  readonly parameters: readonly TemplateParameter[];
  readonly columns: readonly ColumnRole[];
}

const identifier = /^[a-z][a-zA-Z0-9]*$/;

/** Throws a TypeError or RangeError that names what is wrong with a manifest, before anything is made of it. */
export function checkManifest(manifest: TemplateManifest): void {
  const {id, title, description, needs, parameters, columns} = manifest;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) throw new TypeError(`the id of a template is lower-case words joined by hyphens, got ${JSON.stringify(id)}`);
  if (title.trim() === "") throw new TypeError("the title of a template is not empty");
  if (description.trim() === "") throw new TypeError("the description of a template is not empty");
  if (needs !== "table" && columns.length > 0) throw new TypeError(`a template that needs ${needs} has no columns, got ${columns.length}`);
  const names = [...columns, ...parameters].map(({name}) => name);
  for (const name of names) {
    if (!identifier.test(name)) throw new TypeError(`a name in a template is letters and digits that begin with a small letter, got ${JSON.stringify(name)}`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`a name in a template is given once, got ${twice} again`);
  for (const parameter of parameters) checkParameter(parameter, parameter.default);
}

/** Throws a TypeError for a value of another type than the parameter's, and a RangeError for one out of its range. */
export function checkParameter({name, type, minimum, maximum, choices}: TemplateParameter, value: unknown): asserts value is Json {
  const got = JSON.stringify(value) ?? String(value);
  if (type === "number") {
    if (typeof value !== "number" || !Number.isFinite(value)) throw new TypeError(`${name} must be a finite number, got ${got}`);
    if (minimum !== undefined && value < minimum) throw new RangeError(`${name} must be at least ${minimum}, got ${got}`);
    if (maximum !== undefined && value > maximum) throw new RangeError(`${name} must be at most ${maximum}, got ${got}`);
  } else if (type === "choice") {
    if (typeof value !== "string" || !(choices ?? []).includes(value)) throw new RangeError(`${name} must be one of ${(choices ?? []).join(", ")}, got ${got}`);
  } else if (type === "boolean") {
    if (typeof value !== "boolean") throw new TypeError(`${name} must be true or false, got ${got}`);
  } else if (typeof value !== "string") throw new TypeError(`${name} must be a text, got ${got}`);
}

/** Every parameter's value: what was given, or its default. Throws for a name that the template has not, and for a value that it cannot take. */
export function toParameterValues({parameters}: TemplateManifest, given: {readonly [name: string]: unknown}): {readonly [name: string]: Json} {
  const known = new Set(parameters.map(({name}) => name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) throw new TypeError(`a parameter is one of ${[...known].join(", ") || "none"}, got ${JSON.stringify(name)}`);
  }
  return Object.fromEntries(
    parameters.map((parameter): [string, Json] => {
      const value = Object.hasOwn(given, parameter.name) ? given[parameter.name] : parameter.default;
      checkParameter(parameter, value);
      return [parameter.name, value];
    }),
  );
}
