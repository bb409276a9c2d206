/** Every action by its name, found by typing a few letters of it, with its key beside it. */
import {useEffect, useId, useLayoutEffect, useMemo, useRef, useState} from "preact/hooks";
import {Icon} from "../components/icon.tsx";
import {actions, type PageAction} from "./actions.ts";
import {isMac, showKeys} from "./keys.ts";
import {rankActions} from "./rank-actions.ts";
import {useWorkbench} from "./workbench.ts";

export function Palette() {
  const workbench = useWorkbench();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  const found = useMemo(() => rankActions(actions, query), [query]);
  const chosen = Math.min(at, found.length - 1);

  // Open before anything else is typed, which would go elsewhere.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body) before.focus({preventScroll: true});
    };
  }, []);
  useEffect(() => document.getElementById(`${list}-${chosen}`)?.scrollIntoView({block: "nearest"}), [chosen]);

  const close = () => (workbench.dialog.value = null);
  function run(action: PageAction) {
    close();
    requestAnimationFrame(() => action.run(workbench));
  }
  function onKeyDown(event: KeyboardEvent) {
    const steps: {readonly [key: string]: number} = {ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: found.length - 1};
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setAt((to + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const typed = (event.currentTarget as HTMLInputElement).value;
      // What was typed last may not be drawn yet.
      const action = typed === query ? found[chosen] : rankActions(actions, typed)[0];
      if (action) run(action);
    }
  }

  return (
    <dialog ref={dialog} class="dialog palette" aria-label="Every action" onClose={close} onClick={(event) => event.target === dialog.current && close()}>
      <div class="palette-search">
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found.length > 0 ? `${list}-${chosen}` : undefined}
          aria-label="Find an action"
          placeholder="What do you want to do?"
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={list} role="listbox" aria-label="Actions" class="palette-list">
        {found.map((action, index) => (
          <div key={action.title} id={`${list}-${index}`} role="option" aria-selected={index === chosen} class="palette-item" onMouseMove={() => setAt(index)} onClick={() => run(action)}>
            <span class="palette-group">{action.group}</span>
            <span class="label">{action.title}</span>
            {action.keys?.slice(0, 1).map((keys) => <Keys key={keys} keys={keys} />)}
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="palette-none">Nothing is called that. Try “run”, “add”, “download” or “theme”.</p>}
    </dialog>
  );
}

export function Keys({keys}: {keys: string}) {
  return <span class="keys">{showKeys(keys, isMac).split(" ").map((press, index) => <kbd key={index}>{press}</kbd>)}</span>;
}
