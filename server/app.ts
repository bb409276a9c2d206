/** The HTTP application: the order in which a request meets the guards, the sign-in, the routes and the workspace. */
import express, {Router} from "express";
import type {Express, RequestHandler} from "express";
import {accountRoutes} from "./accounts/routes.ts";
import {dataSetRoutes} from "./data-sets/routes.ts";
import {resultRoutes} from "./exchange/routes.ts";
import {answerHealth} from "./http/health.ts";
import {Problem, answerProblems} from "./http/problem.ts";
import {requestLog} from "./http/request-log.ts";
import {securityHeaders} from "./http/security-headers.ts";
import {workspaceFiles} from "./http/workspace-files.ts";
import {bearer} from "./keys/bearer.ts";
import {keyRoutes} from "./keys/routes.ts";
import {exampleRoutes} from "./notebooks/example-routes.ts";
import {notebookRoutes} from "./notebooks/routes.ts";
import {openApiRoutes} from "./openapi/routes.ts";
import {toOpenApi} from "./openapi/document.ts";
import type {Mount} from "./openapi/document.ts";
import type {Parts} from "./parts.ts";
import {publishedPages} from "./publishing/pages.ts";
import {publishedRoutes} from "./publishing/published-routes.ts";
import {notebookPublicationRoutes, publicationRoutes} from "./publishing/routes.ts";
import {notebookRunRoutes, runRoutes} from "./runs/routes.ts";
import {noticeRoutes} from "./schedules/notice-routes.ts";
import {scheduleRoutes} from "./schedules/routes.ts";
import {offerRoutes, templateRoutes} from "./templates/routes.ts";

/** A notebook's file may carry its data sets inside. */
const notebookBodyLimit = "96mb";
const bodyLimit = "256kb";

export function createApp(parts: Parts): Express {
  const {options, log, gate, health} = parts;
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  if (options.publicAddress !== null) app.set("trust proxy", "loopback");
  app.use(requestLog(log, options.effects), securityHeaders(options), gate.middleware);
  app.get("/healthz", answerHealth(health));
  app.use("/api", createApi(parts));
  app.use("/p", publishedPages({...parts, signIn: toOne(parts.signIns.middleware)}));
  app.use(parts.developmentPages ?? workspaceFiles(options));
  app.use((_request, _response, next) => next(new Problem("not-found", "there is nothing at this address")));
  app.use(answerProblems(log));
  return app;
}

/** The routes of the interface and where they hang: what is served, and what its OpenAPI document lists. */
export function toMounts(parts: Parts): readonly Mount[] {
  const {accounts, attempts, dataSets, exporter, files, health, keys, live, maker, notebooks, options, reader, comparer, runner, runs, signIns, signInStore} = parts;
  const {uploadLimitBytes} = options;
  const offered = {...parts, desk: parts.templates, uploadLimitBytes, changed: live.dataSetChanged};
  const mounts: readonly Mount[] = [
    {tag: "Account", path: "", router: accountRoutes({accounts, attempts, signIns, store: signInStore, welcome: maker.welcome, closeSockets: live.closeSockets, closeNotebooks: live.accountDeleted})},
    {tag: "API keys", path: "/keys", router: keyRoutes(keys)},
    {tag: "Examples", path: "/examples", router: exampleRoutes(maker)},
    {tag: "Notebooks", path: "/notebooks", router: notebookRoutes({notebooks, maker, exporter, deleted: live.deleted})},
    {tag: "Runs", path: "/notebooks", router: notebookRunRoutes({runs, runner, notebooks, live})},
    {tag: "Runs", path: "/runs", router: runRoutes({runs, runner, comparer, live})},
    {tag: "Runs", path: "/runs", router: resultRoutes(parts)},
    {tag: "Publishing", path: "/notebooks", router: notebookPublicationRoutes(parts)},
    {tag: "Publishing", path: "/publications", router: publicationRoutes(parts)},
    {tag: "Published", path: "/published", router: publishedRoutes(parts)},
    {tag: "Data sets", path: "/data-sets", router: dataSetRoutes({dataSets, notebooks, files, reader, uploadLimitBytes, changed: live.dataSetChanged})},
    {tag: "Templates", path: "/data-sets", router: offerRoutes(offered)},
    {tag: "Templates", path: "/templates", router: templateRoutes(offered)},
    {tag: "Schedules", path: "/schedules", router: scheduleRoutes(parts)},
    {tag: "Schedules", path: "/notices", router: noticeRoutes(parts)},
    {tag: "This document", path: "/openapi.json", router: openApiRoutes(() => toOpenApi(mounts, health().kernel.version))},
  ];
  return mounts;
}

export function createApi(parts: Parts): Router {
  const {accounts, keys, signIns} = parts;
  const mounts = toMounts(parts);
  const api = Router();
  api.use((_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  api.use(bearer(keys, accounts), unlessKey(...signIns.middleware));
  api.use("/notebooks", signedIn, jsonBody(notebookBodyLimit));
  api.use(["/data-sets", "/notices", "/publications", "/runs", "/schedules", "/templates"], signedIn);
  api.use(jsonBody(bodyLimit, /^\/(?:data-sets|templates\/[^/]+\/runs)\/?$/));
  for (const {path, router} of mounts) api.use(path, router);
  api.use((request, _response, next) => next(new Problem("not-found", `there is nothing at ${request.method} ${request.originalUrl.split("?")[0]}`)));
  return api;
}

/** Refuses those who are nobody before their body is read. */
const signedIn: RequestHandler = (request, _response, next) => {
  next(request.user ? undefined : new Problem("not-signed-in", "sign in first"));
};

/** Handlers for requests that come with a cookie, or with nothing: an API key makes no session. */
function unlessKey(...handlers: readonly RequestHandler[]): RequestHandler {
  const withoutKey = toOne(handlers);
  return (request, response, next) => (request.apiKey ? next() : withoutKey(request, response, next));
}

function toOne(handlers: readonly RequestHandler[]): RequestHandler {
  const router = Router();
  router.use(...handlers);
  return router;
}

/** Parses JSON bodies and refuses others; addresses that `raw` matches keep theirs. */
function jsonBody(limit: string, raw?: RegExp): RequestHandler {
  const parse = express.json({limit, strict: true});
  return (request, response, next) => {
    if (raw?.test(request.path) || request.body !== undefined) return next();
    const hasBody = request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
    if (hasBody && !request.is("application/json"))
      return next(new Problem("unsupported-media-type", "the body must be JSON with the type application/json"));
    return parse(request, response, next);
  };
}
