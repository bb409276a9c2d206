/** Data sets in the database: one owner's, by id or by the name that `data("name")` takes. */
import type {DataSetSummary, Inspection} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {ReadableData} from "../reader/reader.ts";
import type {Database} from "../store/database.ts";
import type {Files} from "../store/files.ts";
import type {DataSetTable, FetchedDataTable, OwnerId} from "../store/schema.ts";

export interface DataSet {
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  /** SHA-256 of the bytes. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly inspection: Inspection;
  readonly createdAt: number;
}

export interface DataSetStore {
  list(owner: OwnerId): DataSet[];
  find(owner: OwnerId, id: string): DataSet | null;
  findByName(owner: OwnerId, name: string): DataSet | null;
  /** An earlier version of a data set that is renewed by a source is found too. */
  findByDigest(owner: OwnerId, digest: string): DataSet | null;
  /** Keeps a data set; where the name is taken it gets a number: `prices`, `prices-2` … */
  create(owner: OwnerId, given: Omit<DataSet, "id" | "createdAt">): DataSet;
  /** Puts newer bytes in the place of the data set of that name, or makes one. The version before is still found by its digest: the latest of them are kept. */
  renew(owner: OwnerId, given: Omit<DataSet, "id" | "createdAt">): DataSet;
  /** False when the name is taken or there is no such data set. */
  change(owner: OwnerId, id: string, changes: {readonly name?: string; readonly inspection?: Inspection}): boolean;
  delete(owner: OwnerId, id: string): boolean;
}

/** Versions of a renewed data set that are kept, the present one not counted. */
const versionsKept = 50;

export function createDataSetStore(database: Database, effects: Effects): DataSetStore {
  const {ownedBy, first, all, change} = database;
  const select = (owner: OwnerId) => ownedBy(owner).selectFrom("data_sets").selectAll();

  const findByName = (owner: OwnerId, name: string): DataSet | null => toDataSetOrNull(first(select(owner).where("name", "=", name)));
  const selectVersions = (owner: OwnerId) => ownedBy(owner).selectFrom("fetched_data").selectAll();

  function findVersion(owner: OwnerId, digest: string): DataSet | null {
    const row = first(selectVersions(owner).where("digest", "=", digest).limit(1));
    return row ? toDataSet({...row, id: findByName(owner, row.name)?.id ?? "", created_at: row.fetched_at}) : null;
  }

  function keepVersion(owner: OwnerId, {name, fileName, file, sizeBytes, inspection}: DataSet): void {
    const row: FetchedDataTable = {
      owner, name, file, digest: inspection.digest, file_name: fileName, size_bytes: sizeBytes, inspection: JSON.stringify(inspection), fetched_at: effects.clock(),
    };
    change(ownedBy(owner).deleteFrom("fetched_data").where("name", "=", name).where("digest", "=", row.digest));
    change(ownedBy(owner).insertInto("fetched_data").values(row));
    const old = all(selectVersions(owner).where("name", "=", name).orderBy("fetched_at", "desc").orderBy("digest").limit(1000).offset(versionsKept));
    for (const {digest} of old) change(ownedBy(owner).deleteFrom("fetched_data").where("name", "=", name).where("digest", "=", digest));
  }

  return {
    list: (owner) => all(select(owner).orderBy("created_at", "desc").orderBy("id")).map(toDataSet),
    find: (owner, id) => toDataSetOrNull(first(select(owner).where("id", "=", id))),
    findByName,
    findByDigest: (owner, digest) => toDataSetOrNull(first(select(owner).where("digest", "=", digest).orderBy("created_at", "desc"))) ?? findVersion(owner, digest),
    create: (owner, given) =>
      database.transaction(() => {
        const taken = new Set(all(ownedBy(owner).selectFrom("data_sets").select("name")).map((row) => row.name));
        const dataSet: DataSet = {...given, name: freeName(given.name, taken), id: effects.randomId(), createdAt: effects.clock()};
        change(ownedBy(owner).insertInto("data_sets").values(toRow(owner, dataSet)));
        return dataSet;
      }),
    renew: (owner, given) =>
      database.transaction(() => {
        const before = findByName(owner, given.name);
        if (!before) {
          const dataSet: DataSet = {...given, id: effects.randomId(), createdAt: effects.clock()};
          change(ownedBy(owner).insertInto("data_sets").values(toRow(owner, dataSet)));
          return dataSet;
        }
        if (before.inspection.digest !== given.inspection.digest) keepVersion(owner, before);
        const {id: _id, owner: _owner, created_at: _at, ...columns} = toRow(owner, {...before, ...given});
        change(ownedBy(owner).updateTable("data_sets").set(columns).where("id", "=", before.id));
        return {...before, ...given};
      }),
    change: (owner, id, {name, inspection}) =>
      database.transaction(() => {
        const other = name === undefined ? undefined : first(select(owner).where("name", "=", name).where("id", "!=", id));
        if (other) return false;
        const values = {
          ...(name !== undefined && {name}),
          ...(inspection && {digest: inspection.digest, inspection: JSON.stringify(inspection)}),
        };
        const present = toDataSetOrNull(first(select(owner).where("id", "=", id)));
        if (present && name !== undefined && name !== present.name) change(ownedBy(owner).updateTable("fetched_data").set({name}).where("name", "=", present.name));
        return change(ownedBy(owner).updateTable("data_sets").set(values).where("id", "=", id)) === 1;
      }),
    delete: (owner, id) =>
      database.transaction(() => {
        const present = first(select(owner).where("id", "=", id));
        if (present) change(ownedBy(owner).deleteFrom("fetched_data").where("name", "=", present.name));
        return change(ownedBy(owner).deleteFrom("data_sets").where("id", "=", id)) === 1;
      }),
  };
}

/** The data set as the reader takes it. */
export function toReadable({file, inspection}: DataSet, files: Files): ReadableData {
  return {path: files.path(file), digest: inspection.digest, parsing: inspection.parsing};
}

export function toDataSetSummary({id, name, fileName, sizeBytes, inspection, createdAt}: DataSet): DataSetSummary {
  const {rows, badRowCount, digest, parsing, columns} = inspection;
  return {
    id, name, fileName, sizeBytes, rows, badRowCount, digest,
    format: parsing.format,
    createdAt: toIso(createdAt),
    columns: columns.map((column) => ({name: column.name, type: column.type, sparkline: column.sparkline})),
  };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

function toRow(owner: OwnerId, {id, name, fileName, file, sizeBytes, inspection, createdAt}: DataSet): DataSetTable {
  return {
    id, owner, name, file,
    file_name: fileName,
    size_bytes: sizeBytes,
    digest: inspection.digest,
    inspection: JSON.stringify(inspection),
    created_at: createdAt,
  };
}

function toDataSet(row: DataSetTable): DataSet {
  const {id, name, file_name: fileName, file, size_bytes: sizeBytes, created_at: createdAt} = row;
  return {id, name, fileName, file, sizeBytes, inspection: JSON.parse(row.inspection) as Inspection, createdAt};
}

const toDataSetOrNull = (row: DataSetTable | undefined): DataSet | null => (row ? toDataSet(row) : null);
