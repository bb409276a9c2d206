/** The isolate and what stands around it: one way in under a time-out, three copying callbacks out. */
import ivm from "isolated-vm";
import {createHash} from "node:crypto";
import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";
import type {FromProcess, ReceivedFrame, SandboxRequest, ToProcess, ToSandbox} from "#kernels/boundary";
import {Calls} from "./calls.ts";

export interface CageOptions {
  /** The sandbox's script. */
  readScript(): string;
  /** The isolate as it is after the script; null for none. */
  readSnapshot(): Uint8Array | null;
  /** The script of a library that comes late. */
  readLibrary(name: string): string;
  /** Gives the parent what the isolate says, unread. */
  pass(json: string, attachments: readonly Uint8Array[]): void;
  tell(message: FromProcess): void;
}

interface Incoming {
  readonly json: string;
  readonly buffer: ArrayBuffer | null;
  readonly parts: readonly (readonly [offset: number, length: number])[];
}

/** A stretch that lasts longer than this is told to the parent. */
const noticeMs = 40;
/** How long after its time-out a stretch may still last before the process is given up. */
const graceMs = 1000;
const tidyMs = 1500;
/** How long a disposed isolate may take to stop. */
const obedienceMs = 300;

type Deliver = ivm.Reference<(json: string, buffer?: ArrayBuffer, parts?: string) => void>;

/** What belongs to one isolate and ends with it. */
interface Inmate {
  readonly epoch: number;
  readonly isolate: ivm.Isolate;
  readonly deliver: Deliver;
  readonly shared: Int32Array;
  readonly timers: Map<number, NodeJS.Timeout>;
  readonly calls: Calls;
  readonly queue: Incoming[];
  isDelivering: boolean;
  isTurnAsked: boolean;
  isOver: boolean;
}

/** The collector of this process alone: the flag is off again before any isolate is made. */
const collectGarbage = ((): (() => void) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collect;
})();

export class Cage {
  readonly #options: CageOptions;
  #inmate: Inmate | null = null;
  /** What came for an isolate that is being built. */
  #held: ReceivedFrame[] | null = null;
  #timeoutMs = 30_000;

  constructor(options: CageOptions) {
    this.#options = options;
  }

  /** The cell that computes, 0 for none. */
  get activeCell(): number {
    return this.#inmate?.shared[0] ?? 0;
  }

