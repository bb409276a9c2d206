/** Which names the server answers to, and from which pages it takes changes: the guard against other sites and rebound names. */
import {isIP} from "node:net";
import {hostname} from "node:os";
import type {IncomingMessage} from "node:http";
import type {RequestHandler} from "express";
import type {ServerOptions} from "../options.ts";
import {Problem} from "./problem.ts";

export interface Gate {
  /** Null when the request may pass. */
  checkHost(request: IncomingMessage): Problem | null;
  /** Null when the request comes from the workspace's own page, or from no page at all. */
  checkOrigin(request: IncomingMessage): Problem | null;
  /** As `checkOrigin`, and a missing Origin is refused: for sockets, which browsers always open with one. */
  checkSocketOrigin(request: IncomingMessage): Problem | null;
  readonly middleware: RequestHandler;
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** A numeric address cannot be rebound by a name server, so it is taken as it is; names must be known. */
export function createGate({publicAddress}: Pick<ServerOptions, "publicAddress">): Gate {
  const publicHost = publicAddress ? new URL(publicAddress).host : null;
  const names = new Set(["localhost", hostname().toLowerCase()]);

  function checkHost(request: IncomingMessage): Problem | null {
    const host = request.headers.host?.toLowerCase();
    if (host !== undefined) {
      if (host === publicHost) return null;
      const name = host.replace(/:\d+$/, "");
      if (names.has(name) || isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0) return null;
    }
    return new Problem("wrong-host", `the server does not answer to ${JSON.stringify(host ?? "")}; start it with its public address to reach it by a name`);
  }

  function isSameOrigin(request: IncomingMessage, origin: string): boolean {
    if (!URL.canParse(origin)) return false;
    if (publicAddress !== null && new URL(origin).origin === new URL(publicAddress).origin) return true;
    const {protocol, host} = new URL(origin);
    const isEncrypted = "encrypted" in request.socket;
    return host === request.headers.host?.toLowerCase() && protocol === (isEncrypted ? "https:" : "http:");
  }

  const refused = (origin: string): Problem =>
    new Problem("wrong-origin", `changes are taken from the workspace's own page only, not from ${JSON.stringify(origin)}`);

  function checkOrigin(request: IncomingMessage): Problem | null {
    const {origin} = request.headers;
    if (origin !== undefined) return isSameOrigin(request, origin) ? null : refused(origin);
    const site = request.headers["sec-fetch-site"];
    return site === undefined || site === "same-origin" || site === "none" ? null : refused(String(site));
  }

  return {
    checkHost,
    checkOrigin,
    checkSocketOrigin: (request) => (request.headers.origin === undefined ? refused("") : checkOrigin(request)),
    middleware(request, _response, next) {
      const problem = checkHost(request) ?? (safeMethods.has(request.method) ? null : checkOrigin(request));
      next(problem ?? undefined);
    },
  };
}
