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
  /** Where each of `inputs` is first named, in their order; a name that no source names (`md` of a Markdown cell) has the cell's beginning. */
  readonly inputPlaces: readonly Place[];
  /** Where each of `outputs` is declared, in their order; with `output`, one place: the cell's beginning. */
  readonly outputPlaces: readonly Place[];
  /** For SQL cells: the tables that the query reads, with their places. Which of them are cells and which are data sets, `resolveTables` decides. */
  readonly tableNames: readonly {readonly name: string; readonly place: Place}[];
}

/** A range of a cell's source: offsets in UTF-16 units, `to` exclusive, and the 1-based line and column of `from`. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
}

/** Lines of the body and the lines of the source that they came from: entry i belongs to body line i (0-based). */
export interface PositionMap {
  /**
   * Per body line: the 0-based source line, and the number of UTF-16 units to add to a body column to get the source column; null for
   * lines that are not the user's.
   */
  readonly lines: readonly (readonly [sourceLine: number, columnShift: number] | null)[];
  /**
   * Where one shift a line does not say it all (a rewritten import, a transpiled enum): per body line, ascending
   * `[bodyColumn, sourceLine, sourceColumn]`, all 0-based, each valid up to the next; null where `lines` suffices.
   */
  readonly segments?: readonly (readonly (readonly [bodyColumn: number, sourceLine: number, sourceColumn: number])[] | null)[];
}

/**
 * Makes the cells of a whole notebook ready to be defined: a table that a SQL cell reads becomes an input of the cell when another cell gives that
 * name, and a data set otherwise. Returns the same object for every cell that needs no change. Call it with all cells after each compilation.
 *
 * A SQL cell's body is `return __sql({text, parameters, tables, dataNames})`: `text` with `$1`, `$2` … for the `parameters` (the values of `${…}`),
 * `tables` the values of other cells by name, `dataNames` the names of data sets; `__sql` gives a promise of a table.
 * A Markdown cell's body is `return md(strings, ...values)`, an HTML cell's `return html(strings, ...values)`, as a tagged template is called,
 * with `strings.raw` the same as `strings`: the text of these cells has no escapes but `\${`.
 */
export type ResolveTables = (cells: readonly CompiledCell[]) => readonly CompiledCell[];

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
