/** Everything that a cell's editor does besides collaboration: keys, history, colours, help from the server, and the notebook's own keys. */
import {closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap, indentWithTab} from "@codemirror/commands";
import {bracketMatching, indentOnInput, indentUnit, syntaxHighlighting} from "@codemirror/language";
import {lintKeymap} from "@codemirror/lint";
import {highlightSelectionMatches} from "@codemirror/search";
import {Compartment, EditorState, Prec, type Extension} from "@codemirror/state";
import {drawSelection, EditorView, highlightActiveLine, keymap, placeholder, tooltips} from "@codemirror/view";
import type {CellKind} from "#notebooks";
import {showToast} from "../components/toast.tsx";
import type {NotebookSession} from "../session/notebook-session.ts";
import {codeHighlighter} from "./highlight.ts";
import {languageSupport} from "./languages.ts";
import {limitLength} from "./length-limit.ts";
import {serverHelp} from "./server-help.ts";

/** What the notebook's keys in an editor lead to. */
export interface EditorKeys {
  runAndAdvance(): void;
  run(): void;
  leave(): void;
  /** The cursor goes past the text's beginning or end. */
  pass(step: -1 | 1): void;
}

export const language = new Compartment();
export const hints = new Compartment();
export const permission = new Compartment();

const placeholders: {readonly [kind in CellKind]: string} = {
  typescript: "TypeScript: an expression, or definitions that other cells read",
  javascript: "JavaScript",
  markdown: "Markdown, with ${expressions}",
  sql: "SQL: SELECT … FROM a data set",
  html: "HTML, with ${expressions}",
  other: "",
};

/** What depends on the cell's kind. */
export function kindExtensions(kind: CellKind): Extension {
  return [languageSupport(kind) ?? [], placeholder(placeholders[kind]), kind === "markdown" || kind === "html" ? EditorView.lineWrapping : []];
}

export function permissionExtensions(readOnly: boolean): Extension {
  return [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];
}

export function editorExtensions({session, cell, kind, readOnly, label, keys}: {
  session: NotebookSession;
  cell: number;
  kind: CellKind;
  readOnly: boolean;
  label: string;
  keys: EditorKeys;
}): Extension {
  const pass = (step: -1 | 1) => (view: EditorView) => {
    const {main} = view.state.selection;
    const edge = step < 0 ? view.state.doc.line(1) : view.state.doc.line(view.state.doc.lines);
    if (!main.empty || main.head < edge.from || main.head > edge.to || completionStatus(view.state) !== null) return false;
    keys.pass(step);
    return true;
  };
  const act = (action: () => void) => () => {
    action();
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        {key: "Shift-Enter", run: act(keys.runAndAdvance)},
        {key: "Mod-Enter", run: act(keys.run)},
        {key: "ArrowUp", run: pass(-1)},
        {key: "ArrowDown", run: pass(1)},
      ]),
    ),
    hints.of(serverHelp(session, cell)),
    language.of(kindExtensions(kind)),
    permission.of(permissionExtensions(readOnly)),
    limitLength(showToast),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    syntaxHighlighting(codeHighlighter),
    tooltips({position: "fixed", parent: document.body}),
    EditorView.clipboardInputFilter.of((text) => text.replaceAll("\0", "\uFFFD")),
    EditorView.contentAttributes.of({"aria-label": label, spellcheck: kind === "markdown" ? "true" : "false", tabindex: "0"}),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, {key: "Escape", run: act(keys.leave)}, ...historyKeymap, ...defaultKeymap, indentWithTab]),
  ];
}
