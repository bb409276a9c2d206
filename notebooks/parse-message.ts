/** Reads a client's message from JSON, and refuses whatever has another shape: the server's first look at what comes over the socket. */
import {cellKinds} from "./cell.ts";
import type {Cell} from "./cell.ts";
import type {TableQuery} from "./display.ts";
import type {ClientMessage, ClientRequest} from "./message.ts";
import type {Command, Edit, Refusal} from "./operation.ts";
import {refuse} from "./limits.ts";
import {isTextChanges} from "./text-changes.ts";
import type {Json} from "./value.ts";

/** The message of a text frame, or of the JSON parsed from it. Fields that the message does not have are refused too. */
export function parseClientMessage(given: unknown): ClientMessage | Refusal {
  try {
    return toMessage(typeof given === "string" ? parseJson(given) : given);
  } catch (error) {
    if (error instanceof ShapeError) return refuse("invalid", error.message);
    throw error;
  }
}

class ShapeError extends Error {}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ShapeError("the message is not JSON", {cause});
  }
}

/** One object of the message: every field is asked for once, and `end` refuses the fields that nobody asked for. */
class Fields {
  private readonly fields: {readonly [name: string]: unknown};
  private readonly asked = new Set<string>();
  private readonly path: string;

  constructor(json: unknown, path: string) {
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw new ShapeError(`${path} must be an object`);
    this.fields = json as {readonly [name: string]: unknown};
    this.path = path;
  }

  get(name: string): unknown {
    this.asked.add(name);
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
  }

  has(name: string): boolean {
    this.asked.add(name);
    return Object.hasOwn(this.fields, name);
  }

  end(): void {
    for (const name of Object.keys(this.fields)) {
      if (!this.asked.has(name)) throw new ShapeError(`${this.path} has the unknown field "${name.slice(0, 80)}"`);
    }
  }

  private wrong(name: string, rule: string): ShapeError {
    return new ShapeError(`${this.path}.${name} must be ${rule}`);
  }

  text(name: string, characters = Infinity): string {
    const value = this.get(name);
    if (typeof value !== "string") throw this.wrong(name, "a text");
    if (value.length > characters) throw this.wrong(name, `at most ${characters} characters`);
    return value;
  }

  textOrNull(name: string): string | null {
    return this.get(name) === null ? null : this.text(name);
  }

  boolean(name: string): boolean {
    const value = this.get(name);
    if (typeof value !== "boolean") throw this.wrong(name, "true or false");
    return value;
  }

  integer(name: string, least = 0): number {
    const value = this.get(name);
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) throw this.wrong(name, `an integer from ${least}`);
    return value;
  }

  id(name: string): number {
    return this.integer(name, 1);
  }

  idOrNull(name: string): number | null {
    return this.get(name) === null ? null : this.id(name);
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.get(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.wrong(name, `one of ${choices.join(", ")}`);
    return found;
  }

  json(name: string): Json {
    if (!this.has(name)) throw this.wrong(name, "there");
    return this.fields[name] as Json;
  }

  inside(name: string): Fields {
    return new Fields(this.get(name), `${this.path}.${name}`);
  }
}

function toMessage(json: unknown): ClientMessage {
  const fields = new Fields(json, "message");
  const type = fields.choice("type", ["operation", "request", "resynchronise"]);
  const message = (): ClientMessage => {
    switch (type) {
      case "operation":
        return {type, id: fields.integer("id"), operation: toOperation(fields.inside("operation"))};
      case "request":
        return {type, request: fields.integer("request"), body: toRequest(fields.inside("body"))};
      case "resynchronise":
        return {type};
    }
  };
  return finish(fields, message());
}

function finish<Read>(fields: Fields, read: Read): Read {
  fields.end();
  return read;
}

const operationTypes = [
  "set-title", "set-run-mode", "insert-cell", "delete-cell", "move-cell", "edit-source", "set-cell", "set-data", "remove-data", "set-input",
  "run", "interrupt", "restart",
] as const satisfies readonly (Edit | Command)["type"][];

