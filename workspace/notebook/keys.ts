/** Key presses and the actions they mean: one press, or two in a row. */
import {actions, type PageAction} from "./actions.ts";

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** A press in CodeMirror's notation: `Mod-Shift-Enter`, `?`, `Shift-g`. Mod is Control, and Command on a Mac. */
export function pressName({key, ctrlKey, metaKey, altKey, shiftKey}: Press, isMac: boolean): string {
  const isLetter = /^[a-z]$/i.test(key);
  const name = isLetter ? key.toLowerCase() : key;
  const mod = isMac ? metaKey : ctrlKey;
  const other = isMac ? ctrlKey : metaKey;
  const shift = shiftKey && (isLetter || key.length > 1);
  return `${mod ? "Mod-" : ""}${other ? "Meta-" : ""}${altKey ? "Alt-" : ""}${shift ? "Shift-" : ""}${name}`;
}

/** The action that a press means after the presses before it, and what of them still counts. */
export function findAction(press: string, before: string, where: "everywhere" | "cells"): {action: PageAction | null; pending: string} {
  const heard = actions.filter((action) => action.where === "everywhere" || (where === "cells" && action.where === "cells"));
  const sequence = before === "" ? press : `${before} ${press}`;
  const exact = (keys: string) => heard.find((action) => action.keys?.includes(keys)) ?? null;
  const begins = (keys: string) => heard.some((action) => action.keys?.some((known) => known.startsWith(`${keys} `)));
  const action = exact(sequence) ?? (begins(sequence) ? null : exact(press));
  if (action) return {action, pending: ""};
  if (begins(sequence)) return {action: null, pending: sequence};
  return {action: null, pending: begins(press) ? press : ""};
}

const pictures: {readonly [key: string]: string} = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "↵",
  Escape: "Esc",
};

/** How keys are written for a person: `Ctrl+Shift+↵`, on a Mac `⌘⇧↵`. */
export function showKeys(keys: string, isMac: boolean): string {
  return keys
    .split(" ")
    .map((press) =>
      press
        .split(/-(?=.)/)
        .map((part) => {
          if (part === "Mod") return isMac ? "⌘" : "Ctrl";
          if (part === "Shift") return isMac ? "⇧" : "Shift";
          if (part === "Alt") return isMac ? "⌥" : "Alt";
          return pictures[part] ?? (part.length === 1 ? part.toUpperCase() : part);
        })
        .join(isMac ? "" : "+"),
    )
    .join(" ");
}

export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
