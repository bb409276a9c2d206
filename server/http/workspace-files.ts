/** The built workspace: hashed assets are kept for ever, and every other address that is not the interface's gets the page itself. */
import {resolve} from "node:path";
import express, {Router} from "express";
import {hasWorkspace} from "../options.ts";
import type {ServerOptions} from "../options.ts";
import {Problem} from "./problem.ts";

export function workspaceFiles(options: ServerOptions): Router {
  const router = Router();
  const folder = options.workspaceFolder;
  if (folder === null) return router;
  const assets = express.static(resolve(folder, "assets"), {immutable: true, maxAge: "365d", index: false, fallthrough: true});
  router.use("/assets", assets, (_request, _response, next) => next(new Problem("not-found", "there is no such file")));
  router.use(express.static(folder, {index: false, maxAge: 0, setHeaders: (response) => response.setHeader("Cache-Control", "no-cache")}));
  // Not a route with a parameter: that would decode the address, and refuse one that cannot be decoded before the page can say so.
  router.use((request, response, next) => {
    const isReading = request.method === "GET" || request.method === "HEAD";
    if (!isReading || !hasWorkspace(options) || !request.accepts("html")) return next();
    response.setHeader("Cache-Control", "no-cache");
    response.sendFile("index.html", {root: folder, cacheControl: false}, (error) => error && next(error));
  });
  return router;
}
