/** Gives every request an id, tells it in `X-Request-Id`, and logs how the request ended. */
import type {RequestHandler} from "express";
import type {Effects} from "../effects.ts";
import type {Log} from "../log.ts";

declare module "node:http" {
  interface IncomingMessage {
    id: string;
  }
}

export function requestLog(log: Log, effects: Effects): RequestHandler {
  return (request, response, next) => {
    const startedAt = effects.clock();
    request.id = effects.randomId();
    response.setHeader("X-Request-Id", request.id);
    response.once("close", () => {
      const {method} = request;
      const path = request.originalUrl.split("?")[0];
      const {statusCode: status} = response;
      const line = {requestId: request.id, method, path, status, durationMs: effects.clock() - startedAt, finished: response.writableFinished};
      if (status >= 500) log.error(line, "request");
      else log.debug(line, "request");
    });
    next();
  };
}
