/** The rows of a published table, for its further pages and for files of it: kept in one file, with an index by which any stretch is found without reading the rest. */
import {open} from "node:fs/promises";
import type {TableColumn} from "#notebooks";
import {toTableCell} from "../exchange/plain.ts";
import type {StoredRows} from "../exchange/export-thread.ts";
import type {ResultTable} from "../exchange/result-table.ts";
import type {Files} from "../store/files.ts";

/** As many rows as a page of the table has. */
export const stretchRows = 50;
/** Rows of one table that are published at most; those behind are counted and not shown. */
export const mostRows = 100_000;

export interface RowIndex {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** Whether these are all of the table's rows. */
  readonly isWhole: boolean;
  /** The digest of the file that holds the stretches. */
  readonly file: string;
  /** Where each stretch of `stretchRows` rows begins, and where the last ends, in bytes. */
  readonly offsets: readonly number[];
}

export interface KeptRows {
  /** Digest of the index. */
  readonly index: string;
  /** Digest of the rows. */
  readonly file: string;
  readonly rows: number;
  readonly isWhole: boolean;
}

export async function keepRows(table: ResultTable, files: Files): Promise<KeptRows> {
  const rows = Math.min(table.rows, mostRows);
  const written = await files.begin();
  const offsets = [0];
  try {
    for (let offset = 0; offset < rows; offset += stretchRows) {
      const cells = Array.from({length: Math.min(stretchRows, rows - offset)}, (_, index) =>
        table.columns.map((_column, column) => toTableCell(table.read(offset + index, column))),
      );
      await written.write(Buffer.from(JSON.stringify(cells)));
      offsets.push(written.sizeBytes);
    }
    const file = await written.keep();
    const isWhole = rows === table.rows;
    const index: RowIndex = {columns: table.columns, rows, isWhole, file, offsets};
    return {index: await files.put(Buffer.from(JSON.stringify(index))), file, rows, isWhole};
  } catch (error) {
    await written.discard();
    throw error;
  }
}

async function readIndex(index: string, files: Files): Promise<RowIndex> {
  return JSON.parse((await files.read(index)).toString("utf8")) as RowIndex;
}

/** All rows of a table, for a file of it; null where not all were kept. */
export async function findRows(index: string, files: Files): Promise<StoredRows | null> {
  const {columns, rows, isWhole, file, offsets} = await readIndex(index, files);
  return isWhole ? {columns, rows, path: files.path(file), offsets} : null;
}

/** The JSON of a stretch of rows, by its number from 0; null when there is none. */
export async function readStretch(index: string, stretch: number, files: Files): Promise<Buffer | null> {
  const {file, offsets} = await readIndex(index, files);
  const [from, to] = [offsets[stretch], offsets[stretch + 1]];
  if (from === undefined || to === undefined) return null;
  const handle = await open(files.path(file), "r");
  try {
    const bytes = Buffer.alloc(to - from);
    await handle.read(bytes, 0, bytes.length, from);
    return bytes;
  } finally {
    await handle.close();
  }
}
