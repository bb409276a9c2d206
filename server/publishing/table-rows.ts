/** The rows of a published table beyond those on its page: kept in one file, with an index by which any stretch is found without reading the rest. */
import {open} from "node:fs/promises";
import {toTableCell} from "../exchange/result-table.ts";
import type {ResultTable} from "../exchange/result-table.ts";
import type {Files} from "../store/files.ts";

/** As many rows as a page of the table has. */
export const stretchRows = 50;
/** Rows of one table that are published at most; those behind are counted and not shown. */
const mostRows = 100_000;

export interface RowIndex {
  readonly rows: number;
  /** The digest of the file that holds the stretches. */
  readonly file: string;
  /** Where each stretch of `stretchRows` rows begins, and where the last ends, in bytes. */
  readonly offsets: readonly number[];
}

/** Keeps the rows of a table; gives the digests of the index and of the rows. */
export async function keepRows(table: ResultTable, files: Files): Promise<{readonly index: string; readonly file: string; readonly rows: number}> {
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
    const index: RowIndex = {rows, file, offsets};
    return {index: await files.put(Buffer.from(JSON.stringify(index))), file, rows};
  } catch (error) {
    await written.discard();
    throw error;
  }
}

/** The JSON of a stretch of rows, by its number from 0; null when there is none. */
export async function readStretch(index: string, stretch: number, files: Files): Promise<Buffer | null> {
  const {file, offsets} = JSON.parse((await files.read(index)).toString("utf8")) as RowIndex;
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
