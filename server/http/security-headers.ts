/** The headers that tell the browser what a page of the workspace may do: its own scripts, no evaluation, no frames, no other site. */
import helmet from "helmet";
import type {RequestHandler} from "express";
import type {ServerOptions} from "../options.ts";

export function securityHeaders({publicAddress, development}: Pick<ServerOptions, "publicAddress" | "development">): RequestHandler {
  const isHttps = publicAddress?.startsWith("https:") ?? false;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        // Vite's development page has inline scripts for its reloading.
        scriptSrc: development ? ["'self'", "'unsafe-inline'"] : ["'self'"],
        // CodeMirror and Vega write style elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? undefined : false,
    xFrameOptions: {action: "deny"},
    referrerPolicy: {policy: "no-referrer"},
    crossOriginOpenerPolicy: {policy: "same-origin"},
    crossOriginResourcePolicy: {policy: "same-origin"},
  });
}
