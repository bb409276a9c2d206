/** Writes a notebook's file, with the record of its settled state and the bytes of its data sets when asked; or its text for Jupyter. */
import {notFound} from "../http/problem.ts";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import type {PackedData} from "../reader/requests.ts";
import type {Reader} from "../reader/reader.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import type {DataReference, Notebook, RunRecord} from "#notebooks";
import {writeJupyter} from "#notebooks/file";
import {replay} from "./document.ts";
import type {LiveNotebooks} from "./live-notebooks.ts";
import type {NotebookStore} from "./notebook-store.ts";

export interface Exporter {
  /** Throws the problem `not-settled` when the record is asked for and cells are still running. */
  writeFile(owner: OwnerId, id: string, include: {readonly record: boolean; readonly data: boolean}): Promise<string>;
  /** Jupyter's `.ipynb`: the cells without their results. */
  writeJupyter(owner: OwnerId, id: string): string;
}

interface Parts {
  readonly notebooks: NotebookStore;
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly reader: Reader;
  readonly live: Pick<LiveNotebooks, "record">;
}

const settleMs = 60_000;

export function createExporter({notebooks, dataSets, files, reader, live}: Parts): Exporter {
  function toPacked(owner: OwnerId, {name, digest}: DataReference): PackedData[] {
    const dataSet = (digest === null ? null : dataSets.findByDigest(owner, digest)) ?? dataSets.findByName(owner, name);
    if (!dataSet) return [];
    const {fileName, file, inspection} = dataSet;
    return [{name, digest: inspection.digest, fileName, parsing: inspection.parsing as unknown as PackedData["parsing"], path: files.path(file)}];
  }

  return {
    writeJupyter(owner, id) {
      const stored = notebooks.load(owner, id);
      if (!stored) throw notFound("notebook");
      return writeJupyter(replay(stored).notebook);
    },
    async writeFile(owner, id, include) {
      const record = include.record ? await live.record(owner, id, settleMs) : null;
      const summary = notebooks.find(owner, id);
      const stored = notebooks.load(owner, id);
      if (!summary || !stored) throw notFound("notebook");
      const document = replay(stored).notebook;
      const references = nameData(document, summary.data, record);
      const packed = references.flatMap((reference) => toPacked(owner, reference));
      const digests = new Map(packed.map(({name, digest}) => [name, digest]));
      const data = references.map(({name, digest}): DataReference => ({name, digest: digests.get(name) ?? digest}));
      const original = notebooks.findOriginal(owner, id);
      return reader.pack({notebook: {...document, data}, record, original, data: include.data ? packed : []});
    },
  };
}

/** What the file names: the data sets of the document, of the cells that ran, and, with their digests, of the record. */
function nameData(document: Notebook, names: readonly string[], record: RunRecord | null): DataReference[] {
  const references = new Map<string, DataReference>(names.map((name) => [name, {name, digest: null}]));
  for (const reference of document.data) references.set(reference.name, reference);
  for (const {name, digest} of record?.data ?? []) references.set(name, {name, digest});
  return [...references.values()];
}
