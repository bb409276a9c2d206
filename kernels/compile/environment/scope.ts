/** The types of the names in every cell's scope, as the type checker shows them. */
import type * as arquero from "arquero";
import type * as arrays from "d3-array";
import type * as formats from "d3-format";
import type * as scales from "d3-scale";
import type * as times from "d3-time";
import type * as timeFormats from "d3-time-format";
import type {Input} from "./inputs.ts";

export {Inputs} from "./inputs.ts";
export {fl, forecast, risk, rnse} from "./analyses.ts";

type NumberArrayConstructor = Exclude<Parameters<arquero.ColumnTable["array"]>[1], ArrayConstructor | undefined>;
type AnyArray = Extract<ReturnType<arquero.ColumnTable["array"]>, readonly unknown[]>;

/** An Arquero table: what `data` and SQL cells give. */
export interface Table extends arquero.ColumnTable {
  /** The values of a column in the table's visible order, in an array of the kind asked for. */
  array(name: string): AnyArray;
  array<Constructor extends NumberArrayConstructor>(name: string, constructor: Constructor): InstanceType<Constructor>;
}

/**
 * The data set of that name: an Arquero table, or for a text or log file its text.
 *
 * The name is a literal, so that everything that a notebook reads is known before it runs.
 */
export declare function data<Content = Table>(name: string): Content;

type ArqueroModule = typeof arquero;
/** The package arquero. */
export interface Arquero extends ArqueroModule {}

/** Arquero: tables and their verbs (`filter`, `derive`, `groupby`, `rollup`, `orderby` …). */
export declare const aq: Arquero;

type D3Modules = typeof arrays & typeof formats & typeof times & typeof timeFormats & typeof scales;
/** The packages d3-array, d3-format, d3-time, d3-time-format and d3-scale as one. */
export interface D3 extends D3Modules {}

/** From D3: arrays (`mean`, `extent`, `bin`, `group` …), number formats, time intervals and time formats, scales. */
export declare const d3: D3;

/** A part of a chart under construction; every method gives a part again. */
export interface ChartPart {
  (...parts: readonly unknown[]): ChartPart;
  readonly [method: string]: ChartPart;
}

/**
 * Vega-Lite as functions: `vl.markLine().data(table).encode(vl.x().fieldT("date"), vl.y().fieldQ("price"))` is a chart.
 *
 * Documentation of the methods: the package vega-lite-api.
 */
export declare const vl: ChartPart;

/** A chart from a Vega-Lite specification; `data` in it may be a table. */
export declare function vegaLite(specification: {readonly [property: string]: unknown}): Chart;

/** A chart, drawn where it is shown. */
export interface Chart {
  readonly [property: string]: unknown;
}

/** Markdown as a value, shown rendered. */
export interface Markup {
  toString(): string;
}

/** Markdown with values in it. A template tag. */
export declare function md(strings: TemplateStringsArray, ...values: readonly unknown[]): Markup;

/** HTML with values in it, escaped. A template tag. What is shown is cleaned: no scripts, no styles, no forms. */
export declare function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Markup;

/** Shows a value under the cell, and gives it back. A cell that calls it shows nothing by itself. */
export declare function display<Value>(value: Value): Value;

/** Shows an input under the cell and gives its present value; what reads the value runs again when somebody moves the input. */
export declare function view<Value>(input: Input<Value>): Value;

/** Tells how far the cell is: the share done from 0 to 1, or null when it cannot be told, and a few words. */
export declare function progress(share: number | null, text?: string): void;

/** The run's moment, the same in all its cells. */
export declare const now: Date;

/** The run's seed, an integer: the same seed gives the same run. */
export declare const seed: number;

/** A number from 0 (included) to 1 (excluded), drawn from the run's seed; it starts again at each run of the cell. */
export declare function random(): number;

/** Settles when the cell is about to run again or is removed: the place for cleaning up. */
export declare const invalidation: Promise<void>;
