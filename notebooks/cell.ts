/** A cell: one piece of source with a kind, and the few options that change how it runs or looks. */

/** What a cell's source is written in. `other` is a kind that Recto keeps but does not run (TeX, Graphviz, Python …). */
export type CellKind = "typescript" | "javascript" | "markdown" | "html" | "sql" | "other";

export const cellKinds: readonly CellKind[] = ["typescript", "javascript", "markdown", "html", "sql", "other"];

export interface Cell {
  /** Positive integer, unique in the notebook, never used again after the cell is deleted. */
  readonly id: number;
  readonly kind: CellKind;
  /** The text, with line feeds alone as line ends, without NUL and without lone surrogates. */
  readonly source: string;
  /** Whether the source is shown when the cell is not being edited. */
  readonly pinned: boolean;
  /** Whether the value of an expression is kept from being displayed. */
  readonly hidden: boolean;
  /** Whether the cell, and so what depends on it, is left out of runs. */
  readonly disabled: boolean;
  /** The name that a SQL, Markdown or HTML cell gives its value; null for none. */
  readonly output: string | null;
  /** Attributes of the file that Recto does not know, in their order, kept as they were. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** A cell with every field present, from what is given. Markdown and HTML hide their source unless told otherwise. */
export function toCell(given: Partial<Cell> & {id: number}): Cell {
  const {id, kind = "typescript", source = "", hidden = false, disabled = false, output = null, attributes = []} = given;
  const pinned = given.pinned ?? isPinnedByDefault(kind);
  return {id, kind, source: normaliseSource(source), pinned, hidden, disabled, output, attributes};
}

export function isPinnedByDefault(kind: CellKind): boolean {
  return kind === "typescript" || kind === "javascript" || kind === "sql";
}

/** Line ends become line feeds, and NUL and lone surrogates become U+FFFD, as they would on the way through a file. */
export function normaliseSource(source: string): string {
  return source.replace(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD").toWellFormed();
}
