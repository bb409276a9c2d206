/** Makes notebooks: empty, about a data set, copies of one's own and of the examples, and from files with their data sets inside. */
import type {ExampleSummary, NewNotebook, Notebook, NotebookSummary, Parsing} from "#notebooks";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import {toDataSetSummary} from "../data-sets/data-set-store.ts";
import {Problem, notFound} from "../http/problem.ts";
import type {Reader} from "../reader/reader.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {replay} from "./document.ts";
import {importNotebook} from "./import-notebook.ts";
import type {ImportedNotebook} from "./import-notebook.ts";
import type {NotebookStore} from "./notebook-store.ts";
import {toDataNotebook, toEmptyNotebook} from "./starting-cells.ts";

export interface Maker {
  examples(): readonly ExampleSummary[];
  /** Makes what was asked; throws a problem when it names what is not there or is not a notebook. */
  make(owner: OwnerId, given: NewNotebook): Promise<NotebookSummary>;
  /** Gives a new account the first example with its data set. */
  welcome(owner: OwnerId): Promise<void>;
}

/** The examples that come with the program. */
export interface ExampleLibrary {
  list(): readonly ExampleSummary[];
  /** Null when there is no such example. */
  read(id: string): Promise<ImportedNotebook | null>;
}

interface Parts {
  readonly notebooks: NotebookStore;
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly reader: Reader;
  readonly library: ExampleLibrary;
  readonly uploadLimitBytes: number;
}

export function createMaker(parts: Parts): Maker {
  const {notebooks, dataSets, reader, library, uploadLimitBytes} = parts;

  const create = (owner: OwnerId, notebook: Notebook): NotebookSummary =>
    notebooks.create(owner, {notebook, nextCellId: Math.max(0, ...notebook.cells.map(({id}) => id)) + 1, inputs: {}});

  const takeIn = (owner: OwnerId, imported: ImportedNotebook, title: string | undefined): Promise<NotebookSummary> =>
    importNotebook(owner, title === undefined ? imported : {...imported, notebook: {...imported.notebook, title}}, parts);

  function aboutDataSet(owner: OwnerId, id: string, title: string | undefined): NotebookSummary {
    const dataSet = dataSets.find(owner, id);
    if (!dataSet) throw notFound("data set");
    return create(owner, toDataNotebook(title ?? dataSet.name, toDataSetSummary(dataSet), dataSet.inspection.digest));
  }

  function copy(owner: OwnerId, id: string, title: string | undefined): NotebookSummary {
    const stored = notebooks.load(owner, id);
    const proof = notebooks.findProof(owner, id);
    if (!stored || !proof) throw notFound("notebook");
    const {notebook, nextCellId, inputs} = replay(stored);
    const {seed, now} = proof;
    const named = {...notebook, title: title ?? `Copy of ${notebook.title}`.slice(0, 300)};
    return notebooks.create(owner, {notebook: named, nextCellId, inputs, seed, now, original: notebooks.findOriginal(owner, id)});
  }

  async function fromExample(owner: OwnerId, id: string, title: string | undefined): Promise<NotebookSummary> {
    const example = await library.read(id);
    if (!example) throw notFound("example");
    return takeIn(owner, example, title);
  }

  async function fromFile(owner: OwnerId, text: string, title: string | undefined): Promise<NotebookSummary> {
    const {notebook, record, data, warnings, original} = await reader.unpack(text, uploadLimitBytes);
    if (notebook.cells.length === 0 && warnings.length > 0)
      throw new Problem("unreadable-file", `the file is not a notebook: ${warnings.join("; ")}`, {fields: {file: "is not a notebook"}});
    const imported = data.map(({name, fileName, bytes, parsing}) => ({name, fileName, bytes, parsing: parsing as unknown as Parsing}));
    return takeIn(owner, {notebook, record, original, data: imported}, title);
  }

  return {
    examples: () => library.list(),
    async make(owner, {title, example, copyOf, file, dataSet}: NewNotebook) {
      if (dataSet !== undefined) return aboutDataSet(owner, dataSet, title);
      if (copyOf !== undefined) return copy(owner, copyOf, title);
      if (example !== undefined) return fromExample(owner, example, title);
      if (file !== undefined) return fromFile(owner, file, title);
      return create(owner, toEmptyNotebook(title ?? "Untitled"));
    },
    async welcome(owner) {
      const [first] = library.list();
      if (first) await fromExample(owner, first.id, undefined);
    },
  };
}
