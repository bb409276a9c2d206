/** One socket on one notebook: reads a client's messages, hands them to the session, and sends what comes back. */
import type {RawData, WebSocket} from "ws";
import {parseClientMessage} from "#notebooks";
import type {ClientMessage, ClientRequest, Edit, ServerMessage, ServerReply} from "#notebooks";
import type {Log} from "../log.ts";
import type {OwnerId} from "../store/schema.ts";
import type {LiveNotebook} from "./live-notebook.ts";
import {Outbox} from "./outbox.ts";
import {Rate} from "./rate.ts";

export interface ConnectionParts {
  readonly socket: WebSocket;
  readonly notebook: LiveNotebook;
  readonly account: OwnerId;
  readonly sessionId: string;
  /** Names this connection in the edits that it makes. */
  readonly client: string;
  readonly clock: () => number;
  readonly log: Log;
}

type Goodbye = Extract<ServerMessage, {type: "goodbye"}>["reason"];

/** Messages a second that a person at an editor or a program may send; beyond, the socket is read more slowly. */
const messageRate = {burst: 2000, perSecond: 1000};
const requestsAtOnce = 16;
const closeCodes: Readonly<Record<Goodbye, number>> = {"shutting-down": 1001, "signed-out": 4001, deleted: 4004};

export class Connection {
  readonly account: OwnerId;
  readonly sessionId: string;
  readonly client: string;
  readonly #socket: WebSocket;
  readonly #notebook: LiveNotebook;
  readonly #log: Log;
  readonly #outbox: Outbox;
  readonly #rate: Rate;
  readonly #abort = new AbortController();
  #requests = 0;
  #isVerifying = false;
  #isAlive = true;
  #resumeTimer: NodeJS.Timeout | null = null;

  constructor({socket, notebook, account, sessionId, client, clock, log}: ConnectionParts) {
    this.account = account;
    this.sessionId = sessionId;
    this.client = client;
    this.#socket = socket;
    this.#notebook = notebook;
    this.#log = log;
    this.#rate = new Rate(messageRate, clock);
    this.#outbox = new Outbox(socket, () => ({type: "welcome", client, state: notebook.session.state, readOnly: false}));
    socket.on("message", (data, isBinary) => this.#read(data, isBinary));
    socket.on("pong", () => (this.#isAlive = true));
    socket.on("error", (error) => log.debug({err: error}, "socket error"));
    socket.once("close", () => this.#closed());
    this.#outbox.welcome();
  }

  /** Sends a change of the notebook, as JSON text that serves every connection. */
  tell(text: string): void {
    this.#outbox.tell(text);
  }

  goodbye(reason: Goodbye): void {
    this.#outbox.answer({type: "goodbye", reason});
    this.#socket.close(closeCodes[reason], reason);
    setTimeout(() => this.#socket.terminate(), 2000).unref();
  }

  /** Asks for a sign of life; ends the connection when the last question was not answered. */
  ping(): void {
    if (!this.#isAlive) return this.#socket.terminate();
    this.#isAlive = false;
    this.#socket.ping();
  }

  #closed(): void {
    this.#abort.abort(new Error("the connection closed"));
    if (this.#resumeTimer) clearTimeout(this.#resumeTimer);
    this.#notebook.leave(this);
  }

  #read(data: RawData, isBinary: boolean): void {
    const waitMs = this.#rate.take();
    if (waitMs > 0 && !this.#resumeTimer) {
      this.#socket.pause();
      this.#resumeTimer = setTimeout(() => {
        this.#resumeTimer = null;
        this.#socket.resume();
      }, waitMs);
    }
    const text = isBinary ? "" : data.toString();
    const message = parseClientMessage(text);
    if ("refused" in message) this.#refuse(text, message.message);
    else this.#handle(message);
  }

  /** Answers a message that is not understood, by its number where it has one; a client that cannot even number them is sent away. */
  #refuse(text: string, message: string): void {
    const {type, id, request} = toNumbered(text);
    if (type === "operation" && id !== null) this.#outbox.answer({type: "refused", id, code: "invalid", message});
    else if (type === "request" && request !== null)
      this.#outbox.answer({type: "reply", request, reply: {type: "failed", code: "invalid", message}});
    else this.#socket.close(1007, "the message is not understood");
  }

  #handle(message: ClientMessage): void {
    switch (message.type) {
      case "resynchronise":
        return this.#outbox.welcome();
      case "operation":
        return this.#operate(message.id, message.operation);
      case "request":
        return void this.#request(message.request, message.body);
    }
  }

  #operate(id: number, operation: Extract<ClientMessage, {type: "operation"}>["operation"]): void {
    try {
      const refusal = isCommand(operation)
        ? this.#notebook.command(operation)
        : this.#notebook.edit(operation, this.client, id);
      if (refusal) this.#outbox.answer({type: "refused", id, code: refusal.refused, message: refusal.message});
      else this.#outbox.answer({type: "acknowledged", id});
    } catch (error) {
      this.#log.error({err: error, operation: operation.type}, "operation failed");
      this.#outbox.answer({type: "refused", id, code: "internal", message: "the server could not apply the operation"});
    }
  }

  async #request(request: number, body: ClientRequest): Promise<void> {
    const reply = (answer: ServerReply): void => this.#outbox.answer({type: "reply", request, reply: answer});
    if (this.#requests >= requestsAtOnce || (body.type === "verify" && this.#isVerifying))
      return reply({type: "failed", code: "busy", message: "too many requests at once: wait for an answer first"});
    this.#requests += 1;
    this.#isVerifying ||= body.type === "verify";
    try {
      const progress = (share: number | null, text: string): void =>
        this.#outbox.tell(JSON.stringify({type: "request-progress", request, share, text} satisfies ServerMessage));
      reply(await this.#notebook.session.request(body, progress, this.#abort.signal));
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#log.error({err: error, body: body.type}, "request failed");
      reply({type: "failed", code: "internal", message: "the server could not answer"});
    } finally {
      this.#requests -= 1;
      if (body.type === "verify") this.#isVerifying = false;
    }
  }
}

function isCommand(operation: Extract<ClientMessage, {type: "operation"}>["operation"]): operation is Exclude<typeof operation, Edit> {
  return operation.type === "run" || operation.type === "interrupt" || operation.type === "restart";
}

function toNumbered(text: string): {type: unknown; id: number | null; request: number | null} {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    json = null;
  }
  const {type, id, request} = (typeof json === "object" && json !== null ? json : {}) as {type?: unknown; id?: unknown; request?: unknown};
  const toNumber = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);
  return {type, id: toNumber(id), request: toNumber(request)};
}
