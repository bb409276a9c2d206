/** The colours of code as class names, the same in an editor and in text that only shows code; the colours themselves are in `editor.css`. */
import {highlightCode, tagHighlighter, tags} from "@lezer/highlight";
import type {CellKind} from "#notebooks";
import {languageOf} from "./languages.ts";

export const codeHighlighter = tagHighlighter([
  {tag: [tags.keyword, tags.modifier, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.self, tags.null], class: "code-keyword"},
  {tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue], class: "code-string"},
  {tag: [tags.number, tags.bool, tags.atom], class: "code-number"},
  {tag: [tags.comment, tags.meta, tags.processingInstruction], class: "code-comment"},
  {tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.standard(tags.name), tags.tagName], class: "code-function"},
  {tag: [tags.typeName, tags.className, tags.namespace], class: "code-type"},
  {tag: [tags.propertyName, tags.attributeName, tags.labelName], class: "code-property"},
  {tag: [tags.operator, tags.punctuation, tags.separator, tags.bracket], class: "code-quiet"},
  {tag: tags.heading, class: "code-heading"},
  {tag: tags.strong, class: "code-strong"},
  {tag: tags.emphasis, class: "code-emphasis"},
  {tag: [tags.link, tags.url], class: "code-link"},
  {tag: tags.monospace, class: "code-string"},
]);

export interface CodePiece {
  readonly text: string;
  /** Class names, or empty for plain text. */
  readonly classes: string;
}

/** Longer text is shown without colours. */
const longestHighlighted = 60_000;

/** The source as pieces with their classes; line feeds are pieces of their own. */
export function highlightSource(source: string, kind: CellKind): readonly CodePiece[] {
  const language = languageOf(kind);
  if (!language || source.length > longestHighlighted) return [{text: source, classes: ""}];
  const pieces: CodePiece[] = [];
  const put = (text: string, classes: string) => pieces.push({text, classes});
  highlightCode(source, language.parser.parse(source), codeHighlighter, put, () => put("\n", ""));
  return pieces;
}
