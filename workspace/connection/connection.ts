/** The notebook's socket as a state machine: it opens, is lost, waits longer each time, and opens again until it is told to stop. */
import {signal, type ReadonlySignal} from "@preact/signals";
import type {ClientMessage, ServerMessage} from "#notebooks";

export type ConnectionStatus =
  | {readonly type: "connecting"}
  | {readonly type: "open"}
  /** The next attempt starts at `retryAt` (milliseconds since 1970). */
  | {readonly type: "waiting"; readonly attempt: number; readonly retryAt: number}
  | {readonly type: "closed"; readonly reason: "signed-out" | "deleted" | "missing" | "left"};

/** What the machine needs of a WebSocket. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: {readonly data: unknown}) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/** The world as the connection needs it; tests pass their own. */
export interface ConnectionEffects {
  open(): SocketLike;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back after that many milliseconds, unless cancelled by the function returned. */
  after(delayMs: number, callback: () => void): () => void;
  /** 0–1. */
  random(): number;
  /** Why a socket did not open, which the socket itself cannot tell. */
  probe(): Promise<"available" | "signed-out" | "missing" | "unreachable">;
}

const shortestDelayMs = 300;
const longestDelayMs = 10_000;
/** A socket that says nothing for so long while opening counts as lost. */
const openingTimeoutMs = 8_000;
/** An operation is answered at once; a connection that says nothing at all for so long after one is dead without knowing it. */
const answerTimeoutMs = 15_000;

/** Milliseconds to wait before attempt n (1 is the first after a loss): doubling, with a quarter of jitter, so that a restarted server is not stormed. */
export function retryDelay(attempt: number, random: number): number {
  const delay = Math.min(longestDelayMs, shortestDelayMs * 2 ** (attempt - 1));
  return Math.round(delay * (0.75 + 0.5 * random));
}

export class Connection {
  readonly status: ReadonlySignal<ConnectionStatus>;
  onMessage: (message: ServerMessage) => void = () => {};
  readonly #status = signal<ConnectionStatus>({type: "connecting"});
  readonly #effects: ConnectionEffects;
  #socket: SocketLike | null = null;
  #attempt = 0;
  /** Before the welcome nobody knows what the server has: what is sent then would be sent again after it. */
  #isWelcome = false;
  #cancelTimer: () => void = () => {};
  #cancelAnswerTimer: (() => void) | null = null;

  constructor(effects: ConnectionEffects) {
    this.#effects = effects;
    this.status = this.#status;
  }

  start(): void {
    this.#connect();
  }

  /** Sends, or says that there is nothing to send through. */
  send(message: ClientMessage): boolean {
    if (this.#status.peek().type !== "open" || !this.#socket || !this.#isWelcome) return false;
    const socket = this.#socket;
    socket.send(JSON.stringify(message));
    if (message.type === "operation") this.#cancelAnswerTimer ??= this.#effects.after(answerTimeoutMs, () => this.#lost(socket));
    return true;
  }

  /** The network went away: what is open is given up at once instead of waiting for it to be noticed. */
  interrupt(): void {
    if (this.#socket) this.#lost(this.#socket);
  }

  /** Tries now instead of waiting: the network came back, or the person asked. */
  retryNow(): void {
    if (this.#status.peek().type === "waiting") this.#connect();
  }

  close(reason: "signed-out" | "deleted" | "missing" | "left" = "left"): void {
    this.#cancelTimer();
    this.#dropSocket();
    this.#status.value = {type: "closed", reason};
  }

  #connect(): void {
    this.#cancelTimer();
    this.#dropSocket();
    this.#status.value = {type: "connecting"};
    const socket = this.#effects.open();
    this.#socket = socket;
    this.#cancelTimer = this.#effects.after(openingTimeoutMs, () => this.#lost(socket));
    socket.onopen = () => {
      this.#cancelTimer();
      this.#status.value = {type: "open"};
    };
    socket.onmessage = ({data}) => {
      if (typeof data !== "string") return;
      this.#receive(JSON.parse(data) as ServerMessage);
    };
    socket.onclose = () => this.#lost(socket);
  }

  #receive(message: ServerMessage): void {
    this.#cancelAnswerTimer?.();
    this.#cancelAnswerTimer = null;
    if (message.type === "welcome") {
      this.#attempt = 0;
      this.#isWelcome = true;
    }
    if (message.type === "goodbye" && message.reason !== "shutting-down") {
      this.close(message.reason);
      return;
    }
    this.onMessage(message);
  }

  #lost(socket: SocketLike): void {
    if (socket !== this.#socket) return;
    const neverOpened = this.#status.peek().type === "connecting";
    this.#cancelTimer();
    this.#dropSocket();
    this.#attempt += 1;
    const attempt = this.#attempt;
    const delay = retryDelay(attempt, this.#effects.random());
    this.#status.value = {type: "waiting", attempt, retryAt: this.#effects.now() + delay};
    this.#cancelTimer = this.#effects.after(delay, () => this.#connect());
    if (neverOpened) void this.#askWhy(attempt);
  }

  async #askWhy(attempt: number): Promise<void> {
    const found = await this.#effects.probe();
    if (this.#attempt !== attempt || this.#status.peek().type === "closed") return;
    if (found === "signed-out" || found === "missing") this.close(found);
  }

  #dropSocket(): void {
    this.#cancelAnswerTimer?.();
    this.#cancelAnswerTimer = null;
    this.#isWelcome = false;
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
