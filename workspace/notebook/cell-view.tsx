/** One cell: its sign and run button in the gutter, output above code, notes in the margin. */
import {useSignal, useSignalEffect} from "@preact/signals";
import {memo} from "preact/compat";
import CodeEditor from "../editor/code-editor.tsx";
import {Icon} from "../components/icon.tsx";
import type {CellView as View} from "../session/notebook-session.ts";
import {kindNames} from "./actions.ts";
import {CellMargin} from "./cell-margin.tsx";
import {CellMenu, KindMenu} from "./cell-menu.tsx";
import {CellOutput} from "./cell-output.tsx";
import {signOf} from "./cell-status.ts";
import {useWorkbench} from "./workbench.ts";

export const CellView = memo(function CellView({id}: {id: number}) {
  const {session} = useWorkbench();
  const view = session.cell(id).value;
  return view && <KnownCell view={view} />;
});

function KnownCell({view}: {view: View}) {
  const workbench = useWorkbench();
  const {cell, state} = view;
  const {result} = state;
  const isSelected = useSignal(false);
  const isEditing = useSignal(false);
  useSignalEffect(() => void (isSelected.value = workbench.selected.value === cell.id));
  useSignalEffect(() => void (isEditing.value = workbench.editing.value === cell.id));
  const text = workbench.session.text(cell.id);
  const typed = text.document.value.toString();
  const sign = signOf(view, typed);
  const hasOutput = result.displays.length > 0 || result.status === "failed";
  const showsCode = cell.pinned || isEditing.value || !hasOutput || sign.word === "edited" || sign.word === "problem";
  const isProse = cell.kind === "markdown" || cell.kind === "html";
  const name = cell.output ?? result.names.map((given) => given.name).join(", ");

  function onClick(event: MouseEvent) {
    workbench.select(cell.id);
    if (isProse && event.detail === 2 && !showsCode) workbench.startEditing(cell.id, "end");
  }

  return (
    <div
      role="group"
      id={`cell-${cell.id}`}
      class={`cell kind-${cell.kind}${isSelected.value ? " selected" : ""}${isEditing.value ? " editing" : ""}${cell.disabled ? " off" : ""}${showsCode ? "" : " folded"}`}
      data-cell={cell.id}
      data-status={result.status}
      aria-label={`${kindNames[cell.kind]} cell ${cell.id}${name ? `, ${name}` : ""}: ${sign.word}`}
      tabIndex={isSelected.value ? 0 : -1}
      onClick={onClick}
      onFocusIn={() => workbench.select(cell.id)}
    >
      <div class="cell-gutter">
        <span class={`sign ${sign.tone}${result.status === "running" ? " turning" : ""}`} title={sign.detail}><Icon name={sign.icon} size={15} class={result.status === "running" ? "spinner" : undefined} /></span>
        {result.status === "running" || result.status === "queued" ? (
          <button type="button" class="run-button" aria-label="Interrupt" title="Interrupt" onClick={() => workbench.session.command({type: "interrupt"})}><Icon name="stop" size={14} /></button>
        ) : (
          <button type="button" class="run-button" aria-label="Run the cell" title="Run (Shift+Enter)" onClick={() => workbench.run([cell.id])}><Icon name="play" size={14} /></button>
        )}
      </div>
      <div class="cell-body">
        <CellOutput id={cell.id} result={result} />
        {showsCode && (
          <div class="cell-code">
            <CodeEditor cell={cell} analysis={state.analysis} />
            {state.analysis.diagnostics.length > 0 && <Findings view={view} />}
          </div>
        )}
      </div>
      <div class="cell-tools">
        <KindMenu cell={cell} />
        {!showsCode && <button type="button" class="icon-button" aria-label="Edit the source" title="Edit the source (Enter)" onClick={() => workbench.startEditing(cell.id, "end")}><Icon name="edited" size={14} /></button>}
        {!workbench.session.readOnly.value && <CellMenu cell={cell} />}
      </div>
      <CellMargin cell={cell} result={result} sign={sign} />
    </div>
  );
}

/** Problems of the whole graph and of syntax in words below the code; types only underline. */
function Findings({view: {cell, state}}: {view: View}) {
  const workbench = useWorkbench();
  const shown = state.analysis.diagnostics.filter(({severity, source}) => severity === "error" && source !== "type");
  if (shown.length === 0) return null;
  return (
    <ul class="findings">
      {shown.slice(0, 3).map((finding, index) => (
        <li key={index}>
          <Icon name="alert" size={13} />
          <button type="button" class="finding" onClick={() => workbench.goTo(cell.id, finding.line, finding.column)}>{finding.message}</button>
          {finding.cells.map((other) => (
            <button key={other} type="button" class="link" onClick={() => workbench.focusCell(other)}>Go to cell {other}</button>
          ))}
        </li>
      ))}
      {shown.length > 3 && <li class="quiet">and {shown.length - 3} more</li>}
    </ul>
  );
}