function toOperation(fields: Fields): Edit | Command {
  const type = fields.choice("type", operationTypes);
  const operation = (): Edit | Command => {
    switch (type) {
      case "set-title":
        return {type, title: fields.text("title")};
      case "set-run-mode":
        return {type, runMode: fields.choice("runMode", ["automatic", "manual"])};
      case "insert-cell":
        return {type, cell: toInsertedCell(fields.inside("cell")), after: fields.idOrNull("after")};
      case "delete-cell":
        return {type, id: fields.id("id")};
      case "move-cell":
        return {type, id: fields.id("id"), after: fields.idOrNull("after")};
      case "edit-source": {
        const changes = fields.get("changes");
        if (!isTextChanges(changes)) throw new ShapeError("message.operation.changes must be changes of a text");
        return {type, id: fields.id("id"), version: fields.integer("version"), changes, client: fields.text("client", 200)};
      }
      case "set-cell":
        return {type, id: fields.id("id"), changes: toCellChanges(fields.inside("changes"))};
      case "set-data":
        return {type, name: fields.text("name"), digest: fields.textOrNull("digest")};
      case "remove-data":
        return {type, name: fields.text("name")};
      case "set-input":
        return {type, key: fields.text("key", 40), value: fields.json("value")};
      case "run": {
        const cells = fields.get("cells");
        if (cells === "all" || cells === "stale") return {type, cells};
        if (!Array.isArray(cells) || !cells.every((id) => Number.isSafeInteger(id) && (id as number) > 0)) {
          throw new ShapeError('message.operation.cells must be "all", "stale" or a list of cell ids');
        }
        return {type, cells: cells as readonly number[]};
      }
      case "interrupt":
        return {type};
      case "restart":
        return fields.has("seed") ? {type, seed: fields.integer("seed")} : {type};
    }
  };
  return finish(fields, operation());
}

function toInsertedCell(fields: Fields): Cell {
  const attributes = fields.get("attributes");
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string");
  if (!Array.isArray(attributes) || !attributes.every(isPair)) {
    throw new ShapeError("message.operation.cell.attributes must be a list of pairs of texts");
  }
  return finish(fields, {
    id: fields.id("id"),
    kind: fields.choice("kind", cellKinds),
    source: fields.text("source"),
    pinned: fields.boolean("pinned"),
    hidden: fields.boolean("hidden"),
    disabled: fields.boolean("disabled"),
    output: fields.textOrNull("output"),
    attributes: attributes as readonly (readonly [string, string])[],
  });
}

function toCellChanges(fields: Fields): Extract<Edit, {type: "set-cell"}>["changes"] {
  return finish(fields, {
    ...(fields.has("kind") ? {kind: fields.choice("kind", cellKinds)} : {}),
    ...(fields.has("pinned") ? {pinned: fields.boolean("pinned")} : {}),
    ...(fields.has("hidden") ? {hidden: fields.boolean("hidden")} : {}),
    ...(fields.has("disabled") ? {disabled: fields.boolean("disabled")} : {}),
    ...(fields.has("output") ? {output: fields.textOrNull("output")} : {}),
  });
}

function toRequest(fields: Fields): ClientRequest {
  const type = fields.choice("type", ["page-table", "complete", "hover", "verify"]);
  const request = (): ClientRequest => {
    switch (type) {
      case "page-table":
        return {type, cell: fields.id("cell"), display: fields.integer("display"), query: toTableQuery(fields.inside("query"))};
      case "complete":
      case "hover":
        return {type, cell: fields.id("cell"), source: fields.text("source"), position: fields.integer("position")};
      case "verify":
        return {type};
    }
  };
  return finish(fields, request());
}

function toTableQuery(fields: Fields): TableQuery {
  const sort = fields.get("sort") === null ? null : fields.inside("sort");
  return finish(fields, {
    offset: fields.integer("offset"),
    limit: fields.integer("limit"),
    sort: sort === null ? null : finish(sort, {column: sort.text("column"), descending: sort.boolean("descending")}),
    filter: fields.text("filter", 1000),
  });
}
