/** Compiles cells with at most one compilation of a cell in flight, the latest text winning, and many cells in one call. */
import type {CompiledCell, Compiler} from "#kernels/compile";
import type {Cell} from "#notebooks";

/** Everything of a cell that compiling looks at. */
export function toCompileKey(cell: Cell): string {
  return JSON.stringify([cell.kind, cell.source, cell.hidden, cell.output]);
}

interface Waiting {
  readonly cell: Cell;
  readonly key: string;
  readonly promise: Promise<CompiledCell>;
  readonly resolve: (compiled: CompiledCell) => void;
  readonly reject: (reason: unknown) => void;
}

/** How many texts of one cell are remembered: what runs, what is typed, and what undo brings back. */
const rememberedTexts = 4;

export class Compilation {
  readonly #compiler: Compiler;
  readonly #known = new Map<number, Map<string, CompiledCell>>();
  readonly #waiting = new Map<string, Waiting>();
  #batch: Waiting[] = [];
  readonly #typed = new Map<number, Cell>();
  readonly #typing = new Set<number>();
  readonly #onTyped: (cell: number) => void;
  readonly #onFault: (error: unknown) => void;

  /** `onTyped` is told when the latest text of a cell that was given to `type` has been compiled. */
  constructor(compiler: Compiler, onTyped: (cell: number) => void, onFault: (error: unknown) => void) {
    this.#compiler = compiler;
    this.#onTyped = onTyped;
    this.#onFault = onFault;
  }

  /** Whether a text that was typed is still to be compiled. */
  get isBusy(): boolean {
    return this.#typing.size > 0 || this.#waiting.size > 0;
  }

  /** The compiled cell if this very text is known. */
  find(cell: Cell): CompiledCell | undefined {
    return this.#known.get(cell.id)?.get(toCompileKey(cell));
  }

  /** Compiles exactly this text. Calls of one turn go to the compiler together. */
  compile(cell: Cell): Promise<CompiledCell> {
    const known = this.find(cell);
    if (known) return Promise.resolve(known);
    const key = `${cell.id} ${toCompileKey(cell)}`;
    const waiting = this.#waiting.get(key);
    if (waiting) return waiting.promise;
    const {promise, resolve, reject} = Promise.withResolvers<CompiledCell>();
    const entry: Waiting = {cell, key, promise, resolve, reject};
    this.#waiting.set(key, entry);
    if (this.#batch.length === 0) queueMicrotask(() => void this.#send());
    this.#batch.push(entry);
    return promise;
  }

  /** Compiles the text for its diagnostics; texts that are replaced before their turn are skipped. */
  type(cell: Cell): void {
    this.#typed.set(cell.id, cell);
    if (!this.#typing.has(cell.id)) void this.#compileTyped(cell.id);
  }

  /** The compiled form of the latest text given to `type`, or of the latest that is ready. */
  findTyped(id: number): CompiledCell | undefined {
    const typed = this.#typed.get(id);
    const exact = typed && this.find(typed);
    return exact ?? [...(this.#known.get(id)?.values() ?? [])].at(-1);
  }

  forget(id: number): void {
    this.#known.delete(id);
    this.#typed.delete(id);
  }

  async #compileTyped(id: number): Promise<void> {
    this.#typing.add(id);
    try {
      for (let cell = this.#typed.get(id); cell; ) {
        await this.compile(cell);
        const latest = this.#typed.get(id);
        if (latest === undefined || toCompileKey(latest) === toCompileKey(cell)) break;
        cell = latest;
      }
    } catch (error) {
      this.#onFault(error);
    } finally {
      this.#typing.delete(id);
    }
    if (this.#typed.has(id)) this.#onTyped(id);
  }

  async #send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    try {
      const compiled = await this.#compiler.compile(batch.map(({cell}) => cell));
      batch.forEach((entry, index) => {
        const one = compiled[index];
        this.#waiting.delete(entry.key);
        if (!one) return entry.reject(new RangeError(`compiler gives one result a cell, got none for cell ${entry.cell.id}`));
        this.#remember(entry.cell, one);
        entry.resolve(one);
      });
    } catch (error) {
      for (const entry of batch) {
        this.#waiting.delete(entry.key);
        entry.reject(error);
      }
    }
  }

  #remember(cell: Cell, compiled: CompiledCell): void {
    const texts = this.#known.get(cell.id) ?? new Map<string, CompiledCell>();
    this.#known.set(cell.id, texts);
    texts.delete(toCompileKey(cell));
    texts.set(toCompileKey(cell), compiled);
    const oldest = texts.keys().next();
    if (texts.size > rememberedTexts && !oldest.done) texts.delete(oldest.value);
  }
}

/** Whether defining one in place of the other would change nothing. Resolving the tables of SQL cells makes new objects every time. */
export function isSameDefinition(a: CompiledCell, b: CompiledCell): boolean {
  if (a === b) return true;
  const toText = ({body, inputs, outputs, output, autodisplay, dataNames}: CompiledCell): string =>
    JSON.stringify([body, inputs, outputs, output, autodisplay, dataNames]);
  return toText(a) === toText(b);
}
