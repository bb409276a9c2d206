/** Checks what a template declares of itself, and the values that a person gives its parameters. */
import {cardPictures} from "#notebooks";
import type {Json, TemplateManifest, TemplateParameter} from "#notebooks";

const identifier = /^[a-z][a-zA-Z0-9]*$/;

/** Throws a TypeError or RangeError that names what is wrong with a manifest, before anything is made of it. */
export function checkManifest(manifest: TemplateManifest): void {
  const {id, title, description, picture, needs, parameters, columns} = manifest;
  if (!/^[\w-]+$/.test(id)) throw new TypeError(`the id of a template is letters, digits and hyphens, got ${JSON.stringify(id)}`);
  if (!cardPictures.includes(picture)) throw new TypeError(`the picture of a template is one of ${cardPictures.join(", ")}, got ${JSON.stringify(picture)}`);
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
