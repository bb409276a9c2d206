/** The HTTP application: the order in which a request meets the guards, the sign-in, the routes and the workspace. */
import express, {Router} from "express";
import type {Express, RequestHandler} from "express";
import {accountRoutes} from "./accounts/routes.ts";
import {ownerOf} from "./accounts/sign-in.ts";
import {dataSetRoutes} from "./data-sets/routes.ts";
import {answerHealth} from "./http/health.ts";
import {Problem, answerProblems} from "./http/problem.ts";
import {requestLog} from "./http/request-log.ts";
import {securityHeaders} from "./http/security-headers.ts";
import {workspaceFiles} from "./http/workspace-files.ts";
import {notebookRoutes} from "./notebooks/routes.ts";
import type {Parts} from "./parts.ts";

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
  app.use(parts.developmentPages ?? workspaceFiles(options));
  app.use((_request, _response, next) => next(new Problem("not-found", "there is nothing at this address")));
  app.use(answerProblems(log));
  return app;
}

function createApi(parts: Parts): Router {
  const {accounts, attempts, dataSets, exporter, files, live, maker, notebooks, options, reader, signIns, signInStore} = parts;
  const api = Router();
  api.use((_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  api.use(...signIns.middleware);
  api.use("/notebooks", signedIn, jsonBody(notebookBodyLimit));
  api.use("/data-sets", signedIn);
  api.use(jsonBody(bodyLimit, /^\/data-sets\/?$/));
  api.use(accountRoutes({accounts, attempts, signIns, store: signInStore, welcome: maker.welcome, closeSockets: live.closeSockets}));
  api.get("/examples", signedIn, (_request, response) => {
    response.json(maker.examples());
  });
  api.use("/notebooks", notebookRoutes({notebooks, maker, exporter, deleted: live.deleted}));
  const {uploadLimitBytes} = options;
  api.use("/data-sets", dataSetRoutes({dataSets, notebooks, files, reader, uploadLimitBytes, changed: live.dataSetChanged}));
  api.use((request, _response, next) => next(new Problem("not-found", `there is nothing at ${request.method} ${request.originalUrl.split("?")[0]}`)));
  return api;
}

const signedIn: RequestHandler = (request, _response, next) => {
  ownerOf(request);
  next();
};

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
