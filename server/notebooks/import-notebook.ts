/** Takes a notebook in with the data sets that came with it: each is looked at again, and an owner who has it already gets no second one. */
import type {Notebook, NotebookSummary, Parsing, RunRecord} from "#notebooks";
import type {EmbeddedData} from "#notebooks/file";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import type {Reader} from "../reader/reader.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import type {NotebookStore} from "./notebook-store.ts";

export interface ImportedNotebook {
  readonly notebook: Notebook;
  readonly record: RunRecord | null;
  readonly original: string | null;
  readonly data: readonly ImportedData[];
}

/** `parsing`: null finds it by looking. */
export type ImportedData = Pick<EmbeddedData, "name" | "fileName" | "bytes"> & {readonly parsing: Parsing | null};

interface Parts {
  readonly notebooks: NotebookStore;
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly reader: Reader;
}

/** With a record, the new notebook takes over the run's seed, clock and inputs, so that running it comes to the same root. */
export async function importNotebook(owner: OwnerId, given: ImportedNotebook, {notebooks, dataSets, files, reader}: Parts): Promise<NotebookSummary> {
  const digests = new Map<string, string>();
  for (const {name, fileName, bytes, parsing} of given.data) {
    const file = await files.put(bytes);
    const inspection = await reader.inspect(files.path(file), fileName, parsing);
    digests.set(name, inspection.digest);
    if (dataSets.findByDigest(owner, inspection.digest)) continue;
    dataSets.create(owner, {name, fileName, file, sizeBytes: bytes.length, inspection});
  }
  const {notebook, record, original} = given;
  const names = new Set([...notebook.data.map(({name}) => name), ...digests.keys()]);
  const pinned = new Map(notebook.data.map(({name, digest}) => [name, digest]));
  const data = [...names].map((name) => ({name, digest: digests.get(name) ?? pinned.get(name) ?? null}));
  return notebooks.create(owner, {
    notebook: {...notebook, data},
    nextCellId: Math.max(0, ...notebook.cells.map(({id}) => id)) + 1,
    inputs: record?.inputs ?? {},
    original,
    ...(record && {seed: record.seed, now: record.now}),
  });
}
