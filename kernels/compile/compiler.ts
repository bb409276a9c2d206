/** Compiling and type checking in processes of their own, so that no cell can hold up the server. */
import type {Cell} from "#notebooks";
import {refuseCell, type CellSource} from "./compile-cell.ts";
import type {CompiledCell, Compiler} from "./compiled.ts";
import {MemoryCache} from "./memory-cache.ts";
import {TypesClient} from "./types-client.ts";
import {Worker, type NoReply} from "./worker.ts";

export interface CompilerOptions {
  /** Milliseconds for compiling one cell, and for a batch of cells before it is taken cell by cell. */
  readonly deadlineMs?: number;
  /** Milliseconds for type checking, completing or hovering. */
  readonly checkDeadlineMs?: number;
}

const optionNames: ReadonlySet<string> = new Set(["deadlineMs", "checkDeadlineMs"] satisfies (keyof CompilerOptions)[]);

/** Source characters whose compiled cells are remembered. */
const rememberedCharacters = 8_000_000;

/** Failures that may not come again: they are not remembered. */
const passingCodes: ReadonlySet<string> = new Set(["compiler-ended", "compiler-failed"]);

/** A compiler whose compiling process starts at once, and whose type checking process starts soon after the first compilation. */
export function createCompiler(options: CompilerOptions = {}): Compiler {
  for (const [name, value] of Object.entries(options)) {
    if (!optionNames.has(name)) throw new TypeError(`createCompiler has no option ${name}`);
    if (value !== undefined && !(value > 0)) throw new RangeError(`${name} must be a positive number of milliseconds, got ${String(value)}`);
  }
  const {deadlineMs = 3_000, checkDeadlineMs = 10_000} = options;
  const worker = new Worker({url: new URL("./process.ts", import.meta.url), deadlineMs, memoryMb: 1_024});
  const types = new TypesClient(checkDeadlineMs);
  setImmediate(() => worker.warm()).unref();
  const known = new MemoryCache<CompiledCell>(rememberedCharacters);

  async function compile(cells: readonly Cell[]): Promise<readonly CompiledCell[]> {
    types.warmSoon();
    const wanted = new Map<string, CellSource>();
    const found = new Map<string, CompiledCell>();
    for (const {id, kind, source, hidden, output} of cells) {
      const key = toKey({id, kind, source, hidden, output});
      const remembered = known.get(key);
      if (remembered) found.set(key, remembered);
      else wanted.set(key, {id, kind, source, hidden, output});
    }
    if (wanted.size > 0) {
      const compiled = await compileTogether([...wanted.values()]);
      [...wanted].forEach(([key, {source}], index) => {
        const one = compiled[index];
        if (!one) throw new Error("the compiling process gave fewer cells than it was asked for");
        found.set(key, one);
        if (!one.diagnostics.some(({code}) => passingCodes.has(code))) known.set(key, one, source.length + one.body.length);
      });
    }
    return cells.map((cell) => {
      const compiled = found.get(toKey(cell));
      if (!compiled) throw new Error(`cell ${cell.id} was not compiled`);
      return compiled.id === cell.id ? compiled : {...compiled, id: cell.id};
    });
  }

  /** A batch that fails is taken cell by cell, so that one cell's fault stays its own. */
  async function compileTogether(cells: readonly CellSource[]): Promise<readonly CompiledCell[]> {
    const reply = await worker.ask({type: "compile", cells});
    if (!("failed" in reply)) return reply;
    if (reply.failed === "closed") throw new Error("compile was called after close");
    const [only, ...others] = cells;
    if (!only) return [];
    if (others.length === 0) return [describeFailure(only, reply, deadlineMs)];
    return (await Promise.all(cells.map((cell) => compileTogether([cell])))).flat();
  }

  return {
    compile,
    check: (notebook, cells) => types.check(notebook, cells),
    complete: (notebook, cells, cell, position) => types.complete({notebook, cells, cell, position}),
    hover: (notebook, cells, cell, position) => types.hover({notebook, cells, cell, position}),
    forget: (notebook) => types.forget(notebook),
    close: async () => void (await Promise.all([worker.close(), types.close()])),
  };
}

function toKey({kind, source, hidden, output}: CellSource): string {
  return JSON.stringify([kind, hidden, output, source]);
}

function describeFailure(cell: CellSource, {failed, message}: NoReply, deadlineMs: number): CompiledCell {
  if (failed === "too-slow") {
    return refuseCell(cell, "too-slow", `This cell could not be compiled within ${deadlineMs} ms: make it smaller, or split it`);
  }
  if (failed === "ended") return refuseCell(cell, "compiler-ended", "Compiling this cell ended the compiler: make it smaller, or split it");
  return refuseCell(cell, "compiler-failed", `This cell could not be compiled: ${message.split("\n", 1)[0] ?? ""}`);
}
