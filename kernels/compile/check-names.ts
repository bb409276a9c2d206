/** What a cell must not do with names, and what it asks of the scope by them. */
import type {AnyNode, Identifier} from "acorn";
import type {Names} from "./names.ts";
import {exportMessage} from "./parse.ts";
import {globalNames, scopeNames} from "./scope.ts";
import {refuse, type Refused} from "./syntax-error.ts";
import {childrenOf} from "./syntax-tree.ts";

/** References that are not JavaScript's own. */
export function findInputs(names: Names): readonly Identifier[] {
  return names.references.filter(({name}) => !globalNames.has(name));
}

/** The literal names given to `data`; what is not literal is refused by `checkNames`. */
export function findDataNames(names: Names): readonly string[] {
  const found = names.calls.filter(({callee}) => callee.name === "data").map(({node}) => readText(node.arguments[0]));
  return [...new Set(found.filter((name) => name !== null))];
}

/** What a program or an embedded expression must not do with names. Offsets are those of the text that was parsed. */
export function checkNames(names: Names, declared: readonly Identifier[]): readonly Refused[] {
  const refused: Refused[] = [];
  for (const node of declared) {
    if (scopeNames.has(node.name) || globalNames.has(node.name)) refused.push(refuse("syntax", "name-taken", describeTaken(node.name), node));
  }
  for (const node of names.assignments) refused.push(refuse("syntax", "assignment", describeAssignment(node.name), node));
  for (const node of names.exports) {
    const word = {start: node.start, end: node.start + "export".length};
    refused.push(refuse("syntax", "export", exportMessage, word));
  }
  for (const node of names.metaProperties) refused.push(refuse("import", "import-meta", "A cell has no address: import.meta is not there", node));
  for (const node of names.unboundThis) refused.push(refuse("syntax", "this", "this has no meaning at the top of a cell", node));
  for (const node of names.races) {
    const message = "Which of several promises settles first may differ from one run to the next, and the result with it";
    refused.push({...refuse("determinism", "race", message, node), severity: "information"});
  }
  const calls = new Map(names.calls.map((call) => [call.callee, call]));
  for (const node of names.references) {
    if (node.name !== "data") continue;
    const call = calls.get(node);
    if (call && readText(call.node.arguments[0]) !== null) continue;
    const message = 'data takes a literal name, as in data("weather"), so that what a notebook reads is known before it runs';
    refused.push(refuse("data", "data-literal", message, call?.node.arguments[0] ?? node));
  }
  return refused;
}

/** `<!--` is an operator in a module and a comment in a script: which of them a cell is must not matter. */
export function checkMarkupComments(root: AnyNode, text: string): readonly Refused[] {
  if (!text.includes("<!--")) return [];
  const refused: Refused[] = [];
  const visit = (node: AnyNode): void => {
    if (node.type === "BinaryExpression" && text.startsWith("<!--", node.right.start - 1)) {
      const place = {start: node.right.start - 1, end: node.right.start + 3};
      refused.push(refuse("syntax", "markup-comment", "<!-- begins a comment in some JavaScript: put a space after <", place));
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return refused;
}

function describeAssignment(name: string): string {
  if (scopeNames.has(name) || globalNames.has(name)) return `${name} cannot be assigned to`;
  return `${name} is not declared in this cell, and only the cell that declares a name can assign to it: declare another with const or let`;
}

/** The text of a literal string or of a template without expressions. */
function readText(node: AnyNode | undefined): string | null {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? null;
  return null;
}

export function describeTaken(name: string): string {
  return scopeNames.has(name)
    ? `${name} is already in every cell's scope: give this another name`
    : `${name} is JavaScript's own name: give this another name`;
}
