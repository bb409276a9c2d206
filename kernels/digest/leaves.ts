/** What the root of a run is made of: one header and one leaf per cell, as canonical bytes. */
import type {Cell, Json, Notebook, RecordedCell, RunRecord} from "#notebooks";
import {encodeValue} from "./encode.ts";

/** The parts of a record that its root covers. */
export type RecordContents = Pick<RunRecord, "source" | "parameters" | "inputs" | "seed" | "now" | "data" | "cells">;

/** The value whose digest is a cell's source digest. */
export function toCellSource(cell: Cell): unknown {
  const attributes = cell.attributes.map(([name, value]) => [name, value]);
  return ["recto-cell/1", cell.kind, cell.source, cell.output, cell.hidden, cell.disabled, attributes];
}

/** The value whose digest is a notebook's source digest: its title, and its cells in page order. */
export function toNotebookSource(notebook: Notebook, digestCell: (cell: Cell) => string): unknown {
  return ["recto-notebook/1", notebook.title, notebook.cells.map((cell) => [cell.id, digestCell(cell)])];
}

export function toHeaderLeaf({source, parameters, inputs, seed, now, data}: RecordContents): Uint8Array<ArrayBuffer> {
  return encodeValue([
    "recto-run/1", source, sortJson(parameters), sortJson(inputs), seed, now, data.map(({name, digest}) => [name, digest]),
  ]);
}

export function toCellLeaf(cell: RecordedCell): Uint8Array<ArrayBuffer> {
  return encodeValue([
    "cell",
    cell.id,
    cell.kind,
    cell.sourceDigest,
    cell.reads.map(({name, digest}) => [name, digest]),
    cell.valueDigest,
    [...cell.displayDigests],
    cell.status,
    cell.calls.map(({name, argumentDigest, resultDigest}) => [name, argumentDigest, resultDigest]),
  ]);
}

/** The leaves in order: the header, then the cells as the record lists them. */
export function toLeaves(contents: RecordContents): readonly Uint8Array<ArrayBuffer>[] {
  return [toHeaderLeaf(contents), ...contents.cells.map(toCellLeaf)];
}

/** JSON with the keys of every object in the order of their UTF-16 units, and without −0, which JSON files lose. */
export function sortJson(json: Json): Json {
  if (typeof json === "number") return json + 0;
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map(sortJson);
  const fields = json as {readonly [key: string]: Json};
  const sorted: {[key: string]: Json} = {};
  for (const key of Object.keys(fields).sort()) {
    Object.defineProperty(sorted, key, {value: sortJson(fields[key]!), writable: true, enumerable: true, configurable: true});
  }
  return sorted;
}
