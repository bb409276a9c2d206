/** How large a notebook and its parts may be, and which names they may have. */
import type {Refusal} from "./operation.ts";

export const limits = {
  sourceCharacters: 1_000_000,
  titleCharacters: 300,
  cells: 5_000,
  dataNameCharacters: 200,
  attributes: 100,
  attributeCharacters: 10_000,
  /** The greatest id of a cell. */
  cellId: 1_000_000_000,
  inputs: 20_000,
} as const;

const reservedWords = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static super switch " +
    "this throw true try typeof var void while with yield"
  ).split(" "),
);

/** Whether a text can be the name of a variable in a module. */
export function isIdentifier(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(text) && !reservedWords.has(text);
}

/** Whether a text is an input's key, such as `3/0`. */
export function isInputKey(text: string): boolean {
  return /^[1-9][0-9]{0,9}\/(0|[1-9][0-9]{0,5})$/.test(text);
}

/** Whether a text can stand as the name of an attribute in the notebook's file. */
export function isAttributeName(text: string): boolean {
  return text.length > 0 && text.length <= 100 && !/[\s"'<>/=A-Z\p{Cc}]/u.test(text);
}

export function refuse(refused: Refusal["refused"], message: string): Refusal {
  return {refused, message};
}
