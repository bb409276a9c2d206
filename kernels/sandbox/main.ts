/** Where the isolate begins: takes the callbacks of the kernel process and gives back the one function that delivers messages. */
import "./globals.ts";
import type {ToSandbox} from "#kernels/boundary";
import {connectBridge, type Bridge} from "./bridge.ts";
import {acceptAnswer} from "./calls.ts";
import {makeDataValue} from "./data-content.ts";
import {holdData, refuseData} from "./data-sets.ts";
import {removeGlobals} from "./determinism.ts";
import * as graph from "./graph.ts";
import {hardenEverything} from "./harden.ts";
import {holdLibrary} from "./late-libraries.ts";
import {watchStretch} from "./outbox.ts";
import {sharedScope} from "./scope-names.ts";
import {tellProgress} from "./showing.ts";
import {acceptTimer} from "./timers.ts";
import {acceptTurn, handleInStretch} from "./turns.ts";
import {openWorld} from "./world.ts";

const {parse} = JSON;

function handle(message: ToSandbox, attachments: readonly Uint8Array[]): void {
  switch (message.type) {
    case "open":
      return openWorld(message.settings, message.limits);
    case "define":
      return graph.define(message.cells, attachments);
    case "remove":
      return graph.remove(message.cells);
    case "hold":
      return graph.hold(message.cells);
    case "input":
      return graph.setInput(message.key, message.value);
    case "data":
      holdData(message.name, message.digest, () => makeDataValue(message.content, attachments));
      return graph.recomputeReadersOf(message.name);
    case "data-refused":
      refuseData(message.name, message.message);
      return graph.recomputeReadersOf(message.name);
    case "call-result":
    case "call-failed":
    case "call-progress":
      return acceptAnswer(message, attachments, tellProgress);
    case "library":
      holdLibrary(message.name, message.script);
      return graph.recomputeNamers(message.name);
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
  removeGlobals();
  hardenEverything([sharedScope]);
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
