/** Everything that is digested, once a SHA-256 is given: values, sources, records and their roots. */
import type {Cell, Notebook, RunRecord} from "#notebooks";
import {compareRecords} from "./compare.ts";
import type {RecordComparison} from "./compare.ts";
import {encodeParts, encodeValue} from "./encode.ts";
import type {EncodeOptions} from "./encode.ts";
import {toCellSource, toLeaves, toNotebookSource} from "./leaves.ts";
import type {RecordContents} from "./leaves.ts";
import {inclusionProof, isIncluded, merkleRoot} from "./merkle.ts";
import type {Sha256} from "./merkle.ts";

export interface Digester {
  /** SHA-256 of bytes as they are. */
  digestBytes(bytes: Uint8Array): string;
  /** SHA-256 of a value's canonical bytes. */
  digestValue(value: unknown, options?: EncodeOptions): string;
  /** Digest of what a cell is: kind, source, name, hidden, disabled, unknown attributes. */
  digestCellSource(cell: Cell): string;
  /** Digest of what a notebook is: its title, and its cells with their ids in page order. */
  digestSource(notebook: Notebook): string;
  merkleRoot(leaves: readonly Uint8Array[]): string;
  inclusionProof(leaves: readonly Uint8Array[], index: number): readonly string[];
  isIncluded(leaf: Uint8Array, index: number, count: number, proof: readonly string[], root: string): boolean;
  /** The root that follows from what a record says. */
  toRoot(contents: RecordContents): string;
  /** A record with its root, its data sets in the order of their names and each cell's reads likewise. */
  buildRecord(parts: RecordContents & Pick<RunRecord, "kernel" | "measured">): RunRecord;
  /** Compares a record with a run made from it, and names the first cell that differs and why. */
  compareRecords(expected: RunRecord, actual: RunRecord): RecordComparison;
}

export function createDigester(sha256: Sha256): Digester {
  const digestValue = (value: unknown, options?: EncodeOptions) => sha256(encodeParts(value, options).parts);
  const digestCellSource = (cell: Cell) => sha256([encodeValue(toCellSource(cell))]);
  const toRoot = (contents: RecordContents) => merkleRoot(sha256, toLeaves(contents));
  return {
    digestBytes: (bytes) => sha256([bytes]),
    digestValue,
    digestCellSource,
    digestSource: (notebook) => sha256([encodeValue(toNotebookSource(notebook, digestCellSource))]),
    merkleRoot: (leaves) => merkleRoot(sha256, leaves),
    inclusionProof: (leaves, index) => inclusionProof(sha256, leaves, index),
    isIncluded: (leaf, index, count, proof, root) => isIncluded(sha256, leaf, index, count, proof, root),
    toRoot,
    buildRecord: (parts) => buildRecord(parts, toRoot),
    compareRecords: (expected, actual) => compareRecords(expected, actual, toRoot),
  };
}

function buildRecord(
  parts: RecordContents & Pick<RunRecord, "kernel" | "measured">, toRoot: (contents: RecordContents) => string,
): RunRecord {
  const {source, parameters, inputs, seed, now, kernel, measured} = parts;
  const data = parts.data.toSorted((a, b) => compareText(a.name, b.name));
  const cells = parts.cells.map((cell) => ({...cell, reads: cell.reads.toSorted((a, b) => compareText(a.name, b.name))}));
  const contents = {source, parameters, inputs, seed, now, data, cells};
  const verifiable = cells.every((cell) => cell.status !== "unfinished");
  return {format: "recto-run/1", ...contents, root: toRoot(contents), verifiable, kernel, measured};
}

/** The order of UTF-16 units, which no locale changes. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
