/** The OpenAPI 3.1 document of the HTTP interface, made from what the routes say of themselves. */
import type {Router} from "express";
import {z} from "zod";
import {isDescribed} from "../http/described.ts";
import type {RouteDescription} from "../http/described.ts";
import {problemSchema} from "../http/resources.ts";

/** Routes and the address that they hang at. */
export interface Mount {
  readonly path: string;
  readonly router: Router;
  /** The heading under which the document lists them. */
  readonly tag: string;
}

/** A route that was found in a router. */
export interface FoundRoute {
  readonly method: string;
  /** From the root of the interface, as Express writes it: `/notebooks/:id`. */
  readonly path: string;
  readonly tag: string;
  /** Null for a route that says nothing of itself. */
  readonly description: RouteDescription | null;
}

type Schema = {[name: string]: unknown};
type Direction = "input" | "output";

/** A JSON schema inside an object of one property, so that it may be a reference itself. */
interface Wrapped {
  readonly properties: {readonly schema: Schema};
  readonly $defs?: {readonly [name: string]: Schema};
}

/** Every route of the routers, in the order in which they were added. */
export function findRoutes(mounts: readonly Mount[]): FoundRoute[] {
  return mounts.flatMap(({path: base, router, tag}) =>
    router.stack.flatMap(({route}): FoundRoute[] => {
      if (!route) return [];
      const path = `${base}${route.path}`.replace(/(?<=.)\/$/, "");
      const described = route.stack.find(({handle}) => isDescribed(handle))?.handle;
      const description = isDescribed(described) ? described.description : null;
      const methods = [...new Set(route.stack.map(({method}) => method))];
      return methods.map((method) => ({method, path, tag, description}));
    }),
  );
}

export function toOpenApi(mounts: readonly Mount[], version: string): object {
  const schemas = new Schemas();
  const problem = schemas.add(problemSchema, "output");
  const paths: {[path: string]: {[method: string]: object}} = {};
  for (const {method, path, tag, description} of findRoutes(mounts)) {
    if (!description) continue;
    const address = path.replace(/:([A-Za-z]+)/g, "{$1}");
    paths[address] = {...paths[address], [method]: toOperation(method, path, tag, description, schemas, problem)};
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Recto",
      version,
      description: "Notebooks, data sets, runs and what is published. Errors are RFC 9457 problems.",
      license: {name: "MIT", identifier: "MIT"},
    },
    servers: [{url: "/api"}],
    tags: [...new Set(mounts.map(({tag}) => tag))].map((name) => ({name})),
    paths,
    components: {
      schemas: schemas.all(),
      securitySchemes: {
        key: {type: "http", scheme: "bearer", description: "An API key, made in the workspace under Settings."},
        session: {type: "apiKey", in: "cookie", name: "recto.session", description: "A sign-in in the browser."},
      },
    },
  };
}

function toOperation(method: string, path: string, tag: string, given: RouteDescription, schemas: Schemas, problem: Schema): object {
  const {summary, scope, isOpen = false, query, body, bodyType, status = 200, answer, answerType} = given;
  const named = [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => ({name, in: "path", required: true, schema: {type: "string"}}));
  const parameters = [...named, ...(query ? toQuery(schemas.add(query, "input")) : [])];
  const content = answer ? {"application/json": {schema: schemas.add(answer, "output")}} : answerType ? {[answerType]: {schema: {}}} : undefined;
  const requestBody = body ? {"application/json": {schema: schemas.add(body, "input")}} : bodyType ? {[bodyType]: {schema: {}}} : undefined;
  return {
    operationId: toOperationId(method, path),
    tags: [tag],
    summary,
    ...(scope !== null && {description: `An API key needs the scope \`${scope}\`.`}),
    security: [...(isOpen ? [{}] : []), ...(scope === null ? [] : [{key: []}]), {session: []}],
    ...(parameters.length > 0 && {parameters}),
    ...(requestBody && {requestBody: {content: requestBody}}),
    responses: {
      [status]: {description: "Success", ...(content && {content})},
      default: {description: "A problem", content: {"application/problem+json": {schema: problem}}},
    },
  };
}

/** `get /notebooks/:id/file` → `getNotebooksFile`, with `ById` where two would have the same name otherwise. */
function toOperationId(method: string, path: string): string {
  const words = path.split("/").filter(Boolean).map((part) => (part.startsWith(":") ? `by-${part.slice(1)}` : part));
  return [method, ...words].join("-").replace(/-+([A-Za-z])/g, (_, letter: string) => letter.toUpperCase());
}

function toQuery(schema: Schema): object[] {
  const required = new Set((schema["required"] as readonly string[] | undefined) ?? []);
  return Object.entries((schema["properties"] ?? {}) as {[name: string]: Schema}).map(([name, its]) => {
    const {description, ...rest} = its;
    return {name, in: "query", ...(required.has(name) && {required: true}), ...(description !== undefined && {description}), schema: rest};
  });
}

/** Schemas that have a name, each once. */
class Schemas {
  readonly #named = new Map<string, Schema>();

  /** The JSON schema, in which those with a name are references. */
  add(schema: z.ZodType, io: Direction): Schema {
    const {properties, $defs = {}} = z.toJSONSchema(z.object({schema}), {io, unrepresentable: "any"}) as unknown as Wrapped;
    for (const [name, its] of Object.entries($defs)) this.#named.set(toName(name), toReferences(its));
    return toReferences(properties.schema);
  }

  all(): {[name: string]: Schema} {
    return Object.fromEntries([...this.#named].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Zod's own name for the schema of any JSON. */
const toName = (name: string): string => (name.startsWith("__schema") ? "Json" : name);

function toReferences(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== "$ref" || typeof value !== "string") return value;
    return `#/components/schemas/${toName(value.replace("#/$defs/", ""))}`;
  }) as Schema;
}
