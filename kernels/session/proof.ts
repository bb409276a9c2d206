/** Makes the record of a run from what every cell came to. */
import {buildRecord, digestCellSource, digestSource} from "#kernels/digest";
import type {Cell, CellResult, Json, NotebookState, RecordedCell, RunRecord} from "#notebooks";
import type {CellRuns} from "./cell-runs.ts";
import {toCompileKey} from "./compilation.ts";
import type {DataPins} from "./data-pins.ts";
import type {StoredCells} from "./stored-cells.ts";

export interface ProofParts {
  readonly state: NotebookState;
  readonly runs: CellRuns;
  readonly stored: StoredCells;
  readonly pins: DataPins;
  readonly parameters: {readonly [name: string]: Json};
  readonly settings: {readonly seed: number; readonly now: number};
  readonly kernel: RunRecord["kernel"];
  readonly measured: RunRecord["measured"];
}

const dataPrefix = "data:";

export function makeRecord({state, runs, stored, pins, parameters, settings, kernel, measured}: ProofParts): RunRecord {
  const {notebook, inputs} = state;
  const cells = notebook.cells.map((cell) => recordCell(cell, state.cells[cell.id]?.result, runs, stored));
  const names = cells.flatMap(({reads}) => reads.map(({name}) => name)).filter((name) => name.startsWith(dataPrefix));
  const data = pins.record(new Set(names.map((name) => name.slice(dataPrefix.length))));
  return buildRecord({source: digestSource(notebook), parameters, inputs, ...settings, data, cells, kernel, measured});
}

function recordCell(cell: Cell, result: CellResult | undefined, runs: CellRuns, stored: StoredCells): RecordedCell {
  const {id, kind} = cell;
  const inForce = runs.findInForce(id);
  const sourceDigest = inForce?.sourceDigest ?? digestCellSource(cell);
  const nothing = {id, kind, sourceDigest, reads: [], valueDigest: null, displayDigests: [], calls: []};
  if (cell.disabled || kind === "other") return {...nothing, status: "disabled"};
  if (!result || runs.isUnfinished(id)) return {...nothing, status: "unfinished"};
  if (result.status === "blocked") return {...nothing, status: "blocked"};
  if (result.status !== "done" && result.status !== "failed") return {...nothing, status: "unfinished"};
  const evidence = runs.isRefused(id) ? undefined : stored.findEvidence(id, result.generation);
  // A cell that failed before it was defined has its diagnostic and no evidence: nothing ran.
  if (!evidence) return {...nothing, status: result.status === "failed" && runs.isRefused(id) ? "failed" : "unfinished"};
  const {reads, valueDigest, displayDigests, calls} = evidence;
  return {id, kind, sourceDigest, reads, valueDigest, displayDigests, status: result.status, calls};
}

/** Whether what ran is what is written, and nothing waits to be run again. */
export function isSubmitted({notebook, cells}: NotebookState, runs: CellRuns): boolean {
  return notebook.cells.every((cell) => {
    if (cell.disabled || cell.kind === "other") return true;
    const inForce = runs.findInForce(cell.id);
    return inForce !== undefined && toCompileKey(inForce.cell) === toCompileKey(cell) && cells[cell.id]?.result.status !== "stale";
  });
}

/**
 * The record if it proves what is shown: every cell came to its end, and every cell read what the other cells show that they gave. While
 * a change is on its way through the cells it is not so.
 */
export function toProof(record: RunRecord, {cells}: NotebookState): RunRecord | null {
  const given = new Map(Object.values(cells).flatMap(({result}) => result.names.map(({name, digest}) => [name, digest])));
  const isConsistent = record.cells.every(({reads}) => reads.every(({name, digest}) => !given.has(name) || given.get(name) === digest));
  return record.verifiable && isConsistent ? record : null;
}
