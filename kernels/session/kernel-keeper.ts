/** Keeps at most one kernel for a session: opens it when it is needed, replaces it when it is lost, puts it away when it is idle. */
import type {Kernel, KernelEvents, KernelHost, Limits, RunSettings} from "#kernels/host";

export interface KeeperEvents extends KernelEvents {
  /** A kernel is there, with nothing defined in it. */
  opened(kernel: Kernel): void;
  /** No kernel could be opened. */
  refused(reason: string): void;
}

/** A kernel that keeps dying without anybody asking for a run is not replaced for ever. */
const lossesUntilGivenUp = 3;

export class KernelKeeper {
  readonly #host: KernelHost;
  readonly #limits: Limits;
  readonly #settings: () => RunSettings;
  readonly #events: KeeperEvents;
  #kernel: Kernel | null = null;
  #opening: Promise<void> | null = null;
  /** Counts kernels; what an earlier one still says is not heard. */
  #instance = 0;
  #losses = 0;
  #closing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(host: KernelHost, limits: Limits, settings: () => RunSettings, events: KeeperEvents) {
    this.#host = host;
    this.#limits = limits;
    this.#settings = settings;
    this.#events = events;
  }

  get kernel(): Kernel | null {
    return this.#kernel;
  }

  get isOpening(): boolean {
    return this.#opening !== null;
  }

  /** Opens a kernel unless there is one. Never rejects: `refused` tells. */
  need(): Promise<void> {
    if (this.#kernel || this.#isClosed) return Promise.resolve();
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** Somebody asked for something: the count of losses starts again. */
  forgive(): void {
    this.#losses = 0;
  }

  /** Whether a lost kernel is worth replacing. */
  get mayReplace(): boolean {
    return this.#losses < lossesUntilGivenUp;
  }

  /** Closes the kernel, or the one being opened. */
  putAway(): Promise<void> {
    this.#instance += 1;
    const kernel = this.#kernel;
    this.#kernel = null;
    if (kernel) this.#closing = kernel.close();
    return this.#closing;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.putAway();
    await this.#opening;
  }

  /** Opens until the kernel that comes is the one that is wanted: one that was put away while it opened is closed. */
  async #open(): Promise<void> {
    while (!this.#isClosed) {
      this.#instance += 1;
      const instance = this.#instance;
      let kernel: Kernel;
      try {
        kernel = await this.#host.open(this.#settings(), this.#limits, this.#hear(instance));
      } catch (error) {
        if (instance !== this.#instance) continue;
        this.#events.refused(error instanceof Error ? error.message : String(error));
        return;
      }
      if (instance === this.#instance) {
        this.#kernel = kernel;
        this.#events.opened(kernel);
        return;
      }
      await kernel.close();
    }
  }

  #hear(instance: number): KernelEvents {
    const isCurrent = (): boolean => instance === this.#instance;
    return {
      report: (report) => {
        if (isCurrent()) this.#events.report(report);
      },
      dataNeeded: (name) => {
        if (isCurrent()) this.#events.dataNeeded(name);
      },
      lost: (reason) => {
        if (!isCurrent()) return;
        this.#instance += 1;
        this.#kernel = null;
        this.#losses += 1;
        this.#events.lost(reason);
      },
    };
  }
}
