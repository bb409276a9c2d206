/** The explicit way a data set's bytes are read, and what looking at them found: shown, correctable, and part of the data set's digest. */
import type {TableColumnType} from "./display.ts";

export interface ParsedColumn {
  /** The header's name, made unique and non-empty. */
  readonly name: string;
  readonly type: Exclude<TableColumnType, "other">;
  /** For dates: a pattern such as `%Y-%m-%d` or `%d/%m/%Y`, or `iso`, or `epoch-seconds`, `epoch-milliseconds`; null for other types. */
  readonly dateFormat: string | null;
}

export type Parsing =
  | {
      readonly format: "csv";
      readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
      readonly compression: "none" | "gzip";
      readonly delimiter: string;
      readonly quote: string;
      readonly header: boolean;
      /** Lines before the header that are not data. */
      readonly skipLines: number;
      readonly decimalMark: "." | ",";
      readonly thousandsMark: "" | "," | "." | " " | "'";
      /** Texts that mean a missing value, apart from the empty field. */
      readonly missing: readonly string[];
      readonly columns: readonly ParsedColumn[];
    }
  | {readonly format: "json"; readonly shape: "array" | "lines"; readonly compression: "none" | "gzip"; readonly columns: readonly ParsedColumn[]}
  | {readonly format: "parquet"}
  | {readonly format: "arrow"}
  | {readonly format: "text"; readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"; readonly compression: "none" | "gzip"};

/** A row or a value that could not be read as the parsing says; reported, never dropped in silence. */
export interface BadRow {
  /** 1-based line in the file where the row begins. */
  readonly line: number;
  readonly reason: string;
  /** The row's text, at most 200 characters. */
  readonly text: string;
}

export interface ColumnSummary {
  readonly name: string;
  readonly type: TableColumnType;
  readonly missing: number;
  /** For numbers and dates (milliseconds): the extent; null when there is no value. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  /** Different values, counted up to 10,000. */
  readonly distinct: number;
  /** Numbers, dates: counts in 20 equal bins from minimum to maximum; text, boolean: counts of the most frequent values. */
  readonly histogram: readonly number[];
  readonly frequent: readonly {readonly value: string; readonly count: number}[];
  /** At most 60 means of equal stretches in row order, for a sparkline; empty for other types. */
  readonly sparkline: readonly (number | null)[];
}

/** What looking at a file found. */
export interface Inspection {
  readonly parsing: Parsing;
  readonly rows: number;
  /** Rows that could not be read; the first 100 in detail. */
  readonly badRowCount: number;
  readonly badRows: readonly BadRow[];
  readonly columns: readonly ColumnSummary[];
  /** What was guessed with doubt, in words a person can act on. */
  readonly notes: readonly string[];
  /** SHA-256 over the file's bytes and the canonical parsing. */
  readonly digest: string;
}
