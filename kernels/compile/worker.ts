/** A process that answers requests in their order, is killed when one takes too long, and is replaced. */
import {fork, type ChildProcess} from "node:child_process";
import {realpathSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import type {FromProcess, Replies, Request, ToProcess} from "./protocol.ts";

/** Why there is no reply: the deadline passed, the process ended, or the work threw. */
export interface NoReply {
  readonly failed: "too-slow" | "ended" | "threw" | "closed";
  readonly message: string;
  /** The latest announcement of the process for this request. */
  readonly at: {readonly cell: number; readonly key: string} | null;
}

interface Waiting {
  readonly id: number;
  readonly request: Request;
  readonly resolve: (reply: Replies[Request["type"]] | NoReply) => void;
  at: NoReply["at"];
  /** Processes that ended while they had this request. */
  deaths: number;
}

export interface WorkerOptions {
  readonly url: URL;
  /** Milliseconds for one request, from when it is at the head of the queue and the process is up. */
  readonly deadlineMs: number;
  readonly memoryMb: number;
}

const rootFolder = fileURLToPath(new URL("../../", import.meta.url));
const packagesFolder = dirname(dirname(realpathSync(createRequire(import.meta.url).resolve("typescript/package.json"))));

/** All that a process may touch of the machine: it reads Recto's own code and its packages. */
const readableFolders: readonly string[] = [...["kernels", "notebooks", "package.json"].map((name) => join(rootFolder, name)), packagesFolder];

/** Milliseconds that a process may take to start before it counts as ended. */
const startDeadlineMs = 60_000;

export class Worker {
  readonly #options: WorkerOptions;
  #child: ChildProcess | null = null;
  #isUp = false;
  #queue: Waiting[] = [];
  #nextId = 1;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  get isStarted(): boolean {
    return this.#child !== null;
  }

  /** Starts the process before the first request needs it. */
  warm(): void {
    if (!this.#isClosed) this.#start();
  }

  ask<Type extends Request["type"]>(request: Request & {readonly type: Type}): Promise<Replies[Type] | NoReply> {
    if (this.#isClosed) return Promise.resolve({failed: "closed", message: "the compiler is closed", at: null});
    return new Promise((resolve) => {
      const waiting: Waiting = {id: this.#nextId++, request, resolve: resolve as Waiting["resolve"], at: null, deaths: 0};
      this.#queue.push(waiting);
      const child = this.#start();
      child.ref();
      child.channel?.ref();
      this.#send(child, waiting);
      if (this.#queue.length === 1) this.#watch();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const child = this.#child;
    for (const waiting of this.#queue.splice(0)) waiting.resolve({failed: "closed", message: "the compiler is closed", at: null});
    if (this.#timer) clearTimeout(this.#timer);
    if (!child) return;
    child.ref();
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.kill("SIGKILL");
    });
  }

  #send(child: ChildProcess, {id, request}: Waiting): void {
    const message: ToProcess = {id, request};
    child.send(message, () => {});
  }

  #start(): ChildProcess {
    if (this.#child) return this.#child;
    const child = fork(fileURLToPath(this.#options.url), [], {
      env: {TZ: "UTC"},
      execArgv: [
        "--disable-warning=ExperimentalWarning", `--max-old-space-size=${this.#options.memoryMb}`,
        "--permission", ...readableFolders.map((folder) => `--allow-fs-read=${folder}`),
      ],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child = child;
    this.#isUp = false;
    child.on("message", (message: FromProcess | {readonly ready: true}) => this.#receive(message));
    child.on("exit", () => this.#replace(child, "ended", "the compiler's process ended unexpectedly"));
    child.on("error", () => this.#replace(child, "ended", "the compiler's process could not be started"));
    child.unref();
    child.channel?.unref();
    return child;
  }

  #receive(message: FromProcess | {readonly ready: true}): void {
    if ("ready" in message) {
      this.#isUp = true;
      return this.#watch();
    }
    const head = this.#queue[0];
    if (!head || head.id !== message.id) return;
    if ("at" in message) {
      head.at = message.at;
      return;
    }
    this.#queue.shift();
    this.#watch();
    head.resolve("error" in message ? {failed: "threw", message: message.error, at: head.at} : message.reply);
  }

  /** Sets the deadline of the request at the head; an idle process does not keep the program alive. */
  #watch(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const child = this.#child;
    if (!child) return;
    if (this.#queue.length === 0) {
      child.unref();
      child.channel?.unref();
      return;
    }
    const limitMs = this.#isUp ? this.#options.deadlineMs : startDeadlineMs;
    this.#timer = setTimeout(() => this.#replace(child, "too-slow", `no answer within ${limitMs} ms`), limitMs);
  }

  /**
   * Gives up the request at the head and asks the others again in a new process. A process that ended by itself may have been ended by
   * anything: its request gets a second one before it is held responsible.
   */
  #replace(child: ChildProcess, failed: NoReply["failed"], message: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    child.kill("SIGKILL");
    if (this.#isClosed) return;
    const head = this.#queue.shift();
    if (head && failed === "ended" && head.deaths++ === 0) this.#queue.unshift(head);
    if (this.#queue.length > 0) {
      const replacement = this.#start();
      replacement.ref();
      replacement.channel?.ref();
      for (const waiting of this.#queue) this.#send(replacement, waiting);
    }
    this.#watch();
    if (head && head !== this.#queue[0]) head.resolve({failed, message, at: head.at});
  }
}
