/** The data sets of a run, pinned when the run starts: the same name means the same bytes until the next run. */
import type {DataContent} from "#kernels/data";
import type {RecordedData} from "#notebooks";
import type {FoundData} from "./session.ts";

/** Where a kernel wants its data; the part of `Kernel` that data concerns. */
export interface DataReceiver {
  provideData(name: string, content: DataContent & {readonly digest: string}): void;
  refuseData(name: string, message: string): void;
}

export class DataPins {
  readonly #find: (name: string) => Promise<FoundData | null>;
  readonly #pins = new Map<string, Promise<FoundData | null>>();
  readonly #recorded = new Map<string, RecordedData>();
  readonly #missing = new Set<string>();

  constructor(find: (name: string) => Promise<FoundData | null>) {
    this.#find = find;
  }

  /** Looks up names that have no pin yet. */
  pin(names: Iterable<string>): void {
    for (const name of names) void this.#pinned(name).catch(() => undefined);
  }

  /** Names that were not found may be there by now. */
  async retryMissing(receiver: DataReceiver | null): Promise<void> {
    for (const name of [...this.#missing]) {
      this.#pins.delete(name);
      const found = await this.#pinned(name).catch(() => null);
      if (found && receiver) await this.provide(name, receiver);
    }
  }

  /** A new run: every name is looked up again. */
  clear(): void {
    this.#pins.clear();
    this.#recorded.clear();
    this.#missing.clear();
  }

  get size(): number {
    return this.#pins.size;
  }

  get hasMissing(): boolean {
    return this.#missing.size > 0;
  }

  /** Looks every name up again; data sets that changed are given to the kernel that has the earlier ones. */
  async renew(receiver: DataReceiver | null): Promise<void> {
    for (const [name, pinned] of [...this.#pins]) {
      const before = await pinned.catch(() => null);
      this.#pins.delete(name);
      this.#recorded.delete(name);
      const after = await this.#pinned(name).catch(() => null);
      if (receiver && before && before.digest !== after?.digest) await this.provide(name, receiver);
    }
  }

  /** Answers a kernel that needs a data set. Never rejects: a failure is told to the cells that wait. */
  async provide(name: string, receiver: DataReceiver): Promise<void> {
    try {
      const found = await this.#pinned(name);
      if (!found) return receiver.refuseData(name, `there is no data set named ${JSON.stringify(name)}`);
      const content = await found.load();
      receiver.provideData(name, {...content, digest: found.digest});
    } catch (error) {
      this.#pins.delete(name);
      const reason = error instanceof Error ? error.message : String(error);
      receiver.refuseData(name, `the data set ${JSON.stringify(name)} could not be read: ${reason}`);
    }
  }

  /** The pinned data sets among these names, sorted by name, as a record holds them. */
  record(names: ReadonlySet<string>): RecordedData[] {
    const recorded = [...this.#recorded.values()].filter(({name}) => names.has(name));
    return recorded.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  #pinned(name: string): Promise<FoundData | null> {
    const pinned = this.#pins.get(name);
    if (pinned) return pinned;
    const found = this.#find(name).then((data) => {
      if (this.#pins.get(name) !== found) return data;
      if (data) this.#recorded.set(name, {name, digest: data.digest, rows: data.rows});
      if (data) this.#missing.delete(name);
      else this.#missing.add(name);
      return data;
    });
    this.#pins.set(name, found);
    return found;
  }
}
