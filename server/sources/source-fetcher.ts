/** Fetches a data source and puts it in the place of the data set of its name: whole and of the same shape as before, or not at all. */
import type {DataSource, Inspection} from "#notebooks";
import type {DataSet, DataSetStore} from "../data-sets/data-set-store.ts";
import {Problem} from "../http/problem.ts";
import type {Reader} from "../reader/reader.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {SourceError, checkUrl} from "./address-guard.ts";
import type {Guard} from "./ask-address.ts";
import {fetchAddress, toUrl} from "./fetch-address.ts";
import type {FetchLimits} from "./fetch-address.ts";
import {readFromFolder} from "./read-folder.ts";
import {findShapeChange, toFormerParsing} from "./shape.ts";

export interface SourceFetcher {
  /** Throws a SourceError in words; the data set is as it was then. */
  fetch(owner: OwnerId, source: DataSource, signal: AbortSignal): Promise<DataSet>;
  /** Throws a SourceError for a source that can never be fetched, without asking anybody. */
  check(source: DataSource): void;
}

interface Parts {
  readonly dataSets: Pick<DataSetStore, "findByName" | "renew">;
  readonly files: Pick<Files, "begin" | "path">;
  readonly reader: Pick<Reader, "inspect">;
  readonly guard: Guard;
  /** Absolute paths of the folders that the operator named. */
  readonly folders: readonly string[];
  readonly limits: FetchLimits;
  /** A data set was made or renewed: open notebooks look again. */
  changed(owner: OwnerId, name: string): void;
  /** Sources that are fetched at once. */
  readonly places?: number;
}

export function createSourceFetcher({dataSets, files, reader, guard, folders, limits, changed, places = 4}: Parts): SourceFetcher {
  const waiting: (() => void)[] = [];
  let free = places;

  /** Waits for a place, works, and hands the place on. */
  async function inPlace<Result>(work: () => Promise<Result>): Promise<Result> {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  }

  async function inspect(file: string, fileName: string, before: DataSet | null): Promise<Inspection> {
    const path = files.path(file);
    const found = await reader.inspect(path, fileName, null);
    if (!before) return found;
    const change = findShapeChange(before.inspection, found);
    if (change === null) return found;
    // What the same columns are was found, or corrected by a person, before: values that can still be read as such are.
    const former = toFormerParsing(before.inspection, found);
    const again = former && (await reader.inspect(path, fileName, former));
    if (again && again.badRowCount <= before.inspection.badRowCount + again.rows * toleratedShare) return again;
    throw new SourceError(`${change}; delete or rename the data set ${JSON.stringify(before.name)} to take the file as it is now`);
  }

  async function fetchOne(owner: OwnerId, source: DataSource, signal: AbortSignal): Promise<DataSet> {
    const {name, kind, location} = source;
    signal.throwIfAborted();
    const fetched =
      kind === "address" ? await fetchAddress(location, {files, ...guard, limits, signal}) : await readFromFolder(location, {files, folders, limits, signal});
    const before = dataSets.findByName(owner, name);
    if (before?.file === fetched.file) return before;
    const inspection = await inspect(fetched.file, fetched.fileName, before).catch((error: unknown) => {
      if (error instanceof Problem) throw new SourceError(`what ${location} holds cannot be read: ${error.message}`, {cause: error});
      throw error;
    });
    signal.throwIfAborted();
    const renewed = dataSets.renew(owner, {name, ...fetched, inspection});
    changed(owner, name);
    return renewed;
  }

  return {
    fetch: (owner, source, signal) =>
      inPlace(async () => {
        try {
          return await fetchOne(owner, source, signal);
        } catch (error) {
          if (error instanceof SourceError) throw new SourceError(`source ${JSON.stringify(source.name)}: ${error.message}`, {cause: error});
          throw error;
        }
      }),
    check({kind, location}) {
      if (kind === "address") checkUrl(toUrl(location), guard.allowsPrivate);
      else if (folders.length === 0) throw new SourceError("this server reads no folder: its operator names one with --source-folder");
    },
  };
}

/** Share of the rows that may be unreadable, beyond those that were before, when values are read as what they were before. */
const toleratedShare = 0.05;
