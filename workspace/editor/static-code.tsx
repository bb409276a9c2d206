/** Code that is shown and not yet edited: the same lines and colours as the editor that takes its place. Long lines scroll, with the keyboard too. */
import {useMemo} from "preact/hooks";
import type {CellKind} from "#notebooks";
import {highlightSource} from "./highlight.ts";

export function StaticCode({source, kind, placeholder}: {source: string; kind: CellKind; placeholder?: string}) {
  const pieces = useMemo(() => highlightSource(source, kind), [source, kind]);
  const wraps = kind === "markdown" || kind === "html";
  return (
    <pre class={`static-code${wraps ? " wraps" : ""}`} tabIndex={wraps ? undefined : 0}>
      {source === "" ? <span class="quiet">{placeholder}</span> : pieces.map(({text, classes}, index) => (classes ? <span key={index} class={classes}>{text}</span> : text))}
      {"\n"}
    </pre>
  );
}
