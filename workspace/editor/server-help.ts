/** Completion and hover as the server gives them, shown by the editor: the whole notebook's names and types are known there. */
import {autocompletion, type Completion, type CompletionContext, type CompletionResult} from "@codemirror/autocomplete";
import {hoverTooltip, type Tooltip} from "@codemirror/view";
import type {Extension} from "@codemirror/state";
import {renderDocumentation} from "./documentation.ts";
import {highlightSource} from "./highlight.ts";
import type {NotebookSession} from "../session/notebook-session.ts";

/** What may be typed on without asking again. */
const wordSoFar = /^[\w$]*$/;

export function serverHelp(session: NotebookSession, cell: number): Extension {
  return [
    autocompletion({override: [(context) => complete(session, cell, context)], activateOnTyping: true, icons: false, maxRenderedOptions: 60, optionClass: ({type}) => `completion-${type ?? "text"}`}),
    hoverTooltip((view, position) => hover(session, cell, view.state.doc.toString(), position), {hoverTime: 350}),
  ];
}

async function complete(session: NotebookSession, cell: number, context: CompletionContext): Promise<CompletionResult | null> {
  const before = context.matchBefore(/[\w$.]+$/);
  if (!context.explicit && (!before || /^\d/.test(before.text))) return null;
  try {
    const {completions} = await session.request({type: "complete", cell, source: context.state.doc.toString(), position: context.pos});
    if (!completions || context.aborted) return null;
    return {from: completions.from, options: completions.options.map(toOption), validFor: wordSoFar};
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function toOption({label, type, detail, documentation}: {label: string; type: string; detail: string; documentation: string}): Completion {
  const option: Completion = {label, type, detail};
  if (documentation) option.info = () => renderDocumentation(documentation);
  return option;
}

async function hover(session: NotebookSession, cell: number, source: string, position: number): Promise<Tooltip | null> {
  try {
    const reply = await session.request({type: "hover", cell, source, position});
    if (!reply.hover) return null;
    const {from, to, signature, documentation} = reply.hover;
    return {pos: from, end: to, above: true, create: () => ({dom: drawHover(signature, documentation)})};
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function drawHover(signature: string, documentation: string): HTMLElement {
  const card = document.createElement("div");
  card.className = "hover-card";
  const code = card.appendChild(document.createElement("pre"));
  for (const {text, classes} of highlightSource(signature, "typescript")) {
    const piece = code.appendChild(document.createElement("span"));
    piece.className = classes;
    piece.textContent = text;
  }
  if (documentation) card.append(renderDocumentation(documentation));
  return card;
}
