/** Looks at a kernel's process while it has something to do: does it answer, and how much memory does it hold. */
import type {KernelChild} from "./child.ts";

/** How often a computing process is looked at. */
const watchMs = 200;
/** Without an answer for this long the process counts as dead. */
const silenceMs = 10_000;
/** How long a process without work is still looked at. */
const quietMs = 2000;

export interface Watched {
  clock(): number;
  /** The process as it is now; it may be replaced. */
  child(): KernelChild;
  /** Whether anything is being worked out. */
  isBusy(): boolean;
  /** The most that the process may hold, in MB. */
  readonly allowedMb: number;
  /** It did not answer for so many seconds. */
  fellSilent(seconds: number): void;
  /** It holds more than is allowed. */
  grew(residentMb: number): void;
}

export class ProcessWatch {
  readonly #watched: Watched;
  #timer: NodeJS.Timeout | null = null;
  #askedAt = 0;
  #heardAt = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Something was asked of the process: it is looked at until it is quiet. */
  keep(): void {
    this.#askedAt = this.#watched.clock();
    if (this.#timer) return;
    this.#heardAt = this.#askedAt;
    this.#timer = setInterval(() => this.#look(), watchMs);
    this.#timer.unref();
  }

  /** The process said something. */
  hear(): void {
    this.#heardAt = this.#watched.clock();
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const {allowedMb} = this.#watched;
    const now = this.#watched.clock();
    if (!this.#watched.isBusy() && now - this.#askedAt > quietMs) return this.end();
    if (now - this.#heardAt > silenceMs) return this.#watched.fellSilent(silenceMs / 1000);
    const child = this.#watched.child();
    child.tellProcess({type: "ping"});
    const residentMb = child.readResidentMb();
    if (residentMb !== null && residentMb > allowedMb) this.#watched.grew(residentMb);
  }
}
