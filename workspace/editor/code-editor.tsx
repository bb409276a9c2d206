/** A cell's source: still text far from the view, an editor near it, the same size in both. */
import {setDiagnostics} from "@codemirror/lint";
import {EditorView} from "@codemirror/view";
import {useSignalEffect} from "@preact/signals";
import {useEffect, useLayoutEffect, useRef, useState} from "preact/hooks";
import type {Cell, CellAnalysis} from "#notebooks";
import {kindNames} from "../notebook/actions.ts";
import {useWorkbench} from "../notebook/workbench.ts";
import {toMarks} from "./diagnostics.ts";
import {editorExtensions, kindExtensions, language, permission, permissionExtensions} from "./extensions.ts";
import {nearView} from "./near-view.ts";
import {StaticCode} from "./static-code.tsx";

export default function CodeEditor({cell, analysis}: {cell: Cell; analysis: CellAnalysis}) {
  const workbench = useWorkbench();
  const {session} = workbench;
  const text = session.text(cell.id);
  const holder = useRef<HTMLDivElement>(null);
  const [isLive, setLive] = useState(() => workbench.editorFocus.peek()?.cell === cell.id);
  const readOnly = session.readOnly.value;

  useEffect(() => (holder.current && !isLive ? nearView(holder.current, () => setLive(true)) : undefined), [isLive]);

  useLayoutEffect(() => {
    if (!isLive || !holder.current) return;
    const host = holder.current;
    const extensions = () =>
      editorExtensions({
        session,
        cell: cell.id,
        kind: cell.kind,
        readOnly,
        label: `Source of the ${kindNames[cell.kind]} cell`,
        keys: {
          runAndAdvance: () => workbench.runAndAdvance(cell.id),
          run: () => workbench.run([cell.id]),
          leave: () => workbench.focusCell(cell.id),
          pass: (step) => {
            const order = session.order.peek();
            const next = order[order.indexOf(cell.id) + step];
            if (next !== undefined) workbench.focusCell(next);
          },
        },
      });
    text.attach((state) => new EditorView({state, parent: host, dispatchTransactions: (transactions) => text.update(transactions)}), extensions);
    takeFocus();
    return () => text.detach();
  }, [isLive, text]);

  useEffect(() => {
    if (isLive) text.dispatch({effects: [language.reconfigure(kindExtensions(cell.kind)), permission.reconfigure(permissionExtensions(readOnly))]});
  }, [isLive, cell.kind, readOnly]);

  useEffect(() => {
    if (isLive && text.view) text.update([text.state.update(setDiagnostics(text.state, toMarks(analysis.diagnostics, text.state.doc.length)))]);
  }, [isLive, analysis.diagnostics]);

  useSignalEffect(() => {
    const wish = workbench.editorFocus.value;
    if (wish?.cell !== cell.id) return;
    if (text.view) takeFocus();
    else setLive(true);
  });

  /** Takes the focus where it is wished for, at once: what is typed next belongs here. */
  function takeFocus() {
    const wish = workbench.editorFocus.peek();
    const view = text.view;
    if (!view || wish?.cell !== cell.id) return;
    workbench.editorFocus.value = null;
    const at = wish.at === "start" ? 0 : wish.at === "end" ? view.state.doc.length : wish.at;
    view.focus();
    if (at !== null) text.dispatch({selection: {anchor: Math.min(at, view.state.doc.length)}, scrollIntoView: true});
  }

  function openAt(event: MouseEvent) {
    if (isLive) return;
    setLive(true);
    requestAnimationFrame(() => {
      const at = text.view?.posAtCoords({x: event.clientX, y: event.clientY});
      workbench.startEditing(cell.id, at ?? "end");
    });
  }

  return (
    <div
      ref={holder}
      class="code-holder"
      onMouseDown={openAt}
      onFocusIn={() => {
        workbench.selected.value = cell.id;
        workbench.editing.value = cell.id;
      }}
      onFocusOut={(event) => {
        if (event.relatedTarget instanceof Node && holder.current?.contains(event.relatedTarget)) return;
        if (text.view) text.view.scrollDOM.scrollLeft = 0;
        workbench.leaveEditor(cell.id);
      }}
    >
      {!isLive && <StaticCode source={text.document.value.toString()} kind={cell.kind} placeholder={kindNames[cell.kind]} />}
    </div>
  );
}
