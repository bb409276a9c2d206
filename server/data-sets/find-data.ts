/** What `data("name")` finds: the data set that the notebook pinned, or else the owner's of that name, read when it is needed. */
import type {FoundData} from "#kernels/session";
import type {Reader} from "../reader/reader.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {toReadable} from "./data-set-store.ts";
import type {DataSetStore} from "./data-set-store.ts";

interface Parts {
  readonly dataSets: DataSetStore;
  readonly files: Files;
  readonly reader: Reader;
}

export function createFindData({dataSets, files, reader}: Parts): (owner: OwnerId, name: string, digest: string | null) => Promise<FoundData | null> {
  return async (owner, name, pinned) => {
    const dataSet = (pinned === null ? null : dataSets.findByDigest(owner, pinned)) ?? dataSets.findByName(owner, name);
    if (!dataSet) return null;
    const {digest, rows} = dataSet.inspection;
    return {digest, rows, load: () => reader.load(toReadable(dataSet, files))};
  };
}
