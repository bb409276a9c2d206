/** Asking the type checking process, and setting aside the cells whose types held it up. */
import type {Cell, Completions, Diagnostic, Hover} from "#notebooks";
import type {Replies, Request} from "./protocol.ts";
import {Worker, type NoReply} from "./worker.ts";

/** Cells of one notebook that are set aside before a check is given up. */
const maximumAttempts = 8;

/** Keys kept of one notebook's cells that were set aside; the oldest are forgotten first, and are then found again. */
const maximumKeys = 100;

/** Milliseconds after the first compilation at which the process starts of its own accord. */
const warmAfterMs = 300;

type TypesRequest = Extract<Request, {readonly skip: readonly string[]}>;
type Question<Type extends TypesRequest["type"]> = Omit<Extract<TypesRequest, {readonly type: Type}>, "type" | "skip">;

/** A place in a cell of a notebook, as offset. */
type Place = Question<"complete" | "hover">;

export class TypesClient {
  readonly #worker: Worker;
  readonly #aside = new Map<string, Set<string>>();
  #warming: NodeJS.Timeout | null = null;

  constructor(deadlineMs: number) {
    this.#worker = new Worker({url: new URL("./types/process.ts", import.meta.url), deadlineMs, memoryMb: 2_048});
  }

  warmSoon(): void {
    this.#warming ??= setTimeout(() => this.#worker.warm(), warmAfterMs).unref();
  }

  async check(notebook: string, cells: readonly Cell[]): Promise<ReadonlyMap<number, readonly Diagnostic[]>> {
    const reply = await this.#attempt("check", {notebook, cells});
    if ("failed" in reply) throw new Error(`types could not be checked: ${reply.message}`);
    return new Map(reply);
  }

  async complete(place: Place): Promise<Completions | null> {
    const reply = await this.#attempt("complete", place);
    return reply === null || "failed" in reply ? null : reply;
  }

  async hover(place: Place): Promise<Hover | null> {
    const reply = await this.#attempt("hover", place);
    return reply === null || "failed" in reply ? null : reply;
  }

  forget(notebook: string): void {
    this.#aside.delete(notebook);
    if (this.#worker.isStarted) void this.#worker.ask({type: "forget", notebook});
  }

  close(): Promise<void> {
    if (this.#warming) clearTimeout(this.#warming);
    return this.#worker.close();
  }

  /** Asks again without the cell that the process was killed for, as long as there is one to blame. */
  async #attempt<Type extends TypesRequest["type"]>(type: Type, question: Question<Type>): Promise<Replies[Type] | NoReply> {
    const {notebook} = question;
    for (let attempt = 1; ; attempt++) {
      const aside = this.#aside.get(notebook) ?? new Set();
      const request = {...question, type, skip: [...aside]} as unknown as TypesRequest & {readonly type: Type};
      const reply = await this.#worker.ask<Type>(request);
      if (!isNoReply(reply) || reply.at === null || attempt === maximumAttempts) return reply;
      if (reply.failed !== "too-slow" && reply.failed !== "ended") return reply;
      aside.add(reply.at.key);
      for (const oldest of aside) {
        if (aside.size <= maximumKeys) break;
        aside.delete(oldest);
      }
      this.#aside.set(notebook, aside);
    }
  }
}

function isNoReply(reply: unknown): reply is NoReply {
  return typeof reply === "object" && reply !== null && "failed" in reply;
}
