/** What an earlier run spares a later one: all of it where nothing that it read has changed, or the cells for which that is so. */
import {createHash} from "node:crypto";
import {digestBytes, digestSource, digestValue} from "#kernels/digest";
import type {CellEvidence, Limits, StoredCell} from "#kernels/host";
import type {FoundData} from "#kernels/session";
import type {InputKey, InputValue, Json, Notebook, RecordedData, RunContent, RunRecord} from "#notebooks";
import type {Files} from "../store/files.ts";
import type {RunTable, RunValueTable} from "../store/schema.ts";

/** What determines a run, but for the data sets and the clock. */
export interface RunDeterminants {
  readonly notebook: Notebook;
  readonly inputs: {readonly [key: InputKey]: InputValue};
  readonly parameters: {readonly [name: string]: Json};
  readonly seed: number;
  readonly limits: Limits;
  readonly kernel: RunRecord["kernel"];
}

export function toReuseKey({notebook, inputs, parameters, seed, limits, kernel}: RunDeterminants): string {
  const data = notebook.data.map(({name, digest}) => [name, digest]);
  return digestValue({source: digestSource(notebook), data, inputs: sorted(inputs), parameters: sorted(parameters), seed, limits: sorted(limits), kernel: sorted(kernel)});
}

/** The order of names in an object says nothing here. */
function sorted(object: object): object {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Whether a later run of the same determinants and data comes to the same: it succeeded, and no cell asked for the time. */
export function isReusable({record, results}: RunContent): boolean {
  return (
    record.verifiable &&
    record.cells.every(({status, reads}) => (status === "done" || status === "disabled") && reads.every(({name}) => name !== "now")) &&
    Object.values(results).every(({purity}) => purity === "pure")
  );
}

/** Whether every data set that the run read is there with the same digest. */
export async function hasSameData(row: Pick<RunTable, "data">, find: (name: string) => Promise<FoundData | null>): Promise<boolean> {
  const data = JSON.parse(row.data) as RecordedData[];
  const found = await Promise.all(data.map(({name}) => find(name)));
  return data.every(({digest}, index) => found[index]?.digest === digest);
}

/** The content of a run, if its file is there and its bytes are those of its name. */
export async function readContent(files: Pick<Files, "read">, file: string): Promise<RunContent | null> {
  const bytes = await files.read(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (!bytes || createHash("sha256").update(bytes).digest("hex") !== file) return null;
  return JSON.parse(bytes.toString("utf8")) as RunContent;
}

/**
 * The settled cells of an earlier run, to begin another with: the kernel executes those of which the source, or anything that they read,
 * has changed. A cell whose bytes are gone or are not those of their digest is left out, and executes.
 */
export async function toStoredCells({record, results}: RunContent, values: readonly RunValueTable[], files: Pick<Files, "read">): Promise<Map<number, StoredCell>> {
  const stored = new Map<number, StoredCell>();
  for (const {id, status, sourceDigest, reads, valueDigest, displayDigests, calls} of record.cells) {
    const result = results[id];
    if (!result || status !== "done" || result.status !== "done") continue;
    const loaded = await Promise.all(values.filter(({cell}) => cell === id).map((row) => loadValue(row, files)));
    const kept = loaded.filter((value) => value !== null);
    if (!result.names.every(({name}) => kept.some((value) => value.name === name))) continue;
    const evidence: CellEvidence = {reads, valueDigest, displayDigests, calls, values: kept};
    stored.set(id, {result, evidence, sourceDigest});
  }
  return stored;
}

async function loadValue({name, digest, bytes, file}: RunValueTable, files: Pick<Files, "read">): Promise<CellEvidence["values"][number] | null> {
  if (bytes === null && file === null) return {name, digest, bytes: null};
  const read = file === null ? bytes : await files.read(file).catch(() => null);
  return read && digestBytes(read) === digest ? {name, digest, bytes: read} : null;
}
