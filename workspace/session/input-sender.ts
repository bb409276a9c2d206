/** Sends an input's values: the first at once, then the newest at each animation frame, and never two of one input on their way at once. */
import type {InputKey, InputValue} from "#notebooks";

export interface InputSenderEffects {
  /** Calls back before the next frame is drawn. */
  frame(callback: () => void): void;
  /** Sends a value; the promise ends when the server has it, or never will. */
  send(key: InputKey, value: InputValue): Promise<void>;
}

export class InputSender {
  readonly #effects: InputSenderEffects;
  readonly #waiting = new Map<InputKey, InputValue>();
  readonly #sending = new Set<InputKey>();
  #framed = false;

  constructor(effects: InputSenderEffects) {
    this.#effects = effects;
  }

  /** Whether this person is setting the input right now, so that values from elsewhere must not move it. */
  isBusy(key: InputKey): boolean {
    return this.#waiting.has(key) || this.#sending.has(key);
  }

  set(key: InputKey, value: InputValue): void {
    this.#waiting.set(key, value);
    if (this.#framed) return;
    this.#framed = true;
    this.#sendAll();
    this.#effects.frame(() => {
      this.#framed = false;
      this.#sendAll();
    });
  }

  #sendAll(): void {
    for (const waiting of [...this.#waiting.keys()]) this.#send(waiting);
  }

  #send(key: InputKey): void {
    if (this.#sending.has(key)) return;
    const value = this.#waiting.get(key);
    if (value === undefined) return;
    this.#waiting.delete(key);
    this.#sending.add(key);
    void this.#effects.send(key, value).finally(() => {
      this.#sending.delete(key);
      if (this.#waiting.has(key)) this.#send(key);
    });
  }
}
