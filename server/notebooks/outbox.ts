/** What a connection is sent: at once while its reader keeps up; a reader that is behind misses reports and then gets the whole state anew. */
import type {ServerMessage} from "#notebooks";

/** The part of a WebSocket that sending needs. */
export interface Wire {
  readonly bufferedAmount: number;
  send(text: string, sent: (error?: Error) => void): void;
  terminate(): void;
}

/** Bytes waiting to be read, beyond which reports are left out until the reader has caught up. */
export const behindBytes = 4 * 2 ** 20;
/** Bytes waiting to be read, beyond which the connection is given up. */
export const lostBytes = 64 * 2 ** 20;

export class Outbox {
  readonly #wire: Wire;
  readonly #welcome: () => ServerMessage;
  #isBehind = false;

  /** `welcome` makes the message that tells the whole state. */
  constructor(wire: Wire, welcome: () => ServerMessage) {
    this.#wire = wire;
    this.#welcome = welcome;
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Sends the whole state. */
  welcome(): void {
    this.#isBehind = false;
    this.#send(JSON.stringify(this.#welcome()));
  }

  /** Sends a change of the state, as `text` when it was made for several; nothing while the reader is behind, who gets a welcome later. */
  tell(text: string): void {
    if (this.#isBehind) return;
    if (this.#wire.bufferedAmount > behindBytes) this.#isBehind = true;
    else this.#send(text);
  }

  /** Sends an answer to what this connection asked. */
  answer(message: ServerMessage): void {
    this.#send(JSON.stringify(message));
  }

  #send(text: string): void {
    if (this.#wire.bufferedAmount > lostBytes) return this.#wire.terminate();
    this.#wire.send(text, (error) => {
      if (!error && this.#isBehind && this.#wire.bufferedAmount < behindBytes / 4) this.welcome();
    });
  }
}
