/** Values made into what the browser draws, cut to size; what goes wrong in drawing is shown in its place. */
import type {Display, DisplayContent, InputKey, InputValue} from "#notebooks";
import {findSpecification, makeChartDisplay} from "./charts.ts";
import {Input, TableInput} from "./inputs.ts";
import {inspectWhole} from "./inspect.ts";
import {Markup} from "./markup.ts";
import {makeTableDisplay, toTableSource, type TableSource} from "./tables.ts";

/** The input as it is viewed: its key, and what the browser holds. */
export interface ViewedInput {
  readonly key: InputKey;
  readonly held: InputValue;
}

export interface DrawnDisplay {
  readonly content: DisplayContent;
  readonly cut: string | null;
}

const inspectionNodes = 2000;

function cutText(text: string, characters: number): {readonly text: string; readonly cut: string | null} {
  if (text.length <= characters) return {text, cut: null};
  return {text: text.slice(0, characters), cut: `showing ${characters.toLocaleString("en-US")} of ${text.length.toLocaleString("en-US")} characters`};
}

/** May run the cell's code: getters, iterators, `toSpec`. Throws what they throw. */
export function draw(value: unknown, characters: number, viewed: ViewedInput | null): DrawnDisplay {
  if (typeof value === "string") {
    const {text, cut} = cutText(value, characters);
    return {content: {type: "text", text}, cut};
  }
  if (value !== null && typeof value === "object") {
    const drawn = drawObject(value, characters, viewed);
    if (drawn) return drawn;
  }
  const {node, isCut} = inspectWhole(value, {depth: 4, entries: 100, characters: Math.min(characters, 5000), nodes: inspectionNodes});
  return {content: {type: "inspect", node}, cut: isCut ? "showing a part of the value" : null};
}

function drawObject(value: object, characters: number, viewed: ViewedInput | null): DrawnDisplay | null {
  if (value instanceof Markup) {
    const {text, cut} = cutText(value.html, characters);
    return {content: {type: value.kind, html: text}, cut};
  }
  if (value instanceof Input) return {content: drawInput(value, viewed), cut: null};
  if (value instanceof TableInput) {
    const source = toTableSource(value.data);
    return source ? drawTable(pickColumns(source, value.columns), characters) : draw(value.data, characters, null);
  }
  const specification = findSpecification(value);
  if (specification !== null) {
    const {specification: made, cut} = makeChartDisplay(specification, characters);
    return {content: {type: "vega-lite", specification: made}, cut};
  }
  const source = toTableSource(value);
  return source ? drawTable(source, characters) : null;
}

function drawTable(source: TableSource, characters: number): DrawnDisplay {
  const {columns, rows, page, cut} = makeTableDisplay(source, characters);
  return {content: {type: "table", columns, rows, page}, cut};
}

function pickColumns(source: TableSource, columns: readonly string[] | null): TableSource {
  if (!columns) return source;
  const picked = columns.map((name) => source.names.indexOf(name)).filter((index) => index >= 0);
  return {names: picked.map((index) => source.names[index] as string), rows: source.rows, read: (row, column) => source.read(row, picked[column] as number)};
}

function drawInput(input: Input, viewed: ViewedInput | null): DisplayContent {
  const {kind, argument, options, initial} = input;
  return {type: "input", key: viewed?.key ?? "", kind, argument, options, value: viewed?.held ?? initial};
}

/** A display of something that could not be drawn. */
export function toFailedDisplay(error: Display["content"] & {readonly type: "error"}): Display {
  return {content: error, digest: null, cut: null};
}
