/** What compiling makes of a cell, and what the compiler's process offers. */
import type {Cell, CellAnalysis, Completions, Diagnostic, Hover} from "#notebooks";

/** A cell ready for the sandbox. Plain data: it crosses processes. */
export interface CompiledCell {
  readonly id: number;
  /** JavaScript source of a function of `inputs`, in their order; it returns the outputs as an object, or the value. Empty when blocked. */
  readonly body: string;
  /** Every unbound name of the source, scope names (`display`, `aq`, `rnse` …) included. */
  readonly inputs: readonly string[];
  /** The names that the cell gives; with `expression` false and none, the cell gives nothing. */
  readonly outputs: readonly string[];
  /** For SQL, Markdown and HTML cells with a name: the single name that the whole value gets. */
  readonly output: string | null;
  /** Whether the value is displayed without being asked. */
  readonly autodisplay: boolean;
  /** The literal names given to `data("name")`, or read by a SQL cell's tables. */
  readonly dataNames: readonly string[];
  /** Names declared as `const NAME = view(…)`, by the ordinal of the `view` call in the source; null where it is not of that form. */
  readonly viewNames: readonly (string | null)[];
  /** How to map a line and column of `body` back to the cell's source. */
  readonly positions: PositionMap;
  readonly diagnostics: readonly Diagnostic[];
  /** The name of the cell's own kind, for the digest: see `Cell.kind`. */
  readonly kind: Cell["kind"];
}

/** Lines of the body and the lines of the source that they came from: entry i belongs to body line i (0-based). */
export interface PositionMap {
  /** Per body line: the 0-based source line, and the number of UTF-16 units to add to a body column to get the source column; null for lines that are not the user's. */
  readonly lines: readonly (readonly [sourceLine: number, columnShift: number] | null)[];
}

/** Compiling, type checking and completing, in a process of their own that is killed at its deadline and replaced. */
export interface Compiler {
  /** Compiles cells by themselves; a cell whose compilation exceeds the deadline gets a diagnostic `too-slow`. */
  compile(cells: readonly Cell[]): Promise<readonly CompiledCell[]>;
  /** Type diagnostics of every cell of a notebook together; `tables` gives the columns of known data sets for `data("name")`. */
  check(notebook: string, cells: readonly Cell[]): Promise<ReadonlyMap<number, readonly Diagnostic[]>>;
  complete(notebook: string, cells: readonly Cell[], cell: number, position: number): Promise<Completions | null>;
  hover(notebook: string, cells: readonly Cell[], cell: number, position: number): Promise<Hover | null>;
  /** Forgets a notebook's type-checking state. */
  forget(notebook: string): void;
  close(): Promise<void>;
}

/** The whole graph's findings: what each cell needs and gives, with duplicates, rings and unknown names as diagnostics. */
export type AnalyseGraph = (cells: readonly CompiledCell[], disabled: ReadonlySet<number>) => ReadonlyMap<number, CellAnalysis>;
