/** Values remembered up to a total size; those unused the longest are forgotten first. */
export class MemoryCache<Value> {
  readonly #limit: number;
  readonly #entries = new Map<string, {readonly value: Value; readonly size: number}>();
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** A value larger than the limit is not kept. */
  set(key: string, value: Value, size: number): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
    this.#entries.set(key, {value, size});
    this.#size += size;
    for (const [oldest, entry] of this.#entries) {
      if (this.#size <= this.#limit) break;
      this.#entries.delete(oldest);
      this.#size -= entry.size;
    }
  }
}
