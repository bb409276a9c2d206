/** Where the isolate begins: takes the callbacks of the kernel process and gives back the one function that delivers messages. */
import "./globals.ts";
import type {ToSandbox} from "../boundary/index.ts";
import {connectBridge, type Bridge} from "./bridge.ts";
import * as graph from "./graph.ts";
import {watchStretch} from "./outbox.ts";
import "./scope-names.ts";
import {acceptTimer} from "./timers.ts";
import {acceptTurn, handleInStretch} from "./turns.ts";

const {parse} = JSON;

function handle(message: ToSandbox, attachments: readonly Uint8Array[]): void {
  switch (message.type) {
    case "open":
      return graph.open(message.settings, message.limits);
    case "define":
      return graph.define(message.cells, attachments);
    case "remove":
      return graph.remove(message.cells);
    case "hold":
      return graph.hold(message.cells);
    case "input":
      return graph.setInput(message.key, message.value);
    case "page":
      return graph.pageTable(message.request, message.cell, message.display, message.query);
    case "turn":
      return acceptTurn();
    case "timer":
      return acceptTimer(message.timer);
  }
}

/** `parts`: JSON of [offset, length] of each byte string in `buffer`. */
type Deliver = (json: string, buffer?: ArrayBuffer, parts?: string) => void;

function start(post: Bridge["post"], ask: Bridge["ask"], hash: Bridge["hash"], shared: ArrayBufferLike): Deliver {
  connectBridge({post, ask, hash, shared: new Int32Array(shared)});
  return (json, buffer, parts) => {
    const message = parse(json) as ToSandbox;
    const places = parts === undefined ? [] : (parse(parts) as [number, number][]);
    const attachments = places.map(([offset, length]) => new Uint8Array(buffer as ArrayBuffer, offset, length));
    handleInStretch(() => handle(message, attachments));
    watchStretch();
  };
}

Object.defineProperty(globalThis, "startSandbox", {value: start, configurable: true});
