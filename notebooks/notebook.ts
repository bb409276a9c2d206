/** A notebook: a title, cells in page order, and the data sets that they name. */
import type {Cell} from "./cell.ts";

/** `automatic`: an edit or an input runs what depends on it; `manual`: it only marks it stale until asked. */
export type RunMode = "automatic" | "manual";

/** A data set that the notebook names, pinned to its bytes and the way they were parsed. */
export interface DataReference {
  readonly name: string;
  /** Lower-case hexadecimal SHA-256, or null when the notebook names the data set without having met it. */
  readonly digest: string | null;
}

export interface Notebook {
  readonly title: string;
  readonly runMode: RunMode;
  readonly cells: readonly Cell[];
  readonly data: readonly DataReference[];
  /** Attributes of the `<notebook>` element that Recto does not know, in their order (theme, readonly …). */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

export function toNotebook({
  title = "Untitled",
  runMode = "automatic",
  cells = [],
  data = [],
  attributes = [],
}: Partial<Notebook>): Notebook {
  return {title, runMode, cells, data, attributes};
}

export function findCell(notebook: Notebook, id: number): Cell | undefined {
  return notebook.cells.find((cell) => cell.id === id);
}
