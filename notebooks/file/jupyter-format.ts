/** The parts of Jupyter's notebook format (nbformat 4) that are read and written, and what Recto adds under `metadata.recto`. */
import type {CellKind, DataReference, RunMode} from "../index.ts";

/** A text as Jupyter keeps it: whole, or as lines that keep their line feeds. */
export type MultilineText = string | readonly string[];

export interface JupyterCell {
  readonly cell_type: "code" | "markdown" | "raw";
  /** 1 to 64 letters, digits, hyphens and underscores. */
  readonly id: string;
  readonly metadata: {readonly [name: string]: unknown};
  readonly source: MultilineText;
  /** Code cells only. */
  readonly execution_count?: number | null;
  readonly outputs?: readonly object[];
}

/** What of a cell Jupyter has no place for. */
export interface CellExtras {
  readonly id: number;
  readonly kind: CellKind;
  readonly pinned: boolean;
  readonly hidden: boolean;
  readonly disabled: boolean;
  readonly output: string | null;
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** What of a notebook Jupyter has no place for. */
export interface NotebookExtras {
  readonly runMode: RunMode;
  readonly data: readonly DataReference[];
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** The type of a script that holds code of another language: `text/x-python`. */
export function toScriptType(language: string): string {
  const word = language.toLowerCase().replace(/[^a-z0-9+.-]+/g, "-").replace(/^-+|-+$/g, "");
  return word === "" ? "text/plain" : `text/x-${word}`;
}
