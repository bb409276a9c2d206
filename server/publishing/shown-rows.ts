/** The rows of the tables that an open notebook shows, whole, where the run kept no value of them: asked of the kernel that shows them. */
import type {Session} from "#kernels/session";
import type {TableCell, TableColumn} from "#notebooks";
import {fromTableCell} from "../exchange/plain.ts";
import type {ResultTable} from "../exchange/result-table.ts";

/** The table of a cell's display; null where it cannot be had. */
export type ReadShown = (cell: number, display: number, columns: readonly TableColumn[], rows: number) => Promise<ResultTable | null>;

const pageRows = 1000;

/** Reads from the session for as long as it shows what has that root; at most `mostRows` of a table. */
export function createReadShown(session: Session, root: string, mostRows: number, signal: AbortSignal): ReadShown {
  const isShown = (): boolean => session.state.proof.root === root;
  return async (cell, display, columns, rows) => {
    const cells: (readonly TableCell[])[] = [];
    while (cells.length < Math.min(rows, mostRows)) {
      if (!isShown()) return null;
      const query = {offset: cells.length, limit: pageRows, sort: null, filter: ""};
      const reply = await session.request({type: "page-table", cell, display, query}, () => undefined, signal);
      if (reply.type !== "page-table" || reply.page.cells.length === 0 || reply.page.rows !== rows) return null;
      cells.push(...reply.page.cells);
    }
    return isShown() ? {columns, rows, read: (row, column) => fromTableCell(cells[row]?.[column] ?? null)} : null;
  };
}
