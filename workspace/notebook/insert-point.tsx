/** The places between cells where a new one can be put: seen when the pointer or the focus is there. */
import type {CellKind} from "#notebooks";
import {Icon} from "../components/icon.tsx";
import {insertableKinds, kindNames} from "./actions.ts";
import {useWorkbench} from "./workbench.ts";

export function InsertPoint({after}: {after: number | null}) {
  const workbench = useWorkbench();
  const insert = (kind: CellKind) => workbench.insert(kind, after);
  return (
    <div class="insert-point" role="group" aria-label="Add a cell here">
      <button type="button" class="insert-plus" aria-label="Add a TypeScript cell here" title="Add a cell" onClick={() => insert("typescript")}><Icon name="plus" size={14} /></button>
      <span class="insert-kinds">
        {insertableKinds.map((kind) => <button key={kind} type="button" tabIndex={-1} onClick={() => insert(kind)}>{kindNames[kind]}</button>)}
      </span>
    </div>
  );
}

/** At the end of the page the kinds stand there always. */
export function AddCell() {
  const workbench = useWorkbench();
  const after = workbench.session.order.value.at(-1) ?? null;
  return (
    <div class="add-cell" role="group" aria-label="Add a cell at the end">
      {insertableKinds.map((kind) => (
        <button key={kind} type="button" class="button" onClick={() => workbench.insert(kind, after)}><Icon name="plus" size={13} /> {kindNames[kind]}</button>
      ))}
    </div>
  );
}
