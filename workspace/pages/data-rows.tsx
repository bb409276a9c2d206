/** The rows of a data set, by pages from the server. */
import {useEffect, useState} from "preact/hooks";
import type {DataSetDetail, DataSetRows} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {formatCount} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {RowsTable} from "../outputs/rows-table.tsx";

const rowsPerPage = 25;

export function DataRows({dataSet}: {dataSet: DataSetDetail}) {
  const [offset, setOffset] = useState(0);
  const [rows, setRows] = useState<DataSetRows | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let isLatest = true;
    resources.dataRows(dataSet.id, offset, rowsPerPage).then(
      (found) => {
        if (!isLatest) return;
        setRows(found);
        setFault(null);
      },
      (error: unknown) => isLatest && setFault(describeError(error)),
    );
    return () => void (isLatest = false);
  }, [dataSet.id, dataSet.digest, offset]);
  useEffect(() => setOffset(0), [dataSet.digest]);
  const total = rows?.page.rows ?? dataSet.rows;
  const last = Math.min(offset + rowsPerPage, total);
  return (
    <section class="page-section" aria-labelledby="rows">
      <div class="section-head">
        <h2 id="rows">{dataSet.format === "text" ? "Lines" : "Rows"}</h2>
        {total > rowsPerPage && (
          <span class="pager number quiet">
            <button type="button" class="icon-button" aria-label="Previous rows" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - rowsPerPage))}><Icon name="chevron-left" /></button>
            <span aria-live="polite">{formatCount(offset + 1)}–{formatCount(last)} of {formatCount(total)}</span>
            <button type="button" class="icon-button" aria-label="Next rows" disabled={last >= total} onClick={() => setOffset(offset + rowsPerPage)}><Icon name="chevron-right" /></button>
          </span>
        )}
      </div>
      {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>{fault}</span></p>}
      {rows === null && !fault && <div class="skeleton" aria-hidden="true"><i /><i /><i /></div>}
      {rows && total === 0 && <p class="empty">There are no rows.</p>}
      {rows && total > 0 && <div class="rows-frame"><RowsTable columns={rows.columns} rows={rows.page.cells} firstRow={rows.page.offset + 1} label={`Rows ${offset + 1} to ${last}`} /></div>}
    </section>
  );
}
