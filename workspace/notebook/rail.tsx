/** What stands beside the page: outline, variables, data, problems; folded away at will, a sheet from below on a narrow screen. */
import {useEffect, useMemo} from "preact/hooks";
import type {DataSetSummary, DefinedName} from "#notebooks";
import {resources} from "../api/resources.ts";
import {Digest} from "../components/digest.tsx";
import {formatPlural, shortDigest} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {Sparkline} from "../components/sparkline.tsx";
import {useResource} from "../pages/use-resource.ts";
import {isNarrow} from "./narrow.ts";
import {listHeadings} from "./outline.ts";
import {useWorkbench, type RailSection, type Workbench} from "./workbench.ts";

const sections: readonly (readonly [RailSection, string])[] = [["outline", "Outline"], ["variables", "Variables"], ["data", "Data"], ["problems", "Problems"]];

export function Rail() {
  const workbench = useWorkbench();
  const open = workbench.rail.value;
  const problems = workbench.problems.value.length;
  if (!open) return null;
  const close = () => (workbench.rail.value = null);
  return (
    <aside class="rail" aria-label="Beside the page" onKeyDown={(event) => event.key === "Escape" && close()}>
      <div class="rail-tabs" role="tablist" aria-label="Beside the page">
        {sections.map(([section, label]) => (
          <button key={section} type="button" role="tab" id={`tab-${section}`} aria-selected={open === section} aria-controls="rail-panel" class="rail-tab" onClick={() => (workbench.rail.value = section)}>
            {label}
            {section === "problems" && problems > 0 && <span class="count">{problems}</span>}
          </button>
        ))}
        <button type="button" class="icon-button rail-close" aria-label="Close" onClick={close}><Icon name="close" size={14} /></button>
      </div>
      <div id="rail-panel" class="rail-panel" role="tabpanel" aria-labelledby={`tab-${open}`} tabIndex={0}>
        {open === "outline" && <Outline />}
        {open === "variables" && <Variables />}
        {open === "data" && <Data />}
        {open === "problems" && <Problems />}
      </div>
    </aside>
  );
}

/** Goes to a cell; on a narrow screen the sheet closes so that the cell is seen. */
function go(workbench: Workbench, id: number): void {
  if (isNarrow()) workbench.rail.value = null;
  workbench.focusCell(id);
}

function Outline() {
  const workbench = useWorkbench();
  const notebook = workbench.session.notebook.value;
  const headings = useMemo(() => (notebook ? listHeadings(notebook) : []), [notebook]);
  if (headings.length === 0) return <p class="rail-empty">Headings of Markdown cells stand here: begin a cell with <code># Title</code>.</p>;
  const top = Math.min(...headings.map(({level}) => level));
  return (
    <ol class="outline">
      {headings.map(({cell, level, text}, index) => (
        <li key={index}><button type="button" style={{paddingLeft: `${8 + (level - top) * 14}px`}} class={level === top ? "top" : undefined} onClick={() => go(workbench, cell)}>{text}</button></li>
      ))}
    </ol>
  );
}

function Variables() {
  const workbench = useWorkbench();
  const state = workbench.session.state.value;
  const names: (DefinedName & {cell: number})[] = (state?.notebook.cells ?? []).flatMap(({id}) => (state?.cells[id]?.result.names ?? []).map((name) => ({...name, cell: id})));
  if (names.length === 0) return <p class="rail-empty">What cells define stands here with its value, as soon as they have run.</p>;
  return (
    <ul class="variables">
      {names.map(({name, type, summary, digest, cell}) => (
        <li key={`${cell} ${name}`}>
          <button type="button" onClick={() => go(workbench, cell)} title={`${name}: ${type}\n${summary}`}>
            <span class="variable-name">{name}</span>
            <span class="variable-type">{type}</span>
            <span class="variable-value">{summary}</span>
          </button>
          {digest && <Digest digest={digest} label={`Digest of ${name}`} />}
        </li>
      ))}
    </ul>
  );
}

function Data() {
  const workbench = useWorkbench();
  const {resource, reload} = useResource(resources.dataSets);
  const named = workbench.session.notebook.value?.data ?? [];
  useEffect(reload, [named.length]);
  const insert = (dataSet: DataSetSummary) => {
    const call = `data(${JSON.stringify(dataSet.name)})`;
    const after = workbench.selected.peek() ?? workbench.session.order.peek().at(-1) ?? null;
    workbench.insert("typescript", after, `const ${toVariableName(dataSet.name)} = ${call}`);
  };
  if (resource.status === "waiting") return <p class="rail-empty" aria-busy="true">Looking for data sets…</p>;
  if (resource.status === "failed") return <p class="rail-empty">{resource.error.message}</p>;
  if (resource.value.length === 0) return <p class="rail-empty">No data sets yet. <a href="/">Upload a file at home</a>, then <code>data("name")</code> reads it in a cell.</p>;
  const isUsed = (name: string) => named.some((reference) => reference.name === name);
  const sorted = [...resource.value].sort((a, b) => Number(isUsed(b.name)) - Number(isUsed(a.name)));
  return (
    <ul class="rail-data">
      {sorted.map((dataSet) => (
        <li key={dataSet.id}>
          <div class="rail-data-head">
            <a href={`/data/${dataSet.id}`}>{dataSet.name}</a>
            {isUsed(dataSet.name) && <span class="tag">in use</span>}
            <span class="spacer" />
            {!workbench.session.readOnly.value && (
              <button type="button" class="icon-button" aria-label={`Add a cell that reads ${dataSet.name}`} title="Add a cell that reads it" onClick={() => insert(dataSet)}><Icon name="plus" size={14} /></button>
            )}
          </div>
          <p class="quiet number">{formatPlural(dataSet.rows, "row")} · <span class="digest" title={dataSet.digest}>{shortDigest(dataSet.digest)}</span></p>
          <ul class="rail-columns">
            {dataSet.columns.slice(0, 8).map(({name, type, sparkline}) => (
              <li key={name}><span class="column-name">{name}</span>{sparkline.length > 1 && (type === "number" || type === "bigint") ? <Sparkline values={sparkline} width={64} height={16} /> : <span class="quiet">{type}</span>}</li>
            ))}
            {dataSet.columns.length > 8 && <li class="quiet">and {dataSet.columns.length - 8} more</li>}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function toVariableName(name: string): string {
  const camel = name.replace(/[^\p{ID_Continue}]+(.)?/gu, (_, next: string | undefined) => (next ?? "").toUpperCase());
  return /^[\p{ID_Start}$_]/u.test(camel) ? camel : `table${camel}`;
}

function Problems() {
  const workbench = useWorkbench();
  const problems = workbench.problems.value;
  if (problems.length === 0) return <p class="rail-empty">No problems.</p>;
  return (
    <ul class="problems">
      {problems.map(({cell, severity, message, line, column}, index) => (
        <li key={index}>
          <button
            type="button"
            onClick={() => {
              go(workbench, cell);
              workbench.goTo(cell, line, column);
            }}
          >
            <Icon name={severity === "error" ? "failed" : "alert"} size={14} class={severity} />
            <span>
              <span class="visually-hidden">{severity}: </span>
              {message}
              <span class="quiet number"> cell {cell}{line === null ? "" : `, line ${line}`}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
