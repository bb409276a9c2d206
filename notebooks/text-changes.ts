/** Changes of a text in CodeMirror's JSON form, checked and applied. */
import type {TextChanges} from "./operation.ts";

/** The changed text, or null when the changes are not changes of a text of this length. */
export function applyTextChanges(text: string, changes: TextChanges): string | null {
  let changed = "";
  let position = 0;
  for (const part of changes) {
    const [length, ...lines] = typeof part === "number" ? [part] : part;
    if (!Number.isSafeInteger(length) || length < 0 || position + length > text.length) return null;
    if (typeof part === "number") changed += text.slice(position, position + length);
    else {
      if (lines.some((line) => /[\n\r]/.test(line))) return null;
      changed += lines.join("\n");
    }
    position += length;
  }
  return position === text.length ? changed : null;
}

/** Whether JSON has the form of text changes; whether they fit a text is known when they are applied. */
export function isTextChanges(json: unknown): json is TextChanges {
  return Array.isArray(json) && json.every(isTextChange);
}

function isTextChange(json: unknown): boolean {
  if (isLength(json)) return true;
  return Array.isArray(json) && isLength(json[0]) && json.slice(1).every((line) => typeof line === "string");
}

function isLength(json: unknown): boolean {
  return typeof json === "number" && Number.isSafeInteger(json) && json >= 0;
}
