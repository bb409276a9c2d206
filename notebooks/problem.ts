/** What is wrong with a cell's source or with the graph of cells, before anything runs. */

/** One finding at a place in one cell's source. */
export interface Diagnostic {
  readonly severity: "error" | "warning" | "information";
  /** Where it comes from: `syntax`, `graph`, `import`, `data`, `type` (which never blocks a run), `determinism`. */
  readonly source: "syntax" | "graph" | "import" | "data" | "type" | "determinism";
  readonly code: string;
  readonly message: string;
  /** Offsets into the cell's source, in UTF-16 units; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** 1-based line and column of `from`. */
  readonly line: number;
  readonly column: number;
  /** Every other cell involved (the other definition, the rest of a ring). */
  readonly cells: readonly number[];
}

export function isBlocking(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === "error" && diagnostic.source !== "type";
}
