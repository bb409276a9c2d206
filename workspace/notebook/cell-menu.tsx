/** A cell's own menu: its kind, its name, what is shown of it, where it stands. */
import {useState} from "preact/hooks";
import {isIdentifier, type Cell} from "#notebooks";
import {Icon} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {insertableKinds, kindNames} from "./actions.ts";
import {isMac, showKeys} from "./keys.ts";
import {useWorkbench} from "./workbench.ts";

export function KindMenu({cell}: {cell: Cell}) {
  const workbench = useWorkbench();
  if (workbench.session.readOnly.value || cell.kind === "other") return <span class="kind-name">{kindNames[cell.kind]}</span>;
  return (
    <MenuButton
      label={`Kind of the cell: ${kindNames[cell.kind]}`}
      class="kind-button"
      items={() => insertableKinds.map((kind) => (
        <MenuItem key={kind} checked={kind === cell.kind} onSelect={() => workbench.setKind(cell.id, kind)}>{kindNames[kind]}</MenuItem>
      ))}
    >
      {kindNames[cell.kind]}
    </MenuButton>
  );
}

export function CellMenu({cell}: {cell: Cell}) {
  const workbench = useWorkbench();
  const set = (changes: Partial<Pick<Cell, "pinned" | "hidden" | "disabled">>) => workbench.edit({type: "set-cell", id: cell.id, changes});
  const keys = (text: string) => showKeys(text, isMac);
  return (
    <MenuButton
      label="More on this cell"
      align="end"
      items={() => (
        <>
          {(cell.kind === "sql" || cell.kind === "markdown" || cell.kind === "html") && <NameField cell={cell} />}
          <MenuItem icon={<Icon name="code" />} keys={keys("o")} onSelect={() => set({pinned: !cell.pinned})}>{cell.pinned ? "Fold the code" : "Show the code"}</MenuItem>
          <MenuItem icon={<Icon name="eye" />} keys={keys("h")} onSelect={() => set({hidden: !cell.hidden})}>{cell.hidden ? "Show the value" : "Hide the value"}</MenuItem>
          <MenuItem icon={<Icon name="disabled" />} keys={keys("x")} onSelect={() => set({disabled: !cell.disabled})}>{cell.disabled ? "Enable" : "Disable"}</MenuItem>
          <hr />
          <MenuItem icon={<Icon name="up" />} keys={keys("Alt-ArrowUp")} onSelect={() => workbench.shift(cell.id, -1)}>Move up</MenuItem>
          <MenuItem icon={<Icon name="down" />} keys={keys("Alt-ArrowDown")} onSelect={() => workbench.shift(cell.id, 1)}>Move down</MenuItem>
          <MenuItem icon={<Icon name="copy" />} keys={keys("c")} onSelect={() => workbench.duplicate(cell.id)}>Duplicate</MenuItem>
          <hr />
          <MenuItem danger icon={<Icon name="trash" />} keys={keys("d d")} onSelect={() => workbench.remove(cell.id)}>Delete</MenuItem>
        </>
      )}
    >
      <Icon name="more" />
    </MenuButton>
  );
}

/** The name that other cells read the value by. */
function NameField({cell}: {cell: Cell}) {
  const workbench = useWorkbench();
  const [name, setName] = useState(cell.output ?? "");
  const isFaulty = name !== "" && !isIdentifier(name);
  function save() {
    const output = name.trim() === "" ? null : name.trim();
    if (!isFaulty && output !== cell.output) workbench.edit({type: "set-cell", id: cell.id, changes: {output}});
  }
  return (
    <div class="menu-field">
      <label class="field">
        Name of its value
        <input class="input compact" value={name} spellcheck={false} autocomplete="off" aria-invalid={isFaulty} placeholder="none" onInput={(event) => setName(event.currentTarget.value)} onBlur={save} onKeyDown={(event) => event.key === "Enter" && save()} />
        {isFaulty && <span class="fault">Letters, digits, $ and _, not beginning with a digit</span>}
      </label>
      <hr />
    </div>
  );
}
