/** What could stand at a place of a cell, and what stands there. */
import ts from "typescript";
import type {Completion, Completions, Hover} from "#notebooks";
import {unavailableNames} from "../scope.ts";
import {describeAnalysis} from "./analysis-documentation.ts";
import type {NotebookTypes} from "./notebook-types.ts";

/** Options that get their signature and documentation; the others have a name and a type. */
const detailedOptions = 40;
const maximumOptions = 1_000;

const hiddenNames: ReadonlySet<string> = new Set(["undefined", "globalThis", "eval", "arguments", "escape", "unescape", "scope", "platform", "Settled"]);

const preferences: ts.UserPreferences = {includeCompletionsForModuleExports: false, includeCompletionsWithInsertText: false};

export function complete(types: NotebookTypes, id: number, position: number): Completions | null {
  const found = types.find(id);
  if (!found) return null;
  const {path, cell, shown} = found;
  const offset = Math.min(position, cell.source.length) + shown.shift;
  const list = types.service.getCompletionsAtPosition(path, offset, preferences);
  if (!list) return null;
  const word = /[\p{ID_Continue}$]*$/u.exec(cell.source.slice(0, position))?.[0] ?? "";
  const given = list.isMemberCompletion ? list.entries : list.entries.filter((entry) => isOffered(entry, types));
  const matching = given.filter(({name}) => name.toLowerCase().startsWith(word.toLowerCase()));
  const others = given.filter(({name}) => !matching.some((one) => one.name === name) && isSubsequence(word.toLowerCase(), name.toLowerCase()));
  const entries = [...sortEntries(matching), ...sortEntries(others)].slice(0, maximumOptions);
  if (entries.length === 0) return null;
  const options = entries.map((entry, index) => toCompletion(entry, index < detailedOptions ? findDetails(types, path, offset, entry) : null));
  return {from: position - word.length, options};
}

/** The signature and documentation of what stands at the position. */
export function hover(types: NotebookTypes, id: number, position: number): Hover | null {
  const found = types.find(id);
  if (!found) return null;
  const {path, cell, shown} = found;
  const info = types.service.getQuickInfoAtPosition(path, Math.min(position, cell.source.length) + shown.shift);
  if (!info) return null;
  const from = info.textSpan.start - shown.shift;
  if (from < 0 || from >= cell.source.length) return null;
  const name = cell.source.slice(from, from + info.textSpan.length);
  const documentation = writeDocumentation(info.documentation, info.tags) || describeAnalysis(types.service, name, info.displayParts);
  return {from, to: from + info.textSpan.length, signature: writeSignature(info.displayParts), documentation};
}

function isOffered({name, kind}: ts.CompletionEntry, types: NotebookTypes): boolean {
  if (kind === ts.ScriptElementKind.keyword || kind === ts.ScriptElementKind.primitiveType) return true;
  if (hiddenNames.has(name) || name.startsWith("__")) return false;
  return !unavailableNames.has(name) || types.gives(name);
}

/** What cells and the scope give comes before what the language has, and keywords last. */
function sortEntries(entries: readonly ts.CompletionEntry[]): readonly ts.CompletionEntry[] {
  return entries.toSorted((a, b) => (a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : a.name < b.name ? -1 : 1));
}

function findDetails(types: NotebookTypes, path: string, offset: number, {name, source, data}: ts.CompletionEntry): ts.CompletionEntryDetails | null {
  return types.service.getCompletionEntryDetails(path, offset, name, undefined, source, preferences, data) ?? null;
}

function toCompletion({name, kind}: ts.CompletionEntry, details: ts.CompletionEntryDetails | null): Completion {
  return {
    label: name,
    type: toOptionType(details?.kind ?? kind),
    detail: details ? writeSignature(details.displayParts) : "",
    documentation: details ? writeDocumentation(details.documentation, details.tags) : "",
  };
}

/** The names that the editor has icons for. */
function toOptionType(kind: string): string {
  switch (kind) {
    case ts.ScriptElementKind.functionElement:
    case ts.ScriptElementKind.localFunctionElement:
      return "function";
    case ts.ScriptElementKind.memberFunctionElement:
    case ts.ScriptElementKind.callSignatureElement:
      return "method";
    case ts.ScriptElementKind.memberVariableElement:
    case ts.ScriptElementKind.memberGetAccessorElement:
    case ts.ScriptElementKind.memberSetAccessorElement:
    case ts.ScriptElementKind.memberAccessorVariableElement:
      return "property";
    case ts.ScriptElementKind.classElement:
      return "class";
    case ts.ScriptElementKind.interfaceElement:
      return "interface";
    case ts.ScriptElementKind.typeElement:
    case ts.ScriptElementKind.typeParameterElement:
    case ts.ScriptElementKind.primitiveType:
      return "type";
    case ts.ScriptElementKind.enumElement:
      return "enum";
    case ts.ScriptElementKind.moduleElement:
      return "namespace";
    case ts.ScriptElementKind.keyword:
      return "keyword";
    case ts.ScriptElementKind.string:
      return "text";
    case ts.ScriptElementKind.constElement:
      return "constant";
    default:
      return "variable";
  }
}

/** The signature alone: names of the scope are aliases of ours, which nobody need see. */
function writeSignature(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts
    .displayPartsToString(parts ? [...parts] : [])
    .replace(/^\(alias\) /, "")
    .replace(/\nimport [^\n]*$/, "");
}

function writeDocumentation(parts: readonly ts.SymbolDisplayPart[] | undefined, tags: readonly ts.JSDocTagInfo[] | undefined): string {
  const lines = (tags ?? []).map(({name, text}) => {
    const words = ts.displayPartsToString(text ? [...text] : []);
    if (name === "param") return `- ${words.replace(/^(\S+)\s*(?:-\s*)?/, "`$1` ")}`;
    if (name === "example") return `\n\`\`\`ts\n${words}\n\`\`\``;
    return `*${name}* ${words}`.trimEnd();
  });
  return [ts.displayPartsToString(parts ? [...parts] : []), ...(lines.length > 0 ? [lines.join("\n")] : [])].filter((text) => text !== "").join("\n\n");
}

function isSubsequence(word: string, name: string): boolean {
  let position = 0;
  for (const character of name) if (character === word[position]) position++;
  return position >= word.length;
}
