/** The notebook's file inside an exported page: as text in a `<template>`, which no browser runs or shows. */
import {defaultTreeAdapter, parse, type DefaultTreeAdapterTypes} from "parse5";

const templateId = "recto-notebook";

/** The element that carries a file's text, whole and unchanged. */
export function embedFile(text: string): string {
  // A carriage return would be read as a line feed, and the parser drops a NUL.
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\r", "&#13;").replaceAll("\0", "\uFFFD");
  return `<template id="${templateId}">${escaped}</template>`;
}

/** The text of the notebook's file inside a page; null when the page carries none. */
export function readEmbeddedFile(page: string): string | null {
  if (!page.includes(`<template id="${templateId}">`)) return null;
  const found = findTemplate(parse(page));
  if (!found) return null;
  return found.content.childNodes.map((node) => (defaultTreeAdapter.isTextNode(node) ? node.value : "")).join("");
}

function findTemplate(node: DefaultTreeAdapterTypes.ParentNode): DefaultTreeAdapterTypes.Template | null {
  // The page writes it last, so that nothing that a cell shows can come before it.
  for (const child of node.childNodes.toReversed()) {
    if (!defaultTreeAdapter.isElementNode(child)) continue;
    if (child.tagName === "template" && "content" in child && child.attrs.some(({name, value}) => name === "id" && value === templateId)) {
      return child as DefaultTreeAdapterTypes.Template;
    }
    const found = findTemplate(child);
    if (found) return found;
  }
  return null;
}
