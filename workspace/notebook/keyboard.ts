/** The page's keyboard: which presses are heard depends on where the focus is. */
import {findAction, isMac, pressName} from "./keys.ts";
import type {Workbench} from "./workbench.ts";

const sequenceMs = 800;

/** Listens until the function returned is called. */
export function listenToKeys(workbench: Workbench): () => void {
  let pending = "";
  let pressedAt = 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || workbench.dialog.peek() !== null || document.querySelector("dialog[open], .menu:popover-open")) return;
    const press = pressName(event, isMac);
    if (["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
    const before = event.timeStamp - pressedAt < sequenceMs ? pending : "";
    const found = findAction(press, before, whereIs(event.target, event.key));
    pending = found.pending;
    pressedAt = event.timeStamp;
    if (!found.action) return;
    event.preventDefault();
    found.action.run(workbench);
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

/** In a text nothing but the keys for everywhere; on a button or in a table the arrows, Enter and Home stay theirs. */
function whereIs(target: EventTarget | null, key: string): "everywhere" | "cells" {
  if (!(target instanceof Element) || target === document.body) return "cells";
  if (target.matches("input, textarea, select, [contenteditable=true]")) return "everywhere";
  const isOnCell = target.matches("[data-cell]");
  const isOwnKey = key === "Enter" || key === " " || key === "Home" || key === "End" || key.startsWith("Arrow");
  return isOnCell || !isOwnKey ? "cells" : "everywhere";
}
