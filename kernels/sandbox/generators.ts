/** Values that come one after the other: at most thirty a second, asked for only when somebody takes them. */
import {askTimer} from "./timers.ts";
import {readClock} from "./real-clock.ts";
import {endTurn, takeTurn, type Player} from "./turns.ts";

export interface Generatorish {
  next(given?: unknown): unknown;
  return(given?: unknown): unknown;
}

/** What the runtime takes for a generator. */
export function isGeneratorish(value: unknown): value is Generatorish {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  try {
    const {next, return: end} = value as {next?: unknown; return?: unknown};
    return typeof next === "function" && typeof end === "function";
  } catch {
    return false;
  }
}

export interface GeneratorEvents<Outcome> {
  /** Makes an outcome of the values that came, one a source. */
  accept(values: readonly unknown[]): Outcome;
  changed(outcome: Outcome): void;
  /** With the last outcome, or null when there was none. */
  ended(outcome: Outcome | null): void;
  failed(error: unknown): void;
}

const intervalMs = 1000 / 30;

/** Pulls several generators together and lets followers (the runtime's variables) take the latest outcome. */
export class ThrottledGenerator<Outcome> {
  readonly #player: Player;
  readonly #sources: readonly Generatorish[];
  readonly #events: GeneratorEvents<Outcome>;
  #latest: Outcome | null = null;
  #version = 0;
  #isPulling = false;
  #isDone = false;
  #pulledAt = -Infinity;
  #values: unknown[] = [];
  #waiters: (() => void)[] = [];

  constructor(player: Player, sources: readonly unknown[], events: GeneratorEvents<Outcome>) {
    this.#player = player;
    this.#sources = sources as readonly Generatorish[];
    this.#events = events;
    this.#pull();
  }

  /** A generator for the runtime that gives the latest outcome and then each new one. */
  follow(): Generatorish {
    let seen = 0;
    return {
      next: () => {
        if (this.#version > seen) {
          seen = this.#version;
          return {done: false, value: this.#latest};
        }
        if (this.#isDone) return {done: true, value: undefined};
        return new Promise((resolve) => {
          this.#waiters.push(() => {
            if (this.#version === seen) return resolve({done: true, value: undefined});
            seen = this.#version;
            resolve({done: false, value: this.#latest});
          });
          this.#pullLater();
        });
      },
      return: () => ({done: true, value: undefined}),
    };
  }

  stop(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    for (const source of this.#sources) {
      try {
        source.return();
      } catch {
        // The generator's own clean-up failed after nobody wanted its values.
      }
    }
    this.#wake();
  }

  #pullLater(): void {
    if (this.#isPulling || this.#isDone) return;
    const waitMs = this.#pulledAt + intervalMs - readClock();
    this.#isPulling = true;
    if (waitMs <= 0) this.#pull();
    else askTimer(this.#player, Math.ceil(waitMs), () => this.#pull());
  }

  #pull(): void {
    this.#isPulling = true;
    takeTurn(this.#player, () => {
      if (this.#isDone) return;
      this.#pulledAt = readClock();
      let results: unknown[];
      try {
        results = this.#sources.map((source, index) => source.next(this.#values[index]));
      } catch (error) {
        return this.#fail(error);
      }
      if (results.some((result) => result instanceof Promise)) {
        void Promise.all(results).then((settled) => this.#take(settled), (error: unknown) => this.#fail(error));
      } else this.#take(results);
    });
  }

  #take(results: readonly unknown[]): void {
    if (this.#isDone) return;
    const given = results as readonly {readonly done?: boolean; readonly value: unknown}[];
    if (given.every(({done}) => done)) {
      this.#isDone = true;
      this.#events.ended(this.#latest);
      this.#wake();
      return;
    }
    const values = given.map(({done, value}, index) => (done ? this.#values[index] : value));
    if (values.some((value) => value instanceof Promise)) {
      void Promise.all(values).then((settled) => this.#accept(settled), (error: unknown) => this.#fail(error));
    } else this.#accept(values);
  }

  #accept(values: unknown[]): void {
    if (this.#isDone) return;
    this.#values = values;
    try {
      this.#latest = this.#events.accept(values);
    } catch (error) {
      return this.#fail(error);
    }
    this.#version++;
    this.#isPulling = false;
    this.#events.changed(this.#latest);
    endTurn(this.#player);
    if (this.#waiters.length > 0) this.#wake();
    // A generator that nobody reads goes on for its display.
    this.#pullLater();
  }

  #fail(error: unknown): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#events.failed(error);
    this.#wake();
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}
