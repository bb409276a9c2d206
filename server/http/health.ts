/** `GET /healthz`: alive, with the versions and the protections in force. */
import type {RequestHandler} from "express";

export interface Health {
  readonly status: "ok" | "stopping";
  readonly kernel: {readonly version: string; readonly engine: string};
  readonly protections: readonly {readonly name: string; readonly active: boolean; readonly detail: string}[];
}

export function answerHealth(health: () => Health): RequestHandler {
  return (_request, response) => {
    const answer = health();
    response.setHeader("Cache-Control", "no-store");
    response.status(answer.status === "ok" ? 200 : 503).json(answer);
  };
}
