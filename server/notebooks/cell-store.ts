/** Settled cells in the database, so that a notebook shows everything again without running: results and evidence in rows, large values in files. */
import type {CellEvidence, StoredCell} from "#kernels/host";
import type {CellResult} from "#notebooks";
import type {Database} from "../store/database.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId, StoredValueTable} from "../store/schema.ts";

export interface CellStore {
  load(owner: OwnerId, notebook: string): Promise<ReadonlyMap<number, StoredCell>>;
  /** Keeps exactly these cells. A cell that is the same object as in `previous` is there already and is not written again. */
  save(
    owner: OwnerId,
    notebook: string,
    cells: ReadonlyMap<number, StoredCell>,
    previous: ReadonlyMap<number, StoredCell>,
  ): Promise<void>;
}

/** Values of more bytes than this lie in files of their own. */
const inlineBytes = 32 * 1024;

type StoredValue = CellEvidence["values"][number];

export function createCellStore(database: Database, files: Files): CellStore {
  const {ownedBy, all, change} = database;

  async function loadValue({name, digest, bytes, file}: StoredValueTable): Promise<StoredValue> {
    return {name, digest, bytes: file === null ? bytes : await files.read(file)};
  }

  async function toValueRow(owner: OwnerId, notebook: string, cell: number, value: StoredValue): Promise<StoredValueTable> {
    const {name, digest, bytes} = value;
    const isLarge = bytes !== null && bytes.length > inlineBytes;
    const inline = bytes === null || isLarge ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return {notebook, owner, cell, name, digest, bytes: inline, file: isLarge ? await files.put(bytes) : null};
  }

  return {
    async load(owner, notebook) {
      const cells = all(ownedBy(owner).selectFrom("stored_cells").selectAll().where("notebook", "=", notebook));
      const values = all(ownedBy(owner).selectFrom("stored_values").selectAll().where("notebook", "=", notebook));
      const loaded = new Map<number, StoredCell>();
      for (const row of cells) {
        try {
          const ownValues = await Promise.all(values.filter(({cell}) => cell === row.cell).map(loadValue));
          const evidence: CellEvidence = {...(JSON.parse(row.evidence) as Omit<CellEvidence, "values">), values: ownValues};
          loaded.set(row.cell, {result: JSON.parse(row.result) as CellResult, evidence, sourceDigest: row.source_digest});
        } catch (error) {
          // A value whose file is gone is made again by running its cell.
          if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        }
      }
      return loaded;
    },
    async save(owner, notebook, cells, previous) {
      const changed = [...cells].filter(([id, cell]) => previous.get(id) !== cell);
      const valueRows = await Promise.all(
        changed.flatMap(([id, cell]) => cell.evidence.values.map((value) => toValueRow(owner, notebook, id, value))),
      );
      const reads = [...cells.values()].flatMap(({evidence}) => evidence.reads.map(({name}) => name));
      const readData = [...new Set(reads.filter((name) => name.startsWith("data:")).map((name) => name.slice("data:".length)))];
      database.transaction(() => {
        const set = {read_data: JSON.stringify(readData.sort())};
        if (change(ownedBy(owner).updateTable("notebooks").set(set).where("id", "=", notebook)) === 0) return;
        for (const {cell} of all(ownedBy(owner).selectFrom("stored_cells").select("cell").where("notebook", "=", notebook))) {
          if (cells.has(cell) && cells.get(cell) === previous.get(cell)) continue;
          change(ownedBy(owner).deleteFrom("stored_cells").where("notebook", "=", notebook).where("cell", "=", cell));
        }
        for (const [id, {result, evidence, sourceDigest}] of changed) {
          const {values: _values, ...rest} = evidence;
          const row = {notebook, owner, cell: id, source_digest: sourceDigest, result: JSON.stringify(result), evidence: JSON.stringify(rest)};
          change(ownedBy(owner).insertInto("stored_cells").values(row));
        }
        for (const row of valueRows) change(ownedBy(owner).insertInto("stored_values").values(row));
      });
    },
  };
}
