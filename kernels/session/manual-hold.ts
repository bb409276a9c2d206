/** Manual mode: every cell waits for a person, but for those that were asked for and have not settled. */
import type {Kernel} from "#kernels/host";

export class ManualHold {
  readonly #released = new Set<number>();
  #told: readonly number[] = [];

  /** A person asked for the cell. */
  release(id: number): void {
    this.#released.add(id);
  }

  /** The cell has settled, or is gone: it waits again. */
  keep(id: number): void {
    this.#released.delete(id);
  }

  isReleased(id: number): boolean {
    return this.#released.has(id);
  }

  /** Whether the kernel was told to hold the cell. */
  isTold(id: number): boolean {
    return this.#told.includes(id);
  }

  /** Another kernel has been told nothing. */
  forget(): void {
    this.#told = [];
  }

  /** Tells the kernel which of the cells to hold, if that is not what it was told before. */
  tell(kernel: Kernel, cells: Iterable<number>): void {
    const held = [...cells].filter((id) => !this.#released.has(id));
    if (String(held) === String(this.#told)) return;
    this.#told = held;
    kernel.hold(held);
  }
}
