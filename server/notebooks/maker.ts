/** Makes notebooks: empty, about a data set, copies of one's own and of the examples, and from files with their data sets inside. */
import {Problem, notFound} from "../http/problem.ts";
import type {DataSetStore} from "../data-sets/data-set-store.ts";
import {toDataSetSummary} from "../data-sets/data-set-store.ts";
import type {NewNotebook, Notebook, NotebookSummary} from "#notebooks";
import type {Log} from "../log.ts";
import type {DataReader} from "../data-sets/data-reader.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {replay} from "./document.ts";
import type {NotebookStore} from "./notebook-store.ts";
import type {NotebookMaker} from "./routes.ts";
import {toDataNotebook, toEmptyNotebook} from "./starting-cells.ts";

interface Parts {
  readonly notebooks: NotebookStore;
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly reader: DataReader;
  readonly log: Log;
}

export function createMaker({notebooks, dataSets}: Parts): NotebookMaker & {welcome(owner: OwnerId): Promise<void>} {
  const create = (owner: OwnerId, notebook: Notebook): NotebookSummary =>
    notebooks.create(owner, {notebook, nextCellId: Math.max(0, ...notebook.cells.map(({id}) => id)) + 1, inputs: {}});

  function aboutDataSet(owner: OwnerId, id: string, title: string | undefined): NotebookSummary {
    const dataSet = dataSets.find(owner, id);
    if (!dataSet) throw notFound("data set");
    return create(owner, toDataNotebook(title ?? dataSet.name, toDataSetSummary(dataSet), dataSet.inspection.digest));
  }

  function copy(owner: OwnerId, id: string, title: string | undefined): NotebookSummary {
    const stored = notebooks.load(owner, id);
    if (!stored) throw notFound("notebook");
    const {notebook, nextCellId, inputs} = replay(stored);
    return notebooks.create(owner, {notebook: {...notebook, title: title ?? `Copy of ${notebook.title}`}, nextCellId, inputs});
  }

  return {
    examples: () => [],
    async make(owner, {title, example, copyOf, file, dataSet}: NewNotebook) {
      if (dataSet !== undefined) return aboutDataSet(owner, dataSet, title);
      if (copyOf !== undefined) return copy(owner, copyOf, title);
      if (example !== undefined || file !== undefined) throw new Problem("not-found", "not yet");
      return create(owner, toEmptyNotebook(title ?? "Untitled"));
    },
    async welcome() {},
  };
}
