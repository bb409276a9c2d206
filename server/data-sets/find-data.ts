/** What `data("name")` finds: the owner's data set of that name, its columns read when they are needed. */
import type {FoundData} from "#kernels/session";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import type {DataReader} from "./data-reader.ts";
import type {DataSetStore} from "./data-set-store.ts";

interface Parts {
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly reader: DataReader;
}

export function createFindData({dataSets, files, reader}: Parts): (owner: OwnerId, name: string) => Promise<FoundData | null> {
  return async (owner, name) => {
    const dataSet = dataSets.findByName(owner, name);
    if (!dataSet) return null;
    const {digest, rows} = dataSet.inspection;
    return {digest, rows, load: () => reader.load(dataSet, files.path(dataSet.file))};
  };
}