  /** Throws the isolate away, if there is one, and builds another; an isolate that goes on computing all the same is told as stuck. */
  async build({memoryMb, cellTimeoutMs, epoch}: Extract<ToProcess, {type: "build"}>): Promise<void> {
    const before = this.#inmate;
    const held: ReceivedFrame[] = [];
    this.#held = held;
    if (before) this.#close(before);
    if (before?.isDelivering && !(await endsSoon(before))) {
      this.#options.tell({type: "ended", epoch, cause: "stuck", cell: before.shared[0] ?? 0, message: "could not be stopped"});
      return;
    }
    if (this.#held !== held) return;
    this.#timeoutMs = cellTimeoutMs;
    const snapshot = this.#options.readSnapshot();
    const isolate = new ivm.Isolate({
      memoryLimit: memoryMb,
      ...(snapshot ? {snapshot: new ivm.ExternalCopy(toArrayBuffer(snapshot))} : {}),
      onCatastrophicError: () => process.abort(),
    });
    const context = isolate.createContextSync();
    if (!snapshot) isolate.compileScriptSync(this.#options.readScript(), {filename: "sandbox.js"}).runSync(context, {release: true});
    const shared = new SharedArrayBuffer(64);
    const inmate: Inmate = {
      epoch,
      isolate,
      shared: new Int32Array(shared),
      timers: new Map(),
      calls: new Calls((message, bytes) => this.#tellSandbox(inmate, message, bytes)),
      queue: [],
      isDelivering: false,
      isTurnAsked: false,
      isOver: false,
      deliver: context.evalClosureSync(
        "const start = startSandbox; delete globalThis.startSandbox; return start($0, $1, $2, $3);",
        [
          new ivm.Callback((json: string, ...attachments: Uint8Array[]) => this.#pass(inmate, json, attachments), {ignored: true}),
          new ivm.Callback((json: string, bytes?: Uint8Array) => this.#ask(inmate, JSON.parse(json) as SandboxRequest, bytes), {ignored: true}),
          new ivm.Callback((...parts: Uint8Array[]) => hashParts(parts)),
          new ivm.ExternalCopy(shared).copyInto({release: true}),
        ],
        {result: {reference: true}},
      ) as unknown as Deliver,
    };
    this.#inmate = inmate;
    this.#held = null;
    this.#options.tell({type: "built", epoch});
    this.#tidySoon();
    for (const frame of held) this.deliver(frame);
  }

  /** Gives memory back that starting took, once nothing else is to be done. */
  #tidySoon(): void {
    setTimeout(() => {
      if (this.#inmate?.isDelivering) return this.#tidySoon();
      collectGarbage();
    }, tidyMs).unref();
  }

  /** One message from the parent for the isolate. */
  deliver({json, buffer, attachments, target}: ReceivedFrame): void {
    const inmate = this.#inmate;
    if (!inmate) return void this.#held?.push({json, buffer, attachments, target});
    const parts = attachments.map((bytes) => [bytes.byteOffset, bytes.byteLength] as const);
    this.#enqueue(inmate, {json, buffer: parts.length > 0 ? buffer : null, parts});
  }

  #enqueue(inmate: Inmate, incoming: Incoming): void {
    if (inmate.isOver) return;
    inmate.queue.push(incoming);
    if (!inmate.isDelivering) void this.#pump(inmate);
  }

  /** One stretch after the other, each under the time-out, with what follows from its promises. */
  async #pump(inmate: Inmate): Promise<void> {
    inmate.isDelivering = true;
    for (let next = inmate.queue.shift(); next && !inmate.isOver; next = inmate.queue.shift()) {
      const startedAt = Date.now();
      let isNoticed = false;
      const notice = setTimeout(() => {
        isNoticed = true;
        this.#options.tell({type: "computing", cell: inmate.shared[0] ?? 0, startedAt});
      }, noticeMs);
      const stuck = setTimeout(() => this.#end(inmate, "stuck", "could not be stopped"), this.#timeoutMs + graceMs);
      try {
        const {json, buffer, parts} = next;
        const given = buffer
          ? [json, new ivm.ExternalCopy(buffer, {transferOut: true}).copyInto({release: true, transferIn: true}), JSON.stringify(parts)]
          : [json];
        await inmate.deliver.apply(undefined, given as [string], {arguments: {copy: true}, timeout: this.#timeoutMs});
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const cause = message.includes("timed out") ? "timeout" : inmate.isolate.isDisposed ? "memory" : "failure";
        this.#end(inmate, cause, message);
      } finally {
        clearTimeout(notice);
        clearTimeout(stuck);
        if (isNoticed && !inmate.isOver) this.#options.tell({type: "quiet"});
      }
    }
    inmate.isDelivering = false;
  }

  #end(inmate: Inmate, cause: Extract<FromProcess, {type: "ended"}>["cause"], message: string): void {
    if (inmate.isOver) return;
    const cell = inmate.shared[0] ?? 0;
    this.#close(inmate);
    this.#options.tell({type: "ended", epoch: inmate.epoch, cause, cell, message});
  }

  #close(inmate: Inmate): void {
    inmate.isOver = true;
    inmate.queue.length = 0;
    for (const timer of inmate.timers.values()) clearTimeout(timer);
    inmate.timers.clear();
    inmate.calls.close();
    if (!inmate.isolate.isDisposed) inmate.isolate.dispose();
    if (this.#inmate === inmate) this.#inmate = null;
  }

  #pass(inmate: Inmate, json: string, attachments: readonly Uint8Array[]): void {
    if (!inmate.isOver) this.#options.pass(json, attachments);
  }

  #ask(inmate: Inmate, request: SandboxRequest, bytes: Uint8Array | undefined): void {
    if (inmate.isOver) return;
    switch (request.type) {
      case "turn":
        if (inmate.isTurnAsked) return;
        inmate.isTurnAsked = true;
        setImmediate(() => {
          inmate.isTurnAsked = false;
          this.#tellSandbox(inmate, {type: "turn"});
        });
        return;
      case "timer":
        inmate.timers.set(
          request.timer,
          setTimeout(() => {
            inmate.timers.delete(request.timer);
            this.#tellSandbox(inmate, {type: "timer", timer: request.timer});
          }, request.delayMs),
        );
        return;
      case "clear-timer":
        clearTimeout(inmate.timers.get(request.timer));
        inmate.timers.delete(request.timer);
        return;
      case "library": {
        const script = this.#options.readLibrary(request.name);
        return this.#tellSandbox(inmate, {type: "library", name: request.name, script});
      }
      case "call":
        return inmate.calls.start(request.call, request.name, request.seed, bytes ?? new Uint8Array(0));
      case "call-next":
        return inmate.calls.askNext(request.call);
      case "call-cancel":
        return inmate.calls.cancel(request.call);
    }
  }

  /** `bytes` goes with the message; its buffer must be its own. */
  #tellSandbox(inmate: Inmate, message: ToSandbox, bytes: Uint8Array | null = null): void {
    const parts = bytes ? [[bytes.byteOffset, bytes.byteLength] as const] : [];
    this.#enqueue(inmate, {json: JSON.stringify(message), buffer: bytes ? (bytes.buffer as ArrayBuffer) : null, parts});
  }
}

/** Whether the stretch that runs ends now that its isolate is disposed. */
async function endsSoon(inmate: Inmate): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < obedienceMs; waitedMs += 5) {
    if (!inmate.isDelivering) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return !inmate.isDelivering;
}

function hashParts(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
