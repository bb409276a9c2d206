/** What a run came to, as files: the formats, and which values of a run can be had in which. */
import type {TableColumn} from "./display.ts";

export const resultFormats = ["csv", "json", "parquet", "xlsx"] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** How the formats are called. */
export const resultFormatNames: {readonly [format in ResultFormat]: string} = {csv: "CSV", json: "JSON", parquet: "Parquet", xlsx: "Excel"};

/** A value that a run kept, or the table in a field of one. */
export interface RunResult {
  readonly cell: number;
  /** The name of the value; with a dot and the field's name for a table inside it. */
  readonly name: string;
  /** Null: the value is no table, and comes as JSON alone. */
  readonly table: {readonly rows: number; readonly columns: readonly TableColumn[]} | null;
  readonly formats: readonly ResultFormat[];
  /** The address of the file without its ending. */
  readonly address: string;
}
