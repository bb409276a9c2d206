/** What changed between two runs of a notebook: the settings, and cell by cell the values, each in its own terms. */
import type {RunSummary} from "./run.ts";

/** `GET /api/runs/:before/comparison/:after`. */
export interface RunComparison {
  /** Whether a value, a display or a status of some cell differs. */
  readonly changed: boolean;
  /** The most important change in a sentence. */
  readonly headline: string;
  readonly settings: readonly SettingChange[];
  /** In the page order of the later run; cells that it no longer has stand at the end. */
  readonly cells: readonly CellComparison[];
}

export interface RunComparisonDetail extends RunComparison {
  readonly before: RunSummary;
  readonly after: RunSummary;
}

/** Something that a run was made from, besides its cells. */
export interface SettingChange {
  readonly what: "parameter" | "input" | "data" | "seed" | "now" | "kernel";
  readonly name: string;
  /** In words; null where there was none. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface CellComparison {
  readonly id: number;
  readonly change: "same" | "changed" | "added" | "removed";
  readonly sourceChanged: boolean;
  readonly status: {readonly from: string | null; readonly to: string | null};
  /** Names whose value differs, with how. */
  readonly values: readonly NamedChange[];
  /** What the cell showed, where it gives no name that says more. */
  readonly displays: readonly DisplayChange[];
}

export interface NamedChange {
  readonly name: string;
  readonly change: ValueChange;
}

export interface DisplayChange {
  /** Which of the cell's displays, from 0. */
  readonly index: number;
  readonly change: ValueChange;
}

/** How a value differs, in its own terms. Texts of single values are short and formatted. */
export type ValueChange =
  | {readonly type: "number"; readonly from: number; readonly to: number; readonly difference: number; /** Null from 0. */ readonly relative: number | null}
  | TextChange
  | TableChange
  | AnomalyChange
  | ForecastChange
  | SeriesChange
  | StructureChange
  /** The value came, went, or is of a kind that has no terms of its own. */
  | {readonly type: "other"; readonly from: string | null; readonly to: string | null};

export interface TextChange {
  readonly type: "text";
  readonly added: number;
  readonly removed: number;
  /** Lines with what surrounds them; `omitted` counts the changed lines that are left out. */
  readonly lines: readonly {readonly kind: "same" | "added" | "removed"; readonly text: string}[];
  readonly omitted: number;
}

export interface TableChange {
  readonly type: "table";
  readonly rows: {readonly from: number; readonly to: number};
  readonly columns: {readonly added: readonly string[]; readonly removed: readonly string[]};
  /** The column that names a row in both tables; null: rows are the same where their place, or all of their cells, are. */
  readonly key: string | null;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Whether the same rows stand in another order. */
  readonly reordered: boolean;
  /** Columns of the rows that changed, with in how many of them they did. */
  readonly changedColumns: readonly {readonly name: string; readonly rows: number}[];
  /** The first rows of each sort. */
  readonly samples: {
    readonly columns: readonly string[];
    readonly added: readonly (readonly string[])[];
    readonly removed: readonly (readonly string[])[];
    readonly changed: readonly {readonly row: string; readonly cells: readonly {readonly column: string; readonly from: string; readonly to: string}[]}[];
  };
}

export interface AnomalyPoint {
  readonly index: number;
  readonly confidence: number | null;
  readonly text: string;
}

export interface AnomalyChange {
  readonly type: "anomalies";
  readonly from: number;
  readonly to: number;
  /** Counts; the lists hold the first of each sort. */
  readonly counts: {readonly came: number; readonly went: number; readonly moved: number; readonly kept: number};
  readonly came: readonly AnomalyPoint[];
  readonly went: readonly AnomalyPoint[];
  readonly moved: readonly {readonly from: AnomalyPoint; readonly to: AnomalyPoint}[];
}

export interface ForecastChange {
  readonly type: "forecast";
  readonly horizon: {readonly from: number; readonly to: number};
  /** How many values the series grew by; steps are compared at the same place of the series. */
  readonly grown: number;
  /** Steps that both forecasts have. */
  readonly compared: number;
  /** Mean of the later forecast less the earlier one over these steps; null when there is none. */
  readonly shift: number | null;
  readonly largest: {readonly step: number; readonly from: number; readonly to: number} | null;
  /** Steps at which the later forecast lies outside the earlier one's interval, and that interval's level; null without intervals. */
  readonly outside: {readonly steps: number; readonly level: number} | null;
  readonly models: {readonly from: string; readonly to: string} | null;
  /** Both forecasts with their widest interval, at most 200 steps, for a chart. */
  readonly steps: readonly {readonly step: number; readonly from: readonly number[] | null; readonly to: readonly number[] | null}[];
}

export interface SeriesChange {
  readonly type: "series";
  readonly length: {readonly from: number; readonly to: number};
  /** Places with another number among those that both have. */
  readonly changed: number;
  readonly largest: {readonly index: number; readonly from: number; readonly to: number} | null;
  readonly mean: {readonly from: number | null; readonly to: number | null};
}

export interface StructureChange {
  readonly type: "structure";
  /** Where inside the value, such as `.quality.score` or `[3].name`. */
  readonly changes: readonly {readonly path: string; readonly from: string | null; readonly to: string | null}[];
  readonly omitted: number;
}
