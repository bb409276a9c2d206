/** What a cell of a past run showed: the same displays, with nothing that could change them. */
import {lazy, Suspense} from "preact/compat";
import {useLayoutEffect, useRef, useState} from "preact/hooks";
import type {CellResult, Display, DisplayContent, InputDisplay} from "#notebooks";
import {formatCount, formatPlural} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {ConsoleLines} from "../outputs/console-lines.tsx";
import {HtmlView} from "../outputs/html-view.tsx";
import {drawInput} from "../outputs/input-element.ts";
import {InspectView} from "../outputs/inspect-view.tsx";
import {RowsTable} from "../outputs/rows-table.tsx";

const ChartView = lazy(() => import("../outputs/chart-view.tsx"));
const rowsPerPage = 10;

export function PastOutput({result}: {result: CellResult}) {
  const {displays, error, console, consoleOmitted, status, blockedBy} = result;
  const isShown = displays.length > 0 || error || console.length > 0 || blockedBy;
  if (!isShown) return null;
  return (
    <div class="cell-output">
      {status === "failed" && error && (
        <div class="cell-error"><p class="cell-error-head"><Icon name="failed" /><span><strong>{error.name}</strong>: {error.message}{error.line === null ? "" : ` (line ${error.line})`}</span></p></div>
      )}
      {status === "blocked" && blockedBy && <p class="quiet">Blocked: {blockedBy.name} was not there.</p>}
      {status !== "failed" && displays.map((display, index) => <PastDisplay key={index} display={display} />)}
      <ConsoleLines lines={console} omitted={consoleOmitted} />
    </div>
  );
}

function PastDisplay({display: {content, cut}}: {display: Display}) {
  return (
    <div class={`display display-${content.type}`}>
      <Suspense fallback={<div class="display-waiting" aria-hidden="true" />}><Content content={content} /></Suspense>
      {cut && <p class="cut">{cut}</p>}
    </div>
  );
}

function Content({content}: {content: DisplayContent}) {
  switch (content.type) {
    case "inspect":
      return <InspectView node={content.node} />;
    case "text":
      return <pre class="output-text" tabIndex={content.text.length > 2000 ? 0 : undefined}>{content.text}</pre>;
    case "markdown":
      return <HtmlView html={content.html} class="prose" />;
    case "html":
      return <HtmlView html={content.html} class="prose html-output" />;
    case "table":
      return <PastTable table={content} />;
    case "vega-lite":
      return <ChartView specification={content.specification} />;
    case "input":
      return <PastInput input={content} />;
    case "error":
      return <p class="quiet">{content.error.name}: {content.error.message}</p>;
  }
}

/** The rows that were kept with the display, by pages. */
function PastTable({table: {columns, rows, page}}: {table: Extract<DisplayContent, {type: "table"}>}) {
  const [offset, setOffset] = useState(0);
  const shown = page.cells.slice(offset, offset + rowsPerPage);
  const kept = page.cells.length;
  return (
    <div class="table-view">
      <RowsTable columns={columns} rows={shown} label={`Table of ${formatPlural(rows, "row")}`} minimumRows={kept > rowsPerPage ? rowsPerPage : 0} />
      <div class="table-foot">
        <span class="number quiet">
          {rows === 0 ? "No rows" : kept > rowsPerPage || kept < rows ? `${formatCount(offset + 1)}–${formatCount(offset + shown.length)} of ${formatPlural(rows, "row")}` : formatPlural(rows, "row")}
          {kept < rows && `, of which the first ${formatCount(kept)} are kept here`} · {formatPlural(columns.length, "column")}
        </span>
        <span class="spacer" />
        {kept > rowsPerPage && (
          <span class="pager">
            <button type="button" class="icon-button" aria-label="Previous page" disabled={offset === 0} onClick={() => setOffset(offset - rowsPerPage)}><Icon name="chevron-left" /></button>
            <button type="button" class="icon-button" aria-label="Next page" disabled={offset + rowsPerPage >= kept} onClick={() => setOffset(offset + rowsPerPage)}><Icon name="chevron-right" /></button>
          </span>
        )}
      </div>
    </div>
  );
}

function PastInput({input}: {input: InputDisplay}) {
  const host = useRef<HTMLFieldSetElement>(null);
  useLayoutEffect(() => {
    const element = drawInput(input)?.element;
    host.current?.replaceChildren(element ?? `This input (${input.kind}) is not drawn here.`);
  }, [input]);
  return <fieldset ref={host} class="input-view past-input" disabled aria-label="As it was set" />;
}
