/** What a route says of itself, at the place where it is added: for the OpenAPI document, and for the API keys that may use it. */
import type {RequestHandler} from "express";
import type {z} from "zod";
import type {KeyScope} from "#notebooks";
import {Problem} from "./problem.ts";

export interface RouteDescription {
  /** What it does, in a few words without a stop. */
  readonly summary: string;
  /** What an API key must be allowed to do; null where no key is taken. */
  readonly scope: KeyScope | null;
  /** Whether it answers those who are not signed in. */
  readonly isOpen?: boolean;
  /** The same schema that the route checks the query with. */
  readonly query?: z.ZodType;
  /** The same schema that the route checks the JSON body with. */
  readonly body?: z.ZodType;
  /** The type of a body that is not JSON. */
  readonly bodyType?: string;
  /** The status of success; 200 when absent. */
  readonly status?: number;
  /** The JSON of the answer; absent where it has no body or is not JSON. */
  readonly answer?: z.ZodType;
  /** The type of an answer that is not JSON. */
  readonly answerType?: string;
}

/** A handler of any route's parameters. */
export interface DescribedHandler extends RequestHandler<any, any, any, any> {
  readonly description: RouteDescription;
}

/** The first handler of a route. It lets a request with an API key pass where the key may do this; a route without it takes no key. */
export function described(description: RouteDescription): DescribedHandler {
  const {scope} = description;
  const handler: RequestHandler = (request, _response, next) => {
    if (request.apiKey) {
      if (scope === null) throw new Problem("missing-scope", "this address takes no API key: sign in");
      if (!request.apiKey.scopes.includes(scope)) throw new Problem("missing-scope", `the API key may not do this: it lacks the scope "${scope}"`);
      request.isKeyChecked = true;
    }
    next();
  };
  return Object.assign(handler, {description});
}

export function isDescribed(handler: unknown): handler is DescribedHandler {
  return typeof handler === "function" && "description" in handler;
}
