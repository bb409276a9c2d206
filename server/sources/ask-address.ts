/** One request to an address that a person named, and the head of its answer: guarded, and never redirected. */
import {request as requestHttp} from "node:http";
import type {IncomingMessage} from "node:http";
import {request as requestHttps} from "node:https";
import {checkUrl, guardedLookup} from "./address-guard.ts";
import type {Resolve} from "./address-guard.ts";

export interface Guard {
  readonly resolve: Resolve;
  readonly allowsPrivate: boolean;
}

export interface Asked {
  readonly method: "GET" | "POST";
  readonly headers: {readonly [name: string]: string};
  readonly body?: string;
}

/** The answer, with its body still to be read or destroyed. Throws a SourceError for an address that may not be asked, and what the network says otherwise. */
export function askAddress(url: URL, {method, headers, body}: Asked, {resolve, allowsPrivate}: Guard, signal: AbortSignal): Promise<IncomingMessage> {
  checkUrl(url, allowsPrivate);
  return new Promise((settle, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const all = {...headers, "user-agent": "Recto"};
    const request = send(url, {method, headers: all, signal, agent: false, lookup: guardedLookup(resolve, allowsPrivate)}, settle);
    request.once("error", reject);
    request.end(body);
  });
}
