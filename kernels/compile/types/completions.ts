/** What could stand at a place of a cell, with its type and documentation. */
import ts from "typescript";
import type {Completion, Completions} from "#notebooks";
import {scopeNames, unavailableNames} from "../scope.ts";
import {documentSymbol, resolveAlias, withoutPaths} from "./documentation.ts";
import type {NotebookTypes} from "./notebook-types.ts";

/** Options that get their type and documentation; the others have a name and a kind. */
const detailedOptions = 60;
const maximumOptions = 1_000;
const maximumDetailLength = 200;

const hiddenNames: ReadonlySet<string> = new Set([
  "undefined", "globalThis", "eval", "arguments", "escape", "unescape",
]);

export function complete(types: NotebookTypes, id: number, position: number): Completions | null {
  const found = types.find(id);
  if (!found) return null;
  const {path, cell, shown} = found;
  const offset = Math.min(position, cell.source.length) + shown.shift;
  const list = types.service.getCompletionsAtPosition(path, offset, {includeCompletionsForModuleExports: false, includeSymbol: true});
  const program = types.service.getProgram();
  if (!list || !program) return null;
  const word = /[\p{ID_Continue}$]*$/u.exec(cell.source.slice(0, position))?.[0] ?? "";
  const given = list.isMemberCompletion ? list.entries : list.entries.filter((entry) => isOffered(entry, types));
  const rank = ({name, sortText}: ts.CompletionEntry): string => {
    const isNear = name.toLowerCase().startsWith(word.toLowerCase());
    const isOurs = list.isMemberCompletion || types.gives(name) || scopeNames.has(name);
    return `${isNear ? 0 : 1}${isOurs ? 0 : 1}${sortText} ${name}`;
  };
  const entries = given
    .filter(({name}) => isSubsequence(word.toLowerCase(), name.toLowerCase()))
    .map((entry) => [rank(entry), entry] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .slice(0, maximumOptions);
  if (entries.length === 0) return null;
  const checker = program.getTypeChecker();
  const options = entries.map(([, entry], index) => toCompletion(entry, index < detailedOptions ? checker : null));
  return {from: position - word.length, options};
}

function isOffered({name, kind}: ts.CompletionEntry, types: NotebookTypes): boolean {
  if (kind === ts.ScriptElementKind.keyword || kind === ts.ScriptElementKind.primitiveType) return true;
  if (hiddenNames.has(name) || name.startsWith("__")) return false;
  return !unavailableNames.has(name) || types.gives(name);
}

function toCompletion({name, kind, symbol}: ts.CompletionEntry, checker: ts.TypeChecker | null): Completion {
  const isDetailed = symbol !== undefined && checker !== null;
  return {
    label: name,
    type: toOptionType(kind, symbol && checker ? resolveAlias(symbol, checker) : undefined),
    detail: isDetailed ? writeType(symbol, checker) : "",
    documentation: isDetailed ? documentSymbol(symbol, checker) : "",
  };
}

/** Names stand without the files that declare them. */
const typeFormat = ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope | ts.TypeFormatFlags.OmitParameterModifiers;

/** The first call's parameters and result, or the type of the value. */
function writeType(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const resolved = resolveAlias(symbol, checker);
  if (!(resolved.flags & ts.SymbolFlags.Value)) return "";
  const type = checker.getTypeOfSymbol(resolved);
  const [signature, ...others] = type.getCallSignatures();
  const text = signature ? checker.signatureToString(signature, undefined, typeFormat) : checker.typeToString(type, undefined, typeFormat);
  const short = withoutPaths(text);
  const cut = short.length > maximumDetailLength ? `${short.slice(0, maximumDetailLength)}…` : short;
  return others.length > 0 ? `${cut} (+${others.length})` : cut;
}

/** The names that the editor has icons for. */
function toOptionType(kind: string, symbol: ts.Symbol | undefined): string {
  if (kind === ts.ScriptElementKind.alias && symbol) return toSymbolType(symbol);
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

function toSymbolType({flags}: ts.Symbol): string {
  if (flags & ts.SymbolFlags.Function) return "function";
  if (flags & ts.SymbolFlags.Class) return "class";
  if (flags & ts.SymbolFlags.Enum) return "enum";
  if (flags & ts.SymbolFlags.Interface) return "interface";
  if (flags & ts.SymbolFlags.TypeAlias) return "type";
  return "constant";
}

function isSubsequence(word: string, name: string): boolean {
  let position = 0;
  for (const character of name) if (character === word[position]) position++;
  return position >= word.length;
}
