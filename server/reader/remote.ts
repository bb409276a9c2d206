/** One process or thread that reads files: started when needed, one request after the other, ended and replaced when it exceeds its deadline or dies. */
import type {NumberedReadRequest, ReadAnswer, ReadFailure, ReadRequest, ReadResult} from "./requests.ts";

/** A started process or thread. */
export interface Remote {
  send(request: NumberedReadRequest): void;
  end(): void;
}

/** Starts a process or thread that calls back with answers and, once, with its end. */
export type StartRemote = (events: {answered(answer: ReadAnswer): void; ended(reason: string): void}) => Remote;

/** A file that could not be read. */
export class ReadFailed extends Error {
  readonly failure: ReadFailure;

  constructor(message: string, failure: ReadFailure) {
    super(message);
    this.name = "ReadFailed";
    this.failure = failure;
  }
}

interface Waiting {
  readonly request: ReadRequest;
  readonly resolve: (result: ReadResult) => void;
  readonly reject: (error: ReadFailed) => void;
}

export class RemoteReader {
  readonly #start: StartRemote;
  readonly #deadlineMs: number;
  readonly #queue: Waiting[] = [];
  #current: Waiting | null = null;
  #remote: Remote | null = null;
  #timer: NodeJS.Timeout | null = null;
  #nextId = 0;

  constructor(start: StartRemote, deadlineMs: number) {
    this.#start = start;
    this.#deadlineMs = deadlineMs;
  }

  /** Rejects with `ReadFailed`. */
  ask(request: ReadRequest): Promise<ReadResult> {
    return new Promise((resolve, reject) => {
      this.#queue.push({request, resolve, reject});
      this.#next();
    });
  }

  close(): void {
    const waiting = this.#queue.splice(0);
    this.#fail("the server is stopping", "internal");
    for (const {reject} of waiting) reject(new ReadFailed("the server is stopping", "internal"));
  }

  #next(): void {
    if (this.#current) return;
    const next = this.#queue.shift();
    if (!next) return;
    this.#current = next;
    this.#remote ??= this.#startRemote();
    const seconds = Math.round(this.#deadlineMs / 1000);
    this.#timer = setTimeout(() => this.#fail(`reading the file took more than ${seconds} seconds`, "too-large"), this.#deadlineMs);
    this.#remote.send({...next.request, id: this.#nextId});
  }

  #startRemote(): Remote {
    const remote = this.#start({
      answered: (answer) => this.#remote === remote && this.#answered(answer),
      ended: (reason) => {
        if (this.#remote === remote) this.#fail(`reading the file failed: the reader ended (${reason})`, "unreadable");
      },
    });
    return remote;
  }

  #answered(answer: ReadAnswer): void {
    if (answer.id !== this.#nextId || !this.#current) return;
    const {resolve, reject} = this.#settle();
    if ("failed" in answer) reject(new ReadFailed(answer.failed.message, answer.failed.failure));
    else resolve(answer.result);
    this.#next();
  }

  #fail(message: string, failure: ReadFailure): void {
    const remote = this.#remote;
    this.#remote = null;
    remote?.end();
    if (!this.#current) return;
    this.#settle().reject(new ReadFailed(message, failure));
    this.#next();
  }

  #settle(): Waiting {
    const current = this.#current as Waiting;
    this.#current = null;
    this.#nextId += 1;
    if (this.#timer) clearTimeout(this.#timer);
    return current;
  }
}
