/** Notebooks in the database: a snapshot of the document and the edits since, all of one owner. */
import type {DataReference, Edit, InputKey, InputValue, Notebook, NotebookSummary, ProofState, VerifyReport} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {NotebookTable, OwnerId} from "../store/schema.ts";

/** The document at a revision: enough to go on from there. */
export interface DocumentSnapshot {
  readonly notebook: Notebook;
  readonly revision: number;
  readonly nextCellId: number;
  readonly inputs: {readonly [key: InputKey]: InputValue};
}

export interface StoredDocument {
  readonly snapshot: DocumentSnapshot;
  /** The edits accepted after the snapshot, in their order. */
  readonly edits: readonly Edit[];
}

/** What a notebook begins as. */
export interface NewDocument extends Omit<DocumentSnapshot, "revision"> {
  /** The run's seed and clock, where a record or an earlier run fixes them. */
  readonly seed?: number;
  readonly now?: number | null;
  /** The file's text that it was read from, without record and data. */
  readonly original?: string | null;
  /** Id of the template that it is made of. */
  readonly template?: string | null;
}

export interface NotebookStore {
  list(owner: OwnerId): NotebookSummary[];
  find(owner: OwnerId, id: string): NotebookSummary | null;
  /** Notebooks of the owner that name the data set. */
  listUsing(owner: OwnerId, dataSetName: string, digest: string): {readonly id: string; readonly title: string}[];
  create(owner: OwnerId, given: NewDocument): NotebookSummary;
  delete(owner: OwnerId, id: string): boolean;
  load(owner: OwnerId, id: string): StoredDocument | null;
  /** The text of the file that the notebook was read from; null when it was made here. */
  findOriginal(owner: OwnerId, id: string): string | null;
  /** Id of the template that the notebook was made of; null for none. */
  findTemplate(owner: OwnerId, id: string): string | null;
  /** Keeps an accepted edit: when this returns, the edit outlives the process. */
  append(owner: OwnerId, id: string, edit: Edit, revision: number, notebook: Notebook, by: string): void;
  saveSnapshot(owner: OwnerId, id: string, snapshot: DocumentSnapshot): void;
  findProof(owner: OwnerId, id: string): (Omit<ProofState, "now"> & {readonly now: number | null}) | null;
  saveProof(owner: OwnerId, id: string, proof: ProofState): void;
}

export function createNotebookStore(database: Database, effects: Effects): NotebookStore {
  const {ownedBy, all, first, change} = database;
  const select = (owner: OwnerId) => ownedBy(owner).selectFrom("notebooks").selectAll();

  return {
    list: (owner) => all(select(owner).orderBy("updated_at", "desc").orderBy("id")).map(toSummary),
    find(owner, id) {
      const row = first(select(owner).where("id", "=", id));
      return row ? toSummary(row) : null;
    },
    listUsing: (owner, dataSetName, digest) =>
      all(select(owner).orderBy("updated_at", "desc"))
        .filter((row) => toDataNames(row).includes(dataSetName) || toReferences(row).some((reference) => reference.digest === digest))
        .map(({id, title}) => ({id, title})),
    create: (owner, {notebook, nextCellId, inputs, seed, now: clock = null, original = null, template = null}) =>
      database.transaction(() => {
        const now = effects.clock();
        const row: NotebookTable = {
          ...toColumns(notebook),
          id: effects.randomId(),
          owner,
          read_data: "[]",
          created_at: now,
          updated_at: now,
          revision: 0,
          template,
          seed: seed ?? effects.randomSeed(),
          now: clock,
          root: null,
          verified: null,
        };
        change(ownedBy(owner).insertInto("notebooks").values(row));
        const state = JSON.stringify({notebook, nextCellId, inputs, revision: 0} satisfies DocumentSnapshot);
        change(ownedBy(owner).insertInto("snapshots").values({notebook: row.id, owner, revision: 0, state}));
        if (original !== null) change(ownedBy(owner).insertInto("originals").values({notebook: row.id, owner, text: original}));
        return toSummary(row);
      }),
    delete: (owner, id) => change(ownedBy(owner).deleteFrom("notebooks").where("id", "=", id)) === 1,
    load(owner, id) {
      const row = first(ownedBy(owner).selectFrom("snapshots").select("state").where("notebook", "=", id));
      if (!row) return null;
      const snapshot = JSON.parse(row.state) as DocumentSnapshot;
      const edits = ownedBy(owner).selectFrom("edits").select("edit").where("notebook", "=", id).where("revision", ">", snapshot.revision);
      return {snapshot, edits: all(edits.orderBy("revision")).map(({edit}) => JSON.parse(edit) as Edit)};
    },
    findOriginal: (owner, id) => first(ownedBy(owner).selectFrom("originals").select("text").where("notebook", "=", id))?.text ?? null,
    findTemplate: (owner, id) => first(select(owner).where("id", "=", id))?.template ?? null,
    append: (owner, id, edit, revision, notebook, by) =>
      database.transaction(() => {
        const at = effects.clock();
        change(ownedBy(owner).insertInto("edits").values({notebook: id, owner, revision, edit: JSON.stringify(edit), at, by}));
        const summary = changesSummary(edit) ? toColumns(notebook) : {};
        change(ownedBy(owner).updateTable("notebooks").set({...summary, revision, updated_at: at}).where("id", "=", id));
      }),
    saveSnapshot: (owner, id, snapshot) =>
      database.transaction(() => {
        const values = {revision: snapshot.revision, state: JSON.stringify(snapshot)};
        change(ownedBy(owner).updateTable("snapshots").set(values).where("notebook", "=", id).where("revision", "<=", snapshot.revision));
      }),
    findProof(owner, id) {
      const row = first(select(owner).where("id", "=", id));
      if (!row) return null;
      const verified = row.verified === null ? null : (JSON.parse(row.verified) as VerifyReport);
      return {root: row.root, seed: row.seed, now: row.now, verified};
    },
    saveProof(owner, id, {root, seed, now, verified}) {
      const values = {root, seed, now, verified: verified && JSON.stringify(verified)};
      change(ownedBy(owner).updateTable("notebooks").set(values).where("id", "=", id));
    },
  };
}

const summaryEdits: ReadonlySet<Edit["type"]> = new Set(["set-title", "insert-cell", "delete-cell", "set-data", "remove-data"]);

function changesSummary(edit: Edit): boolean {
  return summaryEdits.has(edit.type);
}

function toColumns({title, cells, data}: Notebook): Pick<NotebookTable, "title" | "cells" | "data"> {
  return {title, cells: cells.length, data: JSON.stringify(data)};
}

function toSummary(row: NotebookTable): NotebookSummary {
  const {id, title, cells, root} = row;
  return {id, title, cells, root, createdAt: toIso(row.created_at), updatedAt: toIso(row.updated_at), data: toDataNames(row)};
}

function toReferences({data}: NotebookTable): DataReference[] {
  return JSON.parse(data) as DataReference[];
}

function toDataNames(row: NotebookTable): string[] {
  return [...new Set([...toReferences(row).map(({name}) => name), ...(JSON.parse(row.read_data) as string[])])].sort();
}
