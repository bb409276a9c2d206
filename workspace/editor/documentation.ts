/** Documentation, which is Markdown from the analyses' own comments, as elements; no markup in it is taken over. */
import MarkdownIt from "markdown-it";
import {sanitize} from "../outputs/sanitize.ts";

const reader = new MarkdownIt({html: false, linkify: false, typographer: false});

export function renderDocumentation(markdown: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "documentation";
  element.append(sanitize(reader.render(markdown)));
  return element;
}
