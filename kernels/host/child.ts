/** One kernel process: started with its protections, spoken to in frames, watched, and killed without asking. */
import {spawn, type ChildProcess} from "node:child_process";
import {readFileSync} from "node:fs";
import type {Duplex} from "node:stream";
import {encodeFrame, FrameReader, frameTarget, type FromProcess, type FromSandbox, type ToProcess, type ToSandbox} from "#kernels/boundary";
import type {KernelCode} from "./bundle.ts";
import {kernelEnvironment, type KernelCommand} from "./protections.ts";

export interface ChildEvents {
  fromProcess(message: FromProcess): void;
  fromSandbox(message: FromSandbox, attachments: readonly Uint8Array[]): void;
  /** The process is gone; `asked`: by `kill`. */
  ended(how: ChildEnd): void;
}

export interface ChildEnd {
  readonly asked: boolean;
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  /** The last words on its standard error. */
  readonly words: string;
}

const maximumFrameBytes = 512 * 1024 * 1024;
const maximumWords = 4000;

export class KernelChild {
  readonly #process: ChildProcess;
  readonly #channel: Duplex;
  #events: ChildEvents | null = null;
  #words = "";
  #isKillAsked = false;
  #end: ChildEnd | null = null;
  readonly #ended: Promise<void>;
  #held: (() => void)[] = [];

  constructor(engine: string, command: KernelCommand, code: KernelCode) {
    const words = [...command.wrapper, engine, ...command.flags, code.processPath, code.sandboxPath, ...(code.snapshotPath ? [code.snapshotPath] : [])];
    this.#process = spawn(words[0] as string, words.slice(1), {
      cwd: code.folder, env: kernelEnvironment, stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    this.#channel = this.#process.stdio[3] as Duplex;
    const reader = new FrameReader(maximumFrameBytes, ({target, json, attachments}) => {
      if (target === frameTarget.sandbox) this.#hear((events) => events.fromSandbox(JSON.parse(json) as FromSandbox, attachments));
      else this.#hear((events) => events.fromProcess(JSON.parse(json) as FromProcess));
    });
    this.#channel.on("data", (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.#words += `\n${error instanceof Error ? error.message : String(error)}`;
        this.#process.kill("SIGKILL");
      }
    });
    this.#channel.on("error", () => this.#process.kill("SIGKILL"));
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#words = (this.#words + text).slice(-maximumWords)));
    this.#ended = new Promise((resolve) => {
      const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
        if (this.#end) return;
        const end: ChildEnd = {asked: this.#isKillAsked, signal, code, words: this.#words.trim()};
        this.#end = end;
        resolve();
        this.#hear((events) => events.ended(end));
      };
      this.#process.on("exit", finish);
      this.#process.on("error", (error) => {
        this.#words += error.message;
        finish(null, null);
      });
    });
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  get isEnded(): boolean {
    return this.#end !== null;
  }

  /** Hears from now on, beginning with what came before. */
  listen(events: ChildEvents): void {
    this.#events = events;
    for (const call of this.#held.splice(0)) call();
  }

  #hear(call: (events: ChildEvents) => void): void {
    if (this.#events) call(this.#events);
    else this.#held.push(() => this.#events && call(this.#events));
  }

  tellProcess(message: ToProcess): void {
    this.#write(frameTarget.process, JSON.stringify(message), []);
  }

  tellSandbox(message: ToSandbox, attachments: readonly Uint8Array[] = []): void {
    this.#write(frameTarget.sandbox, JSON.stringify(message), attachments);
  }

  #write(target: number, json: string, attachments: readonly Uint8Array[]): void {
    if (this.#end || this.#channel.destroyed) return;
    this.#channel.cork();
    for (const part of encodeFrame({target, json, attachments})) this.#channel.write(part);
    this.#channel.uncork();
  }

  /** Resident megabytes; null where the system does not tell. */
  readResidentMb(): number | null {
    try {
      const pages = Number(readFileSync(`/proc/${this.#process.pid}/statm`, "utf8").split(" ")[1]);
      return Number.isFinite(pages) ? (pages * 4096) / (1024 * 1024) : null;
    } catch (error) {
      if (error instanceof Error && "code" in error) return null;
      throw error;
    }
  }

  /** Does not keep the server alive. */
  release(): void {
    this.#process.unref();
  }

  async kill(): Promise<void> {
    this.#isKillAsked = true;
    this.#process.kill("SIGKILL");
    await this.#ended;
  }
}
