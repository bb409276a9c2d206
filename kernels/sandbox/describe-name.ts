/** A name that a cell gives, in a few words for the panel of variables. */
import type {DefinedName, InspectNode} from "#notebooks";
import {readTable} from "#kernels/digest/sandbox";
import {inspect} from "./inspect.ts";

const summaryCharacters = 80;

export function describeName(name: string, value: unknown, digest: string | null): DefinedName {
  const node = inspect(value, {depth: 2, entries: 6, characters: 40, nodes: 20});
  return {name, type: describeType(value, node), summary: cut(summarise(node)), digest};
}

function describeType(value: unknown, node: InspectNode): string {
  if (value !== null && typeof value === "object") {
    try {
      if (readTable(value)) return "table";
    } catch {
      return "object";
    }
  }
  return node.name ?? node.type;
}

function cut(text: string): string {
  return text.length > summaryCharacters ? `${text.slice(0, summaryCharacters - 1)}…` : text;
}

function summarise(node: InspectNode): string {
  const children = node.children ?? [];
  if (node.type === "string") return JSON.stringify(node.text);
  if (node.type === "array" || node.type === "typed-array") return `${node.text} [${listed(children.map(({value}) => brief(value)), node.omitted)}]`;
  if (node.type === "object") return `{${listed(children.map(({key, value}) => `${key}: ${brief(value)}`), node.omitted)}}`;
  return node.text;
}

function brief(node: InspectNode): string {
  return node.type === "string" ? JSON.stringify(node.text) : node.text;
}

function listed(items: readonly string[], omitted = 0): string {
  return [...items, ...(omitted > 0 ? ["…"] : [])].join(", ");
}
