/** A table by pages: sorted by a click on a column's head, filtered by a word, both on the server. */
import {useEffect, useRef, useState} from "preact/hooks";
import type {DisplayContent, TablePage, TableQuery} from "#notebooks";
import {describeError} from "../api/http.ts";
import {formatCount, formatPlural} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {useWorkbench} from "../notebook/workbench.ts";
import {RowsTable} from "./rows-table.tsx";

const rowsPerPage = 10;
const filterDelayMs = 200;

type Table = Extract<DisplayContent, {type: "table"}>;

export function TableView({table, cell, display}: {table: Table; cell: number; display: number}) {
  const {session} = useWorkbench();
  const [query, setQuery] = useState<TableQuery>({offset: 0, limit: rowsPerPage, sort: null, filter: ""});
  const [page, setPage] = useState<TablePage>(table.page);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const latest = useRef(0);
  const untouched = query.offset === 0 && query.sort === null && query.filter === "";

  useEffect(() => {
    const turn = ++latest.current;
    if (untouched) {
      setPage(table.page);
      setFault(null);
      return;
    }
    setBusy(true);
    session
      .request({type: "page-table", cell, display, query})
      .then(
        (reply) => {
          if (turn !== latest.current) return;
          setPage(reply.page);
          setFault(null);
        },
        (error: unknown) => turn === latest.current && setFault(describeError(error)),
      )
      .finally(() => turn === latest.current && setBusy(false));
  }, [query, table.page]);

  const filterTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  function onFilter(filter: string) {
    clearTimeout(filterTimer.current);
    filterTimer.current = setTimeout(() => setQuery((before) => ({...before, filter, offset: 0})), filterDelayMs);
  }

  const first = Math.min(page.offset + 1, page.rows);
  const shown = untouched ? Math.min(page.cells.length, rowsPerPage) : page.cells.length;
  const last = page.offset + shown;
  const isLong = table.rows > rowsPerPage;
  return (
    <div class="table-view" aria-busy={busy}>
      <RowsTable
        columns={table.columns}
        rows={page.cells.slice(0, rowsPerPage)}
        sort={query.sort}
        onSort={(column) => setQuery((before) => ({...before, offset: 0, sort: nextSort(before.sort, column)}))}
        label={`Table of ${formatPlural(table.rows, "row")}`}
        minimumRows={isLong && query.filter === "" ? rowsPerPage : 0}
      />
      <div class="table-foot">
        <span class="number quiet" aria-live="polite">
          {page.rows === 0 ? "No rows" : isLong || query.filter ? `${formatCount(first)}–${formatCount(last)} of ${formatPlural(page.rows, "row")}` : formatPlural(page.rows, "row")}
          {query.filter !== "" && ` of ${formatCount(table.rows)}`}
          {` · ${formatPlural(table.columns.length, "column")}`}
        </span>
        {fault && <span class="table-fault" role="alert">{fault}</span>}
        <span class="spacer" />
        {isLong && (
          <>
            <label class="table-filter"><Icon name="search" size={13} /><input type="search" placeholder="Filter" aria-label="Rows that contain" onInput={(event) => onFilter(event.currentTarget.value)} /></label>
            <span class="pager">
              <button type="button" class="icon-button" aria-label="Previous page" disabled={page.offset === 0} onClick={() => setQuery({...query, offset: Math.max(0, page.offset - rowsPerPage)})}><Icon name="chevron-left" /></button>
              <button type="button" class="icon-button" aria-label="Next page" disabled={last >= page.rows} onClick={() => setQuery({...query, offset: page.offset + rowsPerPage})}><Icon name="chevron-right" /></button>
            </span>
          </>
        )}
      </div>
    </div>
  );
}

/** Ascending, descending, as it was. */
function nextSort(sort: TableQuery["sort"], column: string): TableQuery["sort"] {
  if (sort?.column !== column) return {column, descending: false};
  return sort.descending ? null : {column, descending: true};
}
