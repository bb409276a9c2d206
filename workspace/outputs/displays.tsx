/** What a cell shows: each display drawn by its kind, with what was cut said below it. */
import {lazy, Suspense} from "preact/compat";
import type {Display, DisplayContent} from "#notebooks";
import {CellErrorView} from "./cell-error.tsx";
import {HtmlView} from "./html-view.tsx";
import {InspectView} from "./inspect-view.tsx";
import {TableView} from "./table-view.tsx";

const ChartView = lazy(() => import("./chart-view.tsx"));
const InputView = lazy(() => import("./input-view.tsx"));

export function DisplayView({display, cell, index}: {display: Display; cell: number; index: number}) {
  return (
    <div class={`display display-${display.content.type}`}>
      <Suspense fallback={<div class="display-waiting" aria-hidden="true" />}><Content content={display.content} cell={cell} index={index} /></Suspense>
      {display.cut && <p class="cut">{display.cut}</p>}
    </div>
  );
}

function Content({content, cell, index}: {content: DisplayContent; cell: number; index: number}) {
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
      return <TableView table={content} cell={cell} display={index} />;
    case "vega-lite":
      return <ChartView specification={content.specification} />;
    case "input":
      return <InputView input={content} />;
    case "error":
      return <CellErrorView error={content.error} cell={cell} />;
  }
}

/** Keys that keep a drawn display while its content changes, so that a dragged slider or a sorted table stays what it is. */
export function displayKey({content}: Display, index: number): string {
  return content.type === "input" ? `input ${content.key} ${content.kind}` : `${index} ${content.type}`;
}
