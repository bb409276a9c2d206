/** `GET /api/openapi.json`: the OpenAPI document, for whoever asks. */
import {Router} from "express";
import {described} from "../http/described.ts";

export function openApiRoutes(makeDocument: () => object): Router {
  const router = Router();
  let document: string | null = null;
  const description = {summary: "This document", scope: "read", isOpen: true, answerType: "application/json"} as const;
  router.get("/", described(description), (_request, response) => {
    document ??= JSON.stringify(makeDocument());
    response.type("application/json").send(document);
  });
  return router;
}
