/** A TypeScript or JavaScript cell → its compilation: a program whose top-level names are given, or an expression that is shown. */
import {buildBody, ours} from "./body.ts";
import {checkMarkupComments, checkNames, findDataNames, findInputs} from "./check-names.ts";
import {emptyCompilation, type Compilation, type NamedRange} from "./compilation.ts";
import {resolveImports} from "./imports.ts";
import type {LineIndex} from "./place.ts";
import {parseProgram} from "./program.ts";
import {globalNames, scopeNames} from "./scope.ts";
import {slicePieces, toSourceOffset, type Piece, type SourceText} from "./source-text.ts";

export function compileProgram(source: string, kind: "typescript" | "javascript", lines: LineIndex): Compilation {
  const program = parseProgram(source, kind);
  if (!("names" in program)) return {...emptyCompilation, outputs: guessOutputs(source), refused: program};
  const {text, parsed, names} = program;
  const imports = resolveImports(names.imports, names.importExpressions, text.text);
  const declared = names.declarations.filter(({name}) => !imports.redundant.has(name));
  const toRange = ({start, end}: {readonly start: number; readonly end: number}) => ({from: toSourceOffset(text, start), to: toSourceOffset(text, end)});
  const outputs = unique(declared.map((node) => ({name: node.name, ...toRange(node)})));
  const inputs = unique(findInputs(names).map((node) => ({name: node.name, ...toRange(node)})));
  for (const name of [...imports.needs, ...imports.redundant]) if (!inputs.some((input) => input.name === name)) inputs.push({name, from: 0, to: 0});
  const refused = [...checkNames(names, declared), ...checkMarkupComments(parsed.root, text.text), ...imports.refused].map((one) => {
    const from = toSourceOffset(text, one.from);
    return {...one, from, to: Math.max(from + 1, toSourceOffset(text, one.to))};
  });
  const edited = edit(text, imports.replacements);
  const isAsync = names.awaits;
  const parameters = inputs.map(({name}) => name).join(", ");
  const head = `${isAsync ? "async " : ""}(${parameters}) => {"use strict";${imports.header === "" ? "" : ` ${imports.header}`}`;
  const outputNames = outputs.map(({name}) => name).join(", ");
  const isWrapped = text.shift > 0 && text.segments === null;
  const pieces: readonly Piece[] = parsed.expression
    ? [ours(`${head} return (\n`), ...slicePieces(edited, isWrapped ? 1 : 0, edited.text.length - (isWrapped ? 2 : 0)), ours("\n)}")]
    : [ours(`${head}\n`), ...slicePieces(edited, 0, edited.text.length), ours(outputs.length > 0 ? `\nreturn {${outputNames}};}` : "\n}")];
  return {
    ...emptyCompilation,
    code: buildBody(pieces, lines),
    inputs,
    outputs,
    autodisplay: parsed.expression && !inputs.some(({name}) => name === "display" || name === "view"),
    dataNames: findDataNames(names),
    viewNames: names.calls
      .filter(({callee}) => callee.name === "view")
      .map(({declarator}) => (declarator?.id.type === "Identifier" ? declarator.id.name : null)),
    refused,
  };
}

/** Names that a cell which cannot be parsed seems to declare, so that those who read them wait for it instead of not knowing them. */
function guessOutputs(source: string): readonly NamedRange[] {
  const pattern = /^(?:async\s+)?(?:const|let|var|function\*?|class|enum)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu;
  const found = [...source.slice(0, 100_000).matchAll(pattern)].map(({0: whole, 1: name = "", index}) => {
    const from = index + whole.length - name.length;
    return {name, from, to: from + name.length};
  });
  return unique(found.filter(({name}) => !scopeNames.has(name) && !globalNames.has(name)));
}

/** Each name once, where it comes first. */
function unique(names: readonly NamedRange[]): NamedRange[] {
  const first = new Map<string, NamedRange>();
  for (const one of names) if (!first.has(one.name)) first.set(one.name, one);
  return [...first.values()];
}

/** Puts replacements in, each as long as what it replaces; a hashbang becomes a comment, since the body does not begin with it. */
function edit(text: SourceText, replacements: readonly {readonly from: number; readonly text: string}[]): SourceText {
  let edited = text.text.startsWith("#!") ? `//${text.text.slice(2)}` : text.text;
  for (const one of replacements) edited = edited.slice(0, one.from) + one.text + edited.slice(one.from + one.text.length);
  return {...text, text: edited};
}
