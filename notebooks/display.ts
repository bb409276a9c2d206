/** What a cell shows: plain data made in the sandbox, cut to size, drawn by the browser. */
import type {InputKey, InputValue, Json} from "./value.ts";

/** One node of an inspected value. `text` is short and already formatted; `children` may be cut, then `omitted` counts the rest. */
export interface InspectNode {
  readonly type:
    | "undefined" | "null" | "boolean" | "number" | "bigint" | "string" | "symbol" | "date" | "regexp" | "function" | "promise"
    | "array" | "typed-array" | "object" | "map" | "set" | "error" | "circular" | "opaque";
  readonly text: string;
  /** The constructor's name where it says something, such as `Float64Array`. */
  readonly name?: string;
  /** Elements, entries or bytes in the whole value. */
  readonly size?: number;
  readonly children?: readonly {readonly key: string; readonly value: InspectNode}[];
  readonly omitted?: number;
}

export type TableColumnType = "number" | "bigint" | "boolean" | "text" | "date" | "other";

export interface TableColumn {
  readonly name: string;
  readonly type: TableColumnType;
}

/** A cell of a table page: dates as `{"$date": milliseconds}`, big integers as `{"$bigint": digits}`, NaN and infinities as `{"$number": text}`. */
export type TableCell = Json;

export interface TablePage {
  readonly offset: number;
  /** Rows after filtering, of which `cells` is a page. */
  readonly rows: number;
  /** One array per row, in the order of the columns. */
  readonly cells: readonly (readonly TableCell[])[];
}

export interface TableQuery {
  readonly offset: number;
  readonly limit: number;
  readonly sort: {readonly column: string; readonly descending: boolean} | null;
  /** Case-insensitive text that a row must contain in any column; empty for no filter. */
  readonly filter: string;
}

/** The inputs that the browser draws, by the names and options of Observable Inputs. */
export type InputKind =
  | "button" | "checkbox" | "color" | "date" | "datetime" | "file" | "form" | "number" | "radio" | "range" | "search" | "select"
  | "text" | "email" | "tel" | "url" | "password" | "textarea" | "toggle" | "table";

export interface InputDisplay {
  readonly type: "input";
  readonly key: InputKey;
  /** Null for a display of an input that nothing views. */
  readonly kind: InputKind;
  /** The positional argument (range's extent, the options of select, radio, checkbox …), labels already formatted. */
  readonly argument: Json;
  readonly options: {readonly [name: string]: Json};
  /** The present value, as the browser's input holds it (for choices: the index or indexes of the chosen options). */
  readonly value: InputValue;
}

export type DisplayContent =
  | {readonly type: "inspect"; readonly node: InspectNode}
  | {readonly type: "text"; readonly text: string}
  | {readonly type: "markdown"; readonly html: string}
  | {readonly type: "html"; readonly html: string}
  | {
      readonly type: "table";
      readonly columns: readonly TableColumn[];
      /** Rows of the whole table. */
      readonly rows: number;
      readonly page: TablePage;
    }
  | {readonly type: "vega-lite"; readonly specification: {readonly [key: string]: Json}}
  | InputDisplay
  | {readonly type: "error"; readonly error: CellError};

export interface Display {
  readonly content: DisplayContent;
  /** Digest of the value that was displayed, before it was drawn and cut; null when it has none (an error in drawing). */
  readonly digest: string | null;
  /** What was left out, in words, such as `showing 1,000 of 250,000 characters`; null when nothing was. */
  readonly cut: string | null;
}

/** A cell's failure, with the place in the cell's own source where it is known. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  /** 1-based line and column in the cell's source; null when unknown. */
  readonly line: number | null;
  readonly column: number | null;
  /** Frames in cells, outermost last: cell id, line, column. */
  readonly frames: readonly {readonly cell: number; readonly line: number; readonly column: number}[];
}
