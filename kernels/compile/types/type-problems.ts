/** Which of the type checker's findings are worth telling: not those that compiling and the graph tell better. */
import ts from "typescript";
import {findPath} from "./node-path.ts";

/** Names declared twice in a cell, imports that are not bundled: compiling reports them. */
const reportedElsewhere: ReadonlySet<number> = new Set([
  2451, 2300, 2323, 2484, 2440, 2307, 2792, 7016, 2397, 2669, 2632, 1184, 1294, 2528, 2845,
]);

/** Names that nothing gives: the graph reports them, except in types, which it does not see. */
const unknownNames: ReadonlySet<number> = new Set([2304, 2552, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 18004]);

export function isWorthTelling({code, start = 0}: ts.Diagnostic, file: ts.SourceFile): boolean {
  if (reportedElsewhere.has(code)) return false;
  if (!unknownNames.has(code)) return true;
  return isInType(findPath(file, start));
}

function isInType(path: readonly ts.Node[]): boolean {
  return path.some((node) => ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node) && !ts.isTypeQueryNode(node));
}
