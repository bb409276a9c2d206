/** What the root of a run is made of: one header and one leaf per cell, as canonical bytes. */
import type {Cell, Json, Notebook, RecordedCell, RunRecord} from "#notebooks";
import {encodeValue} from "./encode.ts";
import {toHexadecimal} from "./merkle.ts";
import {tags} from "./tags.ts";
import {Writer, joinParts, majorArray, majorMap} from "./writer.ts";

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

/** The header: parameters and inputs are JSON, whose objects have no order in a file, so their keys are sorted. */
export function toHeaderLeaf({source, parameters, inputs, seed, now, data}: RecordContents): Uint8Array<ArrayBuffer> {
  return bytesOf(["recto-run/1", source, parameters, inputs, seed, now, data.map(({name, digest}) => [name, digest])]);
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

/** The canonical bytes of JSON with the keys of every object in the order of their UTF-16 units, and without −0, which JSON files lose. */
function writeJson(writer: Writer, json: Json): void {
  if (json === null) writer.byte(0xf6);
  else if (typeof json === "boolean") writer.byte(json ? 0xf5 : 0xf4);
  else if (typeof json === "number") writer.number(json + 0);
  else if (typeof json === "string") writer.text(json, tags.illFormedText);
  else if (Array.isArray(json)) {
    writer.head(majorArray, json.length);
    for (const item of json as readonly Json[]) writeJson(writer, item);
  } else {
    const fields = json as {readonly [key: string]: Json};
    const keys = Object.keys(fields).sort();
    writer.head(majorMap, keys.length);
    for (const key of keys) {
      writer.text(key, tags.illFormedText);
      writeJson(writer, fields[key]!);
    }
  }
}

/** Whether two pieces of JSON are the same, whatever the order of their keys. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return toHexadecimal(bytesOf(a)) === toHexadecimal(bytesOf(b));
}

function bytesOf(json: Json): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writeJson(writer, json);
  writer.finish();
  return joinParts(writer.parts, writer.sizeBytes);
}
