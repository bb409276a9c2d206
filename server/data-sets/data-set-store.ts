/** Data sets in the database: one owner's, by id or by the name that `data("name")` takes. */
import type {DataSetSummary, Inspection} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {ReadableData} from "../reader/reader.ts";
import type {Database} from "../store/database.ts";
import type {Files} from "../store/files.ts";
import type {DataSetTable, OwnerId} from "../store/schema.ts";

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
  findByDigest(owner: OwnerId, digest: string): DataSet | null;
  /** Keeps a data set; where the name is taken it gets a number: `prices`, `prices-2` … */
  create(owner: OwnerId, given: Omit<DataSet, "id" | "createdAt">): DataSet;
  /** False when the name is taken or there is no such data set. */
  change(owner: OwnerId, id: string, changes: {readonly name?: string; readonly inspection?: Inspection}): boolean;
  delete(owner: OwnerId, id: string): boolean;
}

export function createDataSetStore(database: Database, effects: Effects): DataSetStore {
  const {ownedBy, first, all, change} = database;
  const select = (owner: OwnerId) => ownedBy(owner).selectFrom("data_sets").selectAll();

  return {
    list: (owner) => all(select(owner).orderBy("created_at", "desc").orderBy("id")).map(toDataSet),
    find: (owner, id) => toDataSetOrNull(first(select(owner).where("id", "=", id))),
    findByName: (owner, name) => toDataSetOrNull(first(select(owner).where("name", "=", name))),
    findByDigest: (owner, digest) => toDataSetOrNull(first(select(owner).where("digest", "=", digest).orderBy("created_at", "desc"))),
    create: (owner, given) =>
      database.transaction(() => {
        const taken = new Set(all(ownedBy(owner).selectFrom("data_sets").select("name")).map((row) => row.name));
        const dataSet: DataSet = {...given, name: freeName(given.name, taken), id: effects.randomId(), createdAt: effects.clock()};
        change(ownedBy(owner).insertInto("data_sets").values(toRow(owner, dataSet)));
        return dataSet;
      }),
    change: (owner, id, {name, inspection}) =>
      database.transaction(() => {
        const other = name === undefined ? undefined : first(select(owner).where("name", "=", name).where("id", "!=", id));
        if (other) return false;
        const values = {
          ...(name !== undefined && {name}),
          ...(inspection && {digest: inspection.digest, inspection: JSON.stringify(inspection)}),
        };
        return change(ownedBy(owner).updateTable("data_sets").set(values).where("id", "=", id)) === 1;
      }),
    delete: (owner, id) => change(ownedBy(owner).deleteFrom("data_sets").where("id", "=", id)) === 1,
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
