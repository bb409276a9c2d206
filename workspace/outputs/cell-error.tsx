/** A cell's failure: what happened, and the user's own line where it did. */
import type {CellError} from "#notebooks";
import {Icon} from "../components/icon.tsx";
import {useWorkbench} from "../notebook/workbench.ts";

export function CellErrorView({error, cell}: {error: CellError; cell: number}) {
  const workbench = useWorkbench();
  const text = workbench.cell(cell) ? workbench.session.text(cell).document.value : null;
  const line = error.line !== null && text && error.line >= 1 && error.line <= text.lines ? text.line(error.line).text : null;
  const elsewhere = error.frames.filter((frame) => frame.cell !== cell);
  return (
    <div class="cell-error" role="alert">
      <p class="cell-error-head"><Icon name="failed" /><span><strong>{error.name}</strong>: {error.message}</span></p>
      {line !== null && (
        <button type="button" class="cell-error-line" onClick={() => workbench.goTo(cell, error.line, error.column)} title="Go to the line">
          <span class="number">{error.line}</span>
          <code>{line.trim() === "" ? " " : line}</code>
        </button>
      )}
      {elsewhere.length > 0 && (
        <p class="quiet">
          from{" "}
          {elsewhere.map((frame, index) => (
            <button key={index} type="button" class="link" onClick={() => workbench.goTo(frame.cell, frame.line, frame.column)}>cell {frame.cell}, line {frame.line}</button>
          ))}
        </p>
      )}
    </div>
  );
}
