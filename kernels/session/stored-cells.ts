/** Settled cells as they are kept: what a record is made of, and what a kernel is woken from. */
import type {CellEvidence, StoredCell} from "#kernels/host";
import type {CellResult, InputKey, InputValue} from "#notebooks";

export class StoredCells {
  readonly #cells = new Map<number, StoredCell>();
  /** The generation in which each cell came to what is kept. */
  readonly #generations = new Map<number, number>();
  #isSaved = true;

  /** Takes what an earlier session kept. */
  load(cells: ReadonlyMap<number, StoredCell>): void {
    for (const [id, stored] of cells) this.#cells.set(id, stored);
  }

  /** What a cell came to when it ran from this compiled source, or undefined. */
  find(id: number, sourceDigest: string): StoredCell | undefined {
    const stored = this.#cells.get(id);
    return stored?.sourceDigest === sourceDigest ? stored : undefined;
  }

  /** The evidence of the execution that is shown: of no other generation. */
  findEvidence(id: number, generation: number): CellEvidence | undefined {
    return this.#generations.get(id) === generation ? this.#cells.get(id)?.evidence : undefined;
  }

  keep(id: number, result: CellResult, evidence: CellEvidence, sourceDigest: string): void {
    this.#generations.set(id, result.generation);
    // A value that was used again is kept as it is: who saves knows by the object that nothing changed.
    if (result.reused && this.find(id, sourceDigest)?.evidence.valueDigest === evidence.valueDigest) return;
    this.#cells.set(id, {result, evidence, sourceDigest});
    this.#isSaved = false;
  }

  drop(id: number): void {
    this.#generations.delete(id);
    if (this.#cells.delete(id)) this.#isSaved = false;
  }

  clear(): void {
    this.#cells.clear();
    this.#isSaved = false;
  }

  /** The cells to save if anything changed since the last call; null otherwise. */
  takeUnsaved(): ReadonlyMap<number, StoredCell> | null {
    if (this.#isSaved) return null;
    this.#isSaved = true;
    return new Map(this.#cells);
  }
}

/** Whether the inputs that a stored cell shows hold the values that they have now. */
export function hasSameInputs(stored: StoredCell, inputs: {readonly [key: InputKey]: InputValue}): boolean {
  return stored.result.displays.every(({content}) => {
    if (content.type !== "input" || !(content.key in inputs)) return true;
    return JSON.stringify(inputs[content.key]) === JSON.stringify(content.value);
  });
}
