/** The signature and documentation of what stands at a place of a cell. */
import ts from "typescript";
import type {Hover} from "#notebooks";
import {documentSymbol, withoutPaths, writeDocumentation} from "./documentation.ts";
import {findPath} from "./node-path.ts";
import type {NotebookTypes} from "./notebook-types.ts";

const maximumSignatureLength = 4_000;

export function hover(types: NotebookTypes, id: number, position: number): Hover | null {
  const found = types.find(id);
  if (!found) return null;
  const {path, cell, shown} = found;
  const offset = Math.min(position, cell.source.length) + shown.shift;
  const info = types.service.getQuickInfoAtPosition(path, offset);
  if (!info) return null;
  const from = info.textSpan.start - shown.shift;
  const to = from + info.textSpan.length;
  if (from < 0 || to > cell.source.length) return null;
  const documentation = writeDocumentation(info.documentation, info.tags) || documentNode(types, path, offset);
  return {from, to, signature: writeSignature(info.displayParts), documentation};
}

function documentNode(types: NotebookTypes, path: string, offset: number): string {
  const program = types.service.getProgram();
  const file = program?.getSourceFile(path);
  if (!program || !file) return "";
  const checker = program.getTypeChecker();
  const node = findPath(file, offset).at(-1);
  const symbol = node && checker.getSymbolAtLocation(node);
  return symbol ? documentSymbol(symbol, checker) : "";
}

/** The signature alone: names of the scope are aliases of ours, which nobody need see. */
function writeSignature(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return withoutPaths(ts.displayPartsToString(parts ? [...parts] : []))
    .replace(/^\(alias\) (?=[\p{ID_Continue}$]+[(<])/u, "function ")
    .replace(/^\(alias\) /, "")
    .replace(/\nimport [^\n]*$/, "")
    .slice(0, maximumSignatureLength);
}
