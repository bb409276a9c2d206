/** A Markdown or HTML cell → its compilation: a call of `md` or `html` with the text and the values of its `${…}`. */
import {buildBody, emptyBody, ours} from "./body.ts";
import {checkMarkupComments, checkNames, findDataNames, findInputs} from "./check-names.ts";
import {emptyCompilation, type Compilation, type NamedRange} from "./compilation.ts";
import {resolveImports} from "./imports.ts";
import {findNames} from "./names.ts";
import type {LineIndex} from "./place.ts";
import type {Piece} from "./source-text.ts";
import type {Refused} from "./syntax-error.ts";
import {parseTemplate, type Template} from "./template.ts";

export function compileMarkup(source: string, tag: "md" | "html", lines: LineIndex): Compilation {
  if (source.trim() === "") return {...emptyCompilation, code: buildBody([ours("() => {}")], lines)};
  return compileTemplate(source, tag, lines, ({strings}, values) => [
    ours(`return ${tag}(((strings) => Object.assign(strings, {raw: strings}))(${toScriptJson(strings)})`),
    ...values.flatMap((value) => [ours(",\n"), value, ours("\n")]),
    ours(");"),
  ]);
}

/** The text between `${` and `}` of each expression is a piece that keeps its place. */
export function compileTemplate(
  source: string,
  tag: string,
  lines: LineIndex,
  makeBody: (template: Template, values: readonly Piece[]) => readonly Piece[],
): Compilation {
  const template = parseTemplate(source);
  if ("message" in template) return {...emptyCompilation, refused: [template]};
  const inputs = new Map<string, NamedRange>([[tag, {name: tag, from: 0, to: 0}]]);
  const refused: Refused[] = [];
  const dataNames = new Set<string>();
  const viewNames: null[] = [];
  let isAsync = false;
  for (const {root} of template.expressions) {
    const names = findNames(root);
    for (const {name, start, end} of findInputs(names)) if (!inputs.has(name)) inputs.set(name, {name, from: start, to: end});
    refused.push(...checkNames(names, []), ...checkMarkupComments(root, source), ...refuseImports(names, source));
    for (const name of findDataNames(names)) dataNames.add(name);
    viewNames.push(...names.calls.filter(({callee}) => callee.name === "view").map(() => null));
    isAsync ||= names.awaits;
  }
  const values = template.expressions.map(({from, to}) => ({text: source.slice(from, to), sourceOffset: from}));
  const head = `${isAsync ? "async " : ""}(${[...inputs.keys()].join(", ")}) => {"use strict"; `;
  const isRefused = refused.some(({severity = "error"}) => severity === "error");
  const code = isRefused ? emptyBody : buildBody([ours(head), ...makeBody(template, values), ours("}")], lines);
  return {...emptyCompilation, code, inputs: [...inputs.values()], autodisplay: true, dataNames: [...dataNames], viewNames, refused};
}

function refuseImports(names: ReturnType<typeof findNames>, source: string): readonly Refused[] {
  if (names.importExpressions.length === 0) return [];
  const {refused} = resolveImports([], names.importExpressions, source);
  const {start, end} = names.importExpressions[0] ?? {start: 0, end: 0};
  return refused.length > 0
    ? refused
    : [{source: "import", code: "import-in-text", message: "Import in a TypeScript cell, or use the name in scope directly", from: start, to: end}];
}

/** JSON that is also JavaScript on one line. */
export function toScriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
