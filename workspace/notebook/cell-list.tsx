/** The cells of the page in their order, with the places between them. */
import {Fragment} from "preact";
import {CellView} from "./cell-view.tsx";
import {AddCell, InsertPoint} from "./insert-point.tsx";
import {useWorkbench} from "./workbench.ts";

export function CellList() {
  const {session} = useWorkbench();
  const order = session.order.value;
  const canEdit = !session.readOnly.value;
  return (
    <div class="cells">
      {order.length === 0 && canEdit && <EmptyNotebook />}
      {order.map((id, index) => (
        <Fragment key={id}>
          {canEdit && <InsertPoint after={order[index - 1] ?? null} />}
          <CellView id={id} />
        </Fragment>
      ))}
      {canEdit && <AddCell />}
    </div>
  );
}

function EmptyNotebook() {
  return (
    <div class="empty-notebook">
      <p>An empty page.</p>
      <p class="quiet">Add a cell below. What a cell defines, other cells can read, in any order; <kbd>Shift</kbd> <kbd>↵</kbd> runs one and moves on.</p>
    </div>
  );
}
