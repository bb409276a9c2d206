/** Requests that come with an API key instead of a cookie: who is asking, and with which key. */
import type {RequestHandler} from "express";
import type {AccountStore} from "../accounts/account-store.ts";
import {Problem} from "../http/problem.ts";
import type {FoundKey, KeyStore} from "./key-store.ts";

declare module "node:http" {
  interface IncomingMessage {
    /** The key that the request came with; absent where it came with a cookie, or with nothing. */
    apiKey?: FoundKey;
    /** Whether the route found that the key may do this. */
    isKeyChecked?: boolean;
  }
}

/** Reads `Authorization: Bearer TOKEN`. A request with a token that is not in force is refused, whatever else it brings. */
export function bearer(keys: Pick<KeyStore, "find">, accounts: Pick<AccountStore, "find">): RequestHandler {
  return (request, response, next) => {
    const {authorization} = request.headers;
    if (authorization === undefined) return next();
    const token = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1];
    const key = token === undefined ? null : keys.find(token);
    const account = key && accounts.find(key.account);
    if (!key || !account) {
      response.setHeader("WWW-Authenticate", 'Bearer realm="recto", error="invalid_token"');
      return next(new Problem("wrong-key", "the API key is unknown, was revoked, or expired"));
    }
    request.apiKey = key;
    request.user = account;
    next();
  };
}
